/*
 * The access diff of 10,000 tokens against 10,000: CPU time and memory, and whether twice as many take twice as long.
 *
 *     npm run bench:diff
 */
import { accessDiff, type TokenSpec } from "../lib";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ZONES = "com.cloudflare.api.account.zone";
const GROUPS = [
  "4755a26eedb94da69e1066d98aa820be",
  "82e64a83756745bbbb1c9c2701bf816b",
  "c8fed203ed3043cba015a93ad1616f1f",
  "e17beae8b8cb423a99b1730f21238bed",
];
const MOST_SECONDS = 2;
const MOST_MEGABYTES = 500;

/** Every token has an allow of some groups on some zones, one on all zones, and a deny; most have a filter and an expiry. */
function tokens(count: number, later: (index: number) => boolean): TokenSpec[] {
  return Array.from({ length: count }, (_, index): TokenSpec => {
    const round = later(index) ? 1 : 0;
    const zone = (offset: number): string => `${ZONES}.${String(index * 7 + offset).padStart(32, "0")}`;
    const at = index + round;
    return {
      kind: "account",
      accountId: ACCOUNT,
      name: `token-${String(index)}`,
      status: at % 20 === 0 ? "disabled" : "active",
      policies: [
        { effect: "allow", permissionGroups: GROUPS.slice(at % 3), resources: { [zone(0)]: "*", [zone(1 + round)]: "*", [zone(5)]: "*" } },
        {
          effect: "allow",
          permissionGroups: [GROUPS[2] ?? ""],
          resources: { [`com.cloudflare.api.account.${ACCOUNT}`]: { [`${ZONES}.*`]: "*" } },
        },
        { effect: "deny", permissionGroups: [GROUPS[0] ?? ""], resources: { [zone(5)]: "*" } },
      ],
      ...(at % 4 === 0 ? {} : { requestIp: { in: [`10.${String(at % 256)}.0.0/16`, "192.0.2.0/24"], notIn: ["192.0.2.128/25"] } }),
      ...(at % 5 === 0 ? {} : { expiresOn: `20${String(30 + (at % 9))}-01-01T00:00:00Z` }),
      address: `cloudflare_account_token.t${String(index)}`,
      path: `stack-${String(index % 50)}/token-${String(index)}`,
    };
  });
}

function measure(count: number, changes: number): { readonly seconds: number; readonly megabytes: number; readonly changed: number } {
  const [before, after] = [tokens(count, () => false), tokens(count, (index) => index % changes === 0)];
  const start = process.cpuUsage();
  const diff = accessDiff(before, after);
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, megabytes: process.memoryUsage().rss / 2 ** 20, changed: diff.tokens.length };
}

measure(500, 1);
let failed = false;
for (const [words, changes] of [
  ["one in ten changed", 10],
  ["all changed", 1],
] as const) {
  for (const count of [5_000, 10_000, 20_000]) {
    const { seconds, megabytes, changed } = measure(count, changes);
    console.log(
      `${words}: ${String(count)} against ${String(count)}, ${seconds.toFixed(2)} s CPU, ${megabytes.toFixed(0)} MB, ${String(changed)} tokens differ`,
    );
    // A pull request that changes every token is not one that anybody waits for.
    failed ||= changes > 1 && count === 10_000 && (seconds > MOST_SECONDS || megabytes > MOST_MEGABYTES);
  }
}
if (failed) {
  console.error(`more than ${String(MOST_SECONDS)} s or ${String(MOST_MEGABYTES)} MB for 10,000`);
  process.exitCode = 1;
}
