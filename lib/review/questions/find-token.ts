import { distance } from "fastest-levenshtein";
import { fault, PrincipalError } from "../../errors";
import { compareText, type TokenSpec } from "../../policy";
import type { StackReading } from "../../read";
import { type Names, namesOfStack, namesOfToken } from "../summary/labels";

/** A token with the stack that it is in. */
export interface PlacedToken {
  readonly stack: StackReading;
  readonly spec: TokenSpec;
  /** What it, and the other tokens of its stack, call things. */
  readonly names: Names;
}

/** Every token, in the order of the stacks. */
export function placedTokens(stacks: readonly StackReading[]): PlacedToken[] {
  return stacks.flatMap((stack) => {
    const names = namesOfStack(stack.specs);
    return stack.specs.map((spec) => ({ stack, spec, names: namesOfToken(spec, names) }));
  });
}

/** The name that no other token has: the construct's path, else stack and name. */
export function placeOf({ stack, spec }: PlacedToken): string {
  return spec.path ?? `${stack.name}/${spec.name}`;
}

/**
 * The one token that goes by a name: its own name, its construct's path (`prod/dns-publisher`), the last part of it, or its Terraform address.
 *
 * @throws PrincipalError UnknownToken, AmbiguousToken
 */
export function findToken(stacks: readonly StackReading[], name: string): PlacedToken {
  const tokens = placedTokens(stacks);
  const exact = tokens.filter(({ stack, spec }) => [spec.path, `${stack.name}/${spec.name}`].includes(name));
  const found =
    exact.length > 0 ? exact : tokens.filter(({ spec }) => [spec.name, spec.address, spec.path?.split("/").at(-1)].includes(name));
  const [token] = found;
  if (token !== undefined && found.length === 1) return token;
  if (token === undefined) throw new PrincipalError([fault.unknownToken("name", name, nearTokens(tokens, name))]);
  const places = [...new Set(found.map(placeOf))];
  const others = places.length === found.length ? places : found.map(({ spec }) => spec.address ?? spec.name);
  throw new PrincipalError([fault.ambiguousToken("name", name, others.slice(0, 5))]);
}

const MOST = 3;
const LONGEST = 200;

function nearTokens(tokens: readonly PlacedToken[], name: string): string[] {
  const text = name.slice(0, LONGEST).toLowerCase();
  const limit = Math.max(2, Math.floor(text.length / 4));
  const far = (candidate: string): number => {
    const other = candidate.slice(0, LONGEST).toLowerCase();
    return text.length > 2 && other.includes(text) ? 1 : distance(text, other);
  };
  const near = tokens.map((token) => ({ place: placeOf(token), far: Math.min(far(token.spec.name), far(placeOf(token))) }));
  return near
    .filter((candidate) => candidate.far <= limit)
    .sort((a, b) => a.far - b.far || compareText(a.place, b.place))
    .slice(0, MOST)
    .map(({ place }) => place);
}
