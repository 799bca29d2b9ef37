import { distance } from "fastest-levenshtein";
import { type Fault, fault, throwFaults } from "../errors";
import { compatibilityDate, compatibilityMatrix, delistedProducts, unsupportedProductOf } from "./compatibility";
import type { Permission } from "./permission";
import type { ProductCompatibility } from "./rows";

/** What a token is for. */
export interface TokenNeeds {
  /** What it shall be allowed. @default - nothing that decides */
  readonly permissions?: readonly Permission[] | undefined;
  /** Products it works with, by their names in the compatibility matrix; upper and lower case don't matter. @default - nothing that decides */
  readonly products?: readonly string[] | undefined;
  /** It has to work on after the person who made it has left. @default false */
  readonly durable?: boolean | undefined;
  /** It shall act as a person, with that person's memberships. @default false */
  readonly actsForUser?: boolean | undefined;
}

/** Which kind of token to make, and why. */
export interface TokenRecommendation {
  /** `account`: account-owned, a `ServicePrincipal`; `user`: a `UserToken`. */
  readonly kind: "account" | "user";
  /** What speaks for that kind, one sentence each; never empty. */
  readonly reasons: readonly string[];
  /** What that kind of token can't give although it was asked for, and what to do about it. Empty where everything fits. */
  readonly conflicts: readonly string[];
  /** What may matter and can't be decided from what was asked. */
  readonly notes: readonly string[];
  /** The day of the compatibility matrix that this rests on. */
  readonly matrixDate: string;
}

/**
 * Account-owned or user token, and why. Account-owned is the rule: such tokens outlive the person who made them. A user token it must be for
 * user permissions, for products that do not accept account-owned tokens, and to act as a person.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/get-started/account-owned-tokens/
 * @throws PrincipalError UnknownProduct
 * @example
 * recommendToken({ products: ["Page Rules"] }).kind; // "user"
 */
export function recommendToken({ permissions = [], products = [], durable = false, actsForUser = false }: TokenNeeds): TokenRecommendation {
  const { mustBeUser, notes } = readPermissions(permissions);
  for (const { product, accepted, alternative, lastListed } of readProducts(products)) {
    if (lastListed !== undefined)
      notes.push(
        `Cloudflare's list no longer names ${product}: in ${lastListed} it ${accepted ? "accepted" : "did not accept"} account-owned tokens`,
      );
    if (accepted) continue;
    mustBeUser.push(`${product} does not accept account-owned tokens${alternative === undefined ? "" : `: ${alternative}`}`);
  }
  const mustBeAccount = permissions
    .filter((permission) => permission.scope === "flagshipApp")
    .map((permission) => `${JSON.stringify(permission.name)} acts on single Flagship apps, which user tokens are refused`);

  const conflicts: string[] = [];
  const result = (kind: TokenRecommendation["kind"], reasons: readonly string[]): TokenRecommendation => ({
    kind,
    reasons: [...new Set(reasons)],
    conflicts,
    notes: [...new Set(notes)],
    matrixDate: compatibilityDate,
  });

  if (mustBeUser.length > 0 && mustBeAccount.length > 0) {
    conflicts.push(`no single token can do this, because ${mustBeAccount.join(", and ")}: make an account-owned token for that part`);
  }
  if (mustBeUser.length > 0 || (actsForUser && mustBeAccount.length === 0)) {
    if (durable)
      conflicts.push(
        "a user token ends with its user, so it is not durable: let a user made for the purpose own it, or do the durable part with an account-owned token",
      );
    return result("user", actsForUser ? [...mustBeUser, "it acts as a person, which only a user token can"] : mustBeUser);
  }
  if (actsForUser) conflicts.push("an account-owned token acts as itself, never as a person: do that part with a user token");
  const durability = durable
    ? "it outlives the person who made it"
    : "nothing asks for a user token, and an account-owned one outlives the person who made it";
  return result("account", [...mustBeAccount, durability]);
}

function readPermissions(permissions: readonly Permission[]): { readonly mustBeUser: string[]; readonly notes: string[] } {
  const mustBeUser: string[] = [];
  const notes: string[] = [];
  for (const { id, name, scope } of permissions) {
    if (scope === "user") mustBeUser.push(`${JSON.stringify(name)} is a user permission, which no account-owned token can hold`);
    const unsupported = unsupportedProductOf(id);
    if (unsupported === undefined) continue;
    const { product, alternative, certain } = unsupported;
    if (certain)
      mustBeUser.push(`${JSON.stringify(name)} belongs to ${product}, which does not accept account-owned tokens: ${alternative}`);
    else
      notes.push(`${JSON.stringify(name)} serves ${product} among others, and that does not accept account-owned tokens: ${alternative}`);
  }
  return { mustBeUser, notes };
}

function readProducts(products: readonly string[]): readonly ProductCompatibility[] {
  const faults: Fault[] = [];
  const known = [...compatibilityMatrix, ...delistedProducts];
  const found = products.flatMap((product, i) => {
    const match = typeof product === "string" ? known.find((each) => namesOf(each).includes(product.trim().toLowerCase())) : undefined;
    if (match === undefined) faults.push(fault.unknownProduct(`products[${String(i)}]`, product, nearProducts(product)));
    return match ?? [];
  });
  throwFaults(faults);
  return found;
}

function namesOf({ product, formerNames = [] }: ProductCompatibility): string[] {
  return [product, ...formerNames].map((name) => name.toLowerCase());
}

function nearProducts(product: unknown): readonly string[] {
  const text = typeof product === "string" ? product.slice(0, 100).trim().toLowerCase() : "";
  if (text === "") return [];
  const limit = Math.max(1, Math.floor(text.length / 4));
  const costOf = (name: string): number => (text.length > 2 && (name.includes(text) || text.includes(name)) ? 0 : distance(text, name));
  return [...compatibilityMatrix, ...delistedProducts]
    .map((each) => ({ name: each.product, cost: Math.min(...namesOf(each).map(costOf)) }))
    .filter(({ cost }) => cost <= limit)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 3)
    .map(({ name }) => name);
}
