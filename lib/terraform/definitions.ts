import { compareText, type DeliverySpec, isUnknown, type NotUnderstood, type TokenSpec } from "../policy";
import { addressOf, type Block, blocksOf, type BlockType, COMMENT, eachText, innerBlocks, type TerraformStack } from "./blocks";
import { type Closure, Closures, type Definition } from "./closures";
import { impureCallsIn, REMOTE_STATE, referencesIn, type RemoteOutput, remoteOutputsIn, resourceAddress } from "./expression-text";
import { TOKEN_TYPES } from "./findings";
import { canonicalText, digestOf, isObject, type Json } from "./json";
import { isPlaceless } from "./sinks";
import { localNameOf, StackProviders } from "./stack-providers";
import { homesOf, placesOf, remoteStatesOf, type StatePlaces, stateOf } from "./states";
import { type Delivery, TokenValues } from "./token-values";

/** What of a variable leaves its value what it is. */
const WORDS = [COMMENT, "description", "sensitive", "validation", "deprecated"];
/** What changes nothing of what a block gives to others: comments, and Terraform's own arguments. */
const SILENT = [COMMENT, "depends_on", "provisioner", "connection"];
/** What of a resource's `lifecycle` leaves it what it is; others, such as `ignore_changes`, make what is written of it no longer count. */
const LASTING = [COMMENT, "prevent_destroy", "create_before_destroy", "precondition", "postcondition"];

/** What the expressions of a token mean. */
export interface Meaning {
  /** By each text that is an expression, a digest of all that it refers to. What is defined nowhere is left out. */
  readonly references: Readonly<Record<string, string>>;
  readonly notUnderstood: readonly NotUnderstood[];
  /** What it hangs on that files do not say, in words; the first thing that is found. */
  readonly unseen?: string;
}

interface TextMeaning {
  readonly closure: Closure;
  readonly refers: boolean;
  readonly calls: readonly string[];
}

/** The definitions of an app: what an expression of one stack means may hang on what another stack gives out. */
export class AppDefinitions {
  private readonly stacks = new Map<TerraformStack, StackDefinitions>();
  private readonly closures = new Closures();
  private readonly homes = new Map<Block, readonly string[]>();
  private whole:
    { readonly places: StatePlaces; readonly values: TokenValues; readonly outputs: ReadonlyMap<string, Definition> } | undefined;

  /** Those of one more stack; to be asked once all stacks are there. */
  stack(stack: TerraformStack): StackDefinitions {
    const definitions = new StackDefinitions(stack, this.closures, this);
    this.stacks.set(stack, definitions);
    return definitions;
  }

  /**
   * Where a token's value goes, in all stacks, and what else uses it; each with a digest of what it is.
   *
   * @throws PrincipalError InvalidFile
   */
  usesOf(stack: TerraformStack, address: string): { readonly deliveries: readonly DeliverySpec[]; readonly odd: readonly NotUnderstood[] } {
    const { deliveries, odd } = this.all().values.of(stack, address);
    return {
      deliveries: deliveries.map((each) => ({ ...each.spec, digest: this.stacks.get(each.stack)?.digestOfDelivery(each) ?? "" })),
      odd: odd.map(({ what, where, body, stack: of }) => ({
        what,
        where,
        digest: this.stacks.get(of)?.digestOfUse(body) ?? "",
      })),
    };
  }

  /** What a remote state gives: one output, where it is told whose state that is; else all that it may be. */
  given({ output }: RemoteOutput, remote: Block | undefined): Definition[] {
    const { places, outputs } = this.all();
    const homes = remote === undefined ? [] : (this.homes.get(remote) ?? homesOf(remote, places));
    if (remote !== undefined) this.homes.set(remote, homes);
    const names = homes.length === 0 ? [ANY_STACK] : homes;
    return names.flatMap((stack) => outputs.get(JSON.stringify([stack, output ?? null])) ?? []);
  }

  private all(): NonNullable<typeof this.whole> {
    const stacks = [...this.stacks.keys()];
    const places = this.whole?.places ?? placesOf(stacks);
    return (this.whole ??= { places, values: new TokenValues(stacks, places), outputs: this.collect() });
  }

  private collect(): ReadonlyMap<string, Definition> {
    const groups = new Map<string, { readonly name: string; readonly bodies: []; readonly outputs: Definition[]; next(): Definition[] }>();
    const add = (stack: string, output: string | undefined, definition: Definition): void => {
      const key = JSON.stringify([stack, output ?? null]);
      const outputs = groups.get(key)?.outputs ?? [];
      outputs.push(definition);
      groups.set(key, { name: output === undefined ? "outputs" : `outputs.${output}`, bodies: [], outputs, next: () => outputs });
    };
    for (const [{ name: stack }, { outputs }] of this.stacks)
      for (const { name, output } of outputs)
        for (const place of [stack, ANY_STACK]) for (const each of [name, undefined]) add(place, each, output);
    return groups;
  }
}

/** Where it is not told whose state is read. */
const ANY_STACK = "";

/**
 * What expressions of a stack can refer to: variables, locals, modules, data sources and resources, with the providers that answer them, and outputs of
 * other stacks. Two files that say the same of a token can mean different things by it.
 */
export class StackDefinitions {
  /** What manages tokens. */
  readonly providers: StackProviders;
  private readonly definitions = new Map<string, OwnDefinition>();
  readonly outputs: { readonly name: string; readonly output: Definition }[] = [];
  private readonly texts = new Map<string, TextMeaning>();
  private readonly read = new Map<unknown, { readonly text: string; readonly next: readonly Definition[] }>();
  private readonly delivered = new Map<Block, string>();
  private readonly used = new Map<unknown, string>();
  private remotes: ReadonlyMap<string, readonly Block[]> | undefined;
  /** Whichever answers for what stands in a module. */
  private readonly allProviders: Definition = {
    name: "provider.*",
    bodies: [],
    next: () => [...this.definitions.values()].filter(({ name }) => name.startsWith("provider.")),
  };

  constructor(
    private readonly stack: TerraformStack,
    private readonly closures: Closures,
    private readonly app: AppDefinitions,
  ) {
    this.providers = new StackProviders(stack);
    for (const [type, silent] of [
      ["data", [...SILENT, "lifecycle"]],
      ["ephemeral", [...SILENT, "lifecycle"]],
      ["action", [COMMENT]],
      ["module", [COMMENT]],
      ["provider", [COMMENT, "default_tags", "default_labels"]],
    ] as const)
      for (const block of blocksOf(stack, type)) this.define(addressOf(type, block), without(block.body, silent));
    // Tokens as well: what one may do can hang on another one's name or permissions.
    for (const block of blocksOf(stack, "resource")) this.define(addressOf("resource", block), resourceOf(block.body));
    // What a file gives takes the place of each default: another file may give each of them another value.
    const values = stack.variableFiles === undefined ? {} : { "variable files": stack.variableFiles };
    for (const { labels, body } of blocksOf(stack, "variable"))
      this.define(`var.${labels[0] ?? ""}`, { ...without(body, WORDS), ...values });
    // A value is all of its own: a key of an object may be called as it likes.
    for (const { body } of blocksOf(stack, "locals")) for (const [name, value] of Object.entries(body)) this.define(`local.${name}`, value);
    for (const { labels, body } of blocksOf(stack, "output")) this.addOutput(labels[0] ?? "", body["value"]);
    // They say which thing of the world stands behind an address.
    for (const type of ["import", "moved", "removed"] as const) for (const { body } of blocksOf(stack, type)) this.addIdentity(type, body);
    const state = stateOf(stack);
    // `terraform.workspace`, which OpenTofu calls `tofu.workspace` as well.
    if (state !== undefined) for (const name of ["terraform.workspace", "tofu.workspace"]) this.define(name, state);
    for (const block of blocksOf(stack, "terraform")) this.addRequired(block);
  }

  /** What the expressions of a token mean. */
  meaningOf(spec: TokenSpec): Meaning {
    const references: [string, string][] = [];
    const notUnderstood = new Map<string, NotUnderstood>();
    let unseen: string | undefined;
    for (const text of [...new Set(expressionsOf(spec))].sort(compareText)) {
      const { closure, refers, calls } = this.meaningOfText(text);
      if (refers) references.push([text, closure.digest]);
      const digest = calls.length === 0 ? "" : digestOf(text, closure.digest);
      const own = calls.map((what): NotUnderstood => ({ what, where: spec.address ?? "", digest }));
      for (const each of [...own, ...closure.notUnderstood]) notUnderstood.set(`${each.where} ${each.what}`, each);
      unseen ??= closure.unseen;
    }
    return {
      references: Object.fromEntries(references),
      notUnderstood: [...notUnderstood.values()],
      ...(unseen === undefined ? {} : { unseen }),
    };
  }

  /**
   * What a value means, with all that it refers to.
   *
   * @param but what it names and what is left out: where it says something of that
   */
  closureOf(value: unknown, but?: string): Closure {
    const { text, next } = this.readOnce(value);
    return this.closures.around(
      text,
      next.filter(({ name }) => name !== but),
    );
  }

  /** A digest of where a value goes: what stands there, with the provider that answers for it, whatever the token may do. */
  digestOfDelivery({ spec: { kind }, block }: Delivery): string {
    const known = this.delivered.get(block);
    if (known !== undefined) return known;
    const kept = Object.fromEntries(Object.entries(block.body).filter(([name]) => !isPlaceless(name)));
    const body = kind === "output" ? block.body["value"] : kept;
    const next = [
      ...notTokens(this.referredTo([body])),
      ...(kind === "output" ? [] : this.answering(addressOf("resource", block), [block.body])),
    ];
    const { digest } = this.closures.around(canonicalText(body), next);
    this.delivered.set(block, digest);
    return digest;
  }

  /** A digest of what makes something of tokens' values, whatever these may do. */
  digestOfUse(body: unknown): string {
    const known = this.used.get(body);
    if (known !== undefined) return known;
    const { text, next } = this.readOnce(body);
    const { digest } = this.closures.around(text, notTokens(next));
    this.used.set(body, digest);
    return digest;
  }

  private remoteStates(): ReadonlyMap<string, readonly Block[]> {
    if (this.remotes !== undefined) return this.remotes;
    const found = new Map<string, Block[]>();
    for (const block of remoteStatesOf(this.stack)) {
      const [, name = ""] = block.labels;
      found.set(name, [...(found.get(name) ?? []), block]);
    }
    return (this.remotes = found);
  }

  /** Many tokens may be used in one place. */
  private readOnce(value: unknown): { readonly text: string; readonly next: readonly Definition[] } {
    const known = this.read.get(value);
    if (known !== undefined) return known;
    const made = { text: canonicalText(value), next: this.referredTo([value]) };
    if (typeof value === "object") this.read.set(value, made);
    return made;
  }

  private meaningOfText(text: string): TextMeaning {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const next = this.referredTo([text]);
    const made = { closure: this.closures.around("", next), refers: next.length > 0, calls: callsIn([text]) };
    this.texts.set(text, made);
    return made;
  }

  private addOutput(name: string, value: unknown): void {
    const bodies = [value];
    this.outputs.push({ name: name.normalize("NFC"), output: { name: "output", bodies, next: () => this.referredTo(bodies) } });
  }

  private addIdentity(type: BlockType, body: Json): void {
    for (const written of [body["from"], body["to"]]) {
      const { resource = "", module = "" } = resourceAddress(written) ?? {};
      // What stands within a module is a part of the module.
      const name = module === "" ? resource : module.split(".").slice(0, 2).join(".");
      if (name !== "") this.define(name, [type, without(body, [COMMENT])]);
    }
  }

  private addRequired(terraform: Block): void {
    for (const { body } of innerBlocks(terraform, "required_providers", 0))
      for (const [name, value] of Object.entries(body)) if (isObject(value)) this.define(`provider.${name}`, value["source"]);
  }

  private define(name: string, body: unknown): void {
    const normal = name.normalize("NFC");
    const known = this.definitions.get(normal);
    if (known !== undefined) {
      known.bodies.push(body);
      return;
    }
    this.definitions.set(normal, new OwnDefinition(normal, [body], this.referredToBy));
  }

  /** The providers that answer for a thing: the one it names, else the one that its type begins with; for a module any. */
  private answering(name: string, bodies: readonly unknown[]): Definition[] {
    const [first = "", second = ""] = name.split(".");
    if (["var", "local", "provider", "terraform", "tofu"].includes(first)) return [];
    if (first === "module") return [this.allProviders];
    const type = ["data", "ephemeral", "action"].includes(first) ? second : first;
    return bodies.flatMap((body) => {
      const named = isObject(body) ? localNameOf(body["provider"]) : undefined;
      return this.definitions.get(`provider.${named ?? type.split("_", 1)[0] ?? ""}`) ?? [];
    });
  }

  private readonly referredToBy = ({ name, bodies }: OwnDefinition): Definition[] => [
    ...this.referredTo(bodies),
    ...this.answering(name, bodies),
  ];

  private referredTo(values: readonly unknown[]): Definition[] {
    const found = new Set<Definition>();
    for (const value of values)
      eachText(value, (text) => {
        for (const name of referencesIn(text)) {
          const definition = this.definitions.get(name);
          if (definition !== undefined) found.add(definition);
        }
        for (const output of this.remoteOutputsIn(text)) found.add(output);
      });
    return [...found];
  }

  /** One output of a remote state stands for itself: the others of that state do not matter to who reads it. */
  private remoteOutputsIn(text: string): Definition[] {
    return remoteOutputsIn(text).flatMap((each) => {
      const found = this.remoteStates().get(each.state ?? "") ?? [];
      return this.app.given(each, found.length === 1 ? found[0] : undefined);
    });
  }
}

function notTokens(definitions: readonly Definition[]): readonly Definition[] {
  return definitions.filter(({ name }) => !TOKEN_TYPES.has(name.split(".", 1)[0] ?? ""));
}

/** Something that stands in the files; there may be very many. */
class OwnDefinition implements Definition {
  constructor(
    readonly name: string,
    readonly bodies: unknown[],
    private readonly referredTo: (definition: OwnDefinition) => Definition[],
  ) {}

  next(): Definition[] {
    return this.referredTo(this);
  }

  odd(): readonly string[] {
    if (this.name.startsWith("module.")) return ["a module, which is not read"];
    const [kind = "", type = ""] = this.name.split(".");
    const outside = kind === "ephemeral" || (kind === "data" && type !== REMOTE_STATE && !type.startsWith("cloudflare_"));
    return [...(outside ? ["an answer that no file shows"] : []), ...callsIn(this.bodies)];
  }

  unseen(): string | undefined {
    if (!this.name.startsWith("var.") || this.bodies.some((body) => isObject(body) && body["default"] !== undefined)) return undefined;
    return `hangs on variable ${this.name.slice("var.".length)}, which has no default`;
  }
}

/** Every text of a token that is an expression. */
function expressionsOf({ name, accountId, policies, requestIp, notBefore, expiresOn }: TokenSpec): string[] {
  const found: string[] = [];
  eachText([name, accountId, policies, requestIp, notBefore, expiresOn], (text) => {
    if (isUnknown(text)) found.push(text);
  });
  return found;
}

/** Of many calls the first few are named: all of them are in the digest. */
const MOST_CALLS = 4;

function callsIn(values: readonly unknown[]): string[] {
  const calls = new Set<string>();
  for (const value of values)
    eachText(value, (text) => {
      for (const call of impureCallsIn(text)) calls.add(`calls ${call}()`);
    });
  return [...calls].sort(compareText).slice(0, MOST_CALLS);
}

function resourceOf(body: Json): unknown {
  const { lifecycle, ...rest } = without(body, SILENT);
  const blocks = (Array.isArray(lifecycle) ? (lifecycle as readonly unknown[]) : [lifecycle])
    .map((block) => (isObject(block) ? without(block, LASTING) : block))
    .filter((block) => block !== undefined && canonicalText(block) !== "{}");
  return blocks.length === 0 ? rest : { ...rest, lifecycle: blocks };
}

function without(body: Json, silent: readonly string[]): Json {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !silent.includes(key)));
}
