import { createHash } from "node:crypto";
import ts from "typescript";
import { renderHtml } from "../../../lib/review";
import { SCRIPT } from "../../../lib/review/render/page/script";
import { obeyedCommands, TRICKS } from "../../hostile/checks";
import { CORPUS } from "../../hostile/corpus";
import { hostileStacks } from "../../hostile/stacks";
import { attribute, bodyOf, type Element, elementsOf, parseDocument, parsePage, shapeOf, textOf } from "./parsed";
import { manyStacks, NOW, sampleStacks } from "./sample";

const sha = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const page = renderHtml(sampleStacks(), { now: NOW });
const { errors, elements: all } = parseDocument(page);
const byTag = (tag: string): Element[] => all.filter(({ tagName }) => tagName === tag);

describe("the HTML page", () => {
  it("is one document without errors, in which every id is unique and every inner link leads somewhere", () => {
    expect(errors).toEqual([]);
    const ids = all.flatMap((element) => attribute(element, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = all.flatMap((element) =>
      [
        attribute(element, "href")?.replace(/^#/, ""),
        attribute(element, "for"),
        ...(attribute(element, "aria-labelledby")?.split(" ") ?? []),
      ].flatMap((id) => id ?? []),
    );
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect(targets.length).toBeGreaterThan(20);
  });

  it("needs nothing else: its policy lets its own style and script run and nothing be loaded", () => {
    const policy = byTag("meta").find((meta) => attribute(meta, "http-equiv") === "Content-Security-Policy");
    expect(attribute(policy!, "content")).toBe(
      `default-src 'none'; style-src ${sha(textOf(byTag("style")[0]!))}; script-src ${sha(textOf(byTag("script")[0]!))}; base-uri 'none'; form-action 'none'`,
    );
    expect([byTag("style").length, byTag("script").length]).toEqual([1, 1]);
    // The policy has to stand before what it is about.
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style>"));
    expect(
      all.filter(({ tagName }) => ["link", "img", "iframe", "object", "embed", "base", "svg", "audio", "video"].includes(tagName)),
    ).toEqual([]);
    const outward = all
      .flatMap(({ attrs }) => attrs)
      .filter(
        ({ name, value }) => name.startsWith("on") || name === "style" || name === "src" || (name === "href" && !value.startsWith("#")),
      );
    expect(outward).toEqual([]);
    expect(textOf(byTag("style")[0]!)).not.toMatch(/url\(|@import/);
  });

  it("has a script that compiles, and that turns no text into HTML or code", () => {
    const { diagnostics } = ts.transpileModule(SCRIPT, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2021 } });
    expect(diagnostics).toEqual([]);
    expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function|fetch|XMLHttp|import\(|<\//);
  });

  it("says the same finding of several tokens once, and names the first of them", () => {
    const [prod] = sampleStacks();
    const specs = Array.from({ length: 11 }, (_, index) => ({
      ...prod!.specs[0]!,
      name: `auditor-${String(index)}`,
      address: `cloudflare_account_token.a${String(index)}`,
      path: `prod/a${String(index)}`,
    }));
    const warnings = specs.map(({ address }) => ({ level: "warning" as const, message: "nobody answers for it", address }));
    const { elements } = parseDocument(renderHtml([{ ...prod!, specs, warnings }], { now: NOW, pack: "strict" }));
    const panel = elements.find((element) => attribute(element, "aria-labelledby") === "findings");
    expect(textOf(panel!)).toBe(
      "Findingswarning auditor-0, auditor-1, auditor-10, auditor-2, auditor-3, auditor-4, auditor-5, auditor-6 and 3 morenobody answers for itGuardrails: strict.",
    );
  });

  it("has a table of tokens by permissions for each stack that has some", () => {
    const [prod] = byTag("table");
    const rows = elementsOf(prod!)
      .filter(({ tagName }) => tagName === "tr")
      .map((row) => row.childNodes.map((cell) => textOf(cell).trim()));
    expect(rows).toEqual([
      ["Token", "Account", "Zone", "Other"],
      ["Account API Tokens", "Account Settings", "Logs", "Workers Scripts", "Cache", "DNS", "Zone", "unknown 00000000…"],
      ["auditor", "", "Read", "Read", "", "", "Read*", "Read*", ""],
      ["dns-publisher", "", "", "", "", "", "WriteDenied", "Read", ""],
      ["old-deployer disabled", "", "", "", "Write", "", "", "", ""],
      ["shop", "", "", "", "", "Purge", "", "", "Full"],
      ["token-minter", "Write", "", "", "", "", "", "", ""],
    ]);
    expect(byTag("table")).toHaveLength(2);
  });

  it("has a card for each token with everything the summary says", () => {
    const cards = byTag("article").map((card) => textOf(card));
    expect(cards).toEqual([
      "auditorteam-security · reads settings for the yearly auditMayAccount Settings Read, Logs Read on account Example Inc (01234567…)MayDNS Read, Zone Read on every zone of account Example Inc (01234567…)Fromany addressUntil2037-06-01 00:00 UTCRiskAccount Settings Read can see the members of the account by mail address, and its audit logLogs Read can read the requests of visitors, with their addressesFindingsnote the compatibility matrix is 100 days old",
      "dns-publisherteam-dns · publishes records from the officeMayDNS Write, Zone Read on zone example.com (11111111…)May notDNS Write on zone internal.example (22222222…)From192.0.2.0/24 except 192.0.2.128/25Starts2026-01-01 00:00 UTCUntil2026-12-15 00:00 UTCRiskDNS Write can redirect the traffic and mail of a domainFindingswarning expires in 14 days",
      expect.stringMatching(/^old-deployerdisabledexpiredMayWorkers Scripts Write on .*Until2026-06-01 00:00 UTC \(expired\)Risk/),
      expect.stringMatching(/^shopMayCache Purge, unknown permission 0{32} on zone shop\.example \(looked up\)From.*Until\$\{var\.until\}/),
      expect.stringMatching(
        /^token-minter.*Untilno expiryRiskAccount API Tokens Write can make and change tokens.*Findingserror a guardrail was broken/,
      ),
      expect.stringMatching(/^page-rulesuser tokennot yet validMay.*From2001:db8::\/32Starts2027-01-01 00:00 UTC \(not yet valid\)/),
    ]);
    expect(byTag("article").map((card) => attribute(card, "data-f"))).toEqual(["rxa", "wfx", "wxad", "wxa", "wfxan", "wx"]);
  });

  it("says what expires when, and lists errors and warnings", () => {
    const panel = (id: string): string => textOf(byTag("section").find((section) => attribute(section, "aria-labelledby") === id)!);
    expect(panel("expiry")).toBe(
      "What expires whenExpired2026-06-01prod: old-deployerWithin 30 days2026-12-15prod: dns-publisherWithin 90 days2027-03-01user-tokens: page-rulesLater2037-06-01prod: auditorKnown at plan time only${var.until}prod: shopNo expiryprod: token-minter",
    );
    expect(panel("findings")).toBe(
      "Findingserror token-minter proda guardrail was broken: no expirywarning stack prodmodule extra is not read: tokens within it are not shownwarning dns-publisher prodexpires in 14 daysNo guardrails were checked for this page.",
    );
  });

  it("says so where there is nothing", () => {
    expect(renderHtml([], { now: NOW }).includes("0 tokens in 0 stacks")).toBe(true);
    expect(parseDocument(renderHtml([], { now: NOW })).errors).toEqual([]);
  });

  it("of 1,000 tokens is smaller than 3 MB, and a table that would have too many cells leaves columns out and says so", () => {
    const large = renderHtml(manyStacks(1000), { now: NOW });
    expect(Buffer.byteLength(large)).toBeLessThan(3_000_000);
    expect(large.match(/<article /g)).toHaveLength(1000);
    expect(large.includes("left out here")).toBe(false);
    const [stack] = manyStacks(400);
    const specs = stack!.specs.map((spec, index) => ({
      ...spec,
      policies: [{ ...spec.policies[0]!, permissionGroups: [String(index).padStart(32, "0")] }],
    }));
    const wide = renderHtml([{ ...stack!, specs }], { now: NOW });
    expect(/<span>(\d+) rarer permissions left out here; the cards show all\.<\/span>/.exec(wide)?.[1]).toBe("25");
    expect(wide.match(/<td/g)).toHaveLength(150_000);
  }, 60_000);
});

describe("the HTML page, with every payload in every place that a stranger writes,", () => {
  const count = (found: readonly Element[]): string =>
    ["section", "article", "table", "tr", "h2", "h4", "form", "option", "footer", "main"]
      .map((tag) => `${tag} ${String(found.filter(({ tagName }) => tagName === tag).length)}`)
      .join();
  const calm = parseDocument(renderHtml(hostileStacks("calm"), { now: NOW })).elements;
  const allowed = new Set([...all, ...calm].map(shapeOf));

  it("has the elements of a harmless one, with the same attributes, and holds no tricks", () => {
    const broken = CORPUS.filter(({ text }) => {
      const body = bodyOf(renderHtml(hostileStacks(text), { now: NOW }));
      const found = parsePage(body);
      const values = found.elements.flatMap(({ attrs }) =>
        attrs.filter(({ name }) => name === "href" || name === "id" || name === "class" || name.startsWith("data-")),
      );
      return (
        found.errors.length > 0 ||
        !found.elements.every((element) => allowed.has(shapeOf(element))) ||
        count(found.elements) !== count(calm) ||
        !values.every(({ value }) => /^[#a-z0-9 -]*$/i.test(value)) ||
        body.split("\n").some((line) => TRICKS.test(line)) ||
        obeyedCommands(body).length > 0
      );
    });
    expect(broken.map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`)).toEqual([]);
  }, 60_000);
});
