import { Account, allow, baseline, deny, permissions, type Policy, type TokenSpec } from "../../lib";
import { toPolicySpecs } from "../../lib/policy";
import { evaluate } from "../../lib/guardrails";
import { accessDiff, diffMarkdown, diffText, gateFiles, reportMarkdown } from "../../lib/review";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ZONE = "11111111111111111111111111111111";
const account = Account.of(ACCOUNT, { name: "Example Inc" });
const zone = account.zone(ZONE, { name: "example.com" });
const names = {
  [`com.cloudflare.api.account.${ACCOUNT}`]: "Example Inc",
  [`com.cloudflare.api.account.zone.${ZONE}`]: "example.com",
};

function token(name: string, policies: readonly Policy[], more: Partial<TokenSpec> = {}): TokenSpec {
  return {
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: toPolicySpecs(policies),
    address: `cloudflare_account_token.${name}`,
    path: `prod/${name}`,
    names,
    ...more,
  };
}

const reads = allow(permissions.zone.zone.read).on(zone);
const readsAll = allow(permissions.zone.zone.read, permissions.zone.analytics.read).on(account.allZones());
const backups = (bucket: string): Policy => allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket(bucket));
/** A few tokens before and after, with one of each kind of change and of each verdict. */
const DIFF = accessDiff(
  [
    token("backup-writer", [backups("backups-2036")]),
    token("dns-publisher", [reads]),
    token("edge-monitor", [reads]),
    token("siem-reader", [readsAll]),
    token("old-ci", [reads]),
    token("deployer", [reads], { expiresOn: "2036-06-01T00:00:00Z" }),
  ],
  [
    token("backup-writer", [backups("backups-2037")]),
    token("cache-purger", [allow(permissions.zone.cache.purge).on(zone)], { expiresOn: "2037-06-01T00:00:00Z" }),
    token("dns-publisher", [reads, allow(permissions.zone.dns.write, permissions.zone.zoneSettings.write).on(zone)]),
    token("edge-monitor", [reads], { address: "cloudflare_account_token.team_edge-monitor", path: "prod/team/edge-monitor" }),
    token("siem-reader", [readsAll, deny(permissions.zone.analytics.read).on(zone)], { requestIp: { in: ["10.0.0.0/8"] } }),
    token("release", [reads], { expiresOn: "2037-06-01T00:00:00Z", address: "cloudflare_account_token.deployer", path: "prod/deployer" }),
  ],
);

/** The diff of docs/review.md as text. */
export function sampleDiffText(): string {
  return `\`\`\`text\n${diffText(DIFF, { width: 100 }).trimEnd()}\n\`\`\``;
}

/** The same as a pull request shows it. */
export function sampleDiffMarkdown(): string {
  return diffMarkdown(DIFF).trimEnd();
}

/** One token of it as JSON has it: the one that is narrowed. */
export function sampleDiffJson(): string {
  const token = DIFF.tokens.find(({ name }) => name === "siem-reader");
  return `\`\`\`json\n${JSON.stringify(token, null, 2)}\n\`\`\``;
}

/** The report of docs/pipelines.md: a pull request that adds a token and touches the lock file. */
export function sampleReport(): string {
  const added = token("release", [allow(permissions.zone.workersRoutes.write).on(zone)], {
    owner: "team-web",
    requestIp: { in: ["192.0.2.0/24"] },
  });
  const acknowledged = { rule: "no-expiry", detail: "expiresOn", reason: "rotated by hand each quarter", owner: "team-web" };
  const { findings, acknowledgements } = evaluate(
    [{ name: "prod", tokens: [{ spec: added, acknowledgements: [acknowledged] }] }],
    baseline,
    new Date("2026-12-01T00:00:00Z"),
  );
  const report = {
    diff: accessDiff([], [added]),
    findings: { added: findings, resolved: [], all: findings },
    gate: {
      files: gateFiles(["package-lock.json", "principals.ts"]),
      incomplete: false,
      acknowledged: acknowledgements,
      withdrawn: [],
      allowed: [],
    },
  };
  return reportMarkdown(report)
    .trimEnd()
    .replace(/^(?=.)/gm, "> ")
    .replace(/^$/gm, ">");
}
