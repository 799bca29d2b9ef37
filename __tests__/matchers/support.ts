import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Account, allow, deny, permissions, PrincipalStack, ServicePrincipal } from "../../lib";

export const account = Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" });
export const zone = account.zone("11111111111111111111111111111111", { name: "example.com" });
export const internal = account.zone("22222222222222222222222222222222", { name: "internal.example" });

export const dnsWrite = { permission: permissions.zone.dns.write, resource: zone } as const;

/** An app with a principal of each kind that the tests ask about. */
export function sample(outdir = mkdtempSync(join(tmpdir(), "principals-matchers-"))) {
  const app = new App({ outdir });
  const prod = new PrincipalStack(app, "prod", { account });
  const cachePurger = new ServicePrincipal(prod, "cache-purger", {
    policies: [allow(permissions.zone.cache.purge).on(zone)],
    requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
    expiresOn: "2027-01-15T00:00:00Z",
    owner: "team-web",
  });
  const dnsPublisher = new ServicePrincipal(prod, "dns-publisher", {
    policies: [
      allow(permissions.zone.dns.write, permissions.zone.zone.read).on(zone, internal),
      deny(permissions.zone.dns.write).on(internal),
    ],
    expiresOn: "2037-01-15T00:00:00Z",
  });
  return { app, prod, cachePurger, dnsPublisher, outdir };
}

/** What a failed expectation says. */
export function messageOf(expectation: () => unknown): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}
