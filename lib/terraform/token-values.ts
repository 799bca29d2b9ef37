import { type Block, blocksOf, isTrue, type TerraformStack, textsOf } from "./blocks";
import { ExpressionText, type Word } from "./expression-text";
import { type Allowed, TOKEN_TYPES } from "./findings";
import type { Json } from "./json";
import { homesOf, placesOf, remoteStatesOf, type StatePlaces } from "./states";
import { isHarmless } from "./token-uses";

const TOKEN_TYPE = /\bcloudflare_(?:account|api)_token\b/;

/** What all stacks of an app say together, and what its team allows. */
export class OutsideApp {
  readonly places: StatePlaces;
  readonly values: TokenValues;
  private readonly types: ReadonlySet<string>;
  private readonly hosts: ReadonlySet<string>;

  constructor(
    readonly stacks: readonly TerraformStack[],
    allowed: Allowed,
  ) {
    this.places = placesOf(stacks);
    this.values = new TokenValues(stacks, this.places);
    this.types = new Set(allowed.types.map(({ type }) => type));
    this.hosts = new Set(allowed.hosts.map((each) => `${each.for} ${each.host}`));
  }

  allowsType(type: string): boolean {
    return this.types.has(type);
  }

  allowsHost(host: string, setting: string): boolean {
    return this.hosts.has(`${setting} ${host}`);
  }

  /** Whether a body names a token, or what holds the value of one. */
  refersToToken(stack: TerraformStack, body: Json): boolean {
    const texts = textsOf(body);
    return texts.some((text) => TOKEN_TYPE.test(text)) || this.values.within(stack, texts, "token's value");
  }
}

/** Variables that have no default, so that their values come from outside the files. */
export function openVariables(stack: TerraformStack): ReadonlySet<string> {
  return new Set(
    blocksOf(stack, "variable").flatMap(({ labels, body }) =>
      body["default"] === undefined || body["default"] === null ? [labels[0] ?? ""] : [],
    ),
  );
}

/** A body without comments. */
export function bodyOf({ body }: Block): Json {
  const { "//": _, ...rest } = body;
  return rest;
}

/** What everything else can be in: a local, what a resource keeps, an output. */
type Id = string;

const id = {
  local: ({ name }: TerraformStack, local: string): Id => JSON.stringify(["local", name, local.normalize("NFC")]),
  variable: ({ name }: TerraformStack, variable: string): Id => JSON.stringify(["variable", name, variable.normalize("NFC")]),
  kept: ({ name }: TerraformStack, kept: string): Id => JSON.stringify(["kept", name, kept.normalize("NFC")]),
  store: (provider: string): Id => JSON.stringify(["store", provider]),
  /** Of the stack of that name; of any stack where it is not known which one is meant. */
  output: (output: string, stack?: string): Id => JSON.stringify(["output", stack ?? null, output.normalize("NFC")]),
  state: ({ name }: TerraformStack, state: string): Id => JSON.stringify(["state", name, state.normalize("NFC")]),
};
const TOKEN: Id = "token";
const ANY_OUTPUT: Id = "any output";
/** An output that no stack declares: of a stack that was removed, or of somebody else's state. */
const UNDECLARED: Id = "undeclared output";

/** What a value may hold; `any value` is a token's value, or an output that no stack declares and that may be one. */
export type Held = "token's value" | "any value" | "sensitive variable";

/** Says whether a value may hold a token's value, through locals, what resources keep of it, and outputs of other stacks as well. */
export class TokenValues {
  private readonly declared = new Set<Id>();
  /** The stacks whose state each remote state is. */
  private readonly homes = new Map<Id, readonly string[]>();
  /** What holds the value as well, once that of the key is held. */
  private readonly followers = new Map<Id, Id[]>();
  private readonly held: Readonly<Record<Held, ReadonlySet<Id>>>;

  constructor(stacks: readonly TerraformStack[], places: StatePlaces) {
    for (const stack of stacks) {
      for (const { labels } of blocksOf(stack, "output"))
        this.declared.add(id.output(labels[0] ?? "")).add(id.output(labels[0] ?? "", stack.name));
      for (const block of remoteStatesOf(stack)) this.homes.set(id.state(stack, block.labels[1] ?? ""), homesOf(block, places));
    }
    for (const stack of stacks) this.read(stack);
    this.held = {
      "token's value": this.reach([TOKEN]),
      "any value": this.reach([TOKEN, UNDECLARED]),
      "sensitive variable": this.reach(stacks.flatMap(sensitiveVariables)),
    };
  }

  /** Whether any text of a value may hold it. */
  within(stack: TerraformStack, value: unknown, what: Held = "any value"): boolean {
    return this.allWithin(stack, value)(what);
  }

  /** The same for each of what it may hold: a value is read once. */
  allWithin(stack: TerraformStack, value: unknown): (what: Held) => boolean {
    const sources = this.sourcesOf(stack, value);
    return (what) => [...sources].some((source) => this.held[what].has(source));
  }

  private read(stack: TerraformStack): void {
    for (const { body } of blocksOf(stack, "locals"))
      for (const [name, value] of Object.entries(body)) this.follow(this.sourcesOf(stack, value), [id.local(stack, name)]);
    for (const { labels, body } of blocksOf(stack, "output"))
      this.follow(this.sourcesOf(stack, body["value"]), [id.output(labels[0] ?? ""), id.output(labels[0] ?? "", stack.name), ANY_OUTPUT]);
    // A secret store gives back what it was given: by its resource, or by a data source.
    for (const block of blocksOf(stack, "resource")) {
      const [type = ""] = block.labels;
      if (TOKEN_TYPES.has(type)) continue;
      this.follow(this.sourcesOf(stack, withoutComment(block)), [
        id.kept(stack, block.labels.join(".")),
        id.kept(stack, type),
        ...storesOf(type),
      ]);
    }
  }

  private follow(sources: ReadonlySet<Id>, holders: readonly Id[]): void {
    for (const source of sources) {
      const known = this.followers.get(source);
      if (known === undefined) this.followers.set(source, [...holders]);
      else known.push(...holders);
    }
  }

  private reach(from: readonly Id[]): ReadonlySet<Id> {
    const held = new Set(from);
    // A set that grows while it is walked: each that holds the value is looked at once.
    for (const each of held) for (const follower of this.followers.get(each) ?? []) held.add(follower);
    return held;
  }

  /** The output of a remote state, as the stacks declare whose state that is. */
  private outputsOf(state: Id, output: string): Id[] {
    const homes = this.homes.get(state);
    const all = homes === undefined ? [id.output(output)] : homes.map((home) => id.output(output, home));
    const declared = all.filter((each) => this.declared.has(each));
    return declared.length > 0 ? declared : [UNDECLARED];
  }

  /** Where a value may come from. */
  private sourcesOf(stack: TerraformStack, value: unknown): ReadonlySet<Id> {
    const { token, locals, variables, kept, outputs, anyOutput } = referencesIn(textsOf({ value }));
    return new Set([
      ...(token ? [TOKEN] : []),
      ...Array.from(locals, (name) => id.local(stack, name)),
      ...Array.from(variables, (name) => id.variable(stack, name)),
      ...Array.from(kept).flatMap((name) => [id.kept(stack, name), ...(name.includes(".") ? [] : storesOf(name))]),
      ...outputs.flatMap(({ state, output }) => this.outputsOf(id.state(stack, state), output)),
      ...(anyOutput ? [ANY_OUTPUT, UNDECLARED] : []),
    ]);
  }
}

function sensitiveVariables(stack: TerraformStack): Id[] {
  return blocksOf(stack, "variable").flatMap(({ labels, body }) =>
    isTrue(body["sensitive"]) || isTrue(body["ephemeral"]) ? [id.variable(stack, labels[0] ?? "")] : [],
  );
}

/** Data sources that say something of whoever asks, or compute what they are given, and read no store. */
const READ_NO_STORE: ReadonlySet<string> = new Set(
  (
    "aws_availability_zones aws_caller_identity aws_iam_policy_document aws_partition aws_region " +
    "azurerm_client_config azurerm_subscription google_project"
  ).split(" "),
);

/**
 * All that a provider keeps, of whatever stack: some of its data sources give back what a resource of another type was given (`doppler_secrets`,
 * `aws_ssm_parameters_by_path`). Cloudflare gives no secret back, and Terraform's own provider reads outputs, which are followed by their names.
 */
function storesOf(type: string): Id[] {
  const provider = type.replace(/_.*$/s, "");
  return provider === "cloudflare" || provider === "terraform" || READ_NO_STORE.has(type) ? [] : [id.store(provider)];
}

function withoutComment({ body }: Block): Json {
  const { "//": _, ...rest } = body;
  return rest;
}

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

/** One output by its name, of another stack; whatever is not that may be any of them. */
function addOutput(text: ExpressionText, state: Word | undefined, found: TokenReferences): void {
  const outputs = state === undefined ? undefined : text.member(text.afterIndexes(state.end));
  const output = outputs?.name === "outputs" ? (text.member(outputs.end)?.name ?? text.key(outputs.end)) : undefined;
  if (state === undefined || output === undefined) found.anyOutput = true;
  else found.outputs.push({ state: state.name, output: output.normalize("NFC") });
}
