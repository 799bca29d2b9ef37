/* Pairs of states of many tokens that the access diff has to be quick with, whatever finds what became of each token. */
import type { TokenSpec } from "../lib";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;
const ZONES = "com.cloudflare.api.account.zone";
const GROUPS = [
  "4755a26eedb94da69e1066d98aa820be",
  "82e64a83756745bbbb1c9c2701bf816b",
  "c8fed203ed3043cba015a93ad1616f1f",
  "e17beae8b8cb423a99b1730f21238bed",
];

/** The token of that index before (0) and after (1). */
export type MakeToken = (index: number, round: 0 | 1) => TokenSpec;

const zone = (number: number): string => `${ZONES}.${String(number).padStart(32, "0")}`;

/** Every token has an allow of some groups on some zones, one on all zones, and a deny; most have a filter and an expiry. */
export const typical: MakeToken = (index, round) => {
  const at = index + round;
  const own = (offset: number): string => zone(index * 7 + offset);
  return {
    kind: "account",
    accountId: ACCOUNT,
    name: `token-${String(index)}`,
    status: at % 20 === 0 ? "disabled" : "active",
    policies: [
      { effect: "allow", permissionGroups: GROUPS.slice(at % 3), resources: { [own(0)]: "*", [own(1 + round)]: "*", [own(5)]: "*" } },
      { effect: "allow", permissionGroups: [GROUPS[2] ?? ""], resources: { [ACCOUNT_KEY]: { [`${ZONES}.*`]: "*" } } },
      { effect: "deny", permissionGroups: [GROUPS[0] ?? ""], resources: { [own(5)]: "*" } },
    ],
    ...(at % 4 === 0 ? {} : { requestIp: { in: [`10.${String(at % 256)}.0.0/16`, "192.0.2.0/24"], notIn: ["192.0.2.128/25"] } }),
    ...(at % 5 === 0 ? {} : { expiresOn: `20${String(30 + (at % 9))}-01-01T00:00:00Z` }),
    address: `cloudflare_account_token.t${String(index)}`,
    path: `stack-${String(index % 50)}/token-${String(index)}`,
  };
};

export const CASES: Readonly<Record<string, MakeToken>> = {
  "one in ten changed": (index, round) => typical(index, index % 10 === 0 ? round : 0),
  "all changed": typical,
  "all changed, each with addresses and dates of its own": (index, round) => ({
    ...typical(index, round),
    requestIp: {
      in: [
        `10.${String(index % 250)}.${String((index >> 8) % 250)}.${String((index + round) % 250)}/32`,
        `2001:db8:${index.toString(16)}::/48`,
      ],
    },
    expiresOn: `20${String(30 + round)}-01-01T00:${String(index % 60).padStart(2, "0")}:${String((index >> 6) % 60).padStart(2, "0")}Z`,
  }),
  "all changed, on 30 zones each": (index, round) => ({
    ...typical(index, 0),
    policies: [
      {
        effect: "allow",
        permissionGroups: GROUPS,
        resources: Object.fromEntries(Array.from({ length: 30 }, (_, offset) => [zone(index * 30 + offset + round), "*" as const])),
      },
    ],
  }),
  "all changed, with expressions under a deny": (index, round) => ({
    ...typical(index, 0),
    accountId: "${var.account}",
    policies: [
      {
        effect: "allow",
        permissionGroups: GROUPS.slice(0, 3),
        resources: Object.fromEntries(Array.from({ length: 8 }, (_, offset) => [zone(index * 8 + offset + round), "*" as const])),
      },
      { effect: "deny", permissionGroups: [GROUPS[0] ?? ""], resources: { [`${ZONES}.\${data.cloudflare_zone.z.id}`]: "*" } },
    ],
  }),
  "all replaced by others": (index, round) => typical(index + round * 1_000_000, 0),
  "all of one name, without an address": (index, round) => {
    const { address: _, path: __, ...spec } = typical(index, round);
    return { ...spec, name: "token" };
  },
  "all slots of one rotation": (index, round) => ({
    ...typical(index + round * 1_000_000, round),
    rotation: { principal: "prod/ci", slot: `s${String(index + round)}`, generation: round },
  }),
  "one address in every stack": (index, round) => ({
    ...typical(index, round),
    name: "token",
    address: "cloudflare_account_token.t",
    path: `${round === 0 ? "old" : "new"}-${String(index)}/token`,
  }),
};

export function tokens(make: MakeToken, count: number, round: 0 | 1): readonly TokenSpec[] {
  return Array.from({ length: count }, (_, index) => make(index, round));
}
