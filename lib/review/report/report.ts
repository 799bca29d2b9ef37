import type { AcknowledgementReport, Finding, GuardrailReport, Pack } from "../../guardrails";
import { loadGuardrails } from "../../lazy";
import { compareText } from "../../policy";
import { type AccessPair, readAccessPair, readSynthesized, readTextFile } from "../../read";
import { type Allowed, type AllowedHost, type AllowedType, NOTHING_ALLOWED } from "../../terraform";
import { compare } from "../compare";
import type { AccessDiff } from "../diff/model";
import { readGuardrailInput } from "../findings";

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * A list of paths, one a line, or each ended by a NUL character, as `git diff -z --name-only` and the like write it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readPaths(file: string): string[] {
  const text = readTextFile(file, MAX_BYTES);
  return text.split(text.includes("\0") ? "\0" : /\r?\n/).filter((path) => path !== "");
}

/*
 * Files that decide what is checked, or what checks it. A pull request that changes one of them makes a report of its own that can't be trusted to
 * tell: it has to be read by a person.
 */

/** A changed file that decides what is checked. */
export interface GateFile {
  readonly path: string;
  /** What the file decides, in words. */
  readonly why: string;
}

/**
 * A kind of such files, by the path, by the last part of it alone, or by both: the last part of a long path is short, and no expression has to look for
 * where it begins.
 */
interface Kind {
  readonly path?: RegExp;
  readonly name?: RegExp;
  readonly why: string;
}

// What decides most stands first. Letters of either case, since some file systems know no difference; and a dot is any character, since a path may hold
// a line end.
const KINDS: readonly Kind[] = [
  { path: /^\.github\/workflows\//is, why: "the pipeline" },
  { path: /^\.gitlab-ci\.ya?ml$|^\.gitlab\/(?!CODEOWNERS$)/is, why: "the pipeline" },
  { path: /^\.principals\/command\.json$/is, why: "which version of the command the pipeline runs" },
  { path: /^\.principals\/stacks\.json$/is, why: "which stacks the pipeline applies, and where" },
  { path: /^\.principals\/allowed\.json$/is, why: "what is applied besides tokens" },
  { path: /^\.principals(?:\/|$)/is, why: "the pipeline's tool, checks and packs" },
  { path: /^(?:\.github\/|\.gitlab\/|docs\/)?CODEOWNERS$/is, why: "who has to approve" },
  { path: /^\.github(?:\/(?!CODEOWNERS$)|$)/is, why: "the pipeline" },
  { name: /^action\.ya?ml$/is, why: "the pipeline" },
  { name: /^\.git(?:attributes|modules)$/is, why: "which changes a forge shows" },
  {
    name: /^(?:\.terraformrc|\.tofurc|terraform\.rc|tofu\.rc|\.tofu.*|\.opentofu.*)$|\.(?:tf|tofu)(?:\.json)?$|\.tfvars(?:\.json)?$/is,
    why: "what Terraform reads besides the synthesized file",
  },
  { path: /(?:^|\/)(?:\.?terraform\.d|\.tofu)(?:\/|$)/is, why: "what Terraform reads besides the synthesized file" },
  { name: /^\.env(?:rc|\..*)?$/is, why: "the environment of what is run" },
  { name: /^cdktf\.json$/is, why: "what is synthesized, and how" },
  { name: /^\.terraform\.lock\.hcl$/is, why: "the provider's checksums" },
  { name: /^(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml)$/is, why: "what npm installs, and from where" },
  {
    name: /^(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/is,
    why: "what npm installs",
  },
  { path: /(?:^|\/)(?:patches|vendor|\.yarn)(?:\/|$)/is, why: "what is installed in place of what npm has" },
  { name: /^(?:[\w.-]*[.-])?(?:pack|packs|guardrails)\.(?:json|[cm]?[jt]s)$/is, why: "the rules of the guardrails" },
  { path: /(?:^|\/)(?:packs?|guardrails|rules)\//is, name: /\.(?:json|[cm]?[jt]s)$/is, why: "the rules of the guardrails" },
  {
    name: /^(?:(?:[\w-]*jest|vitest|babel|swc|tsup|tsx|esbuild|mocha|ava)\.[\w.-]+|\.(?:babelrc|swcrc|mocharc)(?:\.\w+)?|[tj]sconfig[\w.-]*\.json|\.node-version|\.nvmrc)$/is,
    why: "which tests run, and how",
  },
  { path: /(?:^|\/)__(?:tests|mocks|snapshots|fixtures)__(?:\/|$)/is, why: "what the tests ask for" },
  { name: /.\.(?:test|spec)\.[cm]?[jt]sx?$/is, why: "what the tests ask for" },
];

/**
 * Which of the changed files decide what is checked. Those that the pipeline names stand first, then those that decide most, the least deep of each
 * kind first.
 *
 * @param changed paths from the root of the repository, with `/`
 * @param more further paths, or folders that end in `/`
 */
export function gateFiles(changed: readonly string[], more: readonly string[] = []): GateFile[] {
  const found = new Map<string, { readonly file: GateFile; readonly rank: number; readonly depth: number }>();
  for (const path of new Set(changed)) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const rank = KINDS.findIndex((kind) => (kind.path?.test(path) ?? true) && (kind.name?.test(name) ?? true));
    const named = more.some((each) => (each.endsWith("/") ? path.startsWith(each) : path === each));
    const why = KINDS[rank]?.why ?? (named ? "named by the pipeline" : undefined);
    if (why !== undefined) found.set(path, { file: { path, why }, rank: named ? -1 : rank, depth: path.split("/").length });
  }
  return [...found.values()]
    .sort((a, b) => a.rank - b.rank || a.depth - b.depth || compareText(a.file.path, b.file.path))
    .map(({ file }) => file);
}

/** An entry of the team's list of what is allowed besides tokens, that a change adds, alters or removes. The first two let through more. */
export interface AllowedChange {
  readonly change: "added" | "altered" | "removed";
  /** After the change, or before it where it is removed. */
  readonly entry: AllowedType | AllowedHost;
}

/** How the list changes. An entry is the same by its type, or by its host and what that is for; another reason alters it. */
export function allowedChanges(before: Allowed, after: Allowed): AllowedChange[] {
  const old = byKey(before);
  const now = byKey(after);
  return [
    ...[...now].flatMap(([key, entry]): AllowedChange[] => {
      const same = old.get(key);
      if (same === undefined) return [{ change: "added", entry }];
      return same.reason === entry.reason ? [] : [{ change: "altered", entry }];
    }),
    ...[...old].flatMap(([key, entry]): AllowedChange[] => (now.has(key) ? [] : [{ change: "removed", entry }])),
  ];
}

/** Whether a change lets through more. */
export function allowsMore(changes: readonly AllowedChange[]): boolean {
  return changes.some(({ change }) => change !== "removed");
}

/** `broadening: allows the type aws_s3_object besides tokens: holds the page`. */
export function allowedWords({ change, entry }: AllowedChange): string {
  const what = "type" in entry ? `the type ${entry.type}` : `the host ${entry.host} for ${entry.for}`;
  const how = { added: "broadening: allows", altered: "broadening: allows for another reason", removed: "no longer allows" }[change];
  return `${how} ${what} besides tokens: ${entry.reason}`;
}

function byKey({ types, hosts }: Allowed): Map<string, AllowedType | AllowedHost> {
  return new Map<string, AllowedType | AllowedHost>([
    ...types.map((entry) => [`type ${entry.type}`, entry] as const),
    ...hosts.map((entry) => [`host ${entry.host} for ${entry.for}`, entry] as const),
  ]);
}

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
  const check = (input: string): GuardrailReport =>
    loadGuardrails().evaluate(readGuardrailInput(input), options.pack, options.now, allowed);
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
