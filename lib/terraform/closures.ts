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

  /** The closure of what refers to these. @param text equal where that is equal */
  around(text: string, next: readonly Definition[]): Closure {
    const closures = next.map((each) => this.of(each));
    return joined(digestOf(text, ...digests(closures)), [], closures);
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

/** What of a provider's block says nothing of whose credential it is, and of who is asked. */
const UNSIGNED = [COMMENT, "alias", "version", "user_agent_operator_suffix"];

/** The provider of tokens, as nearly everybody calls it; a stack may call it otherwise. */
const CLOUDFLARE = "cloudflare";

/** The fingerprint of a provider that takes all it needs from the environment: files do not say more. */
export const FROM_ENVIRONMENT = "environment";

/** The configurations of providers in a stack: with which credential tokens are managed, and who is asked. */
export class Providers {
  /** Whether what is called `cloudflare` is Cloudflare's own provider, and speaks with Cloudflare. */
  readonly areCloudflares: boolean;
  /** By name and alias. */
  private readonly bodies = new Map<string, Json[]>();
  /** By name; of each that is required. */
  private readonly sources = new Map<string, unknown[]>();

  /** @param closureOf what a value means with all that it refers to */
  constructor(
    stack: Pick<TerraformStack, "files">,
    private readonly closureOf: (value: unknown) => Closure,
  ) {
    for (const { labels, body } of blocksOf(stack, "provider")) this.add(labels[0] ?? "", body);
    for (const { body } of blocksOf(stack, "terraform").flatMap((block) => innerBlocks(block, "required_providers", 0)))
      for (const [name, requirement] of Object.entries(body))
        if (isObject(requirement)) this.sources.set(name, [...(this.sources.get(name) ?? []), requirement["source"]]);
    this.areCloudflares =
      this.elsewhere(CLOUDFLARE).length === 0 &&
      [...this.bodies].every(
        ([name, bodies]) => localName(name) !== CLOUDFLARE || bodies.every((body) => !Object.hasOwn(body, "base_url")),
      );
  }

  /** A fingerprint of what a configuration says with all that it refers to, and what of it is not understood. */
  of(name = CLOUDFLARE): { readonly fingerprint: string; readonly notUnderstood: readonly NotUnderstood[] } {
    const bodies = this.bodies.get(name.replace(/\[[^]*$/, "")) ?? [];
    const elsewhere = this.elsewhere(localName(name));
    const all = [...bodies, ...elsewhere];
    if (all.length === 0) return { fingerprint: FROM_ENVIRONMENT, notUnderstood: [] };
    const { digest, notUnderstood } = this.closureOf(all);
    const words = [
      ...bodies.flatMap((body) => Object.keys(body).filter((key) => !PROVIDER_SETTINGS.has(key))),
      ...(elsewhere.length === 0 ? [] : ["comes from elsewhere than cloudflare/cloudflare"]),
    ];
    eachText(bodies, (text) => words.push(...impureCallsIn(text).map((call) => `calls ${call}()`)));
    const own = [...new Set(words)].map((what): NotUnderstood => ({ what, where: `provider.${name}`, digest }));
    return { fingerprint: digest, notUnderstood: [...own, ...notUnderstood] };
  }

  /** Where a provider comes from, where that is not Cloudflare. What is not required comes from HashiCorp, who have none of Cloudflare's name. */
  private elsewhere(local: string): unknown[] {
    const sources = this.sources.get(local) ?? [undefined];
    return sources.filter((source) => !(source === undefined ? local === CLOUDFLARE : isCloudflares(source)));
  }

  private add(local: string, body: Json): void {
    const { alias } = body;
    const name = typeof alias === "string" ? `${local}.${alias}` : local;
    const own = Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== null && !UNSIGNED.includes(key)));
    if (Object.keys(own).length > 0) this.bodies.set(name, [...(this.bodies.get(name) ?? []), own]);
  }
}

function isCloudflares(source: unknown): boolean {
  return typeof source === "string" && /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?cloudflare\/cloudflare$/i.test(source);
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
  return argument === undefined || argument === null ? undefined : localName(providerNameOf(argument) ?? CLOUDFLARE);
}

function localName(name: string): string {
  return name.split(/[.[]/, 1)[0] ?? "";
}
