import type { AnyPermission, Permission, Scope } from "../catalogue";
import { fault, throwFaults } from "../errors";
import type { AnyResource, Resource } from "./resource";
import type { Effect } from "./token-spec";

const POLICY_SYMBOL = Symbol.for("cloudflare-principals/Policy");
declare const POLICY: unique symbol;

/** What a token may or may not do, on what. Made by `allow(…).on(…)` and `deny(…).on(…)`; immutable. */
export interface Policy {
  /** Whether it allows or denies. */
  readonly effect: Effect;
  /** What the token may or may not do, all of one scope. */
  readonly permissions: readonly AnyPermission[];
  /** On what, all of that scope. */
  readonly resources: readonly AnyResource[];
  /** What makes it one for the compiler: there is no such property at run time. */
  readonly [POLICY]: true;
}

/** The first half of a policy: permissions of one scope, waiting for their resources. */
export interface Grant<S extends Scope> {
  /**
   * Names the resources.
   *
   * @param resources of the permissions' scope, at least one: an empty list never means all
   * @throws PrincipalError NoResources
   */
  on(...resources: readonly Resource<S>[]): Policy;
}

/**
 * Allows permissions of one scope. Lists of several scopes do not compile; a list typed `Permission[]` is checked at synth.
 *
 * @throws PrincipalError NoPermissions
 * @example
 * allow(permissions.zone.dns.write, permissions.zone.zone.read).on(account.zone("11111111111111111111111111111111"));
 */
export function allow<S extends Scope>(...permissions: readonly Permission<S>[]): Grant<S> {
  return grant("allow", permissions);
}

/**
 * Denies permissions of one scope. A deny wins over every allow, and acts on exactly the groups it names.
 *
 * @throws PrincipalError NoPermissions
 * @example
 * deny(permissions.zone.dns.write).on(account.zone("22222222222222222222222222222222"));
 */
export function deny<S extends Scope>(...permissions: readonly Permission<S>[]): Grant<S> {
  return grant("deny", permissions);
}

/** Whether a value is a finished policy. Goes by a registered symbol, so that it holds across copies of the package. */
export function isPolicy(value: unknown): value is Policy {
  return typeof value === "object" && value !== null && Object.hasOwn(value, POLICY_SYMBOL);
}

function grant<S extends Scope>(effect: Effect, permissions: readonly Permission<S>[]): Grant<S> {
  if (permissions.length === 0) throwFaults([fault.noPermissions("permissions")]);
  return {
    on(...resources) {
      if (resources.length === 0) throwFaults([fault.noResources("on")]);
      const policy = {
        effect,
        permissions: Object.freeze([...permissions] as readonly AnyPermission[]),
        resources: Object.freeze([...resources] as readonly AnyResource[]),
      };
      Object.defineProperty(policy, POLICY_SYMBOL, { value: true });
      return Object.freeze(policy) as unknown as Policy;
    },
  };
}
