import { compareText, type DeliverySpec } from "../policy";
import { addressOf, type Block, BLOCK_TYPES, blocksOf, type BlockType, COMMENT, isTrue, type TerraformStack, textsOf } from "./blocks";
import { TOKEN_TYPES } from "./findings";
import { invalid, isObject, type Json } from "./json";
import { sinkOf, sinkPlace, storeOf } from "./sinks";
import { StackProviders } from "./stack-providers";
import { takenBy } from "./token-references";
import { homesOf, remoteStatesOf, type StatePlaces } from "./states";

/** A body without comments. */
export function bodyOf({ body }: Pick<Block, "body">): Json {
  const { [COMMENT]: _, ...rest } = body;
  return rest;
}

/** Whether an expression takes the mark "sensitive" off. */
export function isBared(text: string): boolean {
  return /\bnonsensitive\b/.test(text);
}

/** Whether a condition of a block is about the block itself. */
export function asksItself({ lifecycle }: Json): boolean {
  return textsOf({ lifecycle }).some((text) => /\bself\b/.test(text));
}

/** What everything else can be in: a token, a local, what a resource keeps, an output. */
type Id = string;

const id = {
  token: ({ name }: TerraformStack, token: string): Id => JSON.stringify(["token", name, token]),
  local: ({ name }: TerraformStack, local: string): Id => JSON.stringify(["local", name, local.normalize("NFC")]),
  variable: ({ name }: TerraformStack, variable: string): Id => JSON.stringify(["variable", name, variable.normalize("NFC")]),
  kept: ({ name }: TerraformStack, kept: string): Id => JSON.stringify(["kept", name, kept.normalize("NFC")]),
  /** What a store keeps, of whatever stack. */
  store: (store: string): Id => JSON.stringify(["store", store]),
  /** Of the stack of that name; of any stack where it is not known which one is meant. */
  output: (output: string, stack?: string): Id => JSON.stringify(["output", stack ?? null, output.normalize("NFC")]),
  state: ({ name }: TerraformStack, state: string): Id => JSON.stringify(["state", name, state.normalize("NFC")]),
};
/** Any token. */
const TOKEN: Id = "token";
/** A token whose name can't be told. */
const NAMELESS: Id = "nameless token";
const ANY_OUTPUT: Id = "any output";
/** An output that no stack declares: of a stack that was removed, or of somebody else's state. */
const UNDECLARED: Id = "undeclared output";

/** What a value may hold; `any value` is a token's value, or an output that no stack declares and that may be one. */
export type Held = "token's value" | "any value" | "sensitive variable";

/** Where a token's value goes, and what stands there. */
export interface Delivery {
  readonly spec: DeliverySpec;
  readonly stack: TerraformStack;
  readonly block: Block;
}

/** Something that a token's value goes to, or that looks at it, and that is on no list. */
export interface OddUse {
  readonly what: string;
  readonly where: string;
  readonly stack: TerraformStack;
  readonly body: unknown;
}

/** What is made of a value where it stands. */
type Use = { readonly delivery: Delivery } | { readonly odd: OddUse };

/** Far more than any app needs; each token is followed by itself. */
const MOST_STEPS = 1_000_000;

/** Where values of tokens go in an app: through locals, what resources keep of them, and outputs of other stacks as well. */
export class TokenValues {
  private readonly declared = new Set<Id>();
  /** The stacks whose state each remote state is. */
  private readonly homes = new Map<Id, readonly string[]>();
  /** What holds the value as well, once that of the key is held. */
  private readonly followers = new Map<Id, Id[]>();
  private readonly uses = new Map<Id, Use[]>();
  private readonly held: Readonly<Record<Held, ReadonlySet<Id>>>;
  private readonly stackProviders = new Map<TerraformStack, StackProviders>();
  private steps = 0;

  constructor(stacks: readonly TerraformStack[], places: StatePlaces) {
    for (const stack of stacks) {
      for (const { labels } of blocksOf(stack, "output"))
        this.declared.add(id.output(labels[0] ?? "")).add(id.output(labels[0] ?? "", stack.name));
      for (const block of remoteStatesOf(stack)) this.homes.set(id.state(stack, block.labels[1] ?? ""), homesOf(block, places));
    }
    for (const stack of stacks) for (const type of BLOCK_TYPES) for (const block of blocksOf(stack, type)) this.read(type, block, stack);
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

  /**
   * Where the value of one token goes, and what else uses it, by place.
   *
   * @throws PrincipalError InvalidFile
   */
  of(stack: TerraformStack, address: string): { readonly deliveries: readonly Delivery[]; readonly odd: readonly OddUse[] } {
    const deliveries = new Map<string, Delivery>();
    const odd = new Map<string, OddUse>();
    for (const source of this.reach([id.token(stack, address), NAMELESS])) {
      const uses = this.uses.get(source) ?? [];
      this.steps += 1 + uses.length + (this.followers.get(source)?.length ?? 0);
      if (this.steps > MOST_STEPS)
        throw invalid(stack.files[0]?.file ?? "", "", "tokens are used in more places than can be followed; read fewer stacks at once");
      for (const use of uses) {
        const { stack: where } = "delivery" in use ? use.delivery : use.odd;
        const prefix = where === stack ? "" : `${where.name}/`;
        if ("delivery" in use) deliveries.set(prefix + use.delivery.spec.to, withPlace(use.delivery, prefix));
        else odd.set(`${prefix}${use.odd.where} ${use.odd.what}`, { ...use.odd, where: prefix + use.odd.where });
      }
    }
    const byPlace = <T>(entries: Map<string, T>): T[] => [...entries].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
    return { deliveries: byPlace(deliveries), odd: byPlace(odd) };
  }

  /** What a block makes of the values that it holds. */
  private read(type: BlockType, block: Block, stack: TerraformStack): void {
    const where = addressOf(type, block);
    const body = valuesOf(type, block);
    const odd = (what: string, value: unknown): void => {
      this.use(stack, value, { odd: { what, where, stack, body: value } });
    };
    const deliver = (value: unknown, spec: Omit<DeliverySpec, "to">): void => {
      this.use(stack, value, { delivery: { spec: { ...spec, to: where }, stack, block } });
    };
    switch (type) {
      case "moved":
      case "removed":
      case "terraform":
        return;
      case "locals":
        for (const [name, value] of Object.entries(body)) {
          this.follow(this.sourcesOf(stack, value), [id.local(stack, name)]);
          if (textsOf({ value }).some(isBared)) odd(BARED, value);
        }
        return;
      case "output": {
        const { value, ...rest } = body;
        const [name = ""] = block.labels;
        this.follow(this.sourcesOf(stack, value), [id.output(name), id.output(name, stack.name), ANY_OUTPUT]);
        deliver(value, { kind: "output", sensitive: isTrue(body["sensitive"]) });
        odd("a condition looks at its value", rest);
        return;
      }
      case "resource":
        this.readResource(block, body, stack, { odd, deliver });
        return;
      case "check":
      case "action":
        // Whatever they ask of a token may decide what becomes of it.
        this.use(
          stack,
          body,
          { odd: { what: type === "check" ? "a check looks at it" : "an action looks at it", where, stack, body } },
          true,
        );
        return;
      case "module":
      case "data":
      case "ephemeral":
        // What they give may be what they were given.
        this.follow(this.sourcesOf(stack, body), [id.kept(stack, [type, ...block.labels].join("."))]);
        odd(ELSEWHERE, body);
        return;
      default:
        odd(ELSEWHERE, body);
    }
  }

  private readResource(
    block: Block,
    body: Json,
    stack: TerraformStack,
    {
      odd,
      deliver,
    }: { readonly odd: (what: string, value: unknown) => void; readonly deliver: (value: unknown, spec: Omit<DeliverySpec, "to">) => void },
  ): void {
    const [type = ""] = block.labels;
    if (TOKEN_TYPES.has(type)) {
      const { lifecycle, ...rest } = body;
      odd(ELSEWHERE, rest);
      // In its own conditions `self` is the token: `${self.value}` in a message goes to the log.
      const own = JSON.stringify(lifecycle ?? null).replace(/\bself\b/g, block.labels.join("."));
      odd("a condition looks at its value", JSON.parse(own));
      return;
    }
    // A secret store gives back what it was given: by its resource, or by a data source.
    const store = storeOf(type);
    this.follow(this.sourcesOf(stack, body), [id.kept(stack, block.labels.join(".")), ...(store === undefined ? [] : [id.store(store)])]);
    const sink = sinkOf(type);
    if (sink === undefined) {
      odd(ELSEWHERE, body);
      return;
    }
    const [kept, rest] = split(body, sink.attributes);
    const sensitive = sink.whyClear?.(block.body) === undefined && !textsOf(kept).some(isBared);
    deliver(kept, { kind: "sink", sensitive, place: sinkPlace(type, block.body, this.providers(stack).placeOf(block)) });
    odd(ELSEWHERE, rest);
    // What fails by what is kept tells a part of it, and a program is told all.
    if (asksItself(block.body)) odd("a condition looks at what keeps its value", [kept, block.body["lifecycle"]]);
    for (const name of ["provisioner", "connection"])
      if ((block.body[name] ?? undefined) !== undefined) odd(`a ${name} stands beside its value`, [kept, block.body[name]]);
  }

  private use(stack: TerraformStack, value: unknown, use: Use, mention = false): void {
    for (const source of this.sourcesOf(stack, value, mention)) add(this.uses, source, use);
  }

  private follow(sources: ReadonlySet<Id>, holders: readonly Id[]): void {
    for (const source of sources) for (const holder of holders) add(this.followers, source, holder);
  }

  private providers(stack: TerraformStack): StackProviders {
    const known = this.stackProviders.get(stack) ?? new StackProviders(stack);
    this.stackProviders.set(stack, known);
    return known;
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
    // Where it can't be told whose state it is, it may be that of each stack, or of none.
    if (homes?.length === 0) return [id.output(output), UNDECLARED];
    const all = homes === undefined ? [id.output(output)] : homes.map((home) => id.output(output, home));
    const declared = all.filter((each) => this.declared.has(each));
    return declared.length > 0 ? declared : [UNDECLARED];
  }

  /** Where a value may come from. @param mention whether all that is said of a token counts, and not its value alone */
  private sourcesOf(stack: TerraformStack, value: unknown, mention = false): ReadonlySet<Id> {
    const { tokens, locals, variables, kept, outputs, anyOutput } = takenBy(textsOf({ value }), mention);
    return new Set([
      ...(tokens.size > 0 ? [TOKEN] : []),
      ...Array.from(tokens, (name) => (name === "" ? NAMELESS : id.token(stack, name))),
      ...Array.from(locals, (name) => id.local(stack, name)),
      ...Array.from(variables, (name) => id.variable(stack, name)),
      ...Array.from(kept).flatMap((name) => (name.includes(".") ? [id.kept(stack, name)] : [id.store(name)])),
      ...outputs.flatMap(({ state, output }) => this.outputsOf(id.state(stack, state), output)),
      ...(anyOutput ? [ANY_OUTPUT, UNDECLARED] : []),
    ]);
  }
}

const ELSEWHERE = "its value goes to what is no secret store";
const BARED = 'the mark "sensitive" is taken off its value';

function withPlace({ spec, ...rest }: Delivery, prefix: string): Delivery {
  return { ...rest, spec: { ...spec, to: prefix + spec.to } };
}

function add<T>(lists: Map<Id, T[]>, key: Id, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Arguments that name things, and take no value of theirs. */
const NAMING = ["depends_on", "provider", "providers"];

function valuesOf(type: BlockType, block: Block): Json {
  const kept = Object.entries(bodyOf(block)).filter(([name]) => !NAMING.includes(name) && !(type === "import" && name === "to"));
  return Object.fromEntries(kept.map(([name, value]) => [name, name === "lifecycle" ? withoutNames(value) : value]));
}

function withoutNames(lifecycle: unknown): unknown {
  if (Array.isArray(lifecycle)) return lifecycle.map(withoutNames);
  if (!isObject(lifecycle)) return lifecycle;
  const { replace_triggered_by: _, ignore_changes: __, ...rest } = lifecycle;
  return rest;
}

/** The attributes of these names, and all others. */
function split(body: Json, names: readonly string[]): readonly [Json, Json] {
  const [kept, rest] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(body).filter(([key]) => names.includes(key) === wanted)),
  );
  return [kept ?? {}, rest ?? {}];
}

function sensitiveVariables(stack: TerraformStack): Id[] {
  return blocksOf(stack, "variable").flatMap(({ labels, body }) =>
    isTrue(body["sensitive"]) || isTrue(body["ephemeral"]) ? [id.variable(stack, labels[0] ?? "")] : [],
  );
}
