import { type DerivedImplication } from "./derive-implications";
import { type CatalogueSources } from "./sources";
import { comment, header, literal } from "./text";

/** What every permission group implies, with the evidence. */
export function emitImplications(implications: readonly DerivedImplication[], origins: CatalogueSources["origins"]): string {
  return [
    header(origins, ["permission-groups.json", "implication-statements.json", "documented-permissions.json", "reading-lists.json"]),
    'import type { ImplicationRow } from "../rows";',
    "",
    "export const IMPLICATIONS: readonly ImplicationRow[] = [",
    ...implications.map(({ group, implies, evidence, note }) => {
      const ids = `[${implies.map((other) => literal(other.id)).join(", ")}]`;
      const row = [literal(group.id), ids, literal(evidence), ...(note === undefined ? [] : [literal(note)])].join(", ");
      const what = implies.length === 0 ? "implies nothing" : `implies ${implies.map((other) => comment(other.name)).join(", ")}`;
      return `  [${row}], // ${group.scope}: ${comment(group.name)} ${what}`;
    }),
    "];",
    "",
  ].join("\n");
}
