import { distance } from "fastest-levenshtein";
import { fault, PrincipalError } from "../errors";
import { type Scope, SCOPES } from "./scope";

/**
 * Holds at run time what the type says: callers in JavaScript, and tsx, check no types.
 *
 * @throws PrincipalError InvalidScope
 */
export function checkScope(path: string, scope: unknown): asserts scope is Scope {
  if (typeof scope === "string" && Object.hasOwn(SCOPES, scope)) return;
  const given = typeof scope === "string" ? scope.slice(0, 50).toLowerCase() : "";
  const near = given === "" ? [] : Object.keys(SCOPES).filter((known) => distance(known.toLowerCase(), given) <= 2);
  throw new PrincipalError([fault.invalidScope(path, scope, near)]);
}
