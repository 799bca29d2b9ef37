import { compareText, type NotUnderstood } from "../policy";
import { canonicalText, digestOf } from "./json";

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
