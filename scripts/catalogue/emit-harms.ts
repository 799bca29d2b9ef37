import type { Harm } from "../../lib/catalogue";
import { compare, type PlacedGroup } from "./place-groups";
import type { CatalogueSources, HarmSource } from "./sources";
import { header, literal } from "./text";

/**
 * What permission groups can do in the wrong hands: each text once, with the groups it is said of. A group of the catalogue that nobody has sorted yet
 * stands nowhere: that is told apart from one that can do no harm. Names stand in the data.
 */
export function emitHarms(groups: readonly PlacedGroup[], { harms, origins }: Pick<CatalogueSources, "harms" | "origins">): string {
  const known = new Set(groups.map(({ id }) => id));
  const rows = [...harms.rows.filter(({ id }) => known.has(id ?? "")), ...harms.named];
  const byText = new Map<string, { readonly harm: Harm; readonly rows: HarmSource[] }>();
  for (const row of rows)
    for (const harm of row.harms) {
      const key = `${harm.code} ${harm.words}`;
      const text = byText.get(key);
      if (text === undefined) byText.set(key, { harm, rows: [row] });
      else text.rows.push(row);
    }
  const texts = [...byText].sort(([a], [b]) => compare(a, b));
  return [
    header(origins, ["harms.json", "permission-groups.json", "permission-groups-without-id.json"]),
    'import type { HarmRow, Sorted } from "../harms";',
    "",
    "export const HARMS: readonly HarmRow[] = [",
    ...texts.map(([, { harm, rows: said }]) => `  [${literal(harm.code)}, ${literal(harm.words)}, ${sorted(said)}],`),
    "];",
    "",
    `export const HARMLESS: Sorted = ${sorted(rows.filter((row) => row.harms.length === 0))};`,
    "",
  ].join("\n");
}

/** Ids, and the names and scopes of groups without one. */
function sorted(rows: readonly HarmSource[]): string {
  const ids = rows.flatMap(({ id }) => (id === undefined ? [] : [literal(id)])).sort(compare);
  const names = rows.flatMap(({ id, name, scope }) =>
    id === undefined ? [`[${[name, ...(scope === undefined ? [] : [scope])].map(literal).join(", ")}]`] : [],
  );
  return `[[${ids.join(", ")}]${names.length === 0 ? "" : `, [${names.sort(compare).join(", ")}]`}]`;
}
