import { createHash } from "node:crypto";
import { accessDiff, diffHtml } from "../../../lib/review";
import { attribute, elementsOf, parseDocument, textOf } from "../html/parsed";
import type { TokenSpec } from "../../../lib";
import { manyChanges, SAMPLE } from "./sample";
import { token } from "./tokens";

const page = diffHtml({ ...SAMPLE, warnings: ["module extra is not read: tokens within it are not shown"] });
const { errors, elements } = parseDocument(page);
const byTag = (tag: string) => elements.filter(({ tagName }) => tagName === tag);
const sha = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("the page of the access diff", () => {
  it("is one document without errors, in which every id is unique and every inner link leads somewhere", () => {
    expect(errors).toEqual([]);
    const ids = elements.flatMap((element) => attribute(element, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = elements.flatMap((element) =>
      [attribute(element, "href")?.replace(/^#/, ""), attribute(element, "for"), attribute(element, "aria-labelledby")].flatMap(
        (id) => id ?? [],
      ),
    );
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect(targets.length).toBeGreaterThan(20);
  });

  it("needs nothing else: its policy lets its own style and script run and nothing be loaded", () => {
    const policy = byTag("meta").find((meta) => attribute(meta, "http-equiv") === "Content-Security-Policy");
    expect(attribute(policy!, "content")).toBe(
      `default-src 'none'; style-src ${sha(textOf(byTag("style")[0]!))}; script-src ${sha(textOf(byTag("script")[0]!))}; base-uri 'none'; form-action 'none'`,
    );
    expect(elements.filter(({ tagName }) => ["link", "img", "iframe", "object", "embed", "base", "svg"].includes(tagName))).toEqual([]);
    expect(textOf(byTag("style")[0]!)).not.toMatch(/url\(|@import/);
  });

  it("says at the top what the verdict is, whether something can break, and in how many tokens", () => {
    const [header] = byTag("header");
    expect(textOf(elementsOf(header!).find((element) => attribute(element, "class")?.startsWith("overall") === true)!)).toBe(
      "Mixed, disruptive Tokens may do something after the change that they may not do before, and lose something else. Running integrations can break.",
    );
    expect(byTag("dl").map(textOf)).toEqual(["tokens changed9may do more5may do less3can break something4with something to look at5"]);
  });

  it("has a card for each token, the most risky first, with what it gains, loses, breaks and risks", () => {
    expect(byTag("article").map((card) => textOf(card))).toEqual([
      "token-minterbroadeningcreatedstack prod · cloudflare_account_token.token-minter+ GainsAccount API Tokens Write on account Example Inc (01234567…)use from every address, without an end− LosesnothingRiskAccount API Tokens Write can make and change tokens, and so give itself any accessit can be used from every addressit never expires",
      "dns-publishermixeddisruptivestack prod · cloudflare_account_token.dns-publisher+ GainsDNS Write, Zone Settings Write on zone example.com (11111111…)− Losesuntil 2027-06-01 00:00 UTC, was no expiryCan breakit expires earlierRiskDNS Write can redirect the traffic and mail of a domainZone Settings Write can turn off or weaken TLS",
      expect.stringMatching(/^importerbroadening.*\+ Gainsuse: it was disabledDNS Write on zone shop\.example.*− Losesnothing/),
      // The list that is folded, and all of it.
      expect.stringMatching(
        /^cache-purgerbroadening.*customer-12\.example \(aaaaaaaa…\), 18 moreCache Purge on zones .*customer-30\.example/,
      ),
      expect.stringMatching(/^releasebroadeningrenamedstack prod · cloudflare_account_token\.deployer · was deployer/),
      "movedneutralreplaceddisruptivestack prod · cloudflare_account_token.moved · was in stack stage · was at cloudflare_account_token.movedGains and loses nothing.Can breakits Terraform address or stack changes without a moved blockthe token is replaced: its value changesRiskTerraform makes a new token with a new value, so whoever uses the old value has to get the new one",
      expect.stringMatching(/^old-cinarrowingdeleteddisruptive/),
      expect.stringMatching(/^siem-readernarrowingdisruptive/),
      "metricsneutralstack prod · cloudflare_account_token.metricsGains and loses nothing: what it may do is written in other words.",
    ]);
    expect(byTag("article").map((card) => attribute(card, "data-f"))).toEqual([
      "bcx",
      "mhdx",
      "bhx",
      "bhx",
      "br",
      "updx",
      "ngd",
      "nhd",
      "uh",
    ]);
  });

  it("lists what to look at first, what can break and what could not be read", () => {
    const panel = (id: string): string => textOf(byTag("section").find((section) => attribute(section, "aria-labelledby") === id)!);
    expect(panel("warnings")).toBe("What the tokens do not tellwarning module extra is not read: tokens within it are not shown");
    expect(panel("risks")).toMatch(/^Riskstoken-minterAccount API Tokens Write can make .*; it never expires/);
    expect(panel("breaks")).toBe(
      "What can breakdns-publisherit expires earliermovedits Terraform address or stack changes without a moved block; the token is replaced: its value changesold-cithe token is deletedsiem-readercalls that need Analytics Read; calls from every address but 10.0.0.0/8",
    );
  });

  it("says so where nothing changes, and has no filters then", () => {
    const none = parseDocument(diffHtml(accessDiff([], [])));
    expect(none.errors).toEqual([]);
    expect(none.elements.filter(({ tagName }) => tagName === "select" || tagName === "article")).toEqual([]);
    expect(diffHtml(accessDiff([], []))).toContain("No token may do more or less than before");
  });

  it("of 10,000 tokens is smaller than 20 MB and has them all", () => {
    const large = diffHtml(manyChanges(10_000));
    expect(Buffer.byteLength(large)).toBeLessThan(20_000_000);
    // Those with one change are one card.
    const counts = Array.from(large.matchAll(/<article [^>]*>/g), ([card]) => Number(/data-n="(\d+)"/.exec(card)?.[1] ?? 1));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(manyChanges(10_000).tokens.length);
    expect(counts.length).toBeLessThan(50);
  }, 60_000);

  it("has one card for the tokens of a stack with one change, with all of their names", () => {
    const make = (expiresOn: string): TokenSpec[] =>
      ["a", "b", "c"].flatMap((name) => ["prod", "test"].map((stack) => token({ name, path: `${stack}/${name}`, stack, expiresOn })));
    const page = diffHtml(accessDiff(make("2030-01-01T00:00:00Z"), make("2031-01-01T00:00:00Z")));
    expect(page.match(/<h3[^>]*>[^<]*/g)?.map((title) => title.replace(/<[^>]*>/, ""))).toEqual([
      "3 tokens with one change",
      "3 tokens with one change",
    ]);
    expect(page.match(/<li><b>[abc]<\/b>/g)).toHaveLength(6);
    expect(page).toContain('data-n="3"');
  });
});
