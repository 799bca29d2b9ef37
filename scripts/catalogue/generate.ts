import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deriveImplications } from "./derive-implications";
import { emitCompatibility, emitMatrix, readProducts } from "./emit-compatibility";
import { emitHarms } from "./emit-harms";
import { emitImplications } from "./emit-implications";
import { emitNames } from "./emit-names";
import { emitInterfaces, emitRows } from "./emit-permissions";
import { placeGroups } from "./place-groups";
import { type CatalogueSources } from "./sources";

const ROOT = join(__dirname, "..", "..");
const GENERATED = "lib/catalogue/generated";
const DOCUMENT = "docs/which-token.md";
/** The matrix stands between these two lines of docs/which-token.md; the rest of the page is written by people. */
const BEGIN = "<!-- begin: generated matrix -->";
const END = "<!-- end: generated matrix -->";

/**
 * Every generated file, by its path from the repository's root. Depends on nothing but its arguments: the same sources give the same bytes.
 *
 * @param document docs/which-token.md as it is, whose generated part is replaced
 */
export function generateCatalogue(sources: CatalogueSources, document: string): ReadonlyMap<string, string> {
  const groups = placeGroups(sources);
  const implications = deriveImplications(groups, sources);
  const products = readProducts(groups, sources);
  return new Map([
    ...[...emitInterfaces(groups, implications, sources.origins)].map(([file, text]): [string, string] => [`${GENERATED}/${file}`, text]),
    [`${GENERATED}/permission-rows.ts`, emitRows(groups, sources.origins)],
    [`${GENERATED}/names.ts`, emitNames(groups, sources)],
    [`${GENERATED}/implications.ts`, emitImplications(implications, sources.origins)],
    [`${GENERATED}/harms.ts`, emitHarms(groups, sources)],
    [`${GENERATED}/compatibility.ts`, emitCompatibility(products, sources)],
    [DOCUMENT, between(document, emitMatrix(products, groups, sources))],
  ]);
}

/** A file of the repository as it is. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** docs/which-token.md as it is. */
export function readDocument(): string {
  return readRepositoryFile(DOCUMENT);
}

/** Where a path of `generateCatalogue` lies on this machine. */
export function repositoryPath(path: string): string {
  return join(ROOT, path);
}

function between(document: string, text: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${DOCUMENT} has lost its markers ${BEGIN} and ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`;
}
