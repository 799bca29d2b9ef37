import { createHash } from "node:crypto";
import { compareText } from "../../policy";

/** A name whose references are being followed. */
interface Visit {
  readonly name: string;
  readonly order: number;
  /** The earliest name that leads here and that this one leads back to. */
  earliest: number;
  readonly next: readonly string[];
  followed: number;
}

/**
 * Fingerprints of definitions with all that they refer to in turn: equal where all of that is equal. Linear in definitions and references: names that
 * refer to each other share a fingerprint, made of theirs and of those that they refer to (Tarjan's strongly connected components, without recursion,
 * since a chain of references may be longer than a stack is deep).
 */
export class Fingerprints {
  private readonly made = new Map<string, string>();
  private readonly open = new Map<string, Visit>();
  /** What is open, in the order in which it was met. */
  private readonly met: Visit[] = [];

  /**
   * @param bodyOf what a name stands for: plain data
   * @param nextOf what it refers to
   */
  constructor(
    private readonly bodyOf: (name: string) => unknown,
    private readonly nextOf: (name: string) => readonly string[],
  ) {}

  of(name: string): string {
    if (!this.made.has(name)) this.follow(name);
    return this.made.get(name) ?? "";
  }

  private follow(start: string): void {
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

  private begin(name: string): Visit {
    const order = this.met.length;
    const visit = { name, order, earliest: order, next: this.nextOf(name), followed: 0 };
    this.open.set(name, visit);
    this.met.push(visit);
    return visit;
  }

  /** All that was met since then, and is still open, refers to it and is referred to by it. */
  private close({ order }: Visit): void {
    const members = this.met.splice(order).sort((a, b) => compareText(a.name, b.name));
    const names = new Set(members.map(({ name }) => name));
    const below = new Set(members.flatMap(({ next }) => next.filter((each) => !names.has(each)).map((each) => this.made.get(each) ?? "")));
    const whole = [members.map(({ name }) => [name, this.bodyOf(name)]), [...below].sort(compareText)];
    const fingerprint = createHash("sha256").update(JSON.stringify(whole)).digest("hex").slice(0, 32);
    for (const name of names) {
      this.open.delete(name);
      this.made.set(name, fingerprint);
    }
  }
}
