import { compareText, type TokenSpec } from "../../policy";
import type { NormalToken } from "./normal";

/** Why Terraform makes a new token: its address or stack is another one, its account is, a plan says so, or it is another slot of a rotation. */
export type Replacement = "address" | "account" | "plan" | "slot";

/** A token before and after, either of which may be missing. */
export interface TokenPair {
  readonly before?: NormalToken;
  readonly after?: NormalToken;
  readonly replaced?: Replacement;
}

/**
 * Finds for each token what became of it: by Terraform address within its stack, then by its former address (`moved`), by rotation, and at last by
 * name. Linear in the number of tokens but for one sort; the order of the lists makes no difference.
 */
export function pairTokens(before: readonly NormalToken[], after: readonly NormalToken[]): TokenPair[] {
  const olds = new Set(order(before));
  const news = new Set(order(after));
  const pairs: TokenPair[] = [];
  const match = (
    oldKey: (token: NormalToken) => string | undefined,
    newKeys: (token: NormalToken) => readonly (string | undefined)[],
    kind: "address" | "slot" | "name",
    accepts: (old: NormalToken, now: NormalToken) => boolean = () => true,
  ): void => {
    const byKey = new Map<string, Set<NormalToken>>();
    for (const old of olds) {
      const key = oldKey(old);
      if (key === undefined) continue;
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, new Set([old]));
      else list.add(old);
    }
    for (const now of news) {
      const candidates = newKeys(now).flatMap((key) => (key === undefined ? [] : (byKey.get(key) ?? [])));
      const found = first(candidates, (old) => accepts(old, now));
      if (found === undefined) continue;
      const [old, list] = found;
      list.delete(old);
      olds.delete(old);
      news.delete(now);
      const replaced = replacement(old.given, now.given, kind);
      pairs.push({ before: old, after: now, ...(replaced === undefined ? {} : { replaced }) });
    }
  };
  const single = (key: (token: NormalToken) => string | undefined) => [key, (token: NormalToken) => [key(token)]] as const;
  const address = ({ given: spec }: NormalToken, at = spec.address): string | undefined =>
    at === undefined ? undefined : JSON.stringify([spec.kind, stackOf(spec), at]);
  // A plan or a state does not say which stack it is of.
  const stackless = ({ given: spec }: NormalToken, at = spec.address): string | undefined =>
    at === undefined ? undefined : JSON.stringify([spec.kind, at]);
  const oneStackUnknown = (old: NormalToken, now: NormalToken): boolean => stackOf(old.given) === "" || stackOf(now.given) === "";
  const formerly = (key: typeof address) => (now: NormalToken) => (now.given.movedFrom ?? []).map((at) => key(now, at));
  match(...single((token) => address(token)), "address");
  match(...single((token) => stackless(token)), "address", oneStackUnknown);
  match((token) => address(token), formerly(address), "address");
  match((token) => stackless(token), formerly(stackless), "address", oneStackUnknown);
  const rotation = ({ given: spec }: NormalToken, ...more: readonly string[]): string | undefined =>
    spec.rotation === undefined ? undefined : JSON.stringify([spec.kind, spec.accountId, spec.rotation.principal, ...more]);
  match(...single((token) => rotation(token, token.given.rotation?.slot ?? "")), "slot");
  match(...single((token) => rotation(token)), "slot");
  const name = ({ given: spec }: NormalToken, ...more: readonly string[]): string =>
    JSON.stringify([spec.kind, spec.accountId, spec.name, ...more]);
  match(...single((token) => name(token, token.access)), "name");
  match(...single((token) => name(token)), "name");
  for (const old of olds) pairs.push({ before: old });
  for (const now of news) pairs.push({ after: now });
  return pairs.sort(
    (a, b) => compare(a.after ?? a.before, b.after ?? b.before) || (a.after === undefined ? 0 : 1) - (b.after === undefined ? 0 : 1),
  );
}

function first(lists: readonly Set<NormalToken>[], accepts: (old: NormalToken) => boolean): [NormalToken, Set<NormalToken>] | undefined {
  for (const list of lists) for (const old of list) if (accepts(old)) return [old, list];
  return undefined;
}

function replacement(old: TokenSpec, now: TokenSpec, kind: "address" | "slot" | "name"): Replacement | undefined {
  if (old.accountId !== now.accountId) return "account";
  if (now.newSecret === true) return "plan";
  if (kind === "address") return old.rotation !== undefined && now.rotation !== undefined && turned(old, now) ? "slot" : undefined;
  if (kind === "slot" && turned(old, now)) return "slot";
  const known = old.address !== undefined && now.address !== undefined;
  const stacks = [stackOf(old), stackOf(now)].filter((stack) => stack !== "");
  return known && (old.address !== now.address || new Set(stacks).size > 1) ? "address" : undefined;
}

function turned(old: TokenSpec, now: TokenSpec): boolean {
  return old.rotation?.slot !== now.rotation?.slot || old.rotation?.generation !== now.rotation?.generation;
}

/** The first part of the construct's path; one Terraform address may stand in several stacks. */
function stackOf(spec: TokenSpec): string {
  return spec.path?.split("/", 1)[0] ?? "";
}

function order(tokens: readonly NormalToken[]): NormalToken[] {
  return [...tokens].sort(compare);
}

function compare(a: NormalToken | undefined, b: NormalToken | undefined): number {
  const [x, y] = [a?.given, b?.given];
  return (
    compareText(x?.accountId ?? "", y?.accountId ?? "") ||
    compareText(x?.name ?? "", y?.name ?? "") ||
    compareText(x?.address ?? "", y?.address ?? "") ||
    compareText(x?.path ?? "", y?.path ?? "") ||
    compareText(x?.kind ?? "", y?.kind ?? "") ||
    compareText(a?.access ?? "", b?.access ?? "")
  );
}
