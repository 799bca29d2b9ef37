import { compareText, stackOf, type TokenSpec } from "../../policy";
import { type NormalToken, tellApart } from "./normal-token";

/**
 * Why Terraform makes a new token: its address or stack is another one, its account or kind is, a plan says so, or a slot of a rotation is turned, beside
 * another one whose value keeps working (`slot`) or without any (`last-slot`).
 */
export type Replacement = "address" | "account" | "plan" | "slot" | "last-slot";

/** A token before and after, either of which may be missing. */
export interface TokenPair {
  readonly before?: NormalToken;
  readonly after?: NormalToken;
  readonly replaced?: Replacement;
  /** A token that Terraform does not destroy, in whose place the one after comes; without such a one, it only leaves the code. */
  readonly forgotten?: NormalToken;
  /** Of one that comes or goes, one of the same access that goes or comes, in the same stack: it may be a new name without `adopt`. */
  readonly twin?: NormalToken;
}

/** What became of a token, and how that was found. */
interface Found {
  readonly by: "address" | "slot" | "name";
  readonly old: NormalToken;
  readonly now: NormalToken;
}

/** One way to find what became of a token: keys that are equal, those of the later state in the order in which they are tried. */
interface Step {
  readonly by: Found["by"];
  readonly old: Key;
  readonly now: (token: NormalToken) => readonly (string | undefined)[];
}

type Key = (token: NormalToken) => string | undefined;

/**
 * Finds for each token what became of it: by Terraform address within its stack, then by its former address (`moved`), by rotation, and at last by
 * name, of another kind or account where nothing else has it. Linear in the number of tokens but for the sorting; the order of the lists makes no difference.
 */
export function pairTokens(before: readonly NormalToken[], after: readonly NormalToken[]): TokenPair[] {
  const olds = new Set([...before].sort(compare));
  // What a plan forgets stands beside its successor, at the same address: it is the one that there was.
  const news = new Set([...after].sort((a, b) => forgottenFirst(a, b) || compare(a, b)));
  const oneStack = areOfOneStack(olds, news);
  const found: Found[] = [];
  for (const { by, old: oldKey, now: newKeys } of stepsOf(olds, news)) {
    const byKey = new Map<string, NormalToken[]>();
    for (const old of [...olds].reverse()) {
      const key = oldKey(old);
      if (key === undefined) continue;
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [old]);
      else known.push(old);
    }
    if (byKey.size === 0) continue;
    for (const now of news) {
      const key = newKeys(now).find((each) => each !== undefined && (byKey.get(each)?.length ?? 0) > 0);
      const old = key === undefined ? undefined : byKey.get(key)?.pop();
      if (old === undefined) continue;
      olds.delete(old);
      news.delete(now);
      found.push({ by, old, now });
    }
  }
  const pairs = withReplacements(found);
  const twins = twinsOf(olds, news, oneStack);
  const twin = (token: NormalToken): Pick<TokenPair, "twin"> => {
    const found = twins.get(token);
    return found === undefined ? {} : { twin: found };
  };
  for (const old of olds) pairs.push(old.spec.stays === true ? { forgotten: old } : { before: old, ...twin(old) });
  for (const now of news) pairs.push({ after: now, ...twin(now) });
  const shown = ({ after: now, before: old, forgotten }: TokenPair): NormalToken | undefined => now ?? old ?? forgotten;
  return pairs.sort((a, b) => compare(shown(a), shown(b)) || (a.after === undefined ? 0 : 1) - (b.after === undefined ? 0 : 1));
}

/** What is left of the lists when a step begins decides how it goes. */
function* stepsOf(olds: ReadonlySet<NormalToken>, news: ReadonlySet<NormalToken>): Generator<Step> {
  const oneStack = areOfOneStack(olds, news);
  const single = (by: Step["by"], old: Key, now: Key = old): Step => ({ by, old, now: (token) => [now(token)] });
  const former = (old: Key, key: (token: NormalToken, at: string) => string | undefined): Step => ({
    by: "address",
    old,
    now: (token) => (token.spec.movedFrom ?? []).map((at) => key(token, at)),
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
  yield single("slot", (token) =>
    rotationOf(token) === undefined ? undefined : `${rotationOf(token) ?? ""} ${token.spec.rotation?.slot ?? ""}`,
  );
  yield single("slot", rotationOf);
  const twice = new Set([...repeated(olds), ...repeated(news)]);
  const named = (token: NormalToken): string | undefined => (token.spec.deposed === undefined ? nameOf(token) : undefined);
  yield single("name", (token) => (twice.has(nameOf(token)) ? JSON.stringify([named(token), token.access]) : undefined));
  yield single("name", named);
  const [before, after] = [olds, news].map((tokens) => repeated(tokens, bareName)) as [Set<string>, Set<string>];
  yield single("name", (token) => {
    const name = bareName(token);
    return token.spec.deposed !== undefined || before.has(name) || after.has(name) ? undefined : name;
  });
}

/** Where each side has one stack only, what it is called does not matter. */
function areOfOneStack(...sides: readonly ReadonlySet<NormalToken>[]): boolean {
  return sides.every((tokens) => new Set([...tokens].map(({ spec }) => stackOf(spec))).size <= 1);
}

/** Of the tokens that go and those that come, the ones of one stack with the same access, each once. Terraform moves none into another state. */
function twinsOf(olds: ReadonlySet<NormalToken>, news: ReadonlySet<NormalToken>, oneStack: boolean): ReadonlyMap<NormalToken, NormalToken> {
  const twins = new Map<NormalToken, NormalToken>();
  if (olds.size === 0 || news.size === 0) return twins;
  const keyOf = (token: NormalToken): string => JSON.stringify([oneStack ? "" : stackOf(token.spec), token.access]);
  const byKey = new Map<string, NormalToken[]>();
  for (const old of [...olds].filter(mayBeAdopted).reverse()) byKey.set(keyOf(old), [...(byKey.get(keyOf(old)) ?? []), old]);
  if (byKey.size === 0) return twins;
  for (const now of [...news].filter(mayBeAdopted)) {
    const list = byKey.get(keyOf(now)) ?? [];
    const old = list.at(-1);
    if (old === undefined || tellApart(old.spec, now.spec).changed.length > 0) continue;
    list.pop();
    twins.set(old, now).set(now, old);
  }
  return twins;
}

/** A token that does something, of which all is understood, and that is no slot. */
function mayBeAdopted({ spec: { policies, stays, deposed, rotation, notUnderstood = [] } }: NormalToken): boolean {
  return policies.length > 0 && stays !== true && deposed === undefined && rotation === undefined && notUnderstood.length === 0;
}

function bareName({ spec: { name } }: NormalToken): string {
  return name;
}

function inStack({ spec }: NormalToken, at = spec.address): string | undefined {
  return at === undefined ? undefined : JSON.stringify([spec.kind, stackOf(spec), at, spec.deposed]);
}

function anywhere({ spec }: NormalToken, at = spec.address): string | undefined {
  return at === undefined ? undefined : JSON.stringify([spec.kind, at, spec.deposed]);
}

/** One address may stand in many stacks: the token of the same name is the likeliest. */
function namedAddress({ spec: { kind, address, accountId, name, deposed } }: NormalToken): string | undefined {
  return address === undefined ? undefined : JSON.stringify([kind, address, accountId, name, deposed]);
}

/** The key of tokens of which it is not known in which stack they are. */
function unplaced(key: Key): Key {
  return (token) => (stackOf(token.spec) === "" ? key(token) : undefined);
}

function nameOf({ spec: { kind, accountId, name } }: NormalToken): string {
  return JSON.stringify([kind, accountId, name]);
}

/** The names that several tokens have. */
function repeated(tokens: ReadonlySet<NormalToken>, called = nameOf): Set<string> {
  const [seen, twice] = [new Set<string>(), new Set<string>()];
  for (const token of tokens) {
    const name = called(token);
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}

function forgottenFirst(a: NormalToken, b: NormalToken): number {
  return Number(b.spec.stays === true) - Number(a.spec.stays === true);
}

function compare(a: NormalToken | undefined, b: NormalToken | undefined): number {
  const [x, y] = [a?.spec, b?.spec];
  return (
    compareText(x?.accountId ?? "", y?.accountId ?? "") ||
    compareText(x?.name ?? "", y?.name ?? "") ||
    compareText(x?.address ?? "", y?.address ?? "") ||
    compareText(x?.path ?? "", y?.path ?? "") ||
    compareText(x?.stack ?? "", y?.stack ?? "") ||
    compareText(x?.kind ?? "", y?.kind ?? "") ||
    compareText(x?.deposed ?? "", y?.deposed ?? "") ||
    compareText(a?.access ?? "", b?.access ?? "")
  );
}

/** Tells of what was found why it is a new token, where it is one. */
function withReplacements(found: readonly Found[]): TokenPair[] {
  const told = found.map((each) => ({ ...each, replaced: replacement(each) }));
  const kept = new Set(told.flatMap(({ replaced, ...each }) => (replaced === undefined ? keptRotation(each) : [])));
  return told.map(({ replaced: first, ...each }): TokenPair => {
    const { old: before, now: after } = each;
    const replaced = first === "slot" ? turnOf(each, kept) : first;
    if (replaced === undefined) return { before, after };
    // What Terraform does not destroy is not replaced: the new one comes beside it.
    return before.spec.stays === true ? { after, forgotten: before } : { before, after, replaced };
  });
}

/** Of a slot it is not told yet what becomes of the others. */
function replacement({ by, old: { spec: old }, now: { spec: now } }: Found): Exclude<Replacement, "last-slot"> | undefined {
  if (old.accountId !== now.accountId || old.kind !== now.kind) return "account";
  if (now.newSecret === true) return "plan";
  if (by === "slot" && turned(old, now)) return "slot";
  if (by === "address")
    return inOtherStack(old, now)
      ? "address"
      : old.rotation !== undefined && now.rotation !== undefined && turned(old, now)
        ? "slot"
        : undefined;
  return isElsewhere(old, now) ? "address" : undefined;
}

/** Whether what became of it stands in another place, as far as both are known. */
function isElsewhere(old: TokenSpec, now: TokenSpec): boolean {
  return old.address !== undefined && now.address !== undefined && (old.address !== now.address || inOtherStack(old, now));
}

function inOtherStack(old: TokenSpec, now: TokenSpec): boolean {
  const [was, is] = [stackOf(old), stackOf(now)];
  return was !== "" && is !== "" && was !== is;
}

/** The rotation of which this value works before and after. */
function keptRotation({ old, now }: Found): string[] {
  const works = old.spec.status === "active" && now.spec.status === "active";
  return works ? [rotationOf(old) ?? []].flat() : [];
}

/** What it is to turn a slot: another slot at another address is none that was made anew there, as long as one keeps working. */
function turnOf({ by, old, now }: Found, kept: ReadonlySet<string>): Replacement {
  const keeps = kept.has(rotationOf(old) ?? "");
  const other = old.spec.rotation?.slot !== now.spec.rotation?.slot;
  if (by !== "address" && isElsewhere(old.spec, now.spec) && !(other && keeps)) return "address";
  return keeps ? "slot" : "last-slot";
}

/** The principal whose slots a token is one of. */
function rotationOf({ spec: { kind, accountId, rotation, deposed } }: NormalToken): string | undefined {
  return rotation === undefined || deposed !== undefined ? undefined : JSON.stringify([kind, accountId, rotation.principal]);
}

function turned(old: TokenSpec, now: TokenSpec): boolean {
  return old.rotation?.slot !== now.rotation?.slot || old.rotation?.generation !== now.rotation?.generation;
}
