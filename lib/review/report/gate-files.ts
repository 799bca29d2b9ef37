import { compareText } from "../../policy";

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
