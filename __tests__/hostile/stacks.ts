import type { TokenSpec } from "../../lib/policy";
import type { StackReading } from "../../lib/review";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const LOOKUP = "${data.cloudflare_account_api_token_permission_groups_list.x.result[0].id}";
const ZONE = "com.cloudflare.api.account.zone";

/** Two stacks in which everything that a stranger may write is the payload. */
export function hostileStacks(text: string): StackReading[] {
  const token = (name: string, more: Partial<TokenSpec>): TokenSpec => ({
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: [
      {
        effect: "allow",
        permissionGroups: [text, `\${${text}}`, LOOKUP],
        resources: Object.fromEntries([
          [`${ZONE}.${text}`, "*"],
          [`${ZONE}.11111111111111111111111111111111`, "*"],
          [`${ZONE}.\${${text}}`, "*"],
          [`${ZONE}.\${data.cloudflare_zone.z.id}`, "*"],
          [`custom.${text}`, "*"],
          [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_${text}`, "*"],
          [`com.cloudflare.api.account.${text}`, { [`com.cloudflare.edge.worker.script.${text}`]: "*" }],
        ]),
      },
      {
        effect: "deny",
        permissionGroups: ["4755a26eedb94da69e1066d98aa820be"],
        resources: { [`${ZONE}.11111111111111111111111111111111`]: "*" },
      },
    ],
    owner: text,
    purpose: text,
    requestIp: { in: [`\${${text}}`], notIn: [text] },
    notBefore: text,
    expiresOn: `\${${text}}`,
    rotation: { principal: text, slot: text, generation: 1 },
    names: { [`com.cloudflare.api.account.${ACCOUNT}`]: text, [`${ZONE}.11111111111111111111111111111111`]: text },
    lookups: { [LOOKUP]: { kind: "permission", name: text, first: true }, "${data.cloudflare_zone.z.id}": { kind: "zone", name: text } },
    ...more,
  });
  const stack = (name: string, specs: TokenSpec[]): StackReading => ({
    name,
    specs,
    warnings: [
      { level: "warning", message: text, path: `b/${text}` },
      { level: "error", message: text, address: "cloudflare_account_token.a" },
    ],
  });
  return [
    stack("b", [
      token(text, { address: "cloudflare_account_token.a" }),
      token("harmless", { address: "cloudflare_account_token.b", accountId: text, status: "disabled" }),
    ]),
    stack(text === "b" ? "c" : text, [token("user", { kind: "user" })]),
  ];
}
