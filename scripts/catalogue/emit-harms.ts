import type { Harm } from "../../lib/catalogue";
import { compare, type PlacedGroup } from "./place-groups";
import type { CatalogueSources, HarmSource } from "./sources";
import { comment, header, literal } from "./text";

/**
 * What permission groups can do in the wrong hands. Each text stands once, and groups point to theirs. A group of the catalogue that nobody has sorted
 * yet has no row: that is told apart from one that can do no harm.
 */
export function emitHarms(groups: readonly PlacedGroup[], { harms, origins }: Pick<CatalogueSources, "harms" | "origins">): string {
  const known = new Map(groups.map((group) => [group.id, group]));
  const rows = harms.rows
    .flatMap((row) => {
      const group = known.get(row.id ?? "");
      return group === undefined ? [] : [{ group, row }];
    })
    .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
  const named = [...harms.named].sort((a, b) => compare(a.name, b.name));
  const all = [...rows.map(({ row }) => row), ...named].flatMap((row) => row.harms);
  const texts = [...new Map(all.map((harm) => [keyOf(harm), harm])).values()].sort((a, b) => compare(keyOf(a), keyOf(b)));
  const places = new Map(texts.map((harm, place) => [keyOf(harm), place]));
  const placesOf = (row: HarmSource): string => `[${row.harms.map((harm) => String(places.get(keyOf(harm)))).join(", ")}]`;
  return [
    header(origins, ["harms.json", "permission-groups.json", "permission-groups-without-id.json"]),
    'import type { HarmText, HarmsById, HarmsByName } from "../harms";',
    "",
    "export const HARM_TEXTS: readonly HarmText[] = [",
    ...texts.map(({ code, words }, place) => `  [${literal(code)}, ${literal(words)}], // ${String(place)}`),
    "];",
    "",
    "/** Places in the list above, by id of the group. */",
    "export const HARMS_BY_ID: readonly HarmsById[] = [",
    ...rows.map(({ group, row }) => `  [${literal(group.id)}, ${placesOf(row)}], // ${group.scope}: ${comment(group.name)}`),
    "];",
    "",
    "/** The same for groups that are known by name only. */",
    "export const HARMS_BY_NAME: readonly HarmsByName[] = [",
    ...named.map((row) => `  [${literal(row.name)}, ${placesOf(row)}${row.scope === undefined ? "" : `, ${literal(row.scope)}`}],`),
    "];",
    "",
  ].join("\n");
}

function keyOf({ code, words }: Harm): string {
  return `${code} ${words}`;
}
