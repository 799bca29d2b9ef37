import type { SnapshotDifference } from "./compare-files";

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
