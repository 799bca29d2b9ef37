import { type NotUnderstood, stackOf, type TokenSpec } from "../policy";
import { resourceAddress } from "../terraform";
import type { AccessDiff, TokenDiff } from "./diff/model";
import { namerOf, showRenames } from "./diff/names";
import { NormalToken } from "./diff/normal-token";
import { compareUnderstanding } from "./diff/not-understood";
import { pairTokens, type TokenPair } from "./diff/pairing";
import { diffPair, union } from "./diff/token-diff";

/** What is known of a stack beside its tokens: plain data. */
export interface StackFacts {
  readonly name: string;
  /** Whether it stands in what cdktf wrote for an app, with the other stacks. @default false */
  readonly ofApp?: true;
  /** Where it keeps its state, as text that is equal where that is. @default - not known */
  readonly backend?: string;
  /** What Terraform forgets without destroying what is there (`removed` blocks). @default - nothing */
  readonly forgotten?: readonly ForgottenFact[];
}

/** What leaves the code, and stays in the account. */
export interface ForgottenFact {
  /** Terraform address of a resource, or of a module. */
  readonly address: string;
  /** Where not every version of Terraform does the same. @default - all do */
  readonly notUnderstood?: NotUnderstood;
}

/** One side of a comparison: tokens, or tokens with what was read beside them. */
export type ComparedSide =
  | readonly TokenSpec[]
  | {
      readonly specs: readonly TokenSpec[];
      /** @default - those that the tokens say they stand in */
      readonly stacks?: readonly StackFacts[] | undefined;
      /** What is there besides tokens and may do anything to them. @default - nothing */
      readonly notUnderstood?: readonly NotUnderstood[] | undefined;
      /** What reading gave. @default - nothing */
      readonly warnings?: readonly { readonly message: string; readonly address?: string }[] | undefined;
    };

/** `compare` of tokens alone: the public function, which lib/lazy.ts describes. */
export function accessDiff(before: readonly TokenSpec[], after: readonly TokenSpec[]): AccessDiff {
  return compare(before, after);
}

/**
 * The one comparison, which `accessDiff`, the commands and the gate share. Without facts, a stack is there as long as it holds a token.
 *
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 */
export function compare(before: ComparedSide, after: ComparedSide): AccessDiff {
  const [old, now] = [sideOf(before), sideOf(after)];
  const factOf = forgottenIn(old, now);
  const abandoned = abandonedStacks(old, now);
  const left = new Set(abandoned.map(({ name }) => name));
  const remaining = old.specs.filter((spec) => !left.has(stackOf(spec)));
  const specs = remaining.map((spec) => (factOf(spec) === undefined ? spec : { ...spec, stays: true as const }));
  const unclear = remaining.flatMap((spec) => unclearSuccessor(spec, factOf(spec), now.specs));
  const pairs = pairTokens(made(specs), made([...now.specs, ...unclear]));
  const name = namerOf(old.specs, now.specs);
  const diffs = pairs.flatMap((pair): TokenDiff[] => {
    const diff = diffPair(pair);
    return diff === undefined ? [] : [name(diff, pair.before?.spec, pair.after?.spec)];
  });
  const { tokens, warnings: renamed } = showRenames(diffs, old.specs, now.specs);
  const around = [...movedStates(old, now), ...now.notUnderstood];
  return {
    verdict: union([...tokens.map(({ verdict }) => verdict), ...around.map(() => "mixed" as const)]),
    disruptive: tokens.some(({ disruptive }) => disruptive.length > 0),
    tokens,
    ...(around.length === 0 ? {} : { notUnderstood: around }),
    warnings: [
      ...new Set([
        ...around.map(({ what, where }) => `not understood: ${what} (${where})`),
        ...[...old.warnings, ...now.warnings].map(({ address, message }) => about(address, message)),
        ...abandoned.map(({ name: stack, ofApp }) => abandonedWarning(stack, ofApp)),
        ...pairs.flatMap((pair) => [...stayWarnings(pair, (spec) => factOf(spec) !== undefined), ...understandingWarnings(pair)]),
        ...renamed,
      ]),
    ],
  };
}

function made(specs: readonly TokenSpec[]): NormalToken[] {
  return specs.map((spec) => new NormalToken(spec));
}

interface Side {
  readonly specs: readonly TokenSpec[];
  readonly stacks: readonly (StackFacts & { readonly holdsTokens: boolean })[];
  /** Whether the stacks are those of one app, all of them. */
  readonly wholeApp: boolean;
  /** Whether more is known of the stacks than what tokens say. */
  readonly hasFacts: boolean;
  readonly notUnderstood: readonly NotUnderstood[];
  readonly warnings: readonly { readonly message: string; readonly address?: string }[];
}

function sideOf(side: ComparedSide): Side {
  const { specs, stacks, warnings = [], notUnderstood = [] } = "specs" in side ? side : { specs: side };
  const named = new Set(specs.map(stackOf));
  const known: readonly StackFacts[] = stacks ?? [...named].filter((name) => name !== "").map((name) => ({ name }));
  return {
    specs,
    // The tokens of a folder or file of Terraform JSON name no stack.
    stacks: known.map((stack) => ({ ...stack, holdsTokens: named.has(stack.name) || (known.length === 1 && named.has("")) })),
    hasFacts: stacks !== undefined,
    notUnderstood,
    wholeApp: stacks === undefined ? !named.has("") : stacks.every(({ ofApp }) => ofApp),
    warnings,
  };
}

/** What is said of tokens by `removed` blocks that destroy nothing. */
function forgottenIn(before: Side, after: Side): (spec: TokenSpec) => ForgottenFact | undefined {
  // Where there is one stack only, what it is called says nothing: a folder of Terraform JSON is called as it happens to be.
  const oneStack = before.stacks.length <= 1 && after.stacks.length <= 1;
  const keyOf = (stack: string, address: string): string => JSON.stringify([oneStack ? "" : stack, address]);
  const facts = new Map(
    after.stacks.flatMap(({ name, forgotten = [] }) => forgotten.map((fact) => [keyOf(name, fact.address), fact] as const)),
  );
  if (facts.size === 0) return () => undefined;
  return (spec) => placesOf(spec.address ?? "").flatMap((place) => facts.get(keyOf(stackOf(spec), place)) ?? [])[0];
}

/** An address, the same without keys of instances, and the modules that it lies in. */
function placesOf(address: string): string[] {
  const { resource = "", module = "" } = resourceAddress(address) ?? {};
  const parts = module === "" ? [] : module.split(".");
  const modules = parts.flatMap((_, index) => (index % 2 === 1 ? [parts.slice(0, index + 1).join(".")] : []));
  return [address, module === "" ? resource : `${module}.${resource}`, ...modules];
}

/** Where it is not clear whether it stays, a token that left the code goes on with what is not understood of it. */
function unclearSuccessor(spec: TokenSpec, fact: ForgottenFact | undefined, after: readonly TokenSpec[]): TokenSpec[] {
  const own = spec.stays === true && (spec.notUnderstood ?? []).length > 0 ? { what: LEAVES, where: spec.address ?? spec.name } : undefined;
  const unclear = fact?.notUnderstood ?? own;
  const goesOn = ({ kind, address, movedFrom = [] }: TokenSpec): boolean =>
    kind === spec.kind && [address, ...movedFrom].includes(spec.address);
  if (unclear === undefined || after.some(goesOn)) return [];
  return [{ ...spec, stays: true, notUnderstood: [...(spec.notUnderstood ?? []), unclear] }];
}

const LEAVES = "it leaves the code, and it is not known whether it stays";

/**
 * Stacks with tokens that an app no longer makes: neither cdktf nor a pipeline destroys what is not in the code. One whose state a new stack keeps
 * goes on under another name. Of one stack beside one other, it can't be told whether they are of one app.
 */
function abandonedStacks(before: Side, after: Side): Side["stacks"] {
  if (!before.wholeApp || !after.wholeApp || (before.stacks.length <= 1 && after.stacks.length <= 1)) return [];
  const [former, names] = [before, after].map(({ stacks }) => new Set(stacks.map(({ name }) => name))) as [Set<string>, Set<string>];
  // Where only tokens say which stacks there are, some have to be the same: two apps are no change of one.
  const facts = [before, after].every(({ stacks }) => stacks.every(({ ofApp }) => ofApp));
  if (!facts && ![...former].some((name) => names.has(name))) return [];
  const backends = new Set(after.stacks.flatMap(({ name, backend }) => (former.has(name) ? [] : (backend ?? []))));
  return before.stacks.filter(
    ({ name, backend, holdsTokens }) => holdsTokens && !names.has(name) && (backend === undefined || !backends.has(backend)),
  );
}

/** Stacks whose state is elsewhere from now on: Terraform finds no tokens there, unless somebody moves the state along. */
function movedStates(before: Side, after: Side): NotUnderstood[] {
  if (!before.hasFacts || !after.hasFacts) return [];
  // Where there is one stack only, what it is called says nothing.
  const isOne = before.stacks.length === 1 && after.stacks.length === 1;
  const former = new Map(before.stacks.map((stack) => [isOne ? "" : stack.name, stack]));
  return after.stacks.flatMap(({ name, backend }): NotUnderstood[] => {
    const was = former.get(isOne ? "" : name);
    return was?.holdsTokens === true && was.backend !== backend ? [{ what: MOVED_STATE, where: name === "" ? "terraform" : name }] : [];
  });
}

const MOVED_STATE =
  "the state is kept elsewhere from now on: unless it is moved along (terraform init -migrate-state), every token is made again, and those before stay and work";

function abandonedWarning(stack: string, ofApp: boolean | undefined): string {
  return ofApp === true
    ? `stack ${stack} is no longer made: nothing destroys its tokens`
    : `stack ${stack} has no token any more: where the app no longer makes it, nothing destroys those it had`;
}

/** Tokens that stay although they left the code, or would. Of `removed` blocks the reader tells. */
function stayWarnings({ before, after, forgotten }: TokenPair, told: (spec: TokenSpec) => boolean): string[] {
  const spec = forgotten?.spec ?? (before?.spec.stays !== true && after?.spec.stays === true ? after.spec : undefined);
  return spec === undefined || told(spec) ? [] : [about(spec.address ?? spec.name, STAYS)];
}

/** What is not understood and stands on both sides. */
function understandingWarnings({ before, after }: TokenPair): string[] {
  return compareUnderstanding(before?.spec, after?.spec).same.map(({ what, where }) =>
    about(after?.spec.address ?? after?.spec.name, `not understood, before and after: ${what} (${where})`),
  );
}

const STAYS = "Terraform only forgets this token: it stays, and keeps its access";

function about(address: string | undefined, message: string): string {
  return address === undefined ? message : `${address}: ${message}`;
}
