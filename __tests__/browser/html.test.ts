import type { Page } from "playwright-core";
import { renderHtml } from "../../lib/review";
import { CORPUS } from "../hostile/corpus";
import { hostileStacks } from "../hostile/stacks";
import { removeFolders } from "../read/files";
import { manyStacks, NOW, sampleStacks } from "../review/html/sample";
import { describeBrowser } from "./describe-browser";
import { LOOKS, openedPages, SIZES, until, violationsOf } from "./opened";

const PAYLOADS = CORPUS.map(({ text }) => text).join(" ");

afterAll(removeFolders);

describeBrowser("the HTML page in a browser", (browser) => {
  const show = openedPages(browser);
  const visible = (page: Page, selector: string): Promise<string[]> => page.locator(`${selector}:visible`).allTextContents();

  test.each(LOOKS)("has no accessibility violations and nothing beyond its edge: %s, %s", async (colorScheme, size) => {
    // The policy stands in the way of what the checker injects, and is tested apart.
    const { page } = await show(renderHtml(sampleStacks(), { now: NOW }), { colorScheme, viewport: SIZES[size], bypassCSP: true });
    expect(await violationsOf(page)).toEqual([]);
  });

  test("runs under its own policy, asks for nothing and reports nothing", async () => {
    const { page, trouble } = await show(renderHtml(sampleStacks(), { now: NOW }));
    expect(await page.locator("#count").textContent()).toBe("6 tokens");
    expect(await page.evaluate("getComputedStyle(document.querySelector('article')).borderRadius")).toBe("12px");
    expect(trouble).toEqual([]);
    // What somebody got into the page all the same would not run.
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=https://evil.example/x onerror=\"document.title=1\">')");
    const blocked = await page.evaluate(
      "(() => { const s = document.createElement('script'); s.textContent = 'document.title = 2'; document.body.append(s); return document.title; })()",
    );
    expect(blocked).toBe("Access of API tokens: empty, prod, user-tokens");
    expect(trouble.filter((line) => !line.includes("Content Security Policy"))).toEqual([]);
    expect(trouble.length).toBeGreaterThan(0);
  });

  test("runs nothing of what strangers wrote", async () => {
    const { page, trouble } = await show(renderHtml(hostileStacks(PAYLOADS.replaceAll("\0", "")), { now: NOW }));
    expect(await page.locator("article").count()).toBe(3);
    for (const { text } of CORPUS.filter(({ tries }) => tries.startsWith("HTML"))) {
      await page.setContent(renderHtml(hostileStacks(text), { now: NOW }));
    }
    expect(trouble).toEqual([]);
  });

  test("filters by words, stack, kind of access and what to look at, and says how many are left", async () => {
    const { page } = await show(renderHtml(sampleStacks(), { now: NOW }));
    const state = async (): Promise<unknown[]> => [
      await page.locator("#count").textContent(),
      await visible(page, "h4"),
      (await visible(page, "tbody th a")).length,
    ];
    await page.fill("#search", "dns EXAMPLE.com");
    await until(page, "document.getElementById('count').textContent.includes('of')");
    expect(await state()).toEqual(["1 of 6 tokens", ["dns-publisher"], 1]);
    expect(await visible(page, "section.stack h2")).toEqual(["prod"]);
    await page.click("button[type=reset]");
    await page.selectOption("#can", "r");
    await until(page, "document.getElementById('count').textContent.startsWith('1 of')");
    expect(await state()).toEqual(["1 of 6 tokens", ["auditor"], 1]);
    await page.selectOption("#can", "w");
    await page.selectOption("#look", "n");
    await until(page, "document.querySelectorAll('article:not([hidden])').length === 1");
    expect(await visible(page, "h4")).toEqual(["token-minter"]);
    await page.selectOption("#stack", { label: "user-tokens" });
    await until(page, "!document.getElementById('none').hidden");
    expect(await state()).toEqual(["0 of 6 tokens", [], 0]);
    // A link to a token that is filtered away leads there all the same.
    await page.click("#expiry ~ ul a:text('auditor')");
    await until(page, "document.getElementById('count').textContent === '6 tokens'");
    expect(await page.evaluate("document.querySelector(':target h4').textContent")).toBe("auditor");
  });

  test("can be used by keyboard: skip link, table that scrolls, filters", async () => {
    const { page } = await show(renderHtml(sampleStacks(), { now: NOW }), { viewport: SIZES.phone });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the tokens");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.getAttribute('role') + ' ' + document.activeElement.className")).toBe(
      "region matrix",
    );
    await page.keyboard.press("ArrowRight");
    await until(page, "document.activeElement.scrollLeft > 0");
    await page.keyboard.press("Shift+Tab");
    await page.focus("#search");
    await page.keyboard.type("minter");
    await until(page, "document.getElementById('count').textContent === '1 of 6 tokens'");
  });

  test("without JavaScript shows everything but the filters", async () => {
    const { page } = await show(renderHtml(sampleStacks(), { now: NOW }), { javaScriptEnabled: false });
    expect(await page.locator("article").count()).toBe(6);
    expect(await page.locator("#filters").isVisible()).toBe(false);
  });

  test("is printed without filters and with what is folded away", async () => {
    const { page } = await show(renderHtml(manyStacks(30), { now: NOW }));
    expect(await page.locator("details").first().getAttribute("open")).toBeNull();
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("details:not([open])").count()).toBe(0);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#filters").isVisible()).toBe(false);
  });

  test("of 1,000 tokens opens and filters in a few seconds", async () => {
    const start = Date.now();
    const { page } = await show(renderHtml(manyStacks(1000), { now: NOW }));
    await page.fill("#search", "service-00042");
    await until(page, "document.getElementById('count').textContent === '1 of 1000 tokens'");
    expect(Date.now() - start).toBeLessThan(20_000);
  });
});
