import { type Level, type Scope } from "./permission";

/** The scopes that have a branch in the tree: those of which ids are known. */
export type TreeScope = "account" | "zone" | "user" | "r2Bucket";

/** A permission group in the generated data: its place in the tree, its id and Cloudflare's name. */
export type PermissionRow = readonly [scope: TreeScope, group: string, level: Level, id: string, name: string];

/** Another name of a permission group, and its id. */
export type NameRow = readonly [name: string, id: string];

/**
 * Why we hold that a permission group implies another one, or none.
 *
 * - `stated`: a source of Cloudflare's says it of these very groups (its API reference, a product's page)
 * - `documented`: Cloudflare's permissions page lists both, one as Edit and one as Read, and Edit is create, read, update, delete and list
 * - `documentedByOtherName`: likewise, but the page calls at least one of them something else, and we matched them by subject
 * - `accepted`: not on that page, but the operations that accept the Read for reading accept the other one too
 * - `name`: the names are all there is
 * - `level`: this level implies nothing
 * - `noRead`: there is no Read of the same group and scope whose id is known
 * - `contradicted`: the names suggest it, and published lists of accepted permissions say otherwise
 * - `unstated`: the name says no level that implies anything, and no source says what it covers
 */
export type ImplicationEvidence =
  "stated" | "documented" | "documentedByOtherName" | "accepted" | "name" | "level" | "noRead" | "contradicted" | "unstated";

/** What one permission group implies, and how we know. */
export type ImplicationRow = readonly [id: string, implies: readonly string[], evidence: ImplicationEvidence, note?: string];

/** How a product of the compatibility matrix is tied to permission groups; see `ProductPermissions`. */
export type ProductEvidence = "name" | "documented" | "provider" | "judgement";

/** Permission groups that a product stands for. */
export interface ProductPermissions {
  /** Permission group ids. */
  readonly ids: readonly string[];
  /** Their name without the level. */
  readonly group: string;
  /** What they act on. */
  readonly scope: Scope;
  /**
   * `name`: the product's name stands in the group's; `documented`: a page of Cloudflare's ties them; `provider`: the accepted permissions in
   * the provider's documentation do; `judgement`: we do, by subject.
   */
  readonly evidence: ProductEvidence;
  /** The group serves other products too: a token that holds it need not be meant for this one. */
  readonly partly: boolean;
  /** The reason, for a judgement. */
  readonly because?: string;
}

/** One line of Cloudflare's compatibility matrix. */
export interface ProductCompatibility {
  /** Cloudflare's name of the product. */
  readonly product: string;
  /** Whether it accepts account-owned tokens. */
  readonly accepted: boolean;
  /** What Cloudflare has called it before. @default - nothing else that is known */
  readonly formerNames?: readonly string[];
  /** The year of the last list that has it: Cloudflare's page no longer names it, and nobody knows what it would say. @default - the page names it */
  readonly lastListed?: string;
  /** The permission groups it stands for. */
  readonly permissions: readonly ProductPermissions[];
  /** Why no permission group is tied to it. */
  readonly unmapped?: string;
  /** What to do where it does not accept account-owned tokens. */
  readonly alternative?: string;
}

/** An endpoint of the API that is known to refuse account-owned tokens. */
export interface RefusedEndpoint {
  /** `*` for every method. */
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly evidence: string;
  readonly alternative: string;
}
