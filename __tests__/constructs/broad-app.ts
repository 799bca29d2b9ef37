import { type App, TerraformVariable } from "cdktf";
import { Account, allow, deny, Permission, permissions, ServicePrincipal, templates, User, UserToken, UserTokenStack } from "../../lib";
import { account, dnsWrite, newStack, zone, ZONE_2 } from "./support";

/** Everything a token can say, in every form there is. */
export function buildBroadApp(app: App): void {
  const stack = newStack("prod", { environment: "prod" }, app);
  const variable = (name: string): string => new TerraformVariable(stack, name, { type: "string" }).stringValue;
  const symbolic = Account.of(variable("account"));
  new ServicePrincipal(stack, "everything", {
    name: 'every "thing" %{ if }',
    policies: [
      allow(permissions.zone.dns.write, permissions.zone.zone.read).on(
        zone,
        account.zone(variable("zone")),
        account.zoneNamed("example.com"),
        account.allZones(),
      ),
      allow(Permission.lookup(stack, "Workers Scripts Bind", "account"), permissions.account.workersScripts.write).on(account),
      allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(
        account.r2Bucket("backups", { jurisdiction: "eu" }),
        account.allR2Buckets(),
      ),
      allow(Permission.withId("e".repeat(32), { name: "Individual Workers Editor", scope: "worker" })).on(
        account.worker(ZONE_2, { name: "site" }),
      ),
      deny(permissions.zone.dns.write).on(account.zone(ZONE_2)),
    ],
    requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] },
    notBefore: "2026-12-01T00:00:00Z",
    expiresOn: new Date("2037-06-01T00:00:00Z"),
    status: "disabled",
    owner: "team",
    purpose: "everything",
    preventDestroy: true,
    exposeValue: true,
    adopt: "cloudflare_account_token.old",
  });
  new ServicePrincipal(stack, "only-in", { policies: [dnsWrite], requestIp: { in: ["192.0.2.0/24"] } });
  new ServicePrincipal(stack, "only-not-in", { policies: [dnsWrite], requestIp: { notIn: ["192.0.2.0/24"] } });
  new ServicePrincipal(stack, "least", { policies: [dnsWrite] });
  new ServicePrincipal(stack, "symbolic", { account: symbolic, policies: [allow(permissions.account.billing.read).on(symbolic)] });
  const user = User.of("3".repeat(32));
  const users = new UserTokenStack(app, "users");
  new UserToken(users, "broad", {
    policies: [
      ...templates.createAdditionalTokens(user).policies,
      allow(permissions.zone.pageRules.write).on(User.allZones()),
      allow(permissions.account.billing.read).on(User.allAccounts(), account),
    ],
    requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
    notBefore: "2026-12-01T00:00:00Z",
    expiresOn: "2037-06-01T00:00:00Z",
    status: "disabled",
  });
  new UserToken(users, "least", { policies: [dnsWrite] });
}
