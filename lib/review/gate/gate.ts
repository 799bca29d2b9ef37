import { compareText, normalize, type TokenSpec } from "../../policy";
import { PrincipalError } from "../../errors";
import { fileName } from "../render/escape";
import { fits, type Substitutions } from "./fits";
import { type RecordedToken, slotLifetime, slotName, type SnapshotRecord } from "../record/record";
import type { SnapshotFile } from "../record/snapshot-of";

/** Why a plan may not be applied. */
export interface GateProblem {
  /** The file of the snapshot, where there is one. */
  readonly file?: string;
  /** The token's name, or its address. */
  readonly token?: string;
  /**
   * `no-snapshot`: nothing of this stack was reviewed; `damaged`: the file was not written by this version, or was edited; `unreviewed`: a token that
   * no file is about; `missing`: a reviewed token that the plan does not have; `different`: a token whose access is not the reviewed one.
   */
  readonly problem: "no-snapshot" | "damaged" | "unreviewed" | "missing" | "different";
  /** Which properties differ, for `different`. */
  readonly properties?: readonly string[];
}

/** What the plan makes of a value that was not known at review. */
export interface ResolvedValue {
  readonly symbol: string;
  readonly value: string;
}

export interface GateAnswer {
  /** Whether the plan's access is exactly the reviewed one. */
  readonly equal: boolean;
  readonly problems: readonly GateProblem[];
  /** Ids that were expressions at review: a zone or a permission that a data source finds. */
  readonly resolved: readonly ResolvedValue[];
}

/**
 * The gate before apply: whether the access of a plan is that of the reviewed snapshot. Tokens are matched by address, else by name. Names of zones
 * and the like, owner and purpose are no access and are not compared. A value that was an expression at review has to be an id in the plan, the same
 * one wherever the expression stands; dates and addresses have to be known at review.
 *
 * @param stack the stack that the plan is of
 * @param specs the tokens that the plan leads to, all of them
 * @param files the snapshot's files, as `readSnapshot` gives them
 */
export function gateSnapshot(stack: string, specs: readonly TokenSpec[], files: readonly SnapshotFile[]): GateAnswer {
  const { problems, resolved } = compareWithSnapshot(stack, specs, files);
  return { equal: problems.length === 0, problems, resolved };
}

/** What `gateSnapshot` answers, and which of the tokens are slots of a rotation: a plan does not say so itself. */
export interface Comparison extends Omit<GateAnswer, "equal"> {
  /** Slots of rotations, with the principal that each is one of. */
  readonly slots: ReadonlyMap<TokenSpec, string>;
  /** The zone that an expression was said to find at review. */
  readonly lookups: ReadonlyMap<string, string>;
}

/** See `gateSnapshot`. */
export function compareWithSnapshot(stack: string, specs: readonly TokenSpec[], files: readonly SnapshotFile[]): Comparison {
  const problems: GateProblem[] = [];
  const slots = new Map<TokenSpec, string>();
  const reviewed: Reviewed[] = [];
  for (const { path, text } of files) {
    if (path.slice(0, path.indexOf("/")) !== fileName(stack)) continue;
    const record = loadReader().readRecord(text);
    if (record?.stack !== stack) problems.push({ file: path, problem: "damaged" });
    else for (const token of record.tokens) reviewed.push({ file: path, token, record });
  }
  if (reviewed.length === 0 && problems.length === 0 && specs.length > 0) problems.push({ problem: "no-snapshot" });
  const lookups = new Map(
    reviewed.flatMap(({ record }) =>
      (record.lookups ?? []).map((key): [string, string] => [key.replace(/^\$\{([^]*)\}$/, "$1"), record.names[key] ?? ""]),
    ),
  );
  const left = new Set(reviewed);
  const substitutions: Substitutions = new Map();
  for (const spec of specs) {
    const match = find(spec, left);
    if (match === undefined) {
      problems.push({ token: spec.name, problem: "unreviewed" });
      continue;
    }
    left.delete(match);
    if (match.token.slot !== undefined) slots.set(spec, match.file);
    const properties = differences(match, spec, substitutions);
    if (properties.length > 0) problems.push({ file: match.file, token: spec.name, problem: "different", properties });
  }
  for (const { file, token } of left) problems.push({ file, token: token.name, problem: "missing" });
  const resolved = [...substitutions].map(([symbol, value]) => ({ symbol, value })).sort((a, b) => compareText(a.symbol, b.symbol));
  return { problems, resolved, slots, lookups };
}

// A schema library comes with it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadReader = (): typeof import("../record/read-record") => require("../record/read-record") as typeof import("../record/read-record");

interface Reviewed {
  readonly file: string;
  readonly token: RecordedToken;
  readonly record: SnapshotRecord;
}

/** By address where both have one, since names may be swapped between two tokens. */
function find(spec: TokenSpec, left: ReadonlySet<Reviewed>): Reviewed | undefined {
  const candidates = [...left].filter(({ token }) => token.kind === spec.kind);
  const { address } = spec;
  if (address !== undefined) {
    const match = candidates.find(({ token }) => token.address === address);
    if (match !== undefined) return match;
  }
  return candidates.find(({ token }) => (address === undefined || token.address === undefined) && token.name === spec.name);
}

function differences({ token, record }: Reviewed, spec: TokenSpec, substitutions: Substitutions): string[] {
  const known = settled(spec);
  const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const [from, until] =
    token.lifetime === undefined
      ? [equal(token.notBefore, known.notBefore), equal(token.expiresOn, known.expiresOn)]
      : [true, token.lifetime === slotLifetime(known)];
  return [
    ...(fits.id(token.accountId, known.accountId, substitutions) ? [] : ["account"]),
    ...(token.name === (token.slot === undefined ? known.name : slotName(known.name)) ? [] : ["name"]),
    ...((token.provider ?? "cloudflare") === (known.provider?.name ?? "cloudflare") ? [] : ["provider"]),
    ...(token.status === known.status ? [] : ["status"]),
    ...(fits.policies(token.policies, known.policies, substitutions, new Set(record.unnamed)) ? [] : ["policies"]),
    ...(equal(token.requestIp, known.requestIp) ? [] : ["requestIp"]),
    ...(from ? [] : ["notBefore"]),
    ...(until ? [] : ["expiresOn"]),
  ];
}

/** In normal form; a spec that has none (a symbol for a date) is compared as it is. */
function settled(spec: TokenSpec): TokenSpec {
  try {
    return normalize(spec);
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return spec;
    throw error;
  }
}
