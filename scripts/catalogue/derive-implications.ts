import { type ImplicationEvidence, type Level, subjectOfName } from "../../lib/catalogue";
import { type PlacedGroup } from "./place-groups";
import { type CatalogueSources, type DocumentedSource } from "./sources";

/** What a group implies and why; see `ImplicationEvidence`. */
export interface DerivedImplication {
  readonly group: PlacedGroup;
  readonly implies: readonly PlacedGroup[];
  readonly evidence: ImplicationEvidence;
  readonly note?: string;
}

type Sources = Pick<CatalogueSources, "documented" | "reading" | "statements">;

/** Levels that imply nothing by what they are. */
const NOTHING: ReadonlySet<Level> = new Set(["read", "readOnly", "purge", "revoke", "run", "report", "send"]);

/** One entry for every group. Statements of Cloudflare's win, then the permissions page, then the accepted permissions, then the names. */
export function deriveImplications(groups: readonly PlacedGroup[], sources: Sources): readonly DerivedImplication[] {
  const find = (scope: string, name: string): PlacedGroup => {
    const found = groups.find((g) => g.scope === scope && g.name === name);
    if (found === undefined) throw new Error(`no permission group ${JSON.stringify(name)} at ${scope} level`);
    return found;
  };
  const documented = documentedPairs(sources.documented, find);
  const stated = new Map(sources.statements.map((s) => [find(s.scope, s.group), s]));

  return groups.map((group): DerivedImplication => {
    const statement = stated.get(group);
    if (statement !== undefined) {
      const { scope, implies, within = {}, evidence, because, source } = statement;
      const all = Object.entries({ [scope]: implies, ...within });
      return {
        group,
        implies: all.flatMap(([at, names]) => names.map((name) => find(at, name))),
        evidence,
        note: `${because} (${source})`,
      };
    }
    if (NOTHING.has(group.level)) return { group, implies: [], evidence: "level" };
    const page = documented.get(group);
    const read = page?.read ?? groups.find((g) => g.scope === group.scope && g.group === group.group && g.level === "read");
    const changes = group.level === "write" || group.level === "edit";
    if (page === undefined && !changes) return { group, implies: [], evidence: "unstated" };
    if (read === undefined) return { group, implies: [], evidence: "noRead" };
    const lists = sources.reading.find((r) => r.group === group.name && r.read === read.name);
    const alone = lists?.readAlone ?? [];
    if (lists?.both === 0) return { group, implies: [], evidence: "contradicted", note: `${alone.join(", ")} name the Read alone` };
    const note = alone.length === 0 ? {} : { note: `to read ${alone.join(", ")} the provider's documentation names the Read alone` };
    return { group, implies: [read], evidence: page?.evidence ?? (lists === undefined ? "name" : "accepted"), ...note };
  });
}

interface DocumentedPair {
  readonly read: PlacedGroup;
  readonly evidence: ImplicationEvidence;
}

/** The page lists one thing once as edit and once as read: under one dashboard name but for the level. */
function documentedPairs(
  rows: readonly DocumentedSource[],
  find: (scope: string, name: string) => PlacedGroup,
): ReadonlyMap<PlacedGroup, DocumentedPair> {
  const pairs = new Map<PlacedGroup, DocumentedPair>();
  for (const edit of rows.filter((row) => row.access === "edit")) {
    const read = rows.find(
      (row) => row.access === "read" && row.scope === edit.scope && subjectOfName(row.dashboard) === subjectOfName(edit.dashboard),
    );
    const [readName] = read?.groups ?? (read === undefined ? [] : [read.name]);
    if (readName === undefined) continue;
    const evidence = edit.groups === undefined && read?.groups === undefined ? "documented" : "documentedByOtherName";
    for (const name of edit.groups ?? [edit.name]) pairs.set(find(edit.scope, name), { read: find(edit.scope, readName), evidence });
  }
  return pairs;
}
