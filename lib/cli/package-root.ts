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

/** The package's version. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { readonly version: string };
  return version;
}
