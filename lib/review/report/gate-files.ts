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

// Letters of either case, since some file systems know no difference; and a dot is any character, since a path may hold a line end.
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\.github(?:\/(?!CODEOWNERS$)|$)/is, "the pipeline"],
  [/(?:^|\/)action\.ya?ml$/is, "the pipeline"],
  [/^\.gitlab-ci\.ya?ml$|^\.gitlab\/(?!CODEOWNERS$)/is, "the pipeline"],
  [/^\.principals(?:\/|$)/is, "the pipeline's tool, checks and packs"],
  [/^(?:\.github\/|\.gitlab\/|docs\/)?CODEOWNERS$/is, "who has to approve"],
  [/^(?:.*\/)?\.git(?:attributes|modules)$/is, "which changes a forge shows"],
  [/^(?:.*\/)?(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/is, "what npm installs"],
  [/^(?:.*\/)?(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml)$/is, "what npm installs, and from where"],
  [/^(?:.*\/)?\.terraform\.lock\.hcl$/is, "the provider's checksums"],
  [
    /^(?:.*\/)?(?:\.terraformrc|terraform\.rc|.*\.tf|.*\.tf\.json|.*\.tfvars(?:\.json)?)$/i,
    "what Terraform reads besides the synthesized file",
  ],
  [/^(?:.*\/)?cdktf\.json$/is, "what is synthesized, and how"],
  [/^(?:.*\/)?(?:[\w.-]*[.-])?(?:pack|packs|guardrails)\.(?:json|[cm]?[jt]s)$/is, "the rules of the guardrails"],
  [/^(?:.*\/)?(?:(?:jest|vitest|babel)\.[\w.-]+|\.babelrc(?:\.\w+)?|tsconfig[\w.-]*\.json)$/is, "which tests run, and how"],
  [/^(?:.*\/)?(?:__tests__\/.*|[^/]+\.(?:test|spec)\.[cm]?[jt]sx?)$/is, "what the tests ask for"],
];

/**
 * Which of the changed files decide what is checked.
 *
 * @param changed paths from the root of the repository, with `/`
 * @param more further paths, or folders that end in `/`
 */
export function gateFiles(changed: readonly string[], more: readonly string[] = []): GateFile[] {
  const found = new Map<string, GateFile>();
  for (const path of changed) {
    const known = PATTERNS.find(([pattern]) => pattern.test(path))?.[1];
    const named = more.some((each) => (each.endsWith("/") ? path.startsWith(each) : path === each));
    const why = known ?? (named ? "named by the pipeline" : undefined);
    if (why !== undefined) found.set(path, { path, why });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
