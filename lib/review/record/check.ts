import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileName } from "../render/escape";
import { readSynthesized } from "../../read";
import { compareSnapshot, type SnapshotDifference } from "./compare-files";
import { readSnapshot } from "./folder";
import { snapshotOf } from "./snapshot-of";

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
