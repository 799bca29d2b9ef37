import { ExpressionText, type Word } from "../expression-text";
import { TOKEN_TYPES } from "../list";

/** What the texts of a value refer to, as far as a token's value may come from there. */
export interface TokenReferences {
  /** Whether they may name a token's value itself. */
  token: boolean;
  readonly locals: Set<string>;
  readonly variables: Set<string>;
  /** Attributes of resources (`type.name`) and of data sources (`type`). */
  readonly kept: Set<string>;
  /** Outputs of other stacks, by the remote state that gives them and their names. */
  readonly outputs: { readonly state: string; readonly output: string }[];
  /** Whether it may be any output of another stack. */
  anyOutput: boolean;
}

/** Attributes of a token that are no secret. Anything else after the type's name may be the value: the whole object, a computed index. */
const HARMLESS: ReadonlySet<string> = new Set(
  "id name status account_id issued_on modified_on last_used_on expires_on not_before condition policies".split(" "),
);
/** What a resource that was given the value says of itself without it. */
const PLAIN: ReadonlySet<string> = new Set(
  "id arn name version path metadata key mount namespace type uri versionless_id resource_id created_at updated_at".split(" "),
);

/** Nothing is evaluated: what is not surely something else is taken for the value. */
export function referencesIn(texts: Iterable<string>): TokenReferences {
  const found: TokenReferences = {
    token: false,
    locals: new Set(),
    variables: new Set(),
    kept: new Set(),
    outputs: [],
    anyOutput: false,
  };
  for (const text of texts) if (/[$%]\{/.test(text)) collect(new ExpressionText(text), found);
  return found;
}

function collect(text: ExpressionText, found: TokenReferences): void {
  for (const word of text.words()) {
    if (TOKEN_TYPES.has(word.name)) found.token ||= !isHarmless(text, word);
    const second = text.member(word.end);
    if (word.name === "terraform_remote_state") addOutput(text, second, found);
    if (second === undefined) continue;
    if (word.name === "local") found.locals.add(second.name);
    if (word.name === "var") found.variables.add(second.name);
    if (!PLAIN.has(attributeOf(text, second))) found.kept.add(`${word.name}.${second.name}`);
    if (word.name !== "data" && word.name !== "ephemeral") continue;
    const third = text.member(second.end);
    if (third !== undefined && !PLAIN.has(attributeOf(text, third))) found.kept.add(second.name);
  }
}

/** The attribute behind a name and its indexes; empty where there is none. */
function attributeOf(text: ExpressionText, { end }: Word): string {
  return text.member(text.afterIndexes(end))?.name ?? "";
}

/** `cloudflare_account_token.x.id`, with at most one index that is written out, and no gaps. */
function isHarmless(text: ExpressionText, type: Word): boolean {
  const name = text.has(type.end, ".") ? text.word(type.end + 1) : undefined;
  if (name === undefined) return false;
  const end = text.literalIndex(name.end);
  const attribute = text.has(end, ".") ? text.word(end + 1) : undefined;
  return attribute !== undefined && HARMLESS.has(attribute.name);
}

/** One output by its name, of another stack; whatever is not that may be any of them. */
function addOutput(text: ExpressionText, state: Word | undefined, found: TokenReferences): void {
  const outputs = state === undefined ? undefined : text.member(text.afterIndexes(state.end));
  const output = outputs?.name === "outputs" ? (text.member(outputs.end)?.name ?? text.key(outputs.end)) : undefined;
  if (state === undefined || output === undefined) found.anyOutput = true;
  else found.outputs.push({ state: state.name, output: output.normalize("NFC") });
}
