import { fault, PrincipalError } from "../../lib/errors";
import { type AcknowledgementSpec, compareText, type TokenSpec } from "../../lib/policy";
import { namesOfStack, namesOfToken, type PlacedToken, placedTokens, placeOf, readSynthesized, type StackReading } from "../../lib/review";
import { staleNotes } from "./stale";
import { isPrincipal, isTokenSpec, isTreeNode, principalsBelow, type PrincipalLike, stackOf } from "./tree";

/** A token that is looked at. */
export interface JudgedToken extends PlacedToken {
  readonly acknowledgements: readonly AcknowledgementSpec[];
  /** Every token of its stack, as far as they are known. */
  readonly beside: readonly TokenSpec[];
}

/** What was passed to `expect`. */
export interface Subject {
  /** At least one, by place. */
  readonly tokens: readonly JudgedToken[];
  /** Whether one principal or spec was passed, and no list, tree or folder. */
  readonly single: boolean;
  /** The folder or file that they were read from. */
  readonly path?: string;
  /** What a failure should say of where they were read from. */
  readonly notes: readonly string[];
}

/**
 * Reads what was passed to `expect`: a principal, a spec, a list of these, a construct with principals below it, or a synthesized folder.
 *
 * @throws PrincipalError InvalidSubject, NoTokens, UnreadableFile, InvalidFile
 */
export function readSubject(received: unknown): Subject {
  const single = isPrincipal(received) || isTokenSpec(received);
  const tokens = typeof received === "string" ? tokensIn(received) : place(collect(received, "received"));
  if (tokens.length === 0) throw new PrincipalError([fault.noTokens("received", whyEmpty(received, single))]);
  return { tokens, single, ...(typeof received === "string" ? { path: received, notes: staleNotes(received) } : { notes: [] }) };
}

function whyEmpty(received: unknown, single: boolean): string {
  if (single) return "its expiry has passed, and it is left out of the Terraform";
  if (typeof received === "string") return "no token is synthesized there";
  return Array.isArray(received) && received.length === 0 ? "the list is empty" : "no principal below it is written";
}

function tokensIn(path: string): JudgedToken[] {
  return placedTokens(readSynthesized(path).stacks).map((token) => ({ ...token, acknowledgements: [], beside: token.stack.specs }));
}

type Found = PrincipalLike | TokenSpec;
/** What tokens of one stack share. */
type Place = Omit<JudgedToken, "spec" | "names" | "acknowledgements">;

function collect(value: unknown, path: string): Found[] {
  if (isTokenSpec(value)) return [value];
  if (isPrincipal(value)) return value.retired === true ? [] : [value];
  if (isTreeNode(value)) return principalsBelow(value);
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap((each, index) => collect(each, `${path}[${String(index)}]`));
  throw new PrincipalError([fault.invalidSubject(path, value)]);
}

/** Each token in its stack: that of the tree, or for a bare spec the one that its path begins with. */
function place(found: readonly Found[]): JudgedToken[] {
  const places = new Map<unknown, Place>();
  const placed = (key: unknown, make: () => Place): Place => {
    const known = places.get(key) ?? make();
    places.set(key, known);
    return known;
  };
  const bare = found.filter(isTokenSpec);
  const tokens = [...new Set(found)].map((each): JudgedToken => {
    if (isTokenSpec(each)) {
      const name = stackName(each);
      const own = placed(name, () => {
        const specs = bare.filter((other) => stackName(other) === name);
        return { stack: stackReading(name, specs), beside: specs };
      });
      return { ...own, spec: each, names: namesOfToken(each, namesOfStack(own.beside)), acknowledgements: [] };
    }
    const stack = stackOf(each);
    const own = placed(stack ?? each, () => {
      const principals = stack === undefined ? [each] : principalsBelow(stack);
      const specs = principals.map(({ spec }) => spec);
      return { stack: stackReading(stack?.node.path ?? stackName(each.spec), specs), beside: specs };
    });
    const { spec } = each;
    return { ...own, spec, names: namesOfToken(spec, namesOfStack(own.beside)), acknowledgements: spec.acknowledgements ?? [] };
  });
  return tokens.sort((a, b) => compareText(placeOf(a), placeOf(b)));
}

function stackReading(name: string, specs: readonly TokenSpec[]): StackReading {
  return { name, specs, warnings: [] };
}

function stackName({ path }: TokenSpec): string {
  return path?.split("/", 1)[0] ?? "";
}

/**
 * A token to be shown with further names for resources, those of a question; the code's own names come first. Not to be asked: what was read from a
 * question knows the stacks by identity.
 */
export function withNames<T extends PlacedToken>(token: T, names: ReadonlyMap<string, string>): T {
  return names.size === 0 ? token : { ...token, names: { ...token.names, nameOf: (key) => token.names.nameOf(key) ?? names.get(key) } };
}

/** The stacks of some tokens. */
export function stacksOf(tokens: readonly PlacedToken[]): StackReading[] {
  return [...new Set(tokens.map(({ stack }) => stack))];
}
