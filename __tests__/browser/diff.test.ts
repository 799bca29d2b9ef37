import { accessDiff, diffHtml } from "../../lib/review";
import { CORPUS } from "../hostile/corpus";
import { hostileDiff } from "../hostile/hostile-diff";
import { manyChanges, SAMPLE } from "../review/diff/sample";
import { removeFolders } from "../read/files";
import { describeBrowser } from "./describe-browser";
import { LOOKS, openedPages, SIZES, until, violationsOf } from "./opened";

const WARNINGS = ["module extra is not read: tokens within it are not shown"];
const PAGE = diffHtml({ ...SAMPLE, warnings: WARNINGS });

afterAll(removeFolders);

describeBrowser("the page of the access diff in a browser", (browser) => {
  const show = openedPages(browser);

  test.each(LOOKS)("has no accessibility violations and nothing beyond its edge: %s, %s", async (colorScheme, size) => {
    const settings = { colorScheme, viewport: SIZES[size], bypassCSP: true };
    for (const html of [PAGE, diffHtml(accessDiff([], []))]) {
      const { page } = await show(html, settings);
      expect(await violationsOf(page)).toEqual([]);
    }
  });

  test("runs under its own policy, asks for nothing and reports nothing", async () => {
    const { page, trouble } = await show(PAGE);
    expect(await page.locator("#count").textContent()).toBe("9 tokens");
    expect(trouble).toEqual([]);
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=https://evil.example/x onerror=\"document.title=1\">')");
    expect(await page.evaluate("document.title")).toBe("Access changes: 9 tokens, mixed, disruptive");
    expect(trouble.filter((line) => !line.includes("Content Security Policy"))).toEqual([]);
  });

  test("runs nothing of what strangers wrote", async () => {
    const { page, trouble } = await show(diffHtml(hostileDiff(CORPUS.map(({ text }) => text).join(" "))));
    expect(await page.locator("article").count()).toBe(2);
    for (const { text } of CORPUS.filter(({ tries }) => tries.startsWith("HTML")))
      await page.setContent(diffHtml({ ...hostileDiff(text), warnings: [text] }));
    expect(trouble).toEqual([]);
  });

  test("filters by words, verdict, kind of change, what can break and stack, and says how many are left", async () => {
    const { page } = await show(PAGE);
    const shown = async (count: string): Promise<string[]> => {
      await until(page, `document.getElementById('count').textContent === '${count}'`);
      return page.locator("article:visible h3").allTextContents();
    };
    await page.selectOption("#verdict", { label: "Narrowing" });
    expect(await shown("2 of 9 tokens")).toEqual(["old-ci", "siem-reader"]);
    await page.selectOption("#change", { label: "Deleted" });
    expect(await shown("1 of 9 tokens")).toEqual(["old-ci"]);
    await page.click("button[type=reset]");
    await page.selectOption("#look", { label: "What can break something" });
    expect(await shown("4 of 9 tokens")).toEqual(["dns-publisher", "moved", "old-ci", "siem-reader"]);
    await page.fill("#search", "Zone SETTINGS");
    expect(await shown("1 of 9 tokens")).toEqual(["dns-publisher"]);
    // What is folded is found as well, and a link to a token that is filtered away leads there.
    await page.click("button[type=reset]");
    await page.fill("#search", "customer-30.example");
    expect(await shown("1 of 9 tokens")).toEqual(["cache-purger"]);
    await page.click("#risks ~ ul a:text('token-minter')");
    await shown("9 tokens");
    expect(await page.evaluate("document.querySelector(':target h3').textContent")).toBe("token-minter");
    const { page: many } = await show(diffHtml(manyChanges(120)));
    await many.selectOption("#stack", { label: "stack-1" });
    await until(many, "document.getElementById('count').textContent === '20 of 80 tokens'");
  });

  test("can be used by keyboard: skip link, filters, folded lists", async () => {
    const { page } = await show(PAGE, { viewport: SIZES.phone });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the changes");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
    await page.keyboard.press("Enter");
    expect(await page.locator("article details[open]").count()).toBe(1);
    await page.focus("#search");
    await page.keyboard.type("minter");
    await until(page, "document.getElementById('count').textContent === '1 of 9 tokens'");
  });

  test("without JavaScript shows everything but the filters", async () => {
    const { page } = await show(PAGE, { javaScriptEnabled: false });
    expect(await page.locator("article").count()).toBe(9);
    expect(await page.locator("#filters").isVisible()).toBe(false);
  });

  test("of 1,000 changed tokens opens and filters in a few seconds", async () => {
    const start = Date.now();
    // Each with a change of its own: those with one change would be one card.
    const diff = manyChanges(1500);
    const tokens = diff.tokens.map((token, index) => ({ ...token, formerName: `was-${String(index)}` }));
    const { page } = await show(diffHtml({ ...diff, tokens }));
    await page.fill("#search", "service-00042");
    await until(page, "document.getElementById('count').textContent === '1 of 1000 tokens'");
    expect(Date.now() - start).toBeLessThan(20_000);
  });
});
