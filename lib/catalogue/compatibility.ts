import { DELISTED_PRODUCTS, MATRIX_DATE, PRODUCTS, REFUSED_ENDPOINTS } from "./generated/compatibility";
import type { ProductCompatibility, ProductEvidence, RefusedEndpoint } from "./rows";

/**
 * Cloudflare's matrix of products that accept account-owned tokens, each with the permission groups that we tie to it.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/get-started/account-owned-tokens/
 */
export const compatibilityMatrix: readonly ProductCompatibility[] = PRODUCTS;

/** Products that the matrix no longer names, each with its last known answer. */
export const delistedProducts: readonly ProductCompatibility[] = DELISTED_PRODUCTS;

/** The day the matrix was read, `YYYY-MM-DD`: the latest day it can be of where the copy gives no day. */
export const compatibilityDate: string = MATRIX_DATE;

/** Endpoints of the API that are known to refuse account-owned tokens. The list is surely not complete. */
export const refusedEndpoints: readonly RefusedEndpoint[] = REFUSED_ENDPOINTS;

/** A product that does not accept account-owned tokens, seen from one of its permission groups. */
export interface UnsupportedProduct {
  /** Cloudflare's name of it. */
  readonly product: string;
  /** What to do instead. */
  readonly alternative: string;
  /** How the permission group is tied to the product. */
  readonly evidence: ProductEvidence;
  /** False where the group serves other products too, so that the token may not be meant for this one at all. */
  readonly certain: boolean;
}

let unsupported: ReadonlyMap<string, UnsupportedProduct> | undefined;

/**
 * The product of a permission group that does not accept account-owned tokens; undefined where none is known.
 *
 * @example
 * unsupportedProductOf(permissions.zone.pageRules.write.id)?.product; // "Page Rules"
 */
export function unsupportedProductOf(permissionId: string): UnsupportedProduct | undefined {
  unsupported ??= new Map(
    [...compatibilityMatrix, ...delistedProducts].flatMap(({ product, accepted, permissions, alternative = "use a UserToken" }) =>
      accepted
        ? []
        : permissions.flatMap(({ ids, evidence, partly }) =>
            ids.map((id): [string, UnsupportedProduct] => [id, { product, alternative, evidence, certain: !partly }]),
          ),
    ),
  );
  return unsupported.get(permissionId);
}

const DAY = 24 * 60 * 60 * 1000;
/** From which age on the matrix is worth a warning, in days. */
const STALE_AFTER = 90;

/** How old the matrix is. */
export interface CompatibilityAge {
  /** The day it was read. */
  readonly date: string;
  /** Whole days since then; 0 for a clock that runs behind it. */
  readonly days: number;
  /** Older than 90 days. */
  readonly stale: boolean;
  /** What to tell people when it is stale: it only ever warns. */
  readonly warning?: string;
}

/** How old the compatibility matrix is at an instant. */
export function compatibilityAge(now: Date): CompatibilityAge {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(`${compatibilityDate}T00:00:00Z`)) / DAY));
  const stale = days > STALE_AFTER;
  const base = { date: compatibilityDate, days, stale };
  if (!stale) return base;
  return {
    ...base,
    warning: `the list of products that accept account-owned tokens is of ${compatibilityDate}, ${String(days)} days old; compare it with Cloudflare's page on account-owned tokens`,
  };
}
