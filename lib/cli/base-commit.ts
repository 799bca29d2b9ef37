import { relative, sep } from "node:path";
import { spawnSync } from "node:child_process";
import { fault, PrincipalError } from "../errors";
import { loadReview } from "../lazy";
import type { SnapshotFile } from "../review";

/** The reviewed access as a commit has it. */
export interface BaseCommit {
  /** The commit, in full. */
  readonly commit: string;
  readonly files: readonly SnapshotFile[];
}

/**
 * Reads the files of a snapshot's folder as a commit of this repository has them. Nothing is checked out, and no code of that commit runs: git gives the
 * content of files, without filters.
 *
 * @param ref what names the commit: a branch, a tag, an id
 * @param folder from the working directory
 * @throws PrincipalError UnreadableBase
 */
export function readBase(ref: string, folder: string): BaseCommit {
  const fail = (reason: string, todo?: string): PrincipalError => new PrincipalError([fault.unreadableBase(ref, reason, todo)]);
  const git = (args: readonly string[], input?: string, maxBuffer = MAX_LIST): Buffer | undefined => {
    const { status, stdout, error } = spawnSync("git", args, { input, maxBuffer, env: process.env, stdio: ["pipe", "pipe", "ignore"] });
    if (error !== undefined) throw fail(reasonOf(error));
    return status === 0 ? stdout : undefined;
  };
  const ask = (...args: string[]): string | undefined =>
    git(["rev-parse", ...args])
      ?.toString("utf8")
      .trim();

  if (ask("--git-dir") === undefined) throw fail("git finds no repository here that it may read");
  // What a ref is called may begin with a dash.
  const commit = ask("--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  if (commit === undefined) throw fail("git knows no such commit", "fetch it, or name another one, --base origin/main for instance");
  const place = relative("", folder).split(sep).join("/");
  const none = (): PrincipalError =>
    fail(
      `the commit ${commit.slice(0, SHORT)} has no records in ${place}/`,
      `write them there (principals snapshot) and commit them, or ${COMPARE}`,
    );
  const list = git(["ls-tree", "-r", "-z", "--long", "--full-tree", `${commit}:./${place}`])?.toString("utf8");
  const blobs = (list ?? "").split("\0").flatMap((line) => blobOf(line) ?? []);
  if (blobs.length === 0) throw none();
  const large = blobs.find(({ size }) => size > MAX_BYTES);
  if (large !== undefined) throw fail(`${place}/${large.path} is larger than ${String(MAX_BYTES / 1024 / 1024)} MiB`);
  const size = blobs.reduce((sum, blob) => sum + blob.size + MAX_HEADER, 0);
  const contents = git(["cat-file", "--batch"], blobs.map(({ id }) => `${id}\n`).join(""), size);
  if (contents === undefined) throw fail("git does not give its files");
  const files = loadReview().snapshotFilesOf(contentsOf(contents, blobs));
  if (files.length === 0) throw none();
  return { commit, files };
}

const COMPARE = "compare two folders: principals diff <before> <after>";
const SHORT = 12;
/** Of a list of files: a path of one stack and one principal each. */
const MAX_LIST = 64 * 1024 * 1024;
/** `<id> blob <size>`, and the line ends around the content. */
const MAX_HEADER = 200;
/** As in lib/review/record/folder.ts. */
const MAX_BYTES = 16 * 1024 * 1024;

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === "ENOENT" ? "git is not installed" : `git can't be run: ${error.code ?? ""}`;
}

interface Blob {
  readonly path: string;
  readonly id: string;
  readonly size: number;
}

/** A file of the folder, two levels deep as they are written; links are none. */
function blobOf(line: string): Blob | undefined {
  const [, id = "", size = "", path] = /^100(?:644|755) blob ([0-9a-f]+) +(\d+)\t([^/]+\/[^/]+\.md)$/s.exec(line) ?? [];
  return path === undefined ? undefined : { path, id, size: Number(size) };
}

/** The files in what `git cat-file --batch` writes: for each a line, its content, and a line end. */
function contentsOf(batch: Buffer, blobs: readonly Blob[]): SnapshotFile[] {
  let at = 0;
  return blobs.map(({ path, size }): SnapshotFile => {
    const start = batch.indexOf("\n", at) + 1;
    at = start + size + 1;
    return { path, text: batch.toString("utf8", start, start + size) };
  });
}
