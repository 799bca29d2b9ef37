import type { Definition } from "./definition";
import { isObject } from "./blocks";

/** Functions whose answer comes from other files, or from the clock. */
const OUTSIDE = /\b(file[a-z0-9]*|templatefile|timestamp|plantimestamp)\s*\(/;
const VARIABLE = "var.";

/** What of an expression's text only Terraform can tell. */
export function outsideCall(text: string): string | undefined {
  const [, name] = (text.includes("{") ? OUTSIDE.exec(text) : undefined) ?? [];
  return name === undefined ? undefined : `calls ${name}()`;
}

/**
 * What files do not say of the things that expressions refer to, in turn: variables without a default, other files, the time. Linear in definitions and
 * references over all that is asked.
 */
export class Unseen {
  private readonly explored = new Set<Definition>();
  private readonly causes = new Map<Definition, string>();
  /** What refers to a definition, as far as that is explored. */
  private readonly users = new Map<Definition, Definition[]>();

  /** The first thing that is found; undefined where files say all. */
  causeOf(definition: Definition): string | undefined {
    const open = [definition];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (this.explored.has(each)) continue;
      this.explored.add(each);
      const own = ownCause(each);
      if (own !== undefined) this.spread(each, own);
      for (const next of each.next()) {
        // With which credential something is looked up does not say what is found.
        if (next.name.startsWith("provider.")) continue;
        const users = this.users.get(next);
        if (users === undefined) this.users.set(next, [each]);
        else users.push(each);
        const known = this.causes.get(next);
        if (known !== undefined) this.spread(each, known);
        open.push(next);
      }
    }
    return this.causes.get(definition);
  }

  private spread(from: Definition, cause: string): void {
    const open = [from];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (this.causes.has(each)) continue;
      this.causes.set(each, cause);
      for (const user of this.users.get(each) ?? []) open.push(user);
    }
  }
}

function ownCause({ name, bodies }: Definition): string | undefined {
  if (name.startsWith(VARIABLE))
    return bodies.some((body) => isObject(body) && body["default"] !== undefined)
      ? undefined
      : `hangs on variable ${name.slice(VARIABLE.length)}, which has no default`;
  for (const body of bodies) {
    const found = firstCall(body);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstCall(value: unknown): string | undefined {
  if (typeof value === "string") return outsideCall(value);
  const parts = Array.isArray(value) ? (value as readonly unknown[]) : isObject(value) ? Object.entries(value).flat() : [];
  for (const part of parts) {
    const found = firstCall(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
