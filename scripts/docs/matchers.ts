import { type MatcherContext, type MatcherResult, principalMatchers } from "../../testing";
import { readPage } from "./markdown";
import { readText } from "./pages";
import { runSnippet } from "./run-snippet";
import { pagePrelude, readPrelude } from "./snippets";

export const TESTING_PAGE = "docs/testing.md";
/** The blocks of that page: what the example right above each of them fails with. */
export const MATCHERS = Object.keys(principalMatchers) as readonly (keyof typeof principalMatchers)[];

// The day on which the page's limits count from.
const NOW = "2026-12-01T00:00:00Z";

/** The message of the example above a block, as jest prints it. The example comes after the page's principals. */
export async function failureOf(name: keyof typeof principalMatchers, load: NodeJS.Require): Promise<string> {
  const text = readText(TESTING_PAGE);
  const example = readPage(text.slice(0, text.indexOf(`<!-- begin: generated ${name} -->`))).blocks.at(-1);
  if (example?.flags.includes("no-run") !== true) throw new Error(`${TESTING_PAGE} has no example for ${name}`);
  const before = process.env["PRINCIPALS_NOW"];
  process.env["PRINCIPALS_NOW"] = NOW;
  try {
    await runSnippet(readPrelude() + pagePrelude(text) + example.code, load, () => undefined, { expect: expectation });
  } catch (error) {
    if (error instanceof Failure) return `\`\`\`text\n${error.message}\n\`\`\``;
    throw error;
  } finally {
    if (before === undefined) delete process.env["PRINCIPALS_NOW"];
    else process.env["PRINCIPALS_NOW"] = before;
  }
  throw new Error(`the example for ${name} does not fail`);
}

class Failure extends Error {}

type Matcher = (this: MatcherContext, received: unknown, ...args: readonly unknown[]) => MatcherResult;

/** What jest's `expect` makes of a matcher: `npm run docs:update` runs without jest. */
function expectation(received: unknown): Readonly<Record<string, (...args: readonly unknown[]) => void>> {
  return Object.fromEntries(
    Object.entries<Matcher>(principalMatchers as Readonly<Record<string, Matcher>>).map(([name, matcher]) => [
      name,
      (...args: readonly unknown[]) => {
        const { pass, message } = matcher.call({ isNot: false }, received, ...args);
        if (!pass) throw new Failure(message());
      },
    ]),
  );
}
