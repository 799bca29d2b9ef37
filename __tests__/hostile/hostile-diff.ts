import type { TokenSpec } from "../../lib/policy";
import { type AccessDiff, accessDiff } from "../../lib/review";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ZONE = "com.cloudflare.api.account.zone";

/** Two tokens, one created and one changed, in which everything that a stranger may write is the payload. */
export function hostileDiff(text: string): AccessDiff {
  const policy = (group: string): TokenSpec["policies"][number] => ({
    effect: "allow",
    permissionGroups: [group, `\${${group}}`],
    resources: Object.fromEntries([
      [`${ZONE}.${text}`, "*"],
      [`${ZONE}.11111111111111111111111111111111`, "*"],
      [`custom.${text}`, "*"],
      [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_${text}`, "*"],
      [`com.cloudflare.api.account.${text}`, { [`com.cloudflare.edge.worker.script.${text}`]: "*" }],
    ]),
  });
  const token = (more: Partial<TokenSpec>): TokenSpec => ({
    kind: "account",
    accountId: ACCOUNT,
    name: text,
    status: "active",
    policies: [policy(text)],
    requestIp: { in: [`\${${text}}`] },
    expiresOn: `\${${text}}`,
    address: `a ${text}`,
    path: `${text}/x`,
    names: { [`${ZONE}.11111111111111111111111111111111`]: text },
    lookups: { [`\${${text}}`]: { kind: "permission", name: text } },
    deliveries: [{ kind: "output", to: `output.${text}`, sensitive: false }],
    notUnderstood: [{ what: text, where: text }],
    deposed: text,
    ...more,
  });
  return accessDiff(
    [token({ accountId: "b", policies: [policy(`was ${text}`)], name: `was ${text}`, requestIp: { in: [`\${was ${text}}`] } })],
    [token({ accountId: "b" }), token({ address: "other" })],
  );
}
