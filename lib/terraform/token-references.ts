import { ExpressionText, REMOTE_STATE, remoteOutputAt, type Word } from "./expression-text";
import { TOKEN_TYPES } from "./findings";
import { sinkOf, storeOf } from "./sinks";

/** What the texts of a value refer to, as far as a token's value may come from there. */
export interface TokenReferences {
  /** Tokens that they may name the value of; empty where it can't be told which. */
  readonly tokens: Set<string>;
  readonly locals: Set<string>;
  readonly variables: Set<string>;
  /** What resources, data sources and modules give (`type.name`, `data.type.name`), and stores that data sources read. */
  readonly kept: Set<string>;
  /** Outputs of other stacks, by the remote state that gives them and their names. */
  readonly outputs: { readonly state: string; readonly output: string }[];
  /** Whether it may be any output of another stack. */
  anyOutput: boolean;
}

/** Attributes of a token that are no secret. Anything else after its name may be the value: the whole object, a computed index. */
const HARMLESS: ReadonlySet<string> = new Set(
  "id name status account_id issued_on modified_on last_used_on expires_on not_before condition policies".split(" "),
);

/** Nothing is evaluated: what is not surely something else is taken for the value. */
export function takenBy(texts: Iterable<string>, mention: boolean): TokenReferences {
  const found: TokenReferences = {
    tokens: new Set(),
    locals: new Set(),
    variables: new Set(),
    kept: new Set(),
    outputs: [],
    anyOutput: false,
  };
  for (const text of texts) if (/[$%]\{/.test(text)) collect(new ExpressionText(text), mention, found);
  return found;
}

function collect(text: ExpressionText, mention: boolean, found: TokenReferences): void {
  for (const word of text.words()) {
    const second = text.member(word.end);
    if (TOKEN_TYPES.has(word.name) && (mention || !isHarmless(text, word)))
      found.tokens.add(second === undefined ? "" : `${word.name}.${second.name}`);
    if (word.name === REMOTE_STATE) {
      const { state, output } = remoteOutputAt(text, word);
      if (state === undefined || output === undefined) found.anyOutput = true;
      else found.outputs.push({ state, output });
    }
    if (second === undefined) continue;
    if (word.name === "local") found.locals.add(second.name);
    if (word.name === "var") found.variables.add(second.name);
    if (mayHold(word.name, attributeOf(text, second))) found.kept.add(`${word.name}.${second.name}`);
    if (word.name !== "data" && word.name !== "ephemeral") continue;
    const third = text.member(second.end);
    const attribute = third === undefined ? "" : attributeOf(text, third);
    if (third === undefined || PLAIN.has(attribute) || !mayHold(second.name, attribute)) continue;
    found.kept.add(`${word.name}.${second.name}.${third.name}`);
    const store = storeOf(second.name);
    if (store !== undefined) found.kept.add(store);
  }
}

/** `cloudflare_account_token.x.id`, with at most one index that is written out, and no gaps. */
function isHarmless(text: ExpressionText, type: Word): boolean {
  const name = text.has(type.end, ".") ? text.word(type.end + 1) : undefined;
  if (name === undefined) return false;
  const end = text.literalIndex(name.end);
  const attribute = text.has(end, ".") ? text.word(end + 1) : undefined;
  return attribute !== undefined && HARMLESS.has(attribute.name);
}

/** What a data source says of what it reads, without it. */
const PLAIN: ReadonlySet<string> = new Set(["id", "arn", "name", "path", "version"]);

/** Whether an attribute may be what was given: of a sink none but those that keep a secret, and the whole of it. */
function mayHold(type: string, attribute: string): boolean {
  const sink = sinkOf(type);
  return sink === undefined || attribute === "" || sink.attributes.includes(attribute);
}

/** The attribute behind a name and its indexes; empty where there is none. */
function attributeOf(text: ExpressionText, { end }: Word): string {
  return text.member(text.afterIndexes(end))?.name ?? "";
}
