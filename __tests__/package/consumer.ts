import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const ROOT = path.join(__dirname, "../..");

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** A new folder under the system's temporary one. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), "principals-package-")));
}

/** What a program printed, both streams; an exit code other than 0 is an error that shows them. */
export function run(folder: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: cleanEnvironment() });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${String(status)}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Without what npm and jest set for this repository's own run. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:npm_(?!config_(?:registry|cache|userconfig|globalconfig)$)|JEST_|NODE_ENV$|NODE_OPTIONS$|CI$|CDKTF_)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

const NOT_IN_A_CLONE = new Set(["node_modules", ".git", "dist", "cdktf.out", "coverage", "action/principals.cjs", "action/licenses.txt"]);

/**
 * Builds and packs a copy of this repository, so that nothing of the build lands in the work tree; gives the tarball. `planted` files are added
 * to the copy first.
 */
export function pack(folder: string, planted: readonly string[] = []): string {
  const copy = path.join(folder, "repository");
  cpSync(ROOT, copy, { recursive: true, filter: (source) => !NOT_IN_A_CLONE.has(path.relative(ROOT, source)) });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"), "junction");
  for (const file of planted) writeFileSync(path.join(copy, file), "not-a-real-secret");
  run(copy, "npm", ["run", "--silent", "pack", "--", "--pack-destination", folder]);
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { name: string; version: string };
  return path.join(folder, `${name}-${version}.tgz`);
}

/** The files in a tarball, sorted, without npm's leading `package/`. */
export function filesIn(tarball: string): string[] {
  return execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "" && !line.endsWith("/"))
    .map((line) => line.replace(/^package\//, ""))
    .sort();
}

interface ConsumerOptions {
  /** Of its folder. @default "consumer" */
  readonly name?: string;
  /** Further packages, with what npm would install beside them. @default - none */
  readonly more?: readonly string[];
  readonly withRegistry?: boolean;
}

/**
 * A second project that has the tarball installed, beside its own peers and the compiler. With PACK_INSTALL=npm npm installs all of it from the
 * registry, as it would for a user (once is enough: not for those that differ in further packages); else the tarball is unpacked and everything else linked from this repository, which needs no network.
 */
export function makeConsumer(
  folder: string,
  tarball: string,
  { name: of = "consumer", more = [], withRegistry = process.env.PACK_INSTALL === "npm" && more.length === 0 }: ConsumerOptions = {},
): string {
  const consumer = path.join(folder, of);
  mkdirSync(consumer);
  const { name, dependencies, devDependencies } = readManifest(ROOT);
  const own = ["@cdktf/provider-cloudflare", "cdktf", "constructs", "@types/node", "typescript", ...more];
  const manifest = {
    name: of,
    private: true,
    dependencies: Object.fromEntries(own.map((peer) => [peer, devDependencies[peer] ?? installedVersion(peer)])),
  };
  writeFileSync(path.join(consumer, "package.json"), JSON.stringify(manifest));
  if (withRegistry) {
    run(consumer, "npm", ["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", tarball]);
  } else {
    unpack(tarball, path.join(consumer, "node_modules", name));
    link(consumer, [...own, ...Object.keys(dependencies)]);
  }
  return consumer;
}

/** What installing a project would do, from what is here: the package from the consumer, everything else from this repository. */
export function linkDependencies(project: string, consumer: string): void {
  const { name } = readManifest(ROOT);
  const { dependencies, devDependencies } = readManifest(project);
  link(
    project,
    Object.keys({ ...dependencies, ...devDependencies }).filter((dependency) => dependency !== name),
  );
  symlinkSync(path.join(consumer, "node_modules", name), path.join(project, "node_modules", name), "junction");
}

function installedVersion(name: string): string {
  return (JSON.parse(readFileSync(path.join(ROOT, "node_modules", name, "package.json"), "utf8")) as { readonly version: string }).version;
}

function unpack(tarball: string, target: string): void {
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
}

function link(project: string, names: readonly string[]): void {
  for (const name of names) {
    const target = path.join(project, "node_modules", name);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules", name), target, "junction");
  }
}
