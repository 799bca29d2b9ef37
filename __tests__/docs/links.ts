import { readPage } from "../../scripts/docs/markdown";
import { posix } from "node:path";

/** Markdown files by their path, relative to the root. */
export type Pages = ReadonlyMap<string, string>;

/** Links of one page to files of this repository: what they lead to, and the anchor. */
export function localLinks(
  file: string,
  text: string,
): { readonly link: string; readonly target: string; readonly anchor: string | undefined }[] {
  return readPage(text)
    .links.filter((link) => !/^(?:[a-z]+:|\/\/)/.test(link))
    .map((link) => {
      const [path = "", anchor] = link.split("#");
      return { link, target: path === "" ? file : posix.join(posix.dirname(file), decodeURI(path)), anchor };
    });
}

/** Links that lead nowhere, `page: link`. */
export function deadLinks(pages: Pages, exists: (path: string) => boolean): string[] {
  const dead: string[] = [];
  for (const [file, text] of pages) {
    for (const { link, target, anchor } of localLinks(file, text)) {
      const page = pages.get(target);
      const leads =
        page === undefined ? exists(target) && anchor === undefined : anchor === undefined || readPage(page).anchors.has(anchor);
      if (!leads) dead.push(`${file}: ${link}`);
    }
  }
  return dead;
}

/** Pages that no way of links leads to. */
export function unreachable(pages: Pages, from: string): string[] {
  const reached = new Set([from]);
  // A set grows while it is walked.
  for (const file of reached) {
    for (const { target } of localLinks(file, pages.get(file) ?? "")) if (pages.has(target)) reached.add(target);
  }
  return [...pages.keys()].filter((file) => !reached.has(file));
}
