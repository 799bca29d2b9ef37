import type { Scope } from "../../lib/catalogue";
import type { FindingLevel, Pack } from "../../lib/guardrails";
import type { Policy } from "../../lib/policy";
import type { AskedAccess, AskedGrant } from "./access";
import type { Duration } from "./duration";

/**
 * What `expect(received)` can be asked about tokens. `received` is a ServicePrincipal or a UserToken, its `spec` or any other TokenSpec, a list of
 * these, a stack or an app (every principal in it that is written), or the path of a synthesized folder or file (`cdktf.out`).
 *
 * What is no token and holds none is an error, with `.not` as well: a test must not pass for nothing. Policies as `spec` and the summary show them are
 * counted from 1.
 *
 * @typeParam R what the matchers give back: `void`, or a promise of it after `.resolves`
 */
export interface PrincipalMatchers<R> {
  /**
   * The token may do that, as `can` answers; of several tokens: some token may. Without `ip` and `at` some address and some time is enough. A question
   * about all zones is one about each of them. What is only known at plan time allows nothing, but neither limits addresses and dates.
   *
   * @throws PrincipalError InvalidSubject, NoTokens, InvalidPermission, UnknownPermission, AmbiguousPermission, InvalidResource, UnknownResource, AmbiguousResource,
   * UnresolvedResource, PermissionScopeMismatch, UnknownProperty, InvalidCidr, InvalidDate, UnreadableFile, InvalidFile
   * @example
   * expect(principal).toAllow({ permission: permissions.zone.cache.purge, resource: zone, ip: "192.0.2.7" });
   */
  toAllow<S extends Scope>(access: AskedAccess<S>): R;

  /**
   * The token surely may not do that; of several tokens: none of them may. A question about all zones asks whether there is a zone that it may: `toDeny`
   * fails where a token may do a part of what was asked, and where something that is only known at plan time may turn out to be that.
   *
   * @throws PrincipalError as `toAllow`
   * @example
   * expect(app).toDeny({ permission: permissions.zone.dns.write, resource: account.allZones() });
   */
  toDeny<S extends Scope>(access: AskedAccess<S>): R;

  /**
   * The token, or each of several, grants nothing beyond the list. Decided by meaning: Write in the list covers Read, all zones cover one of them, a
   * deny in the list takes away. A token that grants less passes. Addresses, dates and status are left aside.
   *
   * @param list policies of `allow(…).on(…)` and `deny(…).on(…)`, or pairs `{ permission, resource }`; at least one that allows something
   * @throws PrincipalError NothingAllowed, InvalidPolicy, and those of `toAllow`
   * @example
   * expect(principal).toGrantOnly([allow(permissions.zone.dns.write).on(zone)]);
   */
  toGrantOnly(list: readonly (Policy | AskedGrant)[]): R;

  /**
   * The token, or each of several, expires at the latest that long after `from`. One that has expired passes; one without an expiry, or with one that is
   * only known at plan time, fails.
   *
   * @param limit `{ days: 90 }`, `{ hours: 12 }`; a day is 24 hours
   * @param options.from a Date or RFC 3339 text. @default - `PRINCIPALS_NOW` when set, else the machine's clock
   * @throws PrincipalError InvalidDuration, InvalidDate, InvalidClock, UnknownProperty, InvalidSubject, NoTokens, UnreadableFile, InvalidFile
   * @example
   * expect(app).toExpireWithin({ days: 365 });
   */
  toExpireWithin(limit: Duration, options?: { readonly from?: string | Date | undefined }): R;

  /**
   * The token, or each of several, can be used from these addresses at most: its `requestIp`, as a set of addresses, lies within them. A token without
   * `requestIp` fails.
   *
   * @param ranges IPv4 and IPv6 addresses or CIDRs, at least one
   * @throws PrincipalError EmptyIpList, InvalidCidr, CidrHostBits, InvalidSubject, NoTokens, UnreadableFile, InvalidFile
   * @example
   * expect(principal).toBeReachableOnlyFrom(["192.0.2.0/24", "2001:db8::/32"]);
   */
  toBeReachableOnlyFrom(ranges: readonly string[]): R;

  /**
   * The rules of a pack find nothing that nobody answers for. Of principals, specs, stacks and apps the rules for tokens; of a synthesized folder
   * those for Terraform as well, as `principals check` does. Packs that the app itself uses play no part.
   *
   * @param pack @default - `baseline`
   * @param options.level the least level that counts: `error`, `warning` (errors too) or `note` (all). @default "error"
   * @throws PrincipalError InvalidPack, InvalidLevel, UnknownProperty, InvalidClock, InvalidSubject, NoTokens, UnreadableFile, InvalidFile
   * @example
   * expect("cdktf.out").toPassGuardrails(strict, { level: "warning" });
   */
  toPassGuardrails(pack?: Pack, options?: { readonly level?: FindingLevel | undefined }): R;
}
