import { type AcknowledgementReport, evaluate, type Finding, type GuardrailReport, type Pack } from "../../guardrails";
import { compare } from "../compare";
import type { AccessDiff } from "../diff/model";
import { readGuardrailInput } from "../findings/input";
import { type AccessPair, readAccessPair, readSynthesized } from "../../read";
import { type Allowed, NOTHING_ALLOWED } from "../../terraform";
import { type AllowedChange, allowedChanges } from "./allowed-changes";
import { type GateFile, gateFiles } from "./gate-files";

/** What a reviewer of a change should know, together. */
export interface ReviewReport {
  readonly diff: AccessDiff;
  readonly findings: {
    /** Findings that the change brings, those that are acknowledged included. */
    readonly added: readonly Finding[];
    /** Findings that it removes. */
    readonly resolved: readonly Finding[];
    /** All findings after the change. */
    readonly all: readonly Finding[];
  };
  /** What the change does to the checks themselves. */
  readonly gate: {
    readonly files: readonly GateFile[];
    /** Whether the list of changed files was cut, so that some may be missing. */
    readonly incomplete: boolean;
    /** Acknowledgements that the change adds or alters, and those that it removes. */
    readonly acknowledged: readonly AcknowledgementReport[];
    readonly withdrawn: readonly AcknowledgementReport[];
    /** What the team allows besides tokens, and the change adds, alters or removes. */
    readonly allowed: readonly AllowedChange[];
  };
}

/** What a report compares, and what it judges by. */
export interface ReportOptions {
  /** The state before the change. @default - nothing: every token is new */
  readonly before?: string;
  readonly pack: Pack;
  readonly now: Date;
  /** Paths that the change touches, from the root of the repository. @default - none */
  readonly changed?: readonly string[];
  /** Whether that list was cut. @default false */
  readonly incomplete?: boolean;
  /** Further files that decide what is checked; folders end in `/`. @default - none */
  readonly gateFiles?: readonly string[];
  /** What the team allows besides tokens, before the change and after it. @default - nothing */
  readonly allowed?: Allowed;
  /** @default - the same as before */
  readonly allowedAfter?: Allowed;
}

/**
 * The access diff, the guardrails' findings that come and go, and what of the checks themselves is changed.
 *
 * @param after a synthesized folder, or a file or folder of Terraform JSON
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function reportOf(after: string, options: ReportOptions): ReviewReport {
  const { allowed = NOTHING_ALLOWED, allowedAfter = allowed } = options;
  const pair = options.before === undefined ? newPair(after) : readAccessPair(options.before, after);
  const check = (input: string): GuardrailReport => evaluate(readGuardrailInput(input), options.pack, options.now, allowed);
  const old: GuardrailReport = options.before === undefined ? { findings: [], acknowledgements: [] } : check(options.before);
  const now = check(after);
  return {
    diff: compare(pair.before, pair.after),
    findings: {
      added: missingIn(old.findings, now.findings, findingKey),
      resolved: missingIn(now.findings, old.findings, findingKey),
      all: now.findings,
    },
    gate: {
      files: gateFiles(options.changed ?? [], options.gateFiles),
      incomplete: options.incomplete ?? false,
      acknowledged: missingIn(old.acknowledgements, now.acknowledgements, acknowledgementKey),
      withdrawn: missingIn(now.acknowledgements, old.acknowledgements, acknowledgementKey),
      allowed: allowedChanges(allowed, allowedAfter),
    },
  };
}

/** Whether the change touches what checks it. */
export function gateChanged({ gate }: ReviewReport): boolean {
  return gate.incomplete || gate.files.length + gate.acknowledged.length + gate.withdrawn.length + gate.allowed.length > 0;
}

function newPair(after: string): AccessPair {
  const { stacks } = readSynthesized(after);
  return {
    before: { specs: [], stacks: [], warnings: [] },
    after: {
      specs: stacks.flatMap(({ specs }) => [...specs]),
      stacks,
      warnings: stacks.flatMap(({ warnings }) => warnings.filter(({ path }) => path === undefined)),
    },
  };
}

function missingIn<T>(there: readonly T[], list: readonly T[], key: (each: T) => string): T[] {
  const known = new Set(there.map(key));
  return list.filter((each) => !known.has(key(each)));
}

/** The same finding, wherever it stands; an acknowledged one is another. */
function findingKey({ rule, level, stack, token, detail, acknowledged }: Finding): string {
  return JSON.stringify([rule, level, stack, token?.address ?? token?.name, detail, acknowledged === undefined]);
}

/** Whether it is used, expired or unused is a matter of findings, and of the clock. */
function acknowledgementKey({ stack, token, rule, detail, reason, owner, until }: AcknowledgementReport): string {
  return JSON.stringify([stack, token.address ?? token.name, rule, detail, reason, owner, until]);
}
