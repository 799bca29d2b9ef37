/**
 * Makes the pictures of README.md from what the commands print for main.ts: docs/pictures/. Needs Chromium (CHROMIUM_PATH, or on PATH) for those that
 * are photographs. usage: npm run pictures
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { baseline, evaluate } from "../lib/guardrails";
import {
  compare,
  diffMarkdown,
  readAccessPair,
  readGuardrailInput,
  readSynthesized,
  renderHtml,
  renderText,
  summarize,
  withFindings,
} from "../lib/review";
import { readText, ROOT } from "./docs/pages";
import { runSnippet } from "./docs/run-snippet";
import { findChromium, launchChromium } from "./pictures/chromium";
import { commentPage } from "./pictures/comment-page";
import { terminalSvg } from "./pictures/terminal-svg";

/** The day of the pictures: what is expired does not depend on when they are made. */
const NOW = new Date("2026-12-01T00:00:00Z");
const FOLDER = join(ROOT, "docs/pictures");

/** A pull request that somebody could make. */
const CHANGE: readonly (readonly [string, string])[] = [
  [
    "allow(permissions.zone.dns.write, permissions.zone.zone.read).on(site)",
    "allow(permissions.zone.dns.write, permissions.zone.zoneSettings.write, permissions.zone.zone.read).on(site)",
  ],
  ["allow(permissions.zone.cache.purge).on(site)", "allow(permissions.zone.cache.purge).on(account.allZones())"],
  ["    requestIp: { in: environment.collector },\n", '    requestIp: { in: ["198.51.100.32/28"] },\n'],
];

async function make(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "principals-pictures-"));
  try {
    const main = readText("main.ts");
    const before = await synth(main, join(folder, "before"));
    const after = await synth(edit(main), join(folder, "after"));
    mkdirSync(FOLDER, { recursive: true });
    summaryPicture(before);
    const chromium = findChromium();
    if (chromium === undefined) throw new Error("there is no Chromium: set CHROMIUM_PATH, or install it");
    const browser = await launchChromium(chromium);
    try {
      const findings = evaluate(readGuardrailInput(before), baseline, NOW);
      const page = renderHtml(withFindings(readSynthesized(before).stacks, findings), { now: NOW, pack: "baseline" });
      await photograph(browser, "page.png", page, { width: 1280, height: 1150 }, false);
      const pair = readAccessPair(onlyProd(before), onlyProd(after));
      const diff = compare(pair.before, pair.after);
      await photograph(browser, "diff.png", commentPage(diffMarkdown(diff)), { width: 1100, height: 300 }, true);
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function edit(source: string): string {
  return CHANGE.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`main.ts has no ${from}`);
    return text.replace(from, to);
  }, source);
}

async function synth(source: string, outdir: string): Promise<string> {
  process.env["CDKTF_OUTDIR"] = outdir;
  process.env["PRINCIPALS_NOW"] = NOW.toISOString();
  delete process.env["USER_TOKENS"];
  await runSnippet(source, require, () => undefined);
  return outdir;
}

function onlyProd(outdir: string): string {
  return join(outdir, "stacks/prod/cdk.tf.json");
}

/** prod, without the auditor, who may read everything. */
function summaryPicture(outdir: string): void {
  const stacks = summarize(readSynthesized(outdir).stacks, NOW)
    .stacks.filter(({ name }) => name === "prod")
    .map((stack) => ({ ...stack, principals: stack.principals.filter(({ name }) => name !== "auditor") }));
  const text = renderText({ stacks }, { width: 100, color: true });
  write(
    "summary.svg",
    terminalSvg(text, "npm start", "The summary of npm start: what every token of prod may do, from where and until when"),
  );
}

async function photograph(
  browser: Browser,
  name: string,
  html: string,
  viewport: { readonly width: number; readonly height: number },
  fullPage: boolean,
): Promise<void> {
  const page = await browser.newPage({ viewport, deviceScaleFactor: 1.5, colorScheme: "light" });
  await page.setContent(html);
  write(name, await page.screenshot({ fullPage, type: "png" }));
  await page.close();
}

function write(name: string, content: string | Buffer): void {
  const file = join(FOLDER, name);
  writeFileSync(file, content);
  console.log(`docs/pictures/${name}: ${String(Math.ceil(readFileSync(file).length / 1024))} kB`);
}

void make();
