import { createHash } from "node:crypto";
import { compareText } from "../policy";

/** A definition whose references are being followed. */
interface Visit<T> {
  readonly definition: T;
  readonly order: number;
  /** The earliest one that leads here and that this one leads back to. */
  earliest: number;
  readonly next: readonly T[];
  followed: number;
}

/**
 * Fingerprints of definitions with all that they refer to in turn: equal where all of that is equal. Linear in definitions and references: those that
 * refer to each other share a fingerprint, made of theirs and of those that they refer to (Tarjan's strongly connected components, without recursion,
 * since a chain of references may be longer than a stack is deep).
 */
export class Fingerprints<T> {
  private readonly made = new Map<T, string>();
  private readonly open = new Map<T, Visit<T>>();
  /** What is open, in the order in which it was met. */
  private readonly met: Visit<T>[] = [];

  /**
   * @param sayingOf what a definition says, with its name: plain data
   * @param nextOf what it refers to
   */
  constructor(
    private readonly sayingOf: (definition: T) => unknown,
    private readonly nextOf: (definition: T) => readonly T[],
  ) {}

  of(definition: T): string {
    if (!this.made.has(definition)) this.follow(definition);
    return this.made.get(definition) ?? "";
  }

  private follow(start: T): void {
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

  private begin(definition: T): Visit<T> {
    const order = this.met.length;
    const visit = { definition, order, earliest: order, next: this.nextOf(definition), followed: 0 };
    this.open.set(definition, visit);
    this.met.push(visit);
    return visit;
  }

  /** All that was met since then, and is still open, refers to it and is referred to by it. */
  private close({ order }: Visit<T>): void {
    const visits = this.met.splice(order);
    const members = new Set(visits.map(({ definition }) => definition));
    const below = new Set(visits.flatMap(({ next }) => next.filter((each) => !members.has(each)).map((each) => this.made.get(each) ?? "")));
    const sayings = [...members].map((each) => JSON.stringify(this.sayingOf(each))).sort(compareText);
    const whole = [sayings, [...below].sort(compareText)];
    const fingerprint = createHash("sha256").update(JSON.stringify(whole)).digest("hex").slice(0, 32);
    for (const member of members) {
      this.open.delete(member);
      this.made.set(member, fingerprint);
    }
  }
}
