import { compareText, type NotUnderstood } from "../policy";
import { blocksOf, COMMENT, eachText, innerBlocks, PROVIDER_SETTINGS, type TerraformStack } from "./blocks";
import { impureCallsIn, plainReference } from "./expression-text";
import { canonicalText, digestOf, isObject, type Json } from "./json";

/** Something that expressions can refer to. */
export interface Definition {
  /** `local.zone`, `data.cloudflare_zone.main`. */
  readonly name: string;
  /** What stands in the files for it, in all of them. */
  readonly bodies: readonly unknown[];
  /** What it refers to; asked for once everything is read. */
  next(): readonly Definition[];
  /** What of itself is not understood, in words. @default - nothing */
  odd?(): readonly string[];
  /** What of itself files do not say, in words. @default - they say all */
  unseen?(): string | undefined;
}

/** A definition with all that it refers to, in turn. */
export interface Closure {
  /** Equal where all of that is equal. */
  readonly digest: string;
  /** The first few of what is not understood of it, in the order of places. What is left out changes the digest. */
  readonly notUnderstood: readonly NotUnderstood[];
  /** The first thing that files do not say, in words. */
  readonly unseen?: string;
}

/** One look at everything would be too much to say, and to keep for each of a chain of definitions. */
const MOST = 4;

/** A definition whose references are being followed. */
interface Visit {
  readonly definition: Definition;
  readonly order: number;
  /** The earliest one that leads here and that this one leads back to. */
  earliest: number;
  readonly next: readonly Definition[];
  followed: number;
}

/**
 * Closures of definitions. Linear in definitions and references: those that refer to each other share one, made of theirs and of those that they refer
 * to (Tarjan's strongly connected components, without recursion, since a chain of references may be longer than a stack is deep).
 */
export class Closures {
  private readonly made = new Map<Definition, Closure>();
  private readonly open = new Map<Definition, Visit>();
  /** What is open, in the order in which it was met. */
  private readonly met: Visit[] = [];

  of(definition: Definition): Closure {
    const known = this.made.get(definition);
    if (known !== undefined) return known;
    this.follow(definition);
    return this.of(definition);
  }

  /** The closure of a value that refers to these. */
  around(value: unknown, next: readonly Definition[]): Closure {
    const closures = next.map((each) => this.of(each));
    return joined(digestOf(canonicalText(value), ...digests(closures)), [], closures);
  }

  private follow(start: Definition): void {
    const path = [this.begin(start)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const next = visit.next[visit.followed++];
      if (next === undefined) {
        path.pop();
        const from = path.at(-1);
        if (from !== undefined) from.earliest = Math.min(from.earliest, visit.earliest);
        if (visit.earliest === visit.order) this.close(visit);
      } else if (!this.made.has(next)) {
        const known = this.open.get(next);
        if (known === undefined) path.push(this.begin(next));
        else visit.earliest = Math.min(visit.earliest, known.order);
      }
    }
  }

  private begin(definition: Definition): Visit {
    const order = this.met.length;
    const visit = { definition, order, earliest: order, next: definition.next(), followed: 0 };
    this.open.set(definition, visit);
    this.met.push(visit);
    return visit;
  }

  /** All that was met since then, and is still open, refers to it and is referred to by it. */
  private close({ order }: Visit): void {
    const visits = this.met.splice(order);
    const members = new Set(visits.map(({ definition }) => definition));
    const outside = new Set(visits.flatMap(({ next }) => next.filter((each) => !members.has(each))));
    const below = [...outside].map((each) => this.of(each));
    const sayings = [...members].map(({ name, bodies }) => JSON.stringify([name, ...bodies.map(canonicalText).sort(compareText)]));
    const digest = digestOf(...sayings.sort(compareText), "", ...digests(below));
    // With which credential something is looked up does not say what is found.
    const hung = [...outside].filter(({ name }) => !name.startsWith("provider."));
    const closure = joined(
      digest,
      [...members],
      hung.map((each) => this.of(each)),
    );
    for (const member of members) {
      this.open.delete(member);
      this.made.set(member, closure);
    }
  }
}

function digests(closures: readonly Closure[]): string[] {
  return [...new Set(closures.map(({ digest }) => digest))].sort(compareText);
}

function joined(digest: string, own: readonly Definition[], below: readonly Closure[]): Closure {
  const odd = own.flatMap((each) => (each.odd?.() ?? []).map((what): NotUnderstood => ({ what, where: each.name, digest })));
  const [unseen] = [...own.flatMap((each) => each.unseen?.() ?? []), ...below.flatMap((each) => each.unseen ?? [])].sort(compareText);
  const saying = unseen === undefined ? {} : { unseen };
  if (odd.length === 0 && below.every(({ notUnderstood }) => notUnderstood.length === 0)) return { digest, notUnderstood: [], ...saying };
  const all = new Map([...odd, ...below.flatMap(({ notUnderstood }) => notUnderstood)].map((each) => [`${each.where} ${each.what}`, each]));
  return {
    digest,
    notUnderstood: [...all]
      .sort(([a], [b]) => compareText(a, b))
      .map(([, each]) => each)
      .slice(0, MOST),
    ...saying,
  };
}

/** Of all stacks, whatever they keep their state in. */
const ANYWHERE = "";

interface Group extends Definition {
  readonly outputs: Definition[];
}

/**
 * The outputs of an app's stacks, as the remote states of others give them. One that says word for word where a stack keeps its state reads that stack;
 * of any other it is not known whose state it reads, so it may be that of each.
 */
export class Outputs {
  private readonly groups = new Map<string, Group>();
  private readonly backends = new Set<string>();

  /** @param backend where the stack keeps its state (`backendText`), where that is known */
  add(backend: string | undefined, name: string, output: Definition): void {
    for (const place of backend === undefined ? [ANYWHERE] : [ANYWHERE, backend])
      for (const each of [name, undefined]) this.group(place, each).outputs.push(output);
  }

  /** Says of a stack that it keeps its state there, outputs or not. */
  addBackend(backend: string): void {
    this.backends.add(backend);
  }

  /** What a remote state of this backend gives under a name; without one, all that it gives. */
  of(backend: string | undefined, name?: string): Definition {
    return this.group(backend !== undefined && this.backends.has(backend) ? backend : ANYWHERE, name);
  }

  private group(backend: string, name: string | undefined): Group {
    const key = JSON.stringify([backend, name]);
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const outputs: Definition[] = [];
    const group = { name: name === undefined ? "outputs" : `outputs.${name}`, bodies: [], outputs, next: () => outputs };
    this.groups.set(key, group);
    return group;
  }
}

/** Where a state is kept; undefined where that can't be told. What only says how it is locked says nothing of it, and a remote state does not have it. */
export function backendText(type: unknown, config: unknown): string | undefined {
  if (typeof type !== "string" || !isObject(config)) return undefined;
  const { use_lockfile: _, ...rest } = config;
  return canonicalText([type, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))]);
}

/** Where a stack keeps its state, by its `terraform` block: all of them, of which one is allowed. */
export function backendsOf(terraform: Readonly<Record<string, unknown>>): string[] {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [value]);
  const written = list(terraform["backend"]).flatMap((block) =>
    isObject(block) ? Object.entries(block).flatMap(([type, configs]) => list(configs).map((config) => [type, config] as const)) : [],
  );
  // A remote state calls HCP Terraform so.
  const cloud = list(terraform["cloud"]).map((config) => ["remote", config] as const);
  return [...written, ...cloud].flatMap(([type, config]) => backendText(type, config) ?? []);
}

const WORD = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;
const REMOTE = /terraform_remote_state/g;
// Comments and computed names are left to the rest: without them the expression is short, and one look tells.
const ONE_OUTPUT = new RegExp(
  String.raw`terraform_remote_state\s*\.\s*(${WORD})(?:\s*\[\s*(?:\d+|"[^"\\$%]*")\s*\])?\s*\.\s*outputs(?:\s*\.\s*(${WORD})|\s*\[\s*"(${WORD})"\s*\])`,
  "gu",
);

/** What a text reads of remote states. */
export interface RemoteReads {
  /** One output by its name, of a remote state by its name. */
  readonly outputs: readonly { readonly remote: string; readonly output: string }[];
  /** Whether it reads something else, so that it may be any output. */
  readonly any: boolean;
}

/** Nothing is evaluated: what is not surely one output may be any. Linear in the text. */
export function remoteReads(text: string): RemoteReads {
  if (!text.includes("terraform_remote_state")) return { outputs: [], any: false };
  const outputs = [...text.matchAll(ONE_OUTPUT)].map(([, remote = "", name, quoted = ""]) => ({
    remote: remote.normalize("NFC"),
    output: (name ?? quoted).normalize("NFC"),
  }));
  return { outputs, any: (text.match(REMOTE) ?? []).length > outputs.length };
}

/** What of a provider's block says nothing of whose credential it is, and of who is asked. */
const UNSIGNED = [COMMENT, "alias", "version", "user_agent_operator_suffix"];

/** The provider of tokens, as nearly everybody calls it. */
const CLOUDFLARE = "cloudflare";

/** The fingerprint of a provider that takes all it needs from the environment: files do not say more. */
export const FROM_ENVIRONMENT = "environment";

/** The configurations of Cloudflare's provider in a stack: with which credential tokens are managed, and who is asked. */
export class Providers {
  /** Whether what is called `cloudflare` is Cloudflare's own provider, and speaks with Cloudflare. */
  readonly areCloudflares: boolean;
  private readonly bodies = new Map<string, Json[]>();
  /** Where it comes from, where that is elsewhere. */
  private readonly sources: unknown[];

  /** @param closureOf what a value means with all that it refers to */
  constructor(
    stack: Pick<TerraformStack, "files">,
    private readonly closureOf: (value: unknown) => Closure,
  ) {
    for (const { labels, body } of blocksOf(stack, "provider")) if (labels[0] === CLOUDFLARE) this.add(body);
    this.sources = blocksOf(stack, "terraform")
      .flatMap((block) => innerBlocks(block, "required_providers", 0))
      .flatMap(({ body }) => (isObject(body[CLOUDFLARE]) ? [body[CLOUDFLARE]["source"]] : []))
      .filter((source) => !isCloudflares(source));
    this.areCloudflares = this.sources.length === 0 && [...this.bodies.values()].flat().every((body) => !Object.hasOwn(body, "base_url"));
  }

  /** A fingerprint of what a configuration says with all that it refers to, and what of it is not understood. */
  of(name = CLOUDFLARE): { readonly fingerprint: string; readonly notUnderstood: readonly NotUnderstood[] } {
    const bodies = this.bodies.get(name) ?? [];
    const all = [...bodies, ...this.sources];
    if (all.length === 0) return { fingerprint: FROM_ENVIRONMENT, notUnderstood: [] };
    const { digest, notUnderstood } = this.closureOf(all);
    const words = [
      ...bodies.flatMap((body) => Object.keys(body).filter((key) => !PROVIDER_SETTINGS.has(key))),
      ...(this.sources.length === 0 ? [] : ["comes from elsewhere than cloudflare/cloudflare"]),
    ];
    eachText(bodies, (text) => words.push(...impureCallsIn(text).map((call) => `calls ${call}()`)));
    const own = [...new Set(words)].map((what): NotUnderstood => ({ what, where: `provider.${name}`, digest }));
    return { fingerprint: digest, notUnderstood: [...own, ...notUnderstood] };
  }

  private add(body: Json): void {
    const { alias } = body;
    const name = typeof alias === "string" ? `${CLOUDFLARE}.${alias}` : CLOUDFLARE;
    const own = Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== null && !UNSIGNED.includes(key)));
    if (Object.keys(own).length > 0) this.bodies.set(name, [...(this.bodies.get(name) ?? []), own]);
  }
}

function isCloudflares(source: unknown): boolean {
  return (
    source === undefined ||
    (typeof source === "string" && /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?cloudflare\/cloudflare$/i.test(source))
  );
}

/** The configuration that a `provider` argument, or the key of one in a plan, names; undefined for none, and for the default one. */
export function providerNameOf(argument: unknown): string | undefined {
  if (argument === undefined || argument === null) return undefined;
  if (typeof argument !== "string") return JSON.stringify(argument);
  const name = plainReference(argument).replace(/^\$\{([^]*)\}$/, "$1");
  return name === CLOUDFLARE ? undefined : name;
}

/** What a stack calls the provider that a `provider` argument names, without the alias. */
export function localNameOf(argument: unknown): string | undefined {
  return argument === undefined || argument === null ? undefined : (providerNameOf(argument) ?? CLOUDFLARE).split(/[.[]/, 1)[0];
}
