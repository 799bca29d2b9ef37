import { allow, permissions, type TokenSpec } from "../../lib";
import { makeResource } from "../../lib/policy";
import { type MatcherContext, type MatcherResult, principalMatchers } from "../../testing";
import { obeyedCommands, TRICKS } from "./checks";
import { CORPUS } from "./corpus";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ZONE = "com.cloudflare.api.account.zone";
const ID = "11111111111111111111111111111111";
const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";

/** A token in which everything that a stranger may write is the payload. */
function hostileToken(text: string, more: Partial<TokenSpec> = {}): TokenSpec {
  return {
    kind: "account",
    accountId: ACCOUNT,
    name: text,
    status: "active",
    policies: [
      {
        effect: "allow",
        permissionGroups: [DNS_WRITE, text, `\${${text}}`],
        resources: Object.fromEntries([
          [`${ZONE}.${ID}`, "*"],
          [`${ZONE}.${text}`, "*"],
          [`${ZONE}.\${${text}}`, "*"],
          [`custom.${text}`, "*"],
          [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_${text}`, "*"],
          [`com.cloudflare.api.account.${text}`, { [`com.cloudflare.edge.worker.script.${text}`]: "*" }],
        ]),
      },
      { effect: "deny", permissionGroups: [text], resources: { [`${ZONE}.${ID}`]: "*" } },
    ],
    owner: text,
    purpose: text,
    path: `${text}/${text}`,
    address: `cloudflare_account_token.${text}`,
    ...more,
  };
}

/** A principal, as far as the matchers look at one: what the code calls its resources is the payload as well. */
function hostilePrincipal(text: string): object {
  const names = { [`${ZONE}.${ID}`]: text, [`com.cloudflare.api.account.${ACCOUNT}`]: text, [`${ZONE}.${text}`]: text };
  const acknowledgements = [{ rule: "no-owner", detail: text, reason: text }];
  return { spec: hostileToken(text), acknowledgements, emittedMetadata: () => ({ names }) };
}

type Matcher = (this: MatcherContext, received: unknown, ...args: readonly unknown[]) => MatcherResult;
const { toAllow, toDeny, toGrantOnly, toExpireWithin, toBeReachableOnlyFrom, toPassGuardrails } = principalMatchers as unknown as Record<
  keyof typeof principalMatchers,
  Matcher
>;

/** Each matcher with what it is asked, so that it fails one way or the other. */
function asked(text: string): readonly (readonly [Matcher, readonly unknown[]])[] {
  const zone = makeResource({ scope: "zone", key: `${ZONE}.${ID}`, name: text, accountId: ACCOUNT });
  return [
    [toAllow, [{ permission: permissions.zone.cache.purge, resource: zone }]],
    [toAllow, [{ permission: permissions.zone.dns.write, resource: zone }]],
    [toDeny, [{ permission: permissions.zone.dns.write, resource: `com.cloudflare.api.account.${ACCOUNT}/${ZONE}.*` }]],
    [toGrantOnly, [[allow(permissions.zone.cache.purge).on(zone)]]],
    [toExpireWithin, [{ days: 1 }]],
    [toBeReachableOnlyFrom, [["192.0.2.0/24"]]],
    [toPassGuardrails, []],
  ];
}

/** What the matchers say: their messages, and those of the errors for tokens that nothing can read. */
function messagesOf(text: string): string[] {
  const dates = hostileToken(text, { expiresOn: `\${${text}}`, requestIp: { in: [`\${${text}}`], notIn: [`\${${text}}`] } });
  const subjects = [hostilePrincipal(text), hostileToken(text), dates, [hostilePrincipal(text), hostileToken(`x ${text}`)]];
  const unreadable = [hostileToken(text, { expiresOn: text }), hostileToken(text, { requestIp: { in: [text] } }), text, [text]];
  return [...subjects, ...unreadable].flatMap((subject) =>
    asked(text).map(([matcher, args]) => {
      try {
        return matcher.call({}, subject, ...args).message();
      } catch (error) {
        return (error as Error).message;
      }
    }),
  );
}

/** The lines of a message by what they are, whatever they say. */
function shape(message: string): string {
  return message
    .split("\n")
    .map((line) => /^(?:expect\(received\)|Expected:|Received:|note:| *)/.exec(line)?.[0] ?? "")
    .join("|");
}

describe("messages of the matchers, with every payload in every place that a stranger writes,", () => {
  const pages = CORPUS.map(({ tries, text }) => ({ tries, text, messages: messagesOf(text) }));
  const failing = (check: (page: (typeof pages)[number]) => boolean): string[] =>
    pages.filter((page) => !check(page)).map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);

  it("hold no tricks and give a CI runner nothing to obey", () => {
    const lines = (message: string): boolean => message.split("\n").every((line) => !TRICKS.test(line) && balanced(line));
    expect(failing(({ messages }) => messages.every(lines))).toEqual([]);
    expect(failing(({ messages }) => messages.every((message) => obeyedCommands(message).length === 0))).toEqual([]);
  });

  it("do not grow with the texts beyond what is shown of each", () => {
    // Some twenty texts a token, of 500 characters that may take seven each.
    expect(failing(({ text, messages }) => messages.every(({ length }) => length < (text.length < 200 ? 20_000 : 400_000)))).toEqual([]);
  });

  it("have the lines of harmless ones", () => {
    // Which policy decides depends on the text; no line of its own must come of it.
    const known = new Set(["", "  ", "    ", "      ", "             ", "expect(received)", "Expected:", "Received:", "note:"]);
    const own = (message: string): boolean =>
      !message.startsWith("expect(received)") ||
      (shape(message)
        .split("|")
        .every((kind) => known.has(kind)) &&
        (message.match(/^(?:Expected|Received): /gm) ?? []).length === 2);
    expect(failing(({ messages }) => messages.every(own))).toEqual([]);
    // The same texts do reach the messages.
    expect(failing(({ messages }) => messages.filter((message) => message.startsWith("expect(received)")).length > 10)).toEqual([]);
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
