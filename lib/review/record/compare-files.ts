import { compareText } from "../../policy";
import type { SnapshotFile } from "./snapshot-of";

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
}

/** How the files that are there differ from those that should be, by path. */
export function compareSnapshot(expected: readonly SnapshotFile[], found: readonly SnapshotFile[]): SnapshotDifference[] {
  const there = new Map(found.map(({ path, text }) => [path, text]));
  const wanted = new Set(expected.map(({ path }) => path));
  const differences = expected.flatMap(({ path, text }): SnapshotDifference[] => {
    const known = there.get(path);
    if (known === undefined) return [{ path, state: "missing", expected: text }];
    return known === text ? [] : [{ path, state: "stale", expected: text, found: known }];
  });
  const superfluous = found.filter(({ path }) => !wanted.has(path));
  return [...differences, ...superfluous.map(({ path, text }): SnapshotDifference => ({ path, state: "superfluous", found: text }))].sort(
    (a, b) => compareText(a.path, b.path),
  );
}
