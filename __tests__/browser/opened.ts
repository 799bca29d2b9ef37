import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page, Request } from "playwright-core";
import { makeFolder } from "../read/files";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } } as const;
export const LOOKS = [
  ["light", "desktop"],
  ["dark", "desktop"],
  ["light", "phone"],
  ["dark", "phone"],
] as const;
type Settings = NonNullable<Parameters<Browser["newPage"]>[0]>;

/** Pages of one group of tests, closed after each of them. */
export function openedPages(browser: () => Browser) {
  const open: Page[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((page) => page.close()));
  });

  /** Opens a page from a file, as people do, and notes everything that goes wrong or outwards. */
  return async function show(html: string, settings: Settings = {}): Promise<{ readonly page: Page; readonly trouble: string[] }> {
    const file = join(makeFolder({ "page.html": html }), "page.html");
    const page = await browser().newPage({ viewport: SIZES.desktop, ...settings });
    open.push(page);
    const trouble: string[] = [];
    page.on("console", (message) => trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("dialog", (dialog) => trouble.push(dialog.message()));
    const asked = (request: Request): void => {
      if (request.url() !== pathToFileURL(file).href) trouble.push(request.url());
    };
    page.on("requestfinished", asked);
    // What the policy refuses never leaves the browser.
    page.on("requestfailed", (request) => {
      if (!/csp/i.test(request.failure()?.errorText ?? "")) asked(request);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, trouble };
  };
}

/** The page's policy forbids what Playwright would do for this. */
export async function until(page: Page, condition: string): Promise<void> {
  for (let tries = 0; !(await page.evaluate(condition)); tries++) {
    if (tries > 200) throw new Error(`never: ${condition}`);
    await page.waitForTimeout(50);
  }
}

/** What a page of this size shows beyond its edge, and what a checker of accessibility finds. The page has to be opened with `bypassCSP`. */
export async function violationsOf(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((r) => [...(document.documentElement.scrollWidth > window.innerWidth ? ['beyond the edge'] : []), ...r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))])",
  );
}
