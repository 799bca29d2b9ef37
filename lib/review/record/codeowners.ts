import type { TokenSpec } from "../../policy";
import { accessDiff } from "../compare";
import { terminalText } from "../render/escape";
import type { StackReading } from "../../read";
import { filesOf } from "./snapshot-of";

/** Whose approval a change of access needs. */
export interface Codeowners {
  /** The snapshot's folder from the repository's root, `access` for instance. */
  readonly folder: string;
  /** Who approves new tokens, and those that can do the most harm. */
  readonly security: string;
  /** Who approves changes of the other tokens. @default - security as well */
  readonly others?: string;
}

/** Whoever changes these changes what is asked for, or what runs: they are named wherever they lie. */
const GATES = [
  "CODEOWNERS",
  "/.github/",
  ".gitlab-ci.yml",
  "/.principals/",
  "package.json",
  "package-lock.json",
  ".npmrc",
  "cdktf.json",
  ".terraform.lock.hcl",
];

/** Of `risksOf`: what says how a token may be used, and not what it can do. */
const HARMLESS = new Set(["all-zones", "no-expiry", "no-ip-filter"]);

/**
 * A CODEOWNERS file to start from: tokens that can do any harm by what they may do need the security owner, and so does everything that is new. The last matching line counts, so the order matters.
 */
export function codeownersOf(stacks: readonly StackReading[], { folder, security, others }: Codeowners): string {
  const paths = filesOf(stacks).map((file) => ({ path: `/${folder}/${file.path}`, risks: reasonsOf(file.specs) }));
  const rest = others ?? security;
  const risky = paths.filter(({ risks }) => risks.length > 0);
  const calm = paths.filter(({ risks }) => risks.length === 0);
  const lines = [
    "# A start, written by `principals snapshot --codeowners`. Write it again when what tokens can do changes.",
    "# The last line that matches counts. Protect the branch with required reviews from code owners.",
    "",
    "# What decides who approves, and what runs in the pipeline",
    ...GATES.map((pattern) => `${pattern} ${security}`),
    "",
    "# Every token, those that are new included",
    `/${folder}/ ${security}`,
    ...(rest === security || calm.length === 0 ? [] : ["", "# Tokens that can do less harm", ...calm.map(({ path }) => `${path} ${rest}`)]),
    ...(risky.length === 0 ? [] : ["", "# Tokens that can do much harm"]),
    ...risky.flatMap(({ path, risks }) => [...risks.map((reason) => `# ${reason}`), `${path} ${security}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Why a token needs the security owner, in words. Only what it may do counts: from where and until when may be known at plan time only. */
function reasonsOf(specs: readonly TokenSpec[]): string[] {
  const reasons = specs.flatMap(({ kind, accountId, name, policies }) => {
    const bare: TokenSpec = { kind, ...(accountId === undefined ? {} : { accountId }), name, status: "active", policies };
    return accessDiff([], [bare]).tokens.flatMap(({ risks }) => risks.filter(({ code }) => !HARMLESS.has(code)));
  });
  return [...new Set(reasons.map(({ reason }) => terminalText(reason)))];
}
