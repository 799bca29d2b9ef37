import { permissions, type TokenSpec } from "../../lib";
import { evaluate } from "../../lib/guardrails/evaluate";
import { strict } from "../../lib/guardrails/packs";
import { RULES } from "../../lib/guardrails/rules";
import { ACCOUNT_ID, NOW, ofToken, token, ZONE_ID } from "./support";

const accountKey = `com.cloudflare.api.account.${ACCOUNT_ID}`;
const zoneKey = `com.cloudflare.api.account.zone.${ZONE_ID}`;
const everyZone = "com.cloudflare.api.account.zone.*";
const { dns } = permissions.zone;
const raw = (permissionGroups: string[], resources: TokenSpec["policies"][number]["resources"]): TokenSpec["policies"] => [
  { effect: "allow", permissionGroups, resources },
];

test("a name, undefined or null in place of an id is an error that offers the id, and no finding of other rules", () => {
  const findings = (group: string) =>
    evaluate([{ name: "prod", tokens: [{ spec: { ...token(), policies: raw([group], { [zoneKey]: "*" }) } }] }], strict, NOW).findings;
  const [name] = findings("DNS Write");
  expect([name?.rule, name?.level, name?.fix]).toEqual(["unresolved-permission", "error", `write ${dns.write.id}, the id of DNS Write`]);
  expect(findings("Logs Read")[0]?.fix).toMatch(/exists at several levels/);
  for (const group of ["undefined", "null", "${null}", "DNS Write"]) {
    expect(findings(group)[0]?.message).toBe(
      `${group === "${null}" ? "null" : group} stands in place of an id, which is 32 hexadecimal characters: Cloudflare refuses it`,
    );
    expect(findings(group).map(({ rule }) => rule)).not.toContain("deprecated-permission");
  }
  expect(findings("f".repeat(32)).map(({ rule }) => rule)).toContain("deprecated-permission");
});

test("a name, undefined or null in place of a resource's id is an error that offers the id where the file has it", () => {
  const findings = (key: string) => {
    const spec = { ...token(), names: { [zoneKey]: "example.com" }, policies: raw([dns.write.id], { [key]: "*" }) };
    const { findings: all } = evaluate([{ name: "prod", tokens: [{ spec }] }], strict, NOW);
    return all.filter(({ rule }) => rule === "unresolved-resource").map(({ level, message, fix }) => [level, message, fix]);
  };
  const [zone, accounts] = ["com.cloudflare.api.account.zone", "com.cloudflare.api.account"];
  const had = (key: string, text: string) =>
    `${key} has ${text} in place of an id, which is 32 hexadecimal characters: Cloudflare refuses it`;
  expect(findings(`${zone}.example.com`)).toEqual([
    ["error", had(`${zone}.example.com`, "example.com"), `write ${ZONE_ID}, the id of zone example.com`],
  ]);
  expect(findings(`${zone}.shop.example`)).toEqual([
    ["error", had(`${zone}.shop.example`, "shop.example"), "write the id of the zone that is meant"],
  ]);
  for (const nothing of ["null", "undefined", "${null}"]) {
    const text = nothing === "${null}" ? "null" : nothing;
    for (const [key, fix] of [
      [`${zone}.${nothing}`, "write the id of the zone that is meant; what wrote this had none"],
      [`${accounts}.${nothing}`, `write ${ACCOUNT_ID}, the token's own account`],
      [`com.cloudflare.edge.r2.bucket.${nothing}_default_backups`, `write ${ACCOUNT_ID}, the token's own account`],
      [`com.cloudflare.edge.worker.script.${nothing}`, "write the id of the Worker that is meant; what wrote this had none"],
    ] as const)
      expect(findings(key)).toEqual([["error", had(key, text), fix]]);
  }
  const fine = [
    zoneKey,
    accountKey,
    everyZone,
    `com.cloudflare.edge.r2.bucket.${ACCOUNT_ID}_default_null`,
    "com.cloudflare.edge.worker.script.api",
  ];
  for (const key of fine) expect(findings(key)).toEqual([]);
});

test("every bucket of no account is a form that nobody knows in an account's token, with the known one as the fix", () => {
  const item = permissions.r2Bucket.workersR2StorageBucketItem.write.id;
  const spec = { ...token(), policies: raw([item], { "com.cloudflare.edge.r2.bucket.*": "*" }) };
  const [finding] = evaluate([{ name: "prod", tokens: [{ spec }] }], [[RULES.unknownResourceForm, "error"]], NOW).findings;
  expect(finding?.fix).toBe(
    'name a bucket, or all of the account: {"com.cloudflare.api.account.<id>":{"com.cloudflare.edge.r2.bucket.*":"*"}}',
  );
  expect(
    ofToken(RULES.unknownResourceForm, { ...spec, policies: raw([item], { [accountKey]: { "com.cloudflare.edge.r2.bucket.*": "*" } }) }),
  ).toEqual([]);
});

test("a role of members is no permission, and is told from one", () => {
  const group = "${data.cloudflare_permission_groups.r2.result[0].id}";
  expect(ofToken(RULES.unresolvedPermission, { ...token(), policies: raw([group], { [accountKey]: "*" }) })).toEqual([
    `${group}: ${group} is a role of members, and no permission group: cloudflare_account_api_token_permission_groups_list has those of tokens`,
  ]);
});

test("a permission that a data source finds goes by what is said of it", () => {
  const group = "${data.cloudflare_account_api_token_permission_groups_list.dns.result[0].id}";
  const lookups = { [group]: { kind: "permission", name: "DNS Write", scope: "com.cloudflare.api.account.zone", first: true } } as const;
  const spec = { ...token(), policies: raw([group], { [everyZone]: "*" }), lookups };
  expect(ofToken(RULES.unresolvedPermission, spec)).toEqual([]);
  expect(ofToken(RULES.allZonesWrite, spec)).toEqual(["zone.dns.write: DNS Write reaches every zone"]);
});

test.each(["undefined", "Example Inc", "null"])("an account %s is no id", (accountId) => {
  expect(ofToken(RULES.unresolvedResource, { ...token(), accountId })).toEqual([
    `accountId: account_id is ${accountId} in place of an id, which is 32 hexadecimal characters: Cloudflare refuses it`,
  ]);
});
