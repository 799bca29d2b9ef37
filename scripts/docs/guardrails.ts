import { allow, baseline, permissions, Account, type Pack, strict } from "../../lib";
import { ENTRIES, evaluate, RULES } from "../../lib/guardrails";
import { normalize, toPolicySpecs } from "../../lib/policy";
import { findingsText } from "../../lib/review";

/** Every rule, with what it wants, why, and its levels. */
export function guardrailTable(): string {
  const level = (pack: Pack, id: string): string => pack.find(([rule]) => rule.id === id)?.[1] ?? "-";
  const rows = Object.entries(RULES).map(([name, rule]) => {
    const where = rule.terraform !== undefined ? "Terraform" : rule.token !== undefined ? "token" : "rules";
    return `| \`${rule.id}\` | \`${name}\` | ${rule.title}: ${rule.why} | ${rule.fix} | ${where} | ${level(baseline, rule.id)} | ${level(strict, rule.id)} | ${rule.waivable ? "yes" : "no"} |`;
  });
  return [
    "| id | `rules.` | wanted, and why | what to do | about | baseline | strict | can be waived |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** What a stack may hold, the other way round: what is found, why, and how bad that is. */
export function entryTable(): string {
  const levels = {
    hostile: "error in every pack",
    pack: "the pack's",
    other: "note; the pack's in pipelines",
    pipelines: "pipelines only",
  };
  const rows = Object.entries(ENTRIES).map(
    ([name, { wanted, why, fix, weight }]) => `| \`${name}\` | ${wanted}: ${why} | ${fix} | ${levels[weight]} |`,
  );
  return ["| what is found | wanted, and why | what to do | level |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** A report as `principals check` prints it. */
export function guardrailReport(): string {
  const account = Account.of("0123456789abcdef0123456789abcdef");
  const base = { kind: "account", accountId: account.id, status: "active", expiresOn: "2027-06-01T00:00:00Z" } as const;
  const purger = normalize({
    ...base,
    name: "cache-purger",
    owner: "team-web",
    policies: toPolicySpecs([allow(permissions.zone.cache.purge).on(account.allZones())]),
    requestIp: { in: ["192.0.2.0/24"] },
  });
  const deployer = normalize({
    ...base,
    name: "token-deployer",
    policies: toPolicySpecs([allow(permissions.account.accountApiTokens.write).on(account)]),
  });
  const acknowledgement = {
    rule: "all-zones-write",
    detail: "zone.cache.purge",
    reason: "a release touches every zone",
    owner: "team-web",
  };
  const tokens = [{ spec: purger, acknowledgements: [acknowledgement] }, { spec: deployer }];
  return `\`\`\`text\n${findingsText(evaluate([{ name: "prod", tokens }], baseline, new Date("2026-12-01T00:00:00Z"))).trimEnd()}\n\`\`\``;
}
