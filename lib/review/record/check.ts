import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { compareText } from "../../policy";
import { fileName } from "../render/escape";
import { readSynthesized } from "../../read";
import { readSnapshot } from "./folder";
import { hasOwnWords, readRecord } from "./read";
import { type SnapshotFile, snapshotOf } from "./snapshot-of";

/** One file of the snapshot that is not what the code says. */
export interface SnapshotDifference {
  /** Relative to the snapshot's folder. */
  readonly path: string;
  /** `stale`: of another content; `missing`: of a principal that has no file yet; `superfluous`: of a principal that is gone. */
  readonly state: "stale" | "missing" | "superfluous";
  /** Absent for a superfluous file. */
  readonly expected?: string;
  /** Absent for a missing file. */
  readonly found?: string;
  /** Set for a stale file whose words are not those of its own record: somebody edited one of them, or another version wrote them. */
  readonly otherWords?: true;
}

// As in read/manifest.ts, which brings a schema library along.
const MANIFEST = "manifest.json";

/**
 * How the files of a snapshot differ from what a synthesized folder says: nothing when the snapshot is fresh. For a project's own tests.
 * Input that is one stack's only (a single file of Terraform JSON) is compared with that stack's files.
 *
 * @param input a `cdktf.out` folder, or a file or folder of Terraform JSON
 * @param folder the snapshot's. @default "access"
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * test("the reviewed access is up to date (principals snapshot)", () => expect(checkSnapshot("cdktf.out")).toEqual([]));
 */
export function checkSnapshot(input: string, folder = "access"): SnapshotDifference[] {
  const { stacks } = readSynthesized(input);
  const own = new Set(stacks.map(({ name }) => fileName(name)));
  const whole = basename(input) === MANIFEST || existsSync(join(input, MANIFEST));
  const found = readSnapshot(folder).filter(({ path }) => whole || own.has(path.slice(0, path.indexOf("/"))));
  return compareSnapshot(snapshotOf(stacks), found);
}

/** How the files that are there differ from those that should be, by path. */
export function compareSnapshot(expected: readonly SnapshotFile[], found: readonly SnapshotFile[]): SnapshotDifference[] {
  const there = new Map(found.map(({ path, text }) => [path, text]));
  const wanted = new Set(expected.map(({ path }) => path));
  const differences = expected.flatMap(({ path, text }): SnapshotDifference[] => {
    const known = there.get(path);
    if (known === undefined) return [{ path, state: "missing", expected: text }];
    if (known === text) return [];
    const read = readRecord(known);
    const own = read !== undefined && hasOwnWords(known, read.record);
    return [{ path, state: "stale", expected: text, found: known, ...(own ? {} : { otherWords: true as const }) }];
  });
  const superfluous = found.filter(({ path }) => !wanted.has(path));
  return [...differences, ...superfluous.map(({ path, text }): SnapshotDifference => ({ path, state: "superfluous", found: text }))].sort(
    (a, b) => compareText(a.path, b.path),
  );
}

// Loaded only where there is something to show.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadDiff = (): typeof import("diff") => require("diff") as typeof import("diff");

const CONTEXT = 2;
/** Beyond that many changed lines, looking for the shortest difference costs more than it tells. */
const MAX_EDITS = 2000;

/** The lines that change, as in a unified diff: `-` stands in the folder, `+` is what the code says. Not escaped. */
export function patchLines({ expected = "", found = "" }: SnapshotDifference): string[] {
  const patch = loadDiff().structuredPatch("", "", forDiff(found), forDiff(expected), "", "", {
    context: CONTEXT,
    maxEditLength: MAX_EDITS,
  });
  if (patch === undefined) return ["too much is different to be shown"];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${String(oldStart)},${String(oldLines)} +${String(newStart)},${String(newLines)} @@`,
    ...lines,
  ]);
}

/** A foreign file may end without a line break, or use others. */
function forDiff(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
