import { type ProductCompatibility, type ProductPermissions, subjectOfName } from "../../lib/catalogue";
import { type PlacedGroup } from "./place-groups";
import { type CatalogueSources } from "./sources";
import { cell, COMMAND, header, literal, table } from "./text";

const MATRIX = "account-token-compatibility.json";

/** The year of the list before today's. */
const BEFORE = "2025";

/** The matrix with the permission groups of each product, and after it the products that only the list before had. */
export function readProducts(groups: readonly PlacedGroup[], sources: CatalogueSources): readonly ProductCompatibility[] {
  const { products: listed, renamed, before } = sources.matrix;
  const delisted = Object.entries(before.products).filter(([product]) => !Object.hasOwn(listed, renamed[product] ?? product));
  const all = [...Object.entries(listed), ...delisted];
  for (const { product } of sources.products)
    if (!all.some(([name]) => name === product)) throw new Error(`${JSON.stringify(product)} is not in the compatibility matrix`);
  return all.map(([product, accepted]) => {
    const formerNames = Object.keys(renamed).filter((name) => renamed[name] === product);
    const own = sources.products.filter((row) => row.product === product);
    const unmapped = sources.unmapped[product];
    if ((own.length === 0) === (unmapped === undefined))
      throw new Error(`${JSON.stringify(product)} needs permission groups or a reason why it has none, one of them`);
    const alternative = accepted ? undefined : (sources.alternatives[product] ?? "use a UserToken");
    return {
      product,
      accepted,
      ...(formerNames.length === 0 ? {} : { formerNames }),
      ...(Object.hasOwn(listed, product) ? {} : { lastListed: BEFORE }),
      permissions: own.map(({ scope, group, evidence, partly = false, because }): ProductPermissions => {
        const ids = groups.filter((g) => g.scope === scope && matches(g.name, group)).map((g) => g.id);
        if (ids.length === 0) throw new Error(`${JSON.stringify(product)}: no permission group ${JSON.stringify(group)} at ${scope} level`);
        return { ids, group, scope, evidence, partly, ...(because === undefined ? {} : { because }) };
      }),
      ...(unmapped === undefined ? {} : { unmapped }),
      ...(alternative === undefined ? {} : { alternative }),
    };
  });
}

/** The matrix as TypeScript. */
export function emitCompatibility(products: readonly ProductCompatibility[], sources: CatalogueSources): string {
  return [
    header(sources.origins, [MATRIX, "product-permissions.json", "refused-endpoints.json"]),
    'import type { ProductCompatibility, RefusedEndpoint } from "../rows";',
    "",
    `export const MATRIX_DATE = ${literal(matrixDate(sources))};`,
    "",
    "export const PRODUCTS: readonly ProductCompatibility[] = [",
    ...emitProducts(products.filter(({ lastListed }) => lastListed === undefined)),
    "];",
    "",
    "export const DELISTED_PRODUCTS: readonly ProductCompatibility[] = [",
    ...emitProducts(products.filter(({ lastListed }) => lastListed !== undefined)),
    "];",
    "",
    "export const REFUSED_ENDPOINTS: readonly RefusedEndpoint[] = [",
    ...sources.endpoints.map((endpoint) => `  { ${fields(endpoint).join(", ")} },`),
    "];",
    "",
  ].join("\n");
}

function emitProducts(products: readonly ProductCompatibility[]): string[] {
  return products.flatMap(({ permissions, ...product }) => [
    "  {",
    ...fields(product).map((field) => `    ${field},`),
    "    permissions: [",
    ...permissions.map((p) => `      { ${fields(p).join(", ")} },`),
    "    ],",
    "  },",
  ]);
}

/** The matrix for people: what stands between the markers of docs/which-token.md. */
export function emitMatrix(products: readonly ProductCompatibility[], groups: readonly PlacedGroup[], sources: CatalogueSources): string {
  const nameOf = new Map(groups.map((group) => [group.id, group.name]));
  const rows = products.map(({ product, accepted, formerNames = [], lastListed, permissions, unmapped }) => {
    const tied = permissions.map(({ ids, group, scope, evidence, partly }) => {
      const names = group.endsWith("*") ? `${cell(group.slice(0, -1).trim())} …` : ids.map((id) => cell(nameOf.get(id) ?? id)).join(", ");
      return `${names} (${scope}; ${evidence}${partly ? ", among others" : ""})`;
    });
    const former = formerNames.filter((name) => !product.includes(name)).map((name) => `, formerly ${cell(name)}`);
    const answer = accepted ? "yes" : "**no**";
    return [
      `${cell(product)}${former.join("")}`,
      lastListed === undefined ? answer : `${answer} in ${lastListed}, no longer listed`,
      tied.length === 0 ? `none: ${cell(unmapped ?? "")}` : tied.join("; "),
    ];
  });
  const endpoints = sources.endpoints.map(({ method, path, status, code, message, alternative }) => [
    inCode(`${method === "*" ? "" : `${method} `}${path}`),
    `${String(status)}, ${String(code)}: ${cell(message)}`,
    alternative.startsWith("GET ") ? inCode(alternative) : cell(alternative),
  ]);
  return [
    `_Generated by \`${COMMAND}\`. Matrix of ${matrixDate(sources)} (${cell(sources.origins[MATRIX]?.source ?? "")})._`,
    "",
    table([["Product", "Account-owned tokens", "Permission groups we tie to it (scope; evidence)"], ...rows]),
    "",
    `Since the list of ${BEFORE}:`,
    "",
    ...changesOf(sources.matrix),
    "",
    "Endpoints known to refuse account-owned tokens:",
    "",
    table([["Endpoint", "Answer", "Instead"], ...endpoints]),
  ].join("\n");
}

/** What is another answer, new, gone or called otherwise than in the list before. */
function changesOf({ products, renamed, before }: CatalogueSources["matrix"]): string[] {
  const names = Object.keys(before.products);
  const line = (what: string, found: readonly string[]): string => `- ${what}: ${found.length === 0 ? "none" : found.map(cell).join(", ")}`;
  const changed = (to: boolean): string[] =>
    Object.keys(products).filter((name) => products[name] === to && Object.hasOwn(before.products, name) && before.products[name] !== to);
  const former = new Set(Object.values(renamed));
  return [
    line("accept account-owned tokens now", changed(true)),
    line("no longer do", changed(false)),
    line(
      "new",
      Object.keys(products).filter((name) => !names.includes(name) && !former.has(name)),
    ),
    line(
      "no longer listed",
      names.filter((name) => !Object.hasOwn(products, renamed[name] ?? name)),
    ),
    line(
      "have another name",
      Object.entries(renamed).map(([was, is]) => `${was} is ${is}`),
    ),
  ];
}

function inCode(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, " ")}\``;
}

function matrixDate(sources: CatalogueSources): string {
  const date = sources.origins[MATRIX]?.date;
  if (date === undefined) throw new Error(`sources.json does not say how old ${MATRIX} is`);
  return date;
}

function matches(name: string, group: string): boolean {
  return group.endsWith("*") ? name.startsWith(group.slice(0, -1)) : subjectOfName(name) === group;
}

function fields(row: object): readonly string[] {
  const entries = Object.entries(row) as readonly [string, string | number | boolean | readonly string[]][];
  return entries.map(([name, value]) => {
    if (typeof value === "string") return `${name}: ${literal(value)}`;
    return `${name}: ${typeof value === "object" ? `[${value.map(literal).join(", ")}]` : String(value)}`;
  });
}
