import { ExpressionText, plainChains, plainReference } from "./expression-text";
import { callsIn } from "./expression-tokens";
import { gradeOf } from "./list/functions";

/** Kinds of things that are named by three words, `data.cloudflare_zone.main`. */
const THREE_WORDS: ReadonlySet<string> = new Set(["data", "ephemeral", "action"]);

/**
 * Every name that a text may refer to, `local.zone` or `data.cloudflare_zone.main`: words with dots between them, of which some are none. Nothing is
 * evaluated and no literal is left out, so that none is missed. Linear in the text.
 */
export function* referencesIn(text: string): Generator<string> {
  if (!text.includes(".")) return;
  const chains = plainChains(text);
  if (chains !== undefined) {
    for (const words of chains)
      for (const [index, first] of words.entries()) {
        const length = THREE_WORDS.has(first) && index + 2 < words.length ? 3 : 2;
        if (index + 1 < words.length) yield words.slice(index, index + length).join(".");
      }
    return;
  }
  const expression = new ExpressionText(text);
  for (const first of expression.words()) {
    const second = expression.member(first.end);
    if (second === undefined) continue;
    const third = THREE_WORDS.has(first.name) ? expression.member(second.end) : undefined;
    yield third === undefined ? `${first.name}.${second.name}` : `${first.name}.${second.name}.${third.name}`;
  }
}

/** The functions that a text calls and whose answer hangs on more than their arguments, in the order of the text. */
export function impureCallsIn(text: string): string[] {
  return [...new Set(callsIn(text))].filter((name) => ["file", "unknown"].includes(gradeOf(name)));
}

/** What a `moved`, `import` or `removed` block names. */
export interface TerraformAddress {
  /** `cloudflare_account_token.ci`, or `data.cloudflare_zone.main`; empty for a module as a whole. */
  readonly resource: string;
  /** `module.team.module.dns`; empty for the root module. */
  readonly module: string;
  /** All of it as Terraform writes it, keys of instances included: `module.team["a"].cloudflare_account_token.ci[0]`. */
  readonly text: string;
}

/** A part of an address, with the key of an instance. */
interface Step {
  readonly name: string;
  index: string;
}

const WORD = /\.?([\p{ID_Start}_][\p{ID_Continue}-]*)/uy;

/** The parts of an address without spaces and comments; undefined for what is none. */
function stepsOf(plain: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < plain.length;) {
    const last = steps.at(-1);
    if (plain.charAt(at) === "[") {
      const end = endOfIndex(plain, at);
      if (end === -1 || last?.index !== "") return undefined;
      last.index = plain.slice(at, end);
      at = end;
    } else {
      WORD.lastIndex = at;
      const name = WORD.exec(plain)?.[1];
      if (name === undefined) return undefined;
      steps.push({ name, index: "" });
      at = WORD.lastIndex;
    }
  }
  return steps;
}

/** Behind the bracket that closes an index; -1 where there is none. */
function endOfIndex(text: string, from: number): number {
  let quoted = false;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (quoted && char === "\\") at++;
    else if (!quoted && char === "[") depth++;
    else if (!quoted && char === "]" && --depth === 0) return at + 1;
  }
  return -1;
}

/** Reads an address however it is spelled: spaces, comments, `\${…}` around it, a leading `resource.`. Undefined for what is none. */
export function resourceAddress(written: unknown): TerraformAddress | undefined {
  if (typeof written !== "string") return undefined;
  const plain = plainReference(written)
    .replace(/^\$\{([^]*)\}$/, "$1")
    .normalize("NFC");
  const steps = stepsOf(plain);
  if (steps === undefined) return undefined;
  let at = 0;
  while (steps[at]?.name === "module" && at + 1 < steps.length) at += 2;
  const modules = steps.slice(0, at);
  const rest = steps.slice(at);
  if (rest[0]?.name === "resource" && rest.length > 1) rest.shift();
  if (rest.length !== (rest[0]?.name === "data" ? 3 : 2) && !(rest.length === 0 && at > 0)) return undefined;
  if (rest.slice(0, -1).some(({ index }) => index !== "")) return undefined;
  const names = (list: readonly Step[]): string => list.map(({ name }) => name).join(".");
  return {
    resource: names(rest),
    module: names(modules),
    text: [...modules, ...rest].map(({ name, index }) => name + index).join("."),
  };
}
