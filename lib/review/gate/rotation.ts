import { now, parseInstant, type TokenSpec } from "../../policy";
import type { PlannedChange } from "../../read";
import type { AccessDiff, TokenDiff } from "../diff/model";

/** The slots of rotations in a plan, with the principal that each is one of. */
export type Slots = ReadonlyMap<TokenSpec, string>;

const DAY = 86_400;

/**
 * Turns of rotations: a slot that is made anew with the same access, or again after it expired, while no other slot of its principal changes. Two at
 * once would leave nobody a value that works.
 */
export function turnsOf(diff: AccessDiff, before: readonly TokenSpec[], slots: Slots, ended: ReadonlySet<string>): ReadonlySet<TokenDiff> {
  const known = new Map([...slots].map(([spec, principal]) => [spec.address ?? "", { spec, principal }]));
  const moving = new Map<string, TokenDiff[]>();
  for (const token of diff.tokens) {
    const principal = known.get(token.address ?? "")?.principal;
    if (principal === undefined) continue;
    const others = moving.get(principal);
    if (others === undefined) moving.set(principal, [token]);
    else others.push(token);
  }
  // The slot that ends first is the one whose turn it is, and its successor is valid from now on.
  const oldest = new Map<string, number>();
  const end = ({ expiresOn }: TokenSpec): number => parseInstant(expiresOn ?? "") ?? Infinity;
  for (const spec of before) {
    const principal = known.get(spec.address ?? "")?.principal ?? "";
    oldest.set(principal, Math.min(oldest.get(principal) ?? Infinity, end(spec)));
  }
  const ends = new Map(before.map((spec) => [spec.address, end(spec)]));
  const present = now().getTime() / 1000;
  const isDated = ({ address }: TokenDiff): boolean => {
    const spec = known.get(address ?? "")?.spec;
    const [from, until] = [parseInstant(spec?.notBefore ?? ""), parseInstant(spec?.expiresOn ?? "")];
    return from !== undefined && until !== undefined && from <= present + DAY;
  };
  const isTurn = ({ change, gained, lost, address }: TokenDiff, principal: string): boolean =>
    (change === "created" && ended.has(address ?? "")) ||
    (change === "replaced" && [...gained, ...lost].every(({ kind }) => kind === "lifetime") && ends.get(address) === oldest.get(principal));
  return new Set(
    [...moving].flatMap(([principal, tokens]) =>
      tokens.length === 1 ? tokens.filter((token) => isTurn(token, principal) && isDated(token)) : [],
    ),
  );
}

/**
 * The slots whose dates or name change while their value stays. Only what is made anew may have other ones: a value that leaked would else live on for
 * as long as somebody moves its end.
 *
 * @param former the tokens as they are before the plan
 */
export function redatedOf(slots: Slots, former: readonly TokenSpec[]): TokenSpec[] {
  const there = new Set<string>();
  const alike = new Set<string>();
  const idOf = (address: string, { name, notBefore, expiresOn }: TokenSpec): string =>
    JSON.stringify([address, name, notBefore, expiresOn]);
  for (const spec of former) {
    // It stands beside the token of its address.
    if (spec.deposed !== undefined) continue;
    there.add(spec.address ?? "");
    alike.add(idOf(spec.address ?? "", spec));
  }
  return [...slots.keys()].filter((spec) => {
    const addresses = [spec.address ?? "", ...(spec.movedFrom ?? [])].filter((address) => there.has(address));
    return spec.newSecret !== true && addresses.length > 0 && !addresses.some((address) => alike.has(idOf(address, spec)));
  });
}

/** The provider drops tokens that have expired from the state, as if somebody had deleted them. Their addresses. */
export function expiredOf(specs: readonly TokenSpec[], drift: AccessDiff): ReadonlySet<string> {
  const present = now().getTime() / 1000;
  const gone = new Set(drift.tokens.filter(({ change }) => change === "deleted").map(({ address }) => address));
  return new Set(
    specs
      .filter(({ address }) => gone.has(address))
      .flatMap(({ address, expiresOn }) => {
        const end = expiresOn === undefined ? undefined : parseInstant(expiresOn);
        return address !== undefined && end !== undefined && end <= present ? [address] : [];
      }),
  );
}

/** An output, or what is updated because it refers to a slot that turns. */
export function takesValue({ address, actions, references = [] }: PlannedChange, turned: ReadonlySet<string>): boolean {
  if (address.startsWith("output.")) return true;
  return actions.join() === "update" && references.some((reference) => turned.has(reference.replace(/\.value$/, "")));
}
