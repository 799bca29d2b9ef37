import { describePermission, permissions } from "../../lib/catalogue";
import { run } from "./run";

describe("principals search", () => {
  it("finds permissions in both dialects, best first", async () => {
    const { code, out, err } = await run(["search", "dns", "edit"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out.split("\n")[0]).toMatch(/^DNS Write {2,}permissions\.zone\.dns\.write {2,}4755a26eedb94da69e1066d98aa820be$/);
  });

  it("finds those that are known by name only, and says so", async () => {
    const { out } = await run(["search", "AI", "Gateway", "Metadata"]);
    expect(out).toBe("AI Gateway Metadata Read  account  by Permission.lookup only\n");
  });

  it("shows what a permission was called before", async () => {
    expect((await run(["search", "teams", "write"])).out).toBe(
      "Zero Trust Write  permissions.account.zeroTrust.write  b33f02c6f7284e05a6f20741c0bb0567  formerly Teams Write\n",
    );
    expect((await run(["permission", "Teams Write"])).out).toContain("\n  formerly Teams Write\n");
  });

  it.each([
    ["wrangler", "Workers Scripts Write", "template: templates.deployWorkers({ account })"],
    ["cert-manager", "DNS Write", "template: templates.certManager(...zones)"],
    ["logpush", "Logs Read", "template: templates.logpushReader({ account, zones })"],
    ["r2 object read write", "Workers R2 Storage Bucket Item Write", "template: templates.terraformState(bucket)"],
    ["zero trust access", "Access: Apps and Policies Write", "note: Access: Apps and Policies is what"],
  ])("finds what %s takes", async (text, first, last) => {
    const { code, out } = await run(["search", text]);
    expect([code, out.split("\n")[0]?.split("  ")[0]]).toEqual([0, first]);
    expect(out).toContain(last);
  });

  it("answers no with exit code 1", async () => {
    expect(await run(["search", "qqqqqqqqqq\u001b[31m"])).toEqual({
      code: 1,
      out: "",
      err: 'no permission fits "qqqqqqqqqq\\u{1b}[31m"\n',
    });
  });
});

describe("principals permission", () => {
  it("shows one by its name or id", async () => {
    const expected = {
      code: 0,
      out: `DNS Read
  id       82e64a83756745bbbb1c9c2701bf816b
  scope    zone
  code     permissions.zone.dns.read
  covers   ${describePermission(permissions.zone.dns.read)}
  part of  DNS Write
`,
      err: "",
    };
    expect(await run(["permission", "DNS Read"])).toEqual(expected);
    expect(await run(["permission", "82e64a83756745bbbb1c9c2701bf816b"])).toEqual(expected);
    for (const form of ["zone.dns.read", "permissions.zone.dns.read", "dns read", "DNS READ", "82E64A83756745BBBB1C9C2701BF816B"])
      expect(await run(["permission", form])).toEqual(expected);
    expect((await run(["permission", "r2Bucket.workersR2StorageBucketItem.write"])).out).toContain(
      "\n  part of  Workers R2 Storage Write (account)\n",
    );
    expect((await run(["permission", "cache purge"])).out).toMatch(/^Cache Purge\n/);
    expect((await run(["permission", "dns edit"])).out).toMatch(/^DNS Write\n/);
    expect((await run(["permission", "ai gateway metadata read"])).err).toContain("[PermissionWithoutId]");
    expect((await run(["permission", "logs read"])).err).toContain("--scope account or --scope zone [AmbiguousPermission]");
    expect((await run(["permission", "logs read", "--scope", "zone"])).out).toContain("permissions.zone.logs.read");
    expect((await run(["permission", "f".repeat(32)])).err).toContain("[UnknownPermission]");
  });

  it("needs the scope where a name stands at several", async () => {
    expect((await run(["permission", "Logs Read", "--scope", "zone"])).out).toContain("  code     permissions.zone.logs.read\n");
    const { code, err } = await run(["permission", "Logs Read"]);
    expect([code, err]).toEqual([
      2,
      'error: name: this name exists at account and zone level, got "Logs Read"; name the scope: --scope account or --scope zone [AmbiguousPermission]\n',
    ]);
  });

  it("fails with exit code 2 for one that is not known", async () => {
    const { code, out, err } = await run(["permission", "DNS Wriet"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain('did you mean "DNS Write"');
  });
});
