import type { Browser } from "playwright-core";
import { findChromium, launchChromium } from "../../scripts/pictures/chromium";

/**
 * A group of tests in a real browser. Without Chromium they are skipped by name and the reason is printed; under `E2E=required` they fail instead.
 */
export function describeBrowser(name: string, fn: (browser: () => Browser) => void): void {
  const path = findChromium();
  if (path === undefined) {
    const missing = "there is no Chromium: set CHROMIUM_PATH, or install it";
    if (process.env["E2E"] === "required") {
      describe(name, () => {
        test("fails: the browser tests are required, and Chromium is missing", () => {
          throw new Error(missing);
        });
      });
      return;
    }
    process.stderr.write(`browser tests are skipped: ${missing}\n`);
    describe.skip(`${name} (skipped: ${missing})`, () => {
      fn(() => {
        throw new Error(missing);
      });
    });
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchChromium(path);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
    });
    fn(() => {
      if (browser === undefined) throw new Error("Chromium was not started");
      return browser;
    });
  });
}
