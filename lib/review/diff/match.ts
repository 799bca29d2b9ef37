import { compareText, stackOf } from "../../policy";
import type { NormalToken } from "./normal";
import { type Found, rotationOf, type TokenPair, withReplacements } from "./replacement";

/** One way to find what became of a token: keys that are equal, those of the later state in the order in which they are tried. */
interface Step {
  readonly by: Found["by"];
  readonly old: (token: NormalToken) => string | undefined;
  readonly now: (token: NormalToken) => readonly (string | undefined)[];
}

/**
 * Finds for each token what became of it: by Terraform address within its stack, then by its former address (`moved`), by rotation, and at last by
 * name. Linear in the number of tokens but for the sorting; the order of the lists makes no difference.
 */
export function pairTokens(before: readonly NormalToken[], after: readonly NormalToken[]): TokenPair[] {
  const olds = new Set([...before].sort(compare));
  const news = new Set([...after].sort(compare));
  const found: Found[] = [];
  for (const { by, old: oldKey, now: newKeys } of stepsOf(olds, news)) {
    const byKey = new Queues();
    for (const old of olds) byKey.add(oldKey(old), old);
    if (byKey.isEmpty) continue;
    for (const now of news) {
      const old = byKey.take(newKeys(now));
      if (old === undefined) continue;
      olds.delete(old);
      news.delete(now);
      found.push({ by, old, now });
    }
  }
  const pairs = withReplacements(found);
  for (const old of olds) pairs.push({ before: old });
  for (const now of news) pairs.push({ after: now });
  return pairs.sort(
    (a, b) => compare(a.after ?? a.before, b.after ?? b.before) || (a.after === undefined ? 0 : 1) - (b.after === undefined ? 0 : 1),
  );
}

/** Tokens by key, each given away once and in order. */
class Queues {
  private readonly queues = new Map<string, { readonly tokens: NormalToken[]; next: number }>();

  get isEmpty(): boolean {
    return this.queues.size === 0;
  }

  add(key: string | undefined, token: NormalToken): void {
    if (key === undefined) return;
    const queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, { tokens: [token], next: 0 });
    else queue.tokens.push(token);
  }

  take(keys: readonly (string | undefined)[]): NormalToken | undefined {
    for (const key of keys) {
      const queue = key === undefined ? undefined : this.queues.get(key);
      const token = queue?.tokens[queue.next];
      if (queue === undefined || token === undefined) continue;
      queue.next++;
      return token;
    }
    return undefined;
  }
}

type Key = (token: NormalToken) => string | undefined;

/** What is left of the lists when a step begins decides how it goes. */
function* stepsOf(olds: ReadonlySet<NormalToken>, news: ReadonlySet<NormalToken>): Generator<Step> {
  const oneStack = [olds, news].every((tokens) => new Set([...tokens].map(({ given }) => stackOf(given))).size <= 1);
  const single = (by: Step["by"], old: Key, now: Key = old): Step => ({ by, old, now: (token) => [now(token)] });
  const former = (old: Key, key: (token: NormalToken, at: string) => string | undefined): Step => ({
    by: "address",
    old,
    now: (token) => (token.given.movedFrom ?? []).map((at) => key(token, at)),
  });

  yield single("address", inStack);
  // A plan or a state does not say which stack it is of.
  yield single("address", unplaced(namedAddress), namedAddress);
  yield single("address", namedAddress, unplaced(namedAddress));
  yield single("address", unplaced(anywhere), anywhere);
  yield single("address", anywhere, unplaced(anywhere));
  yield former(inStack, inStack);
  yield former(unplaced(anywhere), anywhere);
  yield former(anywhere, (token, at) => unplaced((each) => anywhere(each, at))(token));
  // Where there is one stack only, what it is called does not tell its addresses apart.
  if (oneStack) {
    yield single("address", anywhere);
    yield former(anywhere, anywhere);
  }
  yield single("slot", ({ given: { kind, accountId, rotation } }) =>
    rotation === undefined ? undefined : JSON.stringify([kind, accountId, rotation.principal, rotation.slot]),
  );
  yield single("slot", rotationOf);
  const twice = new Set([...repeated(olds), ...repeated(news)]);
  yield single("name", (token) => (twice.has(nameOf(token)) ? JSON.stringify([nameOf(token), token.access]) : undefined));
  yield single("name", nameOf);
}

function inStack({ given }: NormalToken, at = given.address): string | undefined {
  return at === undefined ? undefined : JSON.stringify([given.kind, stackOf(given), at]);
}

function anywhere({ given }: NormalToken, at = given.address): string | undefined {
  return at === undefined ? undefined : JSON.stringify([given.kind, at]);
}

/** One address may stand in many stacks: the token of the same name is the likeliest. */
function namedAddress({ given: { kind, address, accountId, name } }: NormalToken): string | undefined {
  return address === undefined ? undefined : JSON.stringify([kind, address, accountId, name]);
}

/** The key of tokens of which it is not known in which stack they are. */
function unplaced(key: Key): Key {
  return (token) => (stackOf(token.given) === "" ? key(token) : undefined);
}

function nameOf({ given: { kind, accountId, name } }: NormalToken): string {
  return JSON.stringify([kind, accountId, name]);
}

/** The names that several tokens have. */
function repeated(tokens: ReadonlySet<NormalToken>): Set<string> {
  const [seen, twice] = [new Set<string>(), new Set<string>()];
  for (const token of tokens) {
    const name = nameOf(token);
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}

function compare(a: NormalToken | undefined, b: NormalToken | undefined): number {
  const [x, y] = [a?.given, b?.given];
  return (
    compareText(x?.accountId ?? "", y?.accountId ?? "") ||
    compareText(x?.name ?? "", y?.name ?? "") ||
    compareText(x?.address ?? "", y?.address ?? "") ||
    compareText(x?.path ?? "", y?.path ?? "") ||
    compareText(x?.stack ?? "", y?.stack ?? "") ||
    compareText(x?.kind ?? "", y?.kind ?? "") ||
    compareText(a?.access ?? "", b?.access ?? "")
  );
}
