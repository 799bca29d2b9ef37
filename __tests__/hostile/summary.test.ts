import stringWidth from "string-width";
import type { TokenSpec } from "../../lib/policy";
import { renderJson, renderMarkdown, renderText, type StackReading, summarize } from "../../lib/review";
import { obeyedCommands, parseMarkdown, TRICKS } from "./checks";
import { CORPUS } from "./corpus";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ZONE = "com.cloudflare.api.account.zone";
const NOW = new Date("2026-11-22T00:00:00Z");

/** Two stacks in which everything that a stranger may write is the payload. */
function hostileStacks(text: string): StackReading[] {
  const token = (name: string, more: Partial<TokenSpec>): TokenSpec => ({
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: [
      {
        effect: "allow",
        permissionGroups: [
          text,
          `\${${text}}`,
          `\${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == ${JSON.stringify(text)}])}`,
        ],
        resources: Object.fromEntries([
          [`${ZONE}.${text}`, "*"],
          [`${ZONE}.11111111111111111111111111111111`, "*"],
          [`${ZONE}.\${${text}}`, "*"],
          [`${ZONE}.\${data.cloudflare_zone.z.id}`, "*"],
          [`custom.${text}`, "*"],
          [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_${text}`, "*"],
          [`com.cloudflare.api.account.${text}`, { [`com.cloudflare.edge.worker.script.${text}`]: "*" }],
        ]),
      },
      {
        effect: "deny",
        permissionGroups: ["4755a26eedb94da69e1066d98aa820be"],
        resources: { [`${ZONE}.11111111111111111111111111111111`]: "*" },
      },
    ],
    owner: text,
    purpose: text,
    requestIp: { in: [`\${${text}}`], notIn: [text] },
    notBefore: text,
    expiresOn: `\${${text}}`,
    rotation: { principal: text, slot: text, generation: 1 },
    ...more,
  });
  const stack = (name: string, specs: TokenSpec[]): StackReading => ({
    name,
    specs,
    names: new Map([
      [`com.cloudflare.api.account.${ACCOUNT}`, text],
      [`${ZONE}.11111111111111111111111111111111`, text],
    ]),
    lookups: new Map([["${data.cloudflare_zone.z.id}", text]]),
    warnings: [
      { level: "warning", message: text, path: `b/${text}` },
      { level: "error", message: text, address: "cloudflare_account_token.a" },
    ],
  });
  return [
    stack("b", [
      token(text, { address: "cloudflare_account_token.a" }),
      token("harmless", { address: "cloudflare_account_token.b", accountId: text, status: "disabled" }),
    ]),
    stack(text === "b" ? "c" : text, [token("user", { kind: "user" })]),
  ];
}

const pages = CORPUS.map(({ tries, text }) => ({ tries, text, model: summarize(hostileStacks(text), NOW) }));
const calm = summarize(hostileStacks("calm"), NOW);

/** Names the payloads that fail a check. */
function failing(check: (page: (typeof pages)[number]) => boolean): string[] {
  return pages.filter((page) => !check(page)).map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);
}

/** What each line of the text is, for those that do not continue another one. Ordered, since names decide the order of the page. */
function lineKinds(text: string): string[] {
  const kinds = text.split("\n").flatMap((line) => {
    if (/^\S/.test(line)) return ["heading"];
    if (/^ {2}\S/.test(line)) return [/^ {2}(?:warning|error) /.exec(line)?.[0] ?? "title"];
    return /^ {4}\S/.test(line) ? [line.slice(4, 12).trim()] : [];
  });
  return kinds.sort();
}

describe("the summary, with every payload in every place that a stranger writes,", () => {
  it.each([80, 40, 200])("as text of %d columns has the lines of a harmless one", (width) => {
    const expected = lineKinds(renderText(calm, { width }));
    // Where a name leaves no room beside it, who answers for the token stands in a row of its own.
    const withAbout = (kinds: string[]): string => kinds.filter((kind) => kind !== "about").join();
    expect(failing(({ model }) => withAbout(lineKinds(renderText(model, { width }))) === withAbout(expected))).toEqual([]);
  });

  it("as text holds no tricks, fits its width and gives a CI runner nothing to obey", () => {
    const broken = failing(({ model }) => {
      const text = renderText(model, { width: 80 });
      const isolates = text.split("\n").every((line) => balanced(line));
      return (
        isolates &&
        text.split("\n").every((line) => !TRICKS.test(line) && stringWidth(line.replace(/[\u2068\u2069]/g, "")) <= 80) &&
        obeyedCommands(text).length === 0
      );
    });
    expect(broken).toEqual([]);
  });

  it("as Markdown has the structure of a harmless one, no link, image, HTML or mention", () => {
    const expected = [...parseMarkdown(renderMarkdown(calm)).structure].sort().join();
    const broken = failing(({ model }) => {
      const { onlyText, structure, references } = parseMarkdown(renderMarkdown(model));
      return onlyText && [...structure].sort().join() === expected && references.length === 0;
    });
    expect(broken).toEqual([]);
  });

  it("as Markdown gives a CI runner nothing to obey and holds no tricks", () => {
    expect(
      failing(
        ({ model }) =>
          obeyedCommands(renderMarkdown(model)).length === 0 &&
          renderMarkdown(model)
            .split("\n")
            .every((line) => !TRICKS.test(line)),
      ),
    ).toEqual([]);
  });

  it("as JSON is the model, in ASCII", () => {
    expect(failing(({ model }) => /^[\n\x20-\x7e]*$/.test(renderJson(model)))).toEqual([]);
    expect(failing(({ model }) => obeyedCommands(renderJson(model)).length === 0)).toEqual([]);
    expect(failing(({ model }) => JSON.stringify(JSON.parse(renderJson(model))) === JSON.stringify({ version: 1, ...model }))).toEqual([]);
  });
});

/** Whether a line closes every isolate that it opens, and no other. */
function balanced(line: string): boolean {
  let open = 0;
  for (const char of line) {
    if (char === "\u2068") open++;
    if (char === "\u2069") open--;
    if (open < 0) return false;
  }
  return open === 0;
}
