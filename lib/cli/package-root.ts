import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The package's own folder, from the source as from `dist`. */
export function packageRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    // `dist` may hold a copy of package.json one day; the starter says that this is the package.
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${from}`);
  }
}

/** Set by scripts/bundle.ts in the single file that pipelines run: no package lies around that. */
declare const BUNDLED_VERSION: string | undefined;

/** Whether this is that single file. */
export function isBundled(): boolean {
  return typeof BUNDLED_VERSION === "string";
}

/** The package's version. */
export function packageVersion(): string {
  if (typeof BUNDLED_VERSION === "string") return BUNDLED_VERSION;
  const { version } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { readonly version: string };
  return version;
}
