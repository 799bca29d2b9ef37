import { compareText, type TokenSpec } from "../../policy";

/** A token before and after, either of which may be missing. */
export interface TokenPair {
  readonly before?: TokenSpec;
  readonly after?: TokenSpec;
  /** Terraform makes a new token: its address, stack or account is another one, or it is another slot of a rotation. */
  readonly replaced?: "address" | "account" | "slot";
}

/** A spec that may say which address it was moved from. */
export type MovedSpec = TokenSpec & { readonly movedFrom?: string };

/**
 * Finds for each token what became of it: by Terraform address within its stack, then by its former address (`moved`), by rotation, and at last by
 * name. Linear in the number of tokens.
 */
export function pairTokens(before: readonly TokenSpec[], after: readonly MovedSpec[]): TokenPair[] {
  const pairs: TokenPair[] = [];
  const olds = new Set(before);
  const news = new Set(after);
  const pair = (old: TokenSpec, now: TokenSpec, replaced?: TokenPair["replaced"]): void => {
    pairs.push({ before: old, after: now, ...(replaced === undefined ? {} : { replaced }) });
    olds.delete(old);
    news.delete(now);
  };
  const match = (
    oldKey: (t: TokenSpec) => string | undefined,
    newKey: (t: MovedSpec) => string | undefined,
    replaced?: (old: TokenSpec, now: TokenSpec) => TokenPair["replaced"],
  ): void => {
    const byKey = new Map<string, TokenSpec[]>();
    for (const old of olds) {
      const key = oldKey(old);
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), old]);
    }
    for (const now of news) {
      const key = newKey(now);
      const old = key === undefined ? undefined : byKey.get(key)?.shift();
      if (old !== undefined) pair(old, now, replaced?.(old, now));
    }
  };
  const address = (t: TokenSpec): string | undefined => (t.address === undefined ? undefined : `${t.kind} ${stackOf(t)} ${t.address}`);
  const accountChanged = (old: TokenSpec, now: TokenSpec): TokenPair["replaced"] =>
    old.accountId === now.accountId ? undefined : "account";
  match(address, address, accountChanged);
  match(address, (t) => (t.movedFrom === undefined ? undefined : `${t.kind} ${stackOf(t)} ${t.movedFrom}`), accountChanged);
  const slot = (t: TokenSpec): string | undefined =>
    t.rotation === undefined ? undefined : `${t.kind} ${t.accountId ?? ""} ${t.rotation.principal} ${t.rotation.slot}`;
  match(slot, slot, addressChanged);
  const principal = (t: TokenSpec): string | undefined =>
    t.rotation === undefined ? undefined : `${t.kind} ${t.accountId ?? ""} ${t.rotation.principal}`;
  match(principal, principal, () => "slot");
  const name = (t: TokenSpec): string => `${t.kind} ${t.accountId ?? ""} ${t.name}`;
  match(name, name, addressChanged);
  for (const old of olds) pairs.push({ before: old });
  for (const now of news) pairs.push({ after: now });
  return pairs.sort((a, b) => comparePairs(a, b));
}

function addressChanged(old: TokenSpec, now: TokenSpec): TokenPair["replaced"] {
  const known = old.address !== undefined && now.address !== undefined;
  return known && (old.address !== now.address || stackOf(old) !== stackOf(now)) ? "address" : undefined;
}

/** The first part of the construct's path; one Terraform address may stand in several stacks. */
function stackOf(t: TokenSpec): string {
  return t.path?.split("/")[0] ?? "";
}

function comparePairs(a: TokenPair, b: TokenPair): number {
  const [x, y] = [a.after ?? a.before, b.after ?? b.before];
  return (
    compareText(x?.accountId ?? "", y?.accountId ?? "") ||
    compareText(x?.name ?? "", y?.name ?? "") ||
    compareText(x?.address ?? "", y?.address ?? "")
  );
}
