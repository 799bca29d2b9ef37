import { allPermissions, type Permission, treeNameOf } from "./permission";
import PURPOSES from "./purposes.json";
import { wordsOf } from "./search";

/** What a tool or a task takes. */
export interface Purpose {
  readonly permissions: readonly Permission[];
  /** Calls of `templates` that give them. */
  readonly templates: readonly string[];
  /** Which of several that look alike to take. */
  readonly advice?: string;
}

/** What the tools and tasks take that a text names: `wrangler`, `cert-manager`, `r2 object read write`. By hand, from the tools' own documentation. */
export function searchPurposes(text: string): readonly Purpose[] {
  const asked = new Set(wordsOf(text));
  return PURPOSES.filter(({ words }) => words.some((each) => wordsOf(each).every((word) => asked.has(word)))).map(
    ({ permissions, templates = [], advice }) => ({
      permissions: permissions.map(inTree),
      templates: templates.map((call) => `templates.${call}`),
      ...(advice === undefined ? {} : { advice }),
    }),
  );
}

/** @param place `zone.dns.write` */
function inTree(place: string): Permission {
  const found = allPermissions.find((each) => {
    const { group, level } = treeNameOf(each.name);
    return `${each.scope}.${group}.${level}` === place;
  });
  if (found === undefined) throw new RangeError(`permissions.${place} is not in the catalogue`);
  return found;
}
