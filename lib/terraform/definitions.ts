import { compareText, type TokenSpec } from "../policy";
import { identifiersOf, ReferenceIndex } from "./reference-index";
import { plainReference } from "./expression-text";
import { type Definition, sayingOf, textOf } from "./definition";
import { Fingerprints } from "./fingerprints";
import { backendsOf, backendText, Outputs } from "./outputs";
import { Providers } from "./providers";
import { remoteReads } from "./remote-states";
import { type BlockType, blocksOf, eachText, isObject } from "./blocks";
import type { Block, TerraformStack } from "./model";
import { outsideCall, Unseen } from "./unseen";

/** What changes nothing of what a block gives to others: comments, and Terraform's own arguments. */
const COMMENT = ["//"];
/** What of a variable leaves its value what it is. */
const WORDS = [...COMMENT, "description", "sensitive", "validation"];
const SILENT = [...COMMENT, "depends_on", "provisioner", "connection"];
/** What of a resource's `lifecycle` leaves it what it is; others, such as `ignore_changes`, make what is written of it no longer count. */
const LASTING = ["prevent_destroy", "create_before_destroy", "precondition", "postcondition"];
/** Blocks that say which thing of the world stands behind an address. */
const IDENTITIES: readonly (readonly [BlockType, readonly string[]])[] = [
  ["import", ["to"]],
  ["moved", ["from", "to"]],
  ["removed", ["from"]],
];

export interface Meaning {
  /** Fingerprints of what expressions can refer to. What is defined nowhere is left out. */
  readonly references?: Readonly<Record<string, string>>;
  /** What it hangs on that files do not say, in words; the first thing that is found. */
  readonly unseen?: string;
}

/** The definitions of an app: what an expression of one stack means may hang on what another stack gives out. */
export class AppDefinitions {
  private readonly stacks: Definitions[] = [];
  private outputs: Outputs | undefined;
  private readonly fingerprints = new Fingerprints<Definition>(sayingOf, ({ next }) => next());
  private readonly unseen = new Unseen();

  /** Those of one more stack. */
  stack(): Definitions {
    const stack = new Definitions(
      (definition) => this.fingerprints.of(definition),
      () => (this.outputs ??= this.collect()),
      (definition) => this.unseen.causeOf(definition),
    );
    this.stacks.push(stack);
    return stack;
  }

  private collect(): Outputs {
    const outputs = new Outputs();
    for (const stack of this.stacks) stack.giveOut(outputs);
    return outputs;
  }
}

/**
 * What expressions of a stack can refer to: variables, locals, modules, data sources and resources, with the providers that answer them, and outputs of
 * other stacks. Two files that say the same of a token can mean different things by it.
 */
class Definitions {
  private readonly definitions = new Map<string, Definition>();
  private readonly names = new ReferenceIndex();
  private readonly outputs: { readonly name: string; readonly output: Definition }[] = [];
  private readonly backends: string[] = [];
  private readonly providers = new Providers((bodies) => this.referredTo(bodies));
  /** Whether something reads remote states in a way that may be any output of theirs. */
  private readsAny = false;

  /**
   * @param fingerprintOf once every stack is read
   * @param given the outputs of all stacks; once every stack is read
   * @param unseenIn what files do not say of a definition; once every stack is read
   */
  constructor(
    private readonly fingerprintOf: (definition: Definition) => string,
    private readonly given: () => Outputs,
    private readonly unseenIn: (definition: Definition) => string | undefined,
  ) {}

  add(stack: Pick<TerraformStack, "files">): void {
    // Tokens as well: what one may do can hang on another one's name or permissions.
    const add = (type: BlockType, prefix: string, sayingOf: (body: Block["body"]) => unknown): void => {
      for (const block of blocksOf(stack, type)) this.define(prefix + block.labels.join("."), sayingOf(block.body));
    };
    add("data", "data.", (body) => without(body, [...SILENT, "lifecycle"]));
    add("resource", "", resourceOf);
    add("variable", "var.", (body) => without(body, WORDS));
    add("module", "module.", (body) => without(body, COMMENT));
    add("provider", "provider.", (body) => without(body, COMMENT));
    for (const { labels, body } of blocksOf(stack, "provider")) this.providers.add(labels[0] ?? "", body);
    // A value is all of its own: a key of an object may be called as it likes.
    for (const { body } of blocksOf(stack, "locals")) for (const [name, value] of Object.entries(body)) this.define(`local.${name}`, value);
    for (const { labels, body } of blocksOf(stack, "output")) this.addOutput(labels[0] ?? "", body["value"]);
    for (const [type, places] of IDENTITIES)
      for (const { body } of blocksOf(stack, type))
        for (const place of places) this.addIdentity(body[place], [type, without(body, COMMENT)]);
    for (const { body } of blocksOf(stack, "terraform")) this.addSettings(body);
  }

  /** Where the stack keeps its state, where that is told. */
  get backend(): string | undefined {
    return this.backends.length === 1 ? this.backends[0] : undefined;
  }

  /** Gives the outputs of this stack to the others. */
  giveOut(outputs: Outputs): void {
    const { backend } = this;
    if (backend !== undefined) outputs.addBackend(backend);
    for (const { name, output } of this.outputs) outputs.add(backend, name, output);
  }

  /** What the expressions of a token mean. */
  meaningOf(spec: TokenSpec): Meaning {
    if (this.definitions.size === 0) return {};
    let unseen: string | undefined;
    const identifiers = new Set<string>();
    const look = (text: string): void => {
      if (!text.includes("${") && !text.includes("%{")) return;
      unseen ??= outsideCall(text);
      for (const each of identifiersOf(text)) identifiers.add(each);
    };
    for (const { permissionGroups, resources } of spec.policies) {
      permissionGroups.forEach(look);
      for (const [key, value] of Object.entries(resources)) {
        look(key);
        if (value !== "*") Object.keys(value).forEach(look);
      }
    }
    const { name, requestIp, notBefore, expiresOn, accountId } = spec;
    for (const text of [name, ...(requestIp?.in ?? []), ...(requestIp?.notIn ?? []), notBefore, expiresOn, accountId])
      if (text !== undefined) look(text);
    const found = this.within(identifiers).sort((a, b) => compareText(a.name, b.name));
    for (const each of found) unseen ??= this.unseenIn(each);
    return {
      ...(found.length === 0 ? {} : { references: Object.fromEntries(found.map((each) => [each.name, this.fingerprintOf(each)])) }),
      ...(unseen === undefined ? {} : { unseen }),
    };
  }

  /** A fingerprint of the provider configuration that manages a token. */
  providerOf({ provider }: TokenSpec): string {
    return this.providers.fingerprint(provider?.name, this.fingerprintOf);
  }

  private addOutput(name: string, value: unknown): void {
    const bodies = [value];
    this.outputs.push({ name: name.normalize("NFC"), output: { name: "output", bodies, next: () => this.referredTo(bodies) } });
    this.readRemotes(value);
  }

  private addIdentity(address: unknown, saying: unknown): void {
    if (typeof address !== "string") return;
    // Without the keys of instances, and without what is within a module.
    const parts = identifiersOf(plainReference(address)).slice(0, 2);
    if (parts.length === 2) this.define(parts.join("."), saying);
  }

  private addSettings(terraform: Block["body"]): void {
    const backends = backendsOf(terraform);
    this.backends.push(...backends);
    // `terraform.workspace`, which OpenTofu calls `tofu.workspace` as well.
    for (const backend of backends) for (const name of ["terraform", "tofu"]) this.define(name, backend);
    const required = terraform["required_providers"];
    for (const block of Array.isArray(required) ? (required as readonly unknown[]) : [required])
      for (const [name, value] of Object.entries(isObject(block) ? block : {}))
        if (isObject(value)) this.define(`provider.${name}`, value["source"]);
  }

  private define(name: string, body: unknown): void {
    const normal = name.normalize("NFC");
    this.readRemotes(body);
    const known = this.definitions.get(normal);
    if (known !== undefined) {
      known.bodies.push(body);
      return;
    }
    const bodies = [body];
    const remote = normal.startsWith(REMOTE_STATE);
    this.addDefinition({
      name: normal,
      bodies,
      next: () => [
        ...this.referredTo(bodies),
        ...bodies.flatMap((each) => this.definitions.get(providerOf(normal, each)) ?? []),
        ...(remote && this.readsAny ? [this.given().of(placeOf(bodies))] : []),
      ],
    });
  }

  /** One output of a remote state stands for itself: the others of that state do not matter to who reads it. */
  private readRemotes(value: unknown): void {
    eachText(value, (text) => {
      const { outputs, any } = remoteReads(text);
      this.readsAny ||= any;
      for (const { remote, output } of outputs) {
        // The remote state's name before the last: an index looks there first, and there may be many of them.
        const name = `${REMOTE_STATE}outputs.${remote}.${output}`;
        if (this.definitions.has(name)) continue;
        const place = (): string | undefined => placeOf(this.definitions.get(REMOTE_STATE + remote)?.bodies ?? []);
        this.addDefinition({ name, bodies: [], next: () => [this.given().of(place(), output)] });
      }
    });
  }

  private addDefinition(definition: Definition): void {
    this.definitions.set(definition.name, definition);
    this.names.add(definition.name);
  }

  private referredTo(bodies: readonly unknown[]): Definition[] {
    const identifiers = new Set<string>();
    for (const body of bodies)
      eachText(body, (text) => {
        for (const each of identifiersOf(text)) identifiers.add(each);
      });
    return this.within(identifiers);
  }

  private within(identifiers: ReadonlySet<string>): Definition[] {
    return [...this.names.within(identifiers)].flatMap((name) => this.definitions.get(name) ?? []);
  }
}

export type { Definitions };

const REMOTE_STATE = "data.terraform_remote_state.";

/** Where a remote state is kept. */
function placeOf(bodies: readonly unknown[]): string | undefined {
  const [body] = bodies;
  return bodies.length === 1 && isObject(body) ? backendText(body["backend"], body["config"]) : undefined;
}

/** The provider that answers for a data source or a resource: the one it names, else the one that its type begins with. */
function providerOf(name: string, body: unknown): string {
  const [first = "", second = ""] = name.split(".");
  if (["var", "local", "module", "provider"].includes(first)) return "";
  const named = isObject(body) ? body["provider"] : undefined;
  const type = first === "data" ? second : first;
  return `provider.${typeof named === "string" ? (named.split(".", 1)[0] ?? "") : (type.split("_", 1)[0] ?? "")}`;
}

function resourceOf(body: Block["body"]): unknown {
  const { lifecycle, ...rest } = without(body, SILENT);
  const blocks = (Array.isArray(lifecycle) ? (lifecycle as readonly unknown[]) : [lifecycle])
    .map((block) => (isObject(block) ? without(block, [...COMMENT, ...LASTING]) : block))
    .filter((block) => block !== undefined && textOf(block) !== "{}");
  return blocks.length === 0 ? rest : { ...rest, lifecycle: blocks };
}

function without(body: Block["body"], silent: readonly string[]): Block["body"] {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !silent.includes(key)));
}
