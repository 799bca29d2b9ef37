import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Harm, type ImplicationEvidence, type Level, type ProductEvidence, type Scope } from "../../lib/catalogue";

/** A permission group as the API lists it. */
export interface GroupSource {
  readonly id: string;
  readonly name: string;
  /** Cloudflare's scope names; exactly one in all that was ever seen. */
  readonly scopes: readonly string[];
  /** `api-answer`, or `project-note` where the scope is inferred from use. */
  readonly evidence: string;
  readonly note?: string;
}

/** A permission group that sources name without its id. */
export interface NamedOnlySource {
  readonly name: string;
  readonly level?: string | null;
  readonly scopes?: readonly string[];
}

/** Another name seen beside an id. Only `former name` and `later name (likely)` are used. */
export interface AliasSource {
  readonly id: string;
  readonly name_used: string;
  readonly kind: string;
  readonly name: string;
  readonly note?: string;
}

/** A line of Cloudflare's permissions page. */
export interface DocumentedSource {
  readonly scope: Scope;
  readonly name: string;
  readonly dashboard: string;
  readonly access: "read" | "edit" | "purge" | "revoke" | "report";
  /** The API's names, where the page's name is none of them. */
  readonly groups?: readonly string[];
}

/** How often the lists of accepted permissions for reading name a group beside the Read, and where they name the Read alone. */
export interface ReadingSource {
  readonly group: string;
  readonly read: string;
  readonly both: number;
  readonly readAlone?: readonly string[];
}

/** What implies what by a statement of Cloudflare's. */
export interface StatementSource {
  readonly scope: Scope;
  readonly group: string;
  readonly implies: readonly string[];
  /** What it implies at other scopes, on everything of that scope within the account. */
  readonly within?: Readonly<Partial<Record<Scope, readonly string[]>>>;
  readonly evidence: ImplicationEvidence;
  readonly because: string;
  readonly source: string;
}

/** Which products accept account-owned tokens, and the list before that one. */
export interface MatrixSource {
  readonly products: Readonly<Record<string, boolean>>;
  /** Today's names by those of the list before. */
  readonly renamed: Readonly<Record<string, string>>;
  readonly before: { readonly source: string; readonly products: Readonly<Record<string, boolean>> };
}

/** Which permission groups a product of the compatibility matrix stands for. */
export interface ProductSource {
  readonly product: string;
  readonly scope: Scope;
  readonly group: string;
  readonly evidence: ProductEvidence;
  readonly partly?: boolean;
  readonly because?: string;
}

/** An endpoint that refuses account-owned tokens. */
export interface EndpointSource {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly evidence: string;
  readonly alternative: string;
}

/** What a permission group can do in the wrong hands, by a reviewer. */
export interface HarmSource {
  /** Absent for groups that are known by name only. */
  readonly id?: string;
  readonly name: string;
  readonly scope?: Scope;
  readonly harms: readonly Harm[];
  /** Why there is none. */
  readonly harmless?: string;
  /** The page of Cloudflare's documentation that says what the group is for. */
  readonly source: string;
}

interface Origin {
  readonly date: string;
  readonly source: string;
}

/** Everything the catalogue is generated from: the files of data/catalogue. */
export interface CatalogueSources {
  readonly groups: readonly GroupSource[];
  readonly namedOnly: readonly NamedOnlySource[];
  readonly aliases: readonly AliasSource[];
  readonly documented: readonly DocumentedSource[];
  readonly reading: readonly ReadingSource[];
  readonly statements: readonly StatementSource[];
  readonly matrix: MatrixSource;
  readonly products: readonly ProductSource[];
  readonly unmapped: Readonly<Record<string, string>>;
  readonly alternatives: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointSource[];
  /** By id in `rows`, by name in `named`. */
  readonly harms: { readonly rows: readonly HarmSource[]; readonly named: readonly HarmSource[] };
  /** Where a group stands in the tree, by id, where the naming rule would put two into one place. */
  readonly treeNames: Readonly<Record<string, { readonly group: string; readonly level: Level }>>;
  /** Date and source of each file. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** Where the sources are kept. */
export const DATA_DIRECTORY = join(__dirname, "..", "..", "data", "catalogue");

/** Reads data/catalogue. The files are ours and are trusted to have their form; what comes from outside is checked by `readAnswer`. */
export function readSources(directory: string = DATA_DIRECTORY): CatalogueSources {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(directory, file), "utf8"));
  const products = read("product-permissions.json") as Pick<CatalogueSources, "unmapped" | "alternatives"> & {
    rows: readonly ProductSource[];
  };
  return {
    groups: read("permission-groups.json") as readonly GroupSource[],
    namedOnly: read("permission-groups-without-id.json") as readonly NamedOnlySource[],
    aliases: read("former-names.json") as readonly AliasSource[],
    documented: (read("documented-permissions.json") as { rows: readonly DocumentedSource[] }).rows,
    reading: (read("reading-lists.json") as { rows: readonly ReadingSource[] }).rows,
    statements: (read("implication-statements.json") as { rows: readonly StatementSource[] }).rows,
    matrix: read("account-token-compatibility.json") as MatrixSource,
    products: products.rows,
    unmapped: products.unmapped,
    alternatives: products.alternatives,
    endpoints: (read("refused-endpoints.json") as { rows: readonly EndpointSource[] }).rows,
    harms: read("harms.json") as CatalogueSources["harms"],
    treeNames: read("tree-names.json") as CatalogueSources["treeNames"],
    origins: read("sources.json") as Record<string, Origin>,
  };
}
