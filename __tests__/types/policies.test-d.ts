/*
 * What must compile, and what must not. Nothing here runs: `npm run typecheck` reads it, and an `@ts-expect-error` above a line that compiles is an
 * error itself.
 */
import {
  Account,
  allow,
  Backend,
  deny,
  type Grant,
  Permission,
  permissions,
  type Policy,
  Principal,
  type PrincipalStackProps,
  Resource,
  type Scope,
  type ServicePrincipal,
  type ServicePrincipalProps,
  type TokenSpec,
  User,
  type UserToken,
  type UserTokenStackProps,
} from "../../lib";

const account = Account.of("0123456789abcdef0123456789abcdef");
const zone = account.zone("11111111111111111111111111111111");
const bucket = account.r2Bucket("data");
const user = User.of("44444444444444444444444444444444");
const { dns, cache } = permissions.zone;
const { workersScripts } = permissions.account;
const { workersR2StorageBucketItem } = permissions.r2Bucket;
declare const sometimes: boolean;

// --- one scope on each side

allow(dns.write, cache.purge).on(zone, account.allZones(), account.zoneNamed("example.com")) satisfies Policy;
deny(workersScripts.read).on(account) satisfies Policy;
allow(workersR2StorageBucketItem.write).on(bucket, account.allR2Buckets());
allow(permissions.user.userDetails.read).on(user);
allow(workersScripts.read).on(User.allAccounts());
allow(dns.read).on(User.allZones());

// @ts-expect-error a zone permission and an account permission
allow(dns.write, workersScripts.write);
// @ts-expect-error the same in another order, and denied
deny(workersScripts.write, dns.write);
// @ts-expect-error three scopes
allow(dns.write, workersScripts.write, workersR2StorageBucketItem.read);
// @ts-expect-error a zone permission on an account
allow(dns.write).on(account);
// @ts-expect-error an account permission on a zone
allow(workersScripts.write).on(zone);
// @ts-expect-error an account permission on all zones
allow(workersScripts.write).on(account.allZones());
// @ts-expect-error a zone permission on a bucket
deny(dns.write).on(bucket);
// @ts-expect-error an account permission on a user
allow(workersScripts.write).on(user);
// @ts-expect-error a user permission on an account
allow(permissions.user.userDetails.read).on(account);
// @ts-expect-error a zone permission on a Worker
allow(dns.write).on(account.worker("33333333333333333333333333333333"));
// @ts-expect-error a zone and an account
allow(dns.write).on(zone, account);
// @ts-expect-error the right one last
allow(dns.write).on(account, zone);

// --- what is no permission or resource

// @ts-expect-error a name is no permission
allow("DNS Write");
// @ts-expect-error a group without its level
allow(dns);
// @ts-expect-error an id is no permission
allow({ id: "4755a26eedb94da69e1066d98aa820be" });
// @ts-expect-error a key is no resource
allow(dns.write).on(zone.key);
// @ts-expect-error a list instead of its entries
allow([dns.write]);
// @ts-expect-error a list instead of its entries
allow(dns.write).on([zone]);
// @ts-expect-error a grant is no policy
allow(dns.write) satisfies Policy;
// @ts-expect-error a level that the group does not have
export const noLevel = dns.purge;
// @ts-expect-error a group that does not exist
export const noGroup = permissions.zone.dnss;

// --- spread arrays and dynamic lists

const zonePermissions = [dns.write, cache.purge];
const zones = [zone, account.allZones()];
allow(...zonePermissions).on(...zones);
allow(dns.read, ...zonePermissions).on(zone, ...zones);
allow(...zonePermissions.filter((p) => p.level === "write")).on(...zones.filter((z) => z.name !== undefined));
allow(dns.write).on(...["11111111111111111111111111111111"].map((id) => account.zone(id)));
allow(...(["read", "write"] as const).map((level) => dns[level])).on(...new Set(zones));
const tuple = [dns.write, dns.read] as const;
allow(...tuple).on(zone);

const mixedPermissions = [dns.write, workersScripts.write];
const mixedResources = [zone, account];
// @ts-expect-error a spread array of two scopes
allow(...mixedPermissions);
// @ts-expect-error a spread array of two scopes
allow(dns.write).on(...mixedResources);
// @ts-expect-error a spread array of another scope
allow(workersScripts.write, ...zonePermissions);
// @ts-expect-error a spread array of another scope
allow(workersScripts.write).on(...zones);
// @ts-expect-error a map that gives zones
allow(workersScripts.write).on(...["11111111111111111111111111111111"].map((id) => account.zone(id)));
const mixedTuple = [dns.write, workersScripts.write] as const;
// @ts-expect-error a tuple of two scopes
allow(...mixedTuple);

// --- conditional entries

allow(dns.read, ...(sometimes ? [dns.write] : [])).on(zone, ...(sometimes ? [account.allZones()] : []));
allow(sometimes ? dns.read : dns.write).on(sometimes ? zone : account.allZones());
// @ts-expect-error a condition that brings in another scope
allow(dns.read, ...(sometimes ? [workersScripts.write] : []));
// @ts-expect-error a condition that brings in another scope
allow(dns.read).on(zone, ...(sometimes ? [account] : []));
// @ts-expect-error one of two scopes
allow(sometimes ? dns.read : workersScripts.read);
// @ts-expect-error one of two scopes
allow(dns.read).on(sometimes ? zone : account);
// @ts-expect-error the resource of the other branch
(sometimes ? allow(dns.read) : allow(dns.write)).on(account);

// --- lists of the full union: checked at synth

declare const anyPermissions: Permission[];
declare const anyResources: readonly Resource[];
const declared: Permission[] = [dns.write, workersScripts.write];
const declaredResources: Resource[] = [zone, account, bucket, user];
allow(...anyPermissions).on(...anyResources);
allow(...declared).on(...declaredResources);
allow(...anyPermissions).on(zone);
allow(dns.write).on(...anyResources);
allow(dns.write, ...anyPermissions);
allow(...Permission.search("dns")).on(zone);
const found: Permission = permissions.zone.dns.read;
allow(found).on(account);

// --- generic wrappers

function grantAll<S extends Scope>(list: readonly Permission<S>[], on: readonly Resource<S>[]): Policy {
  return allow(...list).on(...on);
}
function grantOne<S extends Scope>(permission: Permission<S>, resource: Resource<S>): Policy[] {
  return [allow(permission).on(resource), deny(permission).on(resource)];
}
function half<S extends Scope>(...list: readonly Permission<S>[]): Grant<S> {
  return allow(...list.filter((p) => p.id !== ""));
}
function anything(permission: Permission, resource: Resource): Policy {
  return allow(permission).on(resource);
}
grantAll([dns.write, dns.read], [zone, account.allZones()]);
grantAll(anyPermissions, anyResources);
grantOne(workersScripts.read, account);
half(dns.write, cache.purge).on(zone);
anything(dns.write, account);

// @ts-expect-error mixed through a wrapper
grantAll([dns.write, workersScripts.read], [zone]);
// @ts-expect-error another scope through a wrapper
grantAll([dns.write], [account]);
// @ts-expect-error another scope through a wrapper
grantOne(dns.write, account);
// @ts-expect-error another scope through a wrapper that gives a grant
half(dns.write).on(account);
export function unrelated<S extends Scope, T extends Scope>(permission: Permission<S>, resource: Resource<T>): void {
  // @ts-expect-error two scopes that need not be the same
  allow(permission).on(resource);
}

// --- assignments

export const zonePermission: Permission<"zone"> = dns.write;
export const zoneResource: Resource<"zone"> = account.allZones();
export const accountResource: Resource<"account"> = account;
export const widened: readonly Permission[] = zonePermissions;
// @ts-expect-error another scope
export const wrongPermission: Permission<"zone"> = workersScripts.write;
// @ts-expect-error another scope
export const wrongResource: Resource<"zone"> = account;
// @ts-expect-error another scope
export const wrongList: readonly Permission<"account">[] = zonePermissions;

// --- what people make themselves

allow(Permission.withId("eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", { name: "Worker Edit", scope: "worker" })).on(
  account.worker("33333333333333333333333333333333"),
);
allow(Permission.named("DNS Write", "zone")).on(
  Resource.custom("com.cloudflare.api.account.zone.11111111111111111111111111111111", "zone"),
);
// @ts-expect-error the scope that was said
allow(Permission.named("DNS Write", "zone")).on(account);
// @ts-expect-error the scope that was said
allow(dns.write).on(Resource.custom("com.cloudflare.api.account.x", "account"));
// @ts-expect-error no such scope
Resource.custom("com.cloudflare.api.account.x", "zon");
account.r2Bucket("data", { jurisdiction: "us" });
// @ts-expect-error no name of a jurisdiction
account.r2Bucket("data", { jurisdiction: 7 });
// @ts-expect-error an option that does not exist
account.zone("11111111111111111111111111111111", { title: "example.com" });

// --- values can't be changed

const policy = allow(dns.write).on(zone);
// @ts-expect-error values are read-only
policy.effect = "deny";
// @ts-expect-error values are read-only
policy.resources.push(account);
// @ts-expect-error values are read-only
account.id = "";
declare const spec: TokenSpec;
// @ts-expect-error values are read-only
spec.policies[0]!.resources["com.cloudflare.api.account.x"] = "*";

// --- values are made by this package, and not written by hand

// @ts-expect-error a literal is no resource
allow(dns.write).on({ scope: "zone", key: "com.cloudflare.api.account.zone.11111111111111111111111111111111" });
// @ts-expect-error a literal is no resource, whatever its scope
({ scope: "zone", key: zone.key }) satisfies Resource;
// @ts-expect-error a literal is no policy
({ policies: [{ effect: "allow", permissions: [dns.write], resources: [zone] }] }) satisfies ServicePrincipalProps;
// @ts-expect-error a literal is no backend
({ account, backend: { kind: "r2" } }) satisfies PrincipalStackProps;
({ account, backend: Backend.local() }) satisfies PrincipalStackProps;
// @ts-expect-error a credential is no setting
Backend.s3({ bucket: "state", secretKey: "x" });
// @ts-expect-error a stack of user tokens belongs to no account
({ account }) satisfies UserTokenStackProps;

// --- both kinds of principal are principals

declare const principal: ServicePrincipal | UserToken;
principal satisfies Principal;
principal.addPolicies(policy);
// @ts-expect-error there are two kinds, made by their own classes
new Principal();

// --- props

({ policies: [policy], status: "disabled", requestIp: { in: ["192.0.2.0/24"] }, onExpiry: "retire" }) satisfies ServicePrincipalProps;
({ policies: sometimes ? [policy] : undefined, expiresOn: sometimes ? new Date() : undefined }) satisfies ServicePrincipalProps;
// @ts-expect-error a grant without on
({ policies: [allow(dns.write)] }) satisfies ServicePrincipalProps;
// @ts-expect-error a typo in a literal
({ status: "disable" }) satisfies ServicePrincipalProps;
// @ts-expect-error a typo in a literal
({ onExpiry: "ignore" }) satisfies ServicePrincipalProps;
// @ts-expect-error Terraform's words, not ours
({ requestIp: { not_in: [] } }) satisfies ServicePrincipalProps;
// @ts-expect-error a number is no date
({ expiresOn: 2127427200 }) satisfies ServicePrincipalProps;
