import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { reported } from "./api-error";
import { digest } from "./secret";
import type { SimulatedCredential, SimulatedOwner } from "./options";
import type { StoredToken, TokenStore } from "./token-store";

/** Who sends a request. */
export interface Caller {
  /** `any`: a credential whose form does not tell. */
  readonly kind: "account" | "user" | "any";
  /** The only account it works on, where it is bound to one. */
  readonly accountId?: string;
  readonly access: "none" | "read" | "write";
  /** The id that verify answers. */
  readonly id: string;
  /** The token whose value was presented, where the simulator made it. */
  readonly token?: StoredToken;
}

/** The value after `Bearer `; undefined for the older pair of e-mail address and key. */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) {
    if (headers["x-auth-email"] !== undefined && headers["x-auth-key"] !== undefined) return undefined;
    throw reported.missingCredential();
  }
  const value = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1];
  if (value === undefined) throw reported.malformedCredential();
  return value;
}

/** The caller behind a credential; undefined for one that nobody knows or that does not work any more. */
export function findCaller(
  bearer: string | undefined,
  store: TokenStore,
  credentials: readonly SimulatedCredential[] | undefined,
): Caller | undefined {
  if (bearer === undefined) return { kind: "user", access: "write", id: "0".repeat(32) };
  const token = store.byValue(bearer);
  if (token !== undefined) {
    const bound = token.owner === "user" ? { kind: "user" as const } : { kind: "account" as const, accountId: token.owner.accountId };
    return { ...bound, access: accessOf(token), id: token.id, token };
  }
  if (store.isDead(bearer)) return undefined;
  const id = digest(bearer).slice(0, 32);
  if (credentials === undefined) {
    const kind = bearer.startsWith("cfat_") ? "account" : bearer.startsWith("cfut_") ? "user" : "any";
    return { kind, access: "write", id };
  }
  const known = credentials.find(({ value }) => timingSafeEqual(Buffer.from(digest(value)), Buffer.from(digest(bearer))));
  if (known === undefined) return undefined;
  const bound = known.kind === "account" && known.accountId !== undefined ? { accountId: known.accountId } : {};
  return { kind: known.kind, access: known.access ?? "write", id, ...bound };
}

/** Refuses a caller who may not do this with the owner's tokens. */
export function authorize(caller: Caller | undefined, owner: SimulatedOwner, method: string, store: TokenStore): void {
  if (caller === undefined || (caller.token !== undefined && !store.isUsable(caller.token))) throw reported.deadCredential();
  if (owner === "user" && caller.kind === "account") throw reported.notAUser();
  if (owner !== "user" && caller.accountId !== undefined && caller.accountId !== owner.accountId) throw reported.unauthorized();
  if (caller.access === "none" || (caller.access === "read" && method !== "GET")) throw reported.unauthorized();
}

/** Whether the credential is one that this verify endpoint is for. */
export function mayVerify(caller: Caller, owner: SimulatedOwner): boolean {
  if (caller.kind === "any") return true;
  if (owner === "user") return caller.kind === "user";
  return caller.kind === "account" && (caller.accountId === undefined || caller.accountId === owner.accountId);
}

/** What a token may do with tokens, as its groups' names say; a deny takes its own group away. */
function accessOf(token: StoredToken): Caller["access"] {
  const prefix = token.owner === "user" ? "API Tokens" : "Account API Tokens";
  const holds = (level: string) => {
    const effects = token.input.policies.filter(({ groups }) => groups.some(({ name }) => name === `${prefix} ${level}`));
    return effects.length > 0 && effects.every(({ effect }) => effect === "allow");
  };
  return holds("Write") ? "write" : holds("Read") ? "read" : "none";
}
