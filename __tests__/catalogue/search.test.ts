import { allPermissions, nearPermissionNames, searchPermissions } from "../../lib/catalogue";

const found = (text: string): string[] => searchPermissions(text).map((p) => `${p.name} (${p.scope})`);

describe("searchPermissions", () => {
  it.each([
    ["dns edit", "DNS Write (zone)", "the dashboard's word for the level"],
    ["DNS", "DNS Read (zone)", "the shortest name before longer ones"],
    ["zone dns", "DNS Read (zone)", "a scope narrows"],
    ["permissions.zone.dns.write", "DNS Write (zone)", "the name in the tree"],
    ["workersScripts", "Workers Scripts Read (account)", "a group of the tree"],
    ["Cloudflare Images Edit", "Images Write (account)", "the dashboard's name"],
    ["cache rules", "Cache Settings Read (zone)", "the dashboard's name of a product"],
    ["argo tunnel", "Cloudflare Tunnel Read (account)", "a former name"],
    ["analitics read", "Analytics Read (zone)", "a typing error"],
    ["r2 bucket write", "Workers R2 Storage Bucket Item Write (r2Bucket)", "words with others in between"],
    ["4755a26eedb94da69e1066d98aa820be", "DNS Write (zone)", "an id"],
    ["API tokens write", "API Tokens Write (user)", "upper and lower case"],
  ])("puts first for %j: %s (%s)", (text, first) => {
    expect(found(text)[0]).toBe(first);
  });

  it("lists the best first, equal ones by scope and name", () => {
    expect(found("logs read")).toEqual([
      "Logs Read (account)",
      "Logs Read (zone)",
      "Access: Audit Logs Read (account)",
      "Access: SCIM Logs Read (account)",
    ]);
    expect(found("waf")).toEqual([
      "Account WAF Read (account)",
      "Account WAF Write (account)",
      "Zone WAF Read (zone)",
      "Zone WAF Write (zone)",
    ]);
  });

  it("puts current names before what the dashboard says", () => {
    expect(found("realtime")).toEqual(["Realtime (account)", "Realtime Admin (account)", "Calls Read (account)", "Calls Write (account)"]);
  });

  it("finds every permission first by its own name and scope, but where the name exists at two levels", () => {
    for (const p of allPermissions) expect(found(p.name).slice(0, 2)).toContain(`${p.name} (${p.scope})`);
  });

  it("finds nothing for nothing, for what has no words, and for what is in no name", () => {
    for (const text of ["", "  ", "!?", "\u0000", "qwertzuiop", "__proto__", "zone.qwertzuiop"]) expect(found(text)).toEqual([]);
  });

  it("takes a text of any length", () => {
    expect(found("dns ".repeat(100_000)).length).toBeGreaterThan(0);
  });
});

describe("nearPermissionNames", () => {
  it.each([
    ["DNS Wriet", ["DNS Write"]],
    ["DNS Edit", ["DNS Write"]],
    ["Worker Scripts Write", ["Workers Scripts Write"]],
    ["Workers KV Write", ["Workers KV Storage Write"]],
    ["Argo Tunel Write", ["Cloudflare Tunnel Write"]],
    ["Cache Rules Edit", ["Cache Settings Write"]],
    ["Workers Admim", ["Workers Admin"]],
    ["Zone Setings Write", ["Zone Settings Write"]],
    ["qwertzuiop", []],
    ["", []],
    ["DNS Edti", ["DNS Write"]],
  ])("offers for %j: %j", (name, near) => {
    expect(nearPermissionNames(name)).toEqual(near);
  });

  it("puts names of the given scope before equally near ones, and offers three at most", () => {
    expect(nearPermissionNames("API Gateway Read", "account")[0]).toBe("Account API Gateway Read");
    expect(nearPermissionNames("API Gateway Read", "zone")[0]).toBe("Domain API Gateway Read");
    expect(nearPermissionNames("workers")).toHaveLength(3);
  });
});
