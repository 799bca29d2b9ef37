import { PrincipalError } from "../../errors";
import { compareText, type DeliverySpec, normalize, normalizePolicies, type NotUnderstood, now, type TokenSpec } from "../../policy";
import { fileName } from "../render/escape";
import { hasEnded, type RecordedToken, secondsBetween, slotName } from "../record/model";
import { hasOwnWords, type ReadRecord, readRecord } from "../record/read";
import type { SnapshotFile } from "../record/snapshot-of";
import { isSamePlace } from "../../terraform";
import type { GateAnswer, GateNote, GateProblem } from "./model";
import { type Evidence, substitute } from "./substitute";

/**
 * The gate before apply: whether tokens have the access of the reviewed snapshot. Only the records of the files count, not their words. Tokens are matched
 * by address, else by name. Names of zones and the like, owner and purpose are no access and are not compared. An expression of a record has to be what
 * `resolve` says, or stand in the token as it is; dates and addresses have to be known at review.
 *
 * What only configuration surely says (`ignored`, `stays`, `deliveries`) may be missing in the tokens, but not in the record. Of a slot with both dates its length
 * counts: whether dates were changed in place only `gatePlan` can tell.
 *
 * @param stack the stack that the tokens are of
 * @param specs the tokens, all of them
 * @param files the snapshot's files, as `readSnapshot` gives them
 * @param resolve what expressions are, by expression without its `${}`. @default - nothing
 * @example
 * const { equal, problems } = gateSnapshot("prod", readState(readFileSync("state.json", "utf8")), readSnapshot("access"));
 */
export function gateSnapshot(
  stack: string,
  specs: readonly TokenSpec[],
  files: readonly SnapshotFile[],
  resolve: Readonly<Record<string, string>> = {},
): GateAnswer {
  const { problems, resolved, notes } = compareWithSnapshot(stack, specs, files, { resolve });
  return { equal: problems.length === 0, problems, resolved, notes };
}

/** What `gateSnapshot` answers, and which of the tokens are slots of a rotation: a plan does not say so itself. */
export interface Comparison extends Omit<GateAnswer, "equal"> {
  /** Slots of rotations, with the file of the principal that each is one of. */
  readonly slots: ReadonlyMap<TokenSpec, string>;
  /** Where the reviewed tokens' values go, and whether they are kept secret there. */
  readonly delivered: ReadonlyMap<string, boolean>;
}

/** One token of a record. */
interface Reviewed {
  readonly file: string;
  readonly token: RecordedToken;
}

/** See `gateSnapshot`. */
export function compareWithSnapshot(
  stack: string,
  specs: readonly TokenSpec[],
  files: readonly SnapshotFile[],
  evidence: Evidence,
  at: Date = now(),
): Comparison {
  const { reviewed, damaged, notes } = recordsOf(stack, files);
  const problems: GateProblem[] = damaged.map((file) => ({ file, problem: "damaged" }));
  if (reviewed.length === 0 && damaged.length === 0 && specs.length > 0) problems.push({ problem: "no-snapshot" });
  const slots = new Map<TokenSpec, string>();
  const values = new Map<string, string>();
  const find = finder(reviewed);
  // What Terraform forgets stands beside its successor, and is none.
  for (const spec of [...specs].sort((a, b) => Number(a.stays === true) - Number(b.stays === true))) {
    const match = spec.deposed === undefined ? find.take(spec) : undefined;
    if (match === undefined) {
      problems.push({ token: spec.name, problem: "unreviewed" });
      continue;
    }
    const { file, token } = match;
    if (token.slot !== undefined) slots.set(spec, file);
    for (const problem of problemsOf(token, spec, evidence, values)) problems.push({ file, token: spec.name, ...problem });
  }
  // What retires at its end leaves the code by the clock alone, and its file stays until somebody writes the snapshot again.
  for (const { file, token } of find.left) if (!hasEnded(token, at)) problems.push({ file, token: token.name, problem: "missing" });
  const resolved = [...values].map(([symbol, value]) => ({ symbol, value })).sort((a, b) => compareText(a.symbol, b.symbol));
  const delivered = new Map(reviewed.flatMap(({ token }) => (token.deliveries ?? []).map(({ to, sensitive }) => [to, sensitive] as const)));
  return { problems, resolved, slots, delivered, notes };
}

/** As many pairs as one input may have (lib/read): records of more were not written from one, and a small text can multiply to any number. */
const MAX_PAIRS = 2_000_000;

/** The records of a stack. Two that say different things of one expression, or that are about one address, can't both be what was reviewed. */
function recordsOf(stack: string, files: readonly SnapshotFile[]): { reviewed: Reviewed[]; damaged: string[]; notes: GateNote[] } {
  const damaged = new Set<string>();
  const notes: GateNote[] = [];
  const reviewed: Reviewed[] = [];
  const told = new Map<string, { readonly file: string; readonly says: string }>();
  let pairs = 0;
  for (const { path, text } of files) {
    if (path.slice(0, path.indexOf("/")) !== fileName(stack)) continue;
    const read = readRecord(text);
    pairs += read?.pairs ?? 0;
    if (read?.record.stack !== stack || pairs > MAX_PAIRS) {
      damaged.add(path);
      continue;
    }
    if (read.version === 1) notes.push({ file: path, note: "older-version" });
    else if (!hasOwnWords(text, read.record)) notes.push({ file: path, note: "other-words" });
    for (const token of read.record.tokens) reviewed.push({ file: path, token });
    for (const [about, says] of claimsOf(path, read)) {
      const other = told.get(about);
      if (other === undefined) told.set(about, { file: path, says });
      else if (other.says !== says) {
        damaged.add(path);
        damaged.add(other.file);
      }
    }
  }
  return { reviewed: reviewed.filter(({ file }) => !damaged.has(file)), damaged: [...damaged].sort(compareText), notes };
}

/** What a record says of which there can be one truth in a stack: whose an address is, and what an expression finds. */
function claimsOf(file: string, { record }: ReadRecord): [about: string, says: string][] {
  return record.tokens.flatMap(({ kind, address, lookups = {} }, index): [string, string][] => [
    ...(address === undefined ? [] : [[JSON.stringify([kind, address]), `${file} ${String(index)}`] as [string, string]]),
    ...Object.entries(lookups).flatMap(([expression, lookup]) =>
      Object.entries(lookup).map(([field, value]): [string, string] => [JSON.stringify([expression, field, "finds"]), String(value)]),
    ),
  ]);
}

interface Finder {
  /** The record of a token, once: by address where both have one, since names may be swapped between two tokens. */
  readonly take: (spec: TokenSpec) => Reviewed | undefined;
  /** The records that are of no token yet. */
  readonly left: ReadonlySet<Reviewed>;
}

function finder(reviewed: readonly Reviewed[]): Finder {
  const left = new Set(reviewed);
  const [exact, named, nameless] = [new Map<string, Reviewed[]>(), new Map<string, Reviewed[]>(), new Map<string, Reviewed[]>()];
  for (const each of reviewed) {
    const { kind, address, name } = each.token;
    add(named, JSON.stringify([kind, name]), each);
    if (address === undefined) add(nameless, JSON.stringify([kind, name]), each);
    else add(exact, JSON.stringify([kind, address]), each);
  }
  const next = (list: Reviewed[] = []): Reviewed | undefined => {
    let each = list.pop();
    while (each !== undefined && !left.delete(each)) each = list.pop();
    return each;
  };
  const take = ({ kind, address, name }: TokenSpec): Reviewed | undefined =>
    next(exact.get(JSON.stringify([kind, address]))) ?? next((address === undefined ? named : nameless).get(JSON.stringify([kind, name])));
  return { take, left };
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

type Found = Pick<GateProblem, "problem" | "properties" | "symbol" | "what" | "where">;

/** How a token differs from its record. @param values what its expressions are is added to it */
function problemsOf(token: RecordedToken, spec: TokenSpec, evidence: Evidence, values: Map<string, string>): Found[] {
  const { values: own, unproven, ...filled } = substitute(token, spec, evidence);
  for (const [symbol, value] of own) values.set(symbol, value);
  const differing = differences(token, filled, spec);
  // Where an expression is open, what it is part of can't be compared.
  const open = differing.some((property) => property === "account" || property === "policies") ? unproven : [];
  const properties = open.length === 0 ? differing : differing.filter((property) => property !== "account" && property !== "policies");
  return [
    ...(properties.length === 0 ? [] : [{ problem: "different", properties } as const]),
    ...open.map((symbol) => ({ problem: "unproven", symbol }) as const),
    ...unlike(spec.notUnderstood, token.notUnderstood, evidence.found !== undefined).map(
      ({ what, where }) => ({ problem: "not-understood", what, where }) as const,
    ),
  ];
}

function differences(token: RecordedToken, { accountId, policies }: Pick<TokenSpec, "accountId" | "policies">, spec: TokenSpec): string[] {
  const { provider, ...rest } = token;
  const [reviewed, planned] = [inNormalForm({ ...rest, policies }), inNormalForm(spec)];
  const equal = {
    account: accountId === planned.accountId,
    name: token.name === (token.slot === undefined ? planned.name : slotName(planned.name)),
    provider: (provider ?? "cloudflare") === (planned.provider?.name ?? "cloudflare"),
    status: token.status === planned.status,
    policies: same(reviewed.policies, planned.policies),
    requestIp: same(reviewed.requestIp, planned.requestIp),
    notBefore: token.lifetime !== undefined || reviewed.notBefore === planned.notBefore,
    expiresOn: token.lifetime === undefined ? reviewed.expiresOn === planned.expiresOn : token.lifetime === secondsBetween(planned),
    // A plan does not say either.
    ignored: (planned.ignored ?? []).every((attribute) => token.ignored?.includes(attribute) === true),
    stays: planned.stays === undefined || token.stays === true,
    // A record of an older version does not say: where nothing goes, there is nothing to say.
    deliveries: areDelivered(planned.deliveries ?? [], token.deliveries ?? []),
  };
  return Object.entries(equal).flatMap(([property, isEqual]) => (isEqual ? [] : [property]));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a value goes nowhere but where it went at review, and is kept no worse there. */
function areDelivered(planned: readonly DeliverySpec[], recorded: readonly DeliverySpec[]): boolean {
  const there = new Map(recorded.map((each) => [`${each.kind} ${each.to}`, each]));
  return planned.every(({ kind, to, sensitive, place }) => {
    const known = there.get(`${kind} ${to}`);
    if (known === undefined || (!sensitive && known.sensitive)) return false;
    // A state shows no arguments.
    return place === undefined || (known.place !== undefined && isSamePlace(known.place, place));
  });
}

/**
 * What is not understood of a token and does not stand alike in its record. A plan's digests are made of other text than those of configuration, so only
 * what and where can be compared with it; else nothing is alike without a digest.
 */
function unlike(planned: readonly NotUnderstood[] = [], recorded: readonly NotUnderstood[] = [], ofPlan: boolean): NotUnderstood[] {
  const idOf = ({ what, where, digest }: NotUnderstood): string => JSON.stringify([what, where, ofPlan ? "" : digest]);
  const known = new Set(recorded.filter(({ digest }) => ofPlan || digest !== undefined).map(idOf));
  return planned.filter((each) => !known.has(idOf(each)));
}

/** Dates and addresses that have no normal form (an expression) are compared as they are. */
function inNormalForm(spec: TokenSpec): TokenSpec {
  try {
    return normalize(spec);
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return { ...spec, policies: normalizePolicies(spec.policies) };
    throw error;
  }
}
