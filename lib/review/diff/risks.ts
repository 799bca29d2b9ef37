import { compareText } from "../../policy";
import type { AccessChange, Risk, RiskCode } from "./model";
import type { Settings } from "./normal";

/** What a permission can do in the wrong hands, by Cloudflare's names. */
const DANGERS: readonly { readonly code: RiskCode; readonly names: RegExp; readonly reason: (name: string) => string }[] = [
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

/** The risks of each permission, by name: the names are Cloudflare's, so there are few. */
const known = new Map<string, readonly Risk[]>();

export function risksOfPermission(name: string): readonly Risk[] {
  let risks = known.get(name);
  if (risks === undefined)
    known.set(name, (risks = DANGERS.flatMap(({ code, names, reason }) => (names.test(name) ? [{ code, reason: reason(name) }] : []))));
  return risks;
}

/** What to look at in what a token gains, with the reason in words. */
export function risksOf(gained: readonly AccessChange[], before: Settings | undefined, after: Settings): Risk[] {
  const risks = new Map<string, Risk>();
  const add = (risk: Risk): void => void risks.set(`${risk.code} ${risk.reason}`, risk);
  for (const change of gained) {
    if (change.kind !== "permission") continue;
    const { id, name } = change.permission;
    if (name === undefined) add({ code: "unknown-permission", reason: `nothing is known of permission group ${id}` });
    else risksOfPermission(name).forEach(add);
    if (change.resources.some((range) => range.key.endsWith("zone.*")))
      add({ code: "all-zones", reason: "it reaches every zone, those added later included" });
  }
  if (gained.length > 0) {
    if (after.expiresOn === undefined && (before === undefined || before.expiresOn !== undefined))
      add({ code: "no-expiry", reason: before === undefined ? "it never expires" : "it no longer expires" });
    if (after.requestIp === undefined && (before === undefined || before.requestIp !== undefined))
      add({
        code: "no-ip-filter",
        reason: before === undefined ? "it can be used from every address" : "it can now be used from every address",
      });
  }
  return [...risks.values()].sort((a, b) => compareText(a.code, b.code) || compareText(a.reason, b.reason));
}
