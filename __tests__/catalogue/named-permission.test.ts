import { namedPermission, type Permission, permissions, permissionsKnownByName, permissionWithId } from "../../lib/catalogue";
import { PrincipalError } from "../../lib/errors";

function failure(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

test.each(["Account Filter Lists Read", "Account Filter Lists Edit", "Account Filter Lists Write"])(
  "knows %s by its older name",
  (name) => {
    expect(namedPermission(name, "account").name).toBe(name.endsWith("Read") ? "Account Rule Lists Read" : "Account Rule Lists Write");
  },
);

test("the provider's documentation puts the scope before the name", () => {
  expect(namedPermission("Zone DNS Edit")).toBe(permissions.zone.dns.write);
  expect(namedPermission("Zone Zone Read", "zone")).toBe(permissions.zone.zone.read);
  expect(namedPermission("Zone DNS Settings Write").name).toBe("Zone DNS Settings Write");
  expect(() => namedPermission("Zone DNS Edit", "account")).toThrow("no permission group of this name");
});

describe("namedPermission", () => {
  it("finds every permission of the tree by its name and scope", () => {
    for (const branch of Object.values(permissions) as Record<string, Record<string, Permission>>[]) {
      for (const group of Object.values(branch)) for (const p of Object.values(group)) expect(namedPermission(p.name, p.scope)).toBe(p);
    }
  });

  it.each([
    ["DNS Write", "4755a26eedb94da69e1066d98aa820be", "the current name"],
    ["DNS Edit", "4755a26eedb94da69e1066d98aa820be", "the dashboard's word for the level"],
    ["Zaraz Write", "89d5bf002389496e9994b8c30608b5d0", "the API's word where the group says Edit"],
    ["Argo Tunnel Write", "c07321b023e944ff818fec44d8203567", "a former name"],
    ["Argo Tunnel Edit", "c07321b023e944ff818fec44d8203567", "a former name in the other dialect"],
    ["Access: SCIM logs read", "e985ca9351db460faebbe8681c48e560", "a former name in small letters"],
    ["Teams Read", "3f376c8e6f764a938b848bd01c8995c4", "a former name of another product"],
    ["Browser Run Write", "adddda876faa4a0590f1b23a038976e4", "a later name that is likely"],
  ])("finds %j: %s (%s)", (name, id) => {
    expect(namedPermission(name).id).toBe(id);
  });

  it("keeps the levels apart where a name exists at two", () => {
    expect(namedPermission("Logs Read", "account").id).toBe("6a315a56f18441e59ed03352369ae956");
    expect(namedPermission("Logs Read", "zone").id).toBe("c4a30cd58c5d42619c86a3c36c441e2d");
    expect(namedPermission("Logs Edit", "zone").id).toBe("3e0b5820118e47f3922f7c989e673882");
  });

  it("ignores names that were other people's mistakes", () => {
    expect(namedPermission("Workers Scripts Write").id).toBe("e086da7e2179491d91ee5f35b3ca210a");
    expect(namedPermission("Zone Write").id).toBe("e6d2666161e84845a636613608cee8d5");
    expect(failure(() => namedPermission("r2_read_write")).code).toBe("UnknownPermission");
  });

  it.each([
    "Access: Apps and Policies Read",
    "Access: Apps and Policies Revoke",
    "Access: Apps and Policies Write",
    "Disable ESC Read",
    "Disable ESC Write",
    "Logs Read",
    "Logs Write",
  ])("fails for %j without a scope: it exists at two levels", (name) => {
    expect(failure(() => namedPermission(name))).toEqual({
      code: "AmbiguousPermission",
      message: `name: this name exists at account and zone level, got ${JSON.stringify(name)}; name the scope: Permission.named(name, "account")`,
    });
  });

  it("fails where a name in the other dialect is the dashboard's name of another group", () => {
    expect(failure(() => namedPermission("Transform Rules Edit")).code).toBe("AmbiguousPermission");
    expect(failure(() => namedPermission("API Gateway Edit")).code).toBe("AmbiguousPermission");
    expect(failure(() => namedPermission("Transform Rules Edit", "zone")).message).toBe(
      'name: no permission group of this name is known at zone level, got "Transform Rules Edit"; it exists at account level (did you mean "Zone Transform Rules Write")',
    );
  });

  it("fails for an unknown name with what may have been meant", () => {
    expect(failure(() => namedPermission("DNS Wriet"))).toEqual({
      code: "UnknownPermission",
      message:
        'name: no permission group of this name is known, got "DNS Wriet"; check the name and scope (did you mean "DNS Write"), or use Permission.lookup',
    });
    expect(failure(() => namedPermission("Cloudflare Images Edit")).message).toContain('(did you mean "Images Write")');
    expect(failure(() => namedPermission("qwertzuiop")).message).toBe(
      'name: no permission group of this name is known, got "qwertzuiop"; check the name and scope, or use Permission.lookup',
    );
  });

  it("fails for a name of another level and says which", () => {
    expect(failure(() => namedPermission("DNS Write", "account"))).toEqual({
      code: "UnknownPermission",
      message: 'name: no permission group of this name is known at account level, got "DNS Write"; it exists at zone level',
    });
    expect(failure(() => namedPermission("Workers Admin", "zone")).message).toBe(
      'name: no permission group of this name is known at zone level, got "Workers Admin"; it exists at account level',
    );
  });

  it("fails for every group that is known by name only, but for the two that are likely a new name of a known one", () => {
    const found = permissionsKnownByName.filter(({ name }) => {
      try {
        return namedPermission(name).id !== "";
      } catch {
        expect(failure(() => namedPermission(name))).toEqual({
          code: "PermissionWithoutId",
          message: `name: this permission group is known by name only, got ${JSON.stringify(name)}; use Permission.lookup(stack, name, scope), which finds the id at plan time`,
        });
        return false;
      }
    });
    expect(found.map(({ name }) => name)).toEqual(["Browser Run Read", "Browser Run Write"]);
  });

  it.each([
    "__proto__",
    "constructor",
    "toString",
    "",
    " ",
    "DNS  Write",
    "dns write",
    "DNS Write\n",
    "\u001b[31mDNS Write",
    "x".repeat(100_000),
  ])("fails for %j: names are exact", (name) => {
    expect(failure(() => namedPermission(name)).code).toBe("UnknownPermission");
  });

  it("fails for a cdktf token, a scope that is none, and what is no text", () => {
    expect(failure(() => namedPermission("${TfToken[TOKEN.0]}"))).toEqual({
      code: "LiteralRequired",
      message: "name: a permission's name must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    });
    expect(failure(() => namedPermission("DNS Write", "zones" as "zone"))).toEqual({
      code: "InvalidScope",
      message:
        'scope: a scope is account, zone, user, r2Bucket, worker or flagshipApp, got "zones"; choose one of these (did you mean "zone")',
    });
    expect(failure(() => namedPermission("DNS Write", "__proto__" as "zone")).code).toBe("InvalidScope");
    expect(failure(() => namedPermission(7 as unknown as string)).code).toBe("UnknownPermission");
  });
});

describe("permissionWithId", () => {
  const id = "0123456789abcdef0123456789abcdef";

  it("takes an id that the catalogue does not know, and reads the level from the name", () => {
    expect(permissionWithId(id, { name: "Brand New Edit", scope: "account" })).toEqual({
      id,
      name: "Brand New Edit",
      scope: "account",
      level: "edit",
    });
  });

  it("takes a Terraform expression", () => {
    expect(permissionWithId("${one(local.ids)}", { name: "DNS Write", scope: "zone" }).id).toBe("${one(local.ids)}");
  });

  it("takes a known id with its name, a former one, or one that it may have got since", () => {
    for (const name of ["Cloudflare Tunnel Read", "Argo Tunnel Read", "Tunnels Read"]) {
      expect(permissionWithId("efea2ab8357b47888938f101ae5e053f", { name, scope: "account" }).name).toBe(name);
    }
  });

  it.each([
    "",
    "4755A26EEDB94DA69E1066D98AA820BE",
    "4755a26eedb94da69e1066d98aa820b",
    "4755a26eedb94da69e1066d98aa820be0",
    "4755a26eedb94da69e1066d98aa820be\n",
    "DNS Write",
  ])("fails for the id %j", (bad) => {
    expect(failure(() => permissionWithId(bad, { name: "DNS Write", scope: "zone" }))).toEqual({
      code: "InvalidPermissionId",
      message: `id: a permission group id is 32 lower-case hexadecimal characters, got ${JSON.stringify(bad)}${/^[0-9a-f]{31,33}$/.test(bad) ? ` (${String(bad.length)} characters)` : ""}; take it from the permission groups list, or use permissions.… or Permission.lookup`,
    });
  });

  it("fails where a known id is given another level, or the name of another group", () => {
    const dns = permissions.zone.dns.write.id;
    const message = `id: this id is the permission group "DNS Write" at zone level, got "${dns}"; give it that name and scope, or check the id`;
    expect(failure(() => permissionWithId(dns, { name: "DNS Write", scope: "account" }))).toEqual({
      code: "ContradictoryPermission",
      message,
    });
    expect(failure(() => permissionWithId(dns, { name: "Zone Read", scope: "zone" }))).toEqual({
      code: "ContradictoryPermission",
      message,
    });
  });

  it("fails for a scope that is none", () => {
    expect(failure(() => permissionWithId(id, { name: "X Read", scope: "bucket" as "zone" })).code).toBe("InvalidScope");
  });
});
