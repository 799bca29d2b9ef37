import { compareText, type TokenSpec } from "../../policy";
import type { AccessChange, Risk } from "./model";

/** What a permission can do in the wrong hands, by Cloudflare's names. */
const DANGERS: readonly { readonly code: string; readonly names: RegExp; readonly reason: (name: string) => string }[] = [
  {
    code: "mints-tokens",
    names: /^(?:Account )?API Tokens Write$/,
    reason: (n) => `${n} can make and change tokens, and so give itself any access`,
  },
  {
    code: "changes-members",
    names: /^(?:Account Settings Write|Memberships Write|SCIM Provisioning|SSO Connector Write)$/,
    reason: (n) => `${n} can change who has access to the account`,
  },
  { code: "billing", names: /^Billing Write$/, reason: (n) => `${n} can change subscriptions and payment` },
  {
    code: "dns",
    names: /^(?:DNS Write|DNS View Write|DNS Firewall Write|Zone Write)$/,
    reason: (n) => `${n} can redirect the traffic and mail of a domain`,
  },
  {
    code: "workers-code",
    names:
      /^(?:Workers Scripts Write|Workers Routes Write|Workers CI Write|Pages Write|Workers Editor|Workers Admin|Individual Workers (?:Editor|Admin)|Zaraz (?:Edit|Admin)|Apps Write)$/,
    reason: (n) => `${n} can run code on the traffic of visitors`,
  },
  {
    code: "tls",
    names: /^(?:Zone Settings Write|(?:Account: )?SSL and Certificates Write)$/,
    reason: (n) => `${n} can turn off or weaken TLS`,
  },
  {
    code: "protection",
    names:
      /^(?:Zone WAF Write|Account WAF Write|Firewall Services Write|Account Firewall Access Rules Write|Bot Management Write|Account Rulesets Write|Access: .*Write|Zero Trust Write)$/,
    reason: (n) => `${n} can switch protection off`,
  },
  {
    code: "traffic",
    names:
      /^(?:Page Rules Write|Dynamic URL Redirects Write|Mass URL Redirects Write|Origin Write|(?:Zone )?Transform Rules Write|Load Balancers Write|Load Balancing: Monitors and Pools Write|Cloudflare Tunnel Write|Argo Tunnel Write)$/,
    reason: (n) => `${n} can send traffic elsewhere`,
  },
  { code: "logs", names: /^Logs Write$/, reason: (n) => `${n} can send logs elsewhere` },
];

/** What to look at in what a token gains, with the reason in words. */
export function risksOf(gained: readonly AccessChange[], before: TokenSpec | undefined, after: TokenSpec | undefined): Risk[] {
  const risks = new Map<string, Risk>();
  const add = (code: string, reason: string): void => void risks.set(`${code} ${reason}`, { code, reason });
  for (const change of gained) {
    if (change.kind !== "permission") continue;
    const name = change.permission.name;
    if (name === undefined) add("unknown-permission", `nothing is known of permission group ${change.permission.id}`);
    for (const danger of DANGERS) if (name !== undefined && danger.names.test(name)) add(danger.code, danger.reason(name));
    const all = change.resources.filter((range) => range.key.endsWith("zone.*"));
    if (all.length > 0) add("all-zones", "it reaches every zone, those added later included");
  }
  if (after !== undefined && gained.length > 0) {
    if (after.expiresOn === undefined && before?.expiresOn !== undefined) add("no-expiry", "it no longer expires");
    if (after.expiresOn === undefined && before === undefined) add("no-expiry", "it never expires");
    if (after.requestIp === undefined && before?.requestIp !== undefined) add("no-ip-filter", "it can now be used from every address");
    if (after.requestIp === undefined && before === undefined) add("no-ip-filter", "it can be used from every address");
  }
  return [...risks.values()].sort((a, b) => compareText(a.code, b.code) || compareText(a.reason, b.reason));
}
