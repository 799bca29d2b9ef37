import { Construct } from "constructs";
import { ServicePrincipal, UserToken, UserTokenStack } from "../../lib";
import { dnsWrite, newApp, newStack, read, readText, synth } from "./support";

/** `cloudflare_account_token.<name>` of a principal. */
function address(p: ServicePrincipal): string {
  return `cloudflare_account_token.${p.resource.friendlyUniqueId}`;
}

describe("adopting", () => {
  test.each([
    "cloudflare_account_token.old",
    "cloudflare_account_token.old-1",
    "cloudflare_account_token._1st",
    "cloudflare_account_token.old[0]",
    'cloudflare_account_token.old["prod eu"]',
    "module.tokens.cloudflare_account_token.old",
    'module.tokens["prod"].module.dns[0].cloudflare_account_token.old',
  ])("moves %s", (from) => {
    const app = newApp();
    const p = new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite], adopt: from });
    expect(synth(app).moved).toEqual([{ from, to: address(p) }]);
  });

  test("writes all moves of a stack in the order of their addresses, whatever order the constructs have", () => {
    const written = [
      ["a", "b", "c"],
      ["c", "a", "b"],
      ["b", "c", "a"],
    ].map((order) => {
      const app = newApp();
      const stack = newStack("prod", {}, app);
      for (const id of order) new ServicePrincipal(stack, id, { policies: [dnsWrite], adopt: `cloudflare_account_token.old-${id}` });
      new ServicePrincipal(stack, "new", { policies: [dnsWrite] });
      app.synth();
      return readText(app.outdir);
    });
    expect(new Set(written).size).toBe(1);
    expect((JSON.parse(written[0] ?? "") as { moved: { from: string }[] }).moved.map((m) => m.from)).toEqual([
      "cloudflare_account_token.old-a",
      "cloudflare_account_token.old-b",
      "cloudflare_account_token.old-c",
    ]);
  });

  test("stays within its stack", () => {
    const app = newApp();
    for (const name of ["a", "b"]) {
      new ServicePrincipal(newStack(name, {}, app), "ci", {
        name: `ci-${name}`,
        policies: [dnsWrite],
        adopt: `cloudflare_account_token.${name}`,
      });
    }
    app.synth();
    expect(["a", "b"].map((name) => read(app.outdir, name).moved?.map((m) => m.from))).toEqual([
      ["cloudflare_account_token.a"],
      ["cloudflare_account_token.b"],
    ]);
  });

  test("moves nothing for a principal that is left out", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const retired = { expiresOn: "2020-01-01T00:00:00Z", onExpiry: "retire" } as const;
    new ServicePrincipal(stack, "a", { policies: [dnsWrite], adopt: "cloudflare_account_token.a", ...retired });
    const kept = new ServicePrincipal(stack, "b", { policies: [dnsWrite], adopt: "cloudflare_account_token.b" });
    expect(synth(app).moved).toEqual([{ from: "cloudflare_account_token.b", to: address(kept) }]);
  });

  test("moves user tokens in their own stack", () => {
    const app = newApp();
    const stack = new UserTokenStack(app, "users");
    for (const id of ["b", "a"]) new UserToken(stack, id, { policies: [dnsWrite], adopt: `cloudflare_api_token.${id}` });
    expect(synth(app, "users").moved?.map((m) => m.from)).toEqual(["cloudflare_api_token.a", "cloudflare_api_token.b"]);
  });
});

describe("the Terraform address", () => {
  test("follows from the construct's path, not from the token's name", () => {
    const at = (id: string, name?: string): string => address(new ServicePrincipal(newStack(), id, { name, policies: [dnsWrite] }));
    expect(at("ci", "other")).toBe(at("ci"));
    expect(at("ci")).toBe("cloudflare_account_token.ci_6BD54AB4");
    expect(at("cd")).not.toBe(at("ci"));
  });

  test("changes when a construct comes in between", () => {
    const stack = newStack();
    const nested = new ServicePrincipal(new Construct(stack, "team"), "ci", { policies: [dnsWrite] });
    expect(address(nested)).toBe("cloudflare_account_token.team_ci_B660FDD7");
    expect(nested.spec.address).toBe(address(nested));
  });
});
