/*
 * What an editor offers on what the package makes: only what is for users. Nothing here runs: `npm run typecheck` reads it.
 */
import type { Construct } from "constructs";
import type { BackendDefinition, ServicePrincipal, UserToken } from "../../lib";

/** True for the same names. */
type Same<A extends PropertyKey, B extends PropertyKey> = Exclude<A, B> | Exclude<B, A> extends never ? true : false;
type Own<T> = Exclude<keyof T, keyof Construct>;
type Principal =
  "resource" | "retired" | "tokenId" | "value" | "r2Credentials" | "spec" | "acknowledgements" | "addPolicies" | "acknowledge";

true satisfies Same<Own<ServicePrincipal>, Principal | "account">;
true satisfies Same<Own<UserToken>, Principal>;
// The brand is a symbol, which editors do not offer.
true satisfies Same<Extract<keyof BackendDefinition, string>, "kind">;
