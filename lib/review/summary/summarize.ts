import type { Scope } from "../../catalogue";
import {
  compareText,
  type Effect,
  now as clock,
  parseInstant,
  type PolicySpec,
  type RequestIpSpec,
  type RotationSpec,
  type TokenSpec,
  type TokenStatus,
} from "../../policy";
import type { StackReading, WarningLevel } from "../../read";
import { attributeWarnings, cutAccess, firstOfSeveral, mayBeOther, openAccess } from "./warnings";
import {
  labelAccount,
  labelPermission,
  labelResource,
  type Names,
  namesOf,
  namesOfStack,
  namesOfToken,
  plain,
  PLURALS,
  resourcePhrases,
} from "./words";

/** What the tokens of some stacks may do, in words and names: every format of the summary is a rendering of it. Strings are as foreign as they came. */
export interface SummaryModel {
  readonly stacks: readonly StackSummary[];
}

/** What is to be known of the tokens of one stack. */
export interface StackSummary {
  readonly name: string;
  /** The account that all service principals of the stack belong to; absent when there are none, or several accounts. */
  readonly account?: AccountLabel;
  /** Ordered by name. */
  readonly principals: readonly PrincipalSummary[];
  /** Warnings that are about no single principal. */
  readonly warnings: readonly WarningSummary[];
  readonly counts: SummaryCounts;
}

/** How much there is to see. */
export interface SummaryCounts {
  readonly principals: number;
  readonly userTokens: number;
  readonly disabled: number;
  readonly errors: number;
  readonly warnings: number;
}

/** An account as people call it. */
export interface AccountLabel {
  readonly id: string;
  readonly name?: string;
}

/** What one token may do, from where and until when, and who answers for it. */
export interface PrincipalSummary {
  readonly name: string;
  readonly kind: TokenSpec["kind"];
  /** Set when it is not the stack's. */
  readonly account?: AccountLabel;
  readonly status: TokenStatus;
  readonly owner?: string;
  readonly purpose?: string;
  readonly address?: string;
  readonly path?: string;
  readonly rotation?: RotationSpec;
  /** Allows before denies. */
  readonly policies: readonly PolicySummary[];
  readonly requestIp?: RequestIpSpec;
  readonly notBefore?: string;
  readonly expiresOn?: string;
  /** Where now lies within the lifetime; absent when both ends are open or not known. */
  readonly lifetime?: "pending" | "running" | "expired";
  readonly warnings: readonly WarningSummary[];
}

/** What one policy allows or denies. */
export interface PolicySummary {
  readonly effect: Effect;
  /** Ordered by name. */
  readonly permissions: readonly PermissionLabel[];
  readonly resources: readonly ResourceLabel[];
}

/** A permission as people call it. */
export interface PermissionLabel {
  /** The group's id, or a Terraform expression. */
  readonly id: string;
  readonly name?: string;
  readonly scope?: Scope;
  /** `catalogue`: named by its id; `lookup`: found by that name at plan time; `unknown`: an id we do not know; `expression`: any other symbol. */
  readonly source: "catalogue" | "lookup" | "unknown" | "expression";
  /** What Cloudflare calls it now, where the name that is looked for is a former one. */
  readonly calledNow?: string;
  /** Set when a lookup takes the first of what it finds. */
  readonly first?: true;
}

/** A resource as people call it. */
export interface ResourceLabel {
  readonly key: string;
  readonly nested?: string;
  /** What it is; absent for a key we do not know. */
  readonly kind?: Scope;
  /** Every resource of that kind, within `within` when set. */
  readonly all: boolean;
  /** The last part of the key: an id, a bucket's name or a Terraform expression. */
  readonly id: string;
  readonly name?: string;
  /** Set when the stack's own data source finds it by that name at plan time. */
  readonly lookup?: true;
  /** R2 only, when it is not the default. */
  readonly jurisdiction?: string;
  /** The account, where it has to be said. */
  readonly within?: AccountLabel;
}

/** Something to look at, of a token or of its stack. */
export interface WarningSummary {
  readonly level: WarningLevel;
  readonly message: string;
  /** The construct's path or the address, where the warning is not shown with its principal. */
  readonly at?: string;
}

/**
 * What the tokens of some stacks may do, in words and names. Linear in the number of tokens; ordered by name, whatever the order of the input.
 *
 * @param now decides which tokens are shown as expired or not yet valid. @default - the clock (`PRINCIPALS_NOW` or the machine's)
 */
export function summarize(stacks: readonly StackReading[], now: Date = clock()): SummaryModel {
  const ordered = [...stacks].sort((a, b) => compareText(a.name, b.name));
  return { stacks: ordered.map((stack) => summarizeStack(stack, now)) };
}

function summarizeStack(stack: StackReading, now: Date): StackSummary {
  const specs = [...stack.specs].sort((a, b) => compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? ""));
  const accounts = new Set(specs.flatMap((spec) => (spec.accountId === undefined ? [] : [spec.accountId])));
  const [accountId] = accounts.size === 1 ? accounts : [];
  const attributed = attributeWarnings(stack.name, specs, stack.warnings);
  const names = namesOfStack(stack.specs);
  const principals = specs.map((spec) =>
    summarizePrincipal(spec, namesOfToken(spec, names), accountId, attributed.bySpec.get(spec) ?? [], now),
  );
  return {
    name: stack.name,
    ...(accountId === undefined ? {} : { account: labelAccount(accountId, namesOf(undefined, names)) }),
    principals,
    warnings: attributed.rest,
    counts: count(principals, attributed.rest),
  };
}

function summarizePrincipal(
  spec: TokenSpec,
  names: Names,
  stackAccount: string | undefined,
  warnings: readonly WarningSummary[],
  now: Date,
): PrincipalSummary {
  const policies = [...spec.policies].sort((a, b) => compareText(a.effect, b.effect)).map((policy) => summarizePolicy(policy, spec, names));
  const lifetime = lifetimeOf(spec, now);
  const { accountId } = spec;
  return {
    name: spec.name,
    kind: spec.kind,
    ...(accountId === undefined || accountId === stackAccount ? {} : { account: labelAccount(accountId, names) }),
    status: spec.status,
    ...(spec.owner === undefined ? {} : { owner: spec.owner }),
    ...(spec.purpose === undefined ? {} : { purpose: spec.purpose }),
    ...(spec.address === undefined ? {} : { address: spec.address }),
    ...(spec.path === undefined ? {} : { path: spec.path }),
    ...(spec.rotation === undefined ? {} : { rotation: spec.rotation }),
    policies,
    ...(spec.requestIp === undefined ? {} : { requestIp: spec.requestIp }),
    ...(spec.notBefore === undefined ? {} : { notBefore: spec.notBefore }),
    ...(spec.expiresOn === undefined ? {} : { expiresOn: spec.expiresOn }),
    ...(lifetime === undefined ? {} : { lifetime }),
    warnings: [
      ...warnings,
      ...policies.flatMap((policy) => [...openAccess(policy), ...firstOfSeveral(policy), ...cutAccess(policy), ...withoutEffect(policy)]),
    ],
  };
}

function summarizePolicy(policy: PolicySpec, spec: TokenSpec, names: Names): PolicySummary {
  const permissions = policy.permissionGroups
    .map((id) => labelPermission(id, names, spec.accountId))
    .sort((a, b) => compareText(a.name ?? "\uffff", b.name ?? "\uffff") || compareText(a.id, b.id));
  const resources = Object.entries(policy.resources).flatMap(([key, value]): ResourceLabel[] =>
    value === "*"
      ? [labelResource(key, undefined, names, spec.accountId)]
      : Object.keys(value).map((nested) => labelResource(key, nested, names, spec.accountId)),
  );
  return { effect: policy.effect, permissions, resources };
}

/** A permission acts on resources of its own scope only; Cloudflare accepts others without a word. */
function withoutEffect(policy: PolicySummary): WarningSummary[] {
  const scopes = new Set(policy.permissions.flatMap(({ scope }) => (scope === undefined ? [] : [scope])));
  return [...scopes].flatMap((scope): WarningSummary[] => {
    const others = policy.resources.filter((label) => label.kind !== undefined && label.kind !== scope && !mayBeOther(label));
    if (others.length === 0) return [];
    const names = policy.permissions.filter((permission) => permission.scope === scope).map(({ name, id }) => name ?? id);
    const [acts, does] = names.length === 1 ? ["acts", "does"] : ["act", "do"];
    return [
      {
        level: "warning",
        message: `${names.join(", ")} ${acts} on ${PLURALS[scope]} and ${does} nothing on ${resourcePhrases(others, plain).join(", ")}`,
      },
    ];
  });
}

function lifetimeOf(spec: TokenSpec, now: Date): PrincipalSummary["lifetime"] {
  const from = spec.notBefore === undefined ? undefined : parseInstant(spec.notBefore);
  const until = spec.expiresOn === undefined ? undefined : parseInstant(spec.expiresOn);
  const at = now.getTime() / 1000;
  if (until !== undefined && at >= until) return "expired";
  if (from !== undefined && at < from) return "pending";
  return from === undefined && until === undefined ? undefined : "running";
}

function count(principals: readonly PrincipalSummary[], rest: readonly WarningSummary[]): SummaryCounts {
  const counts = { principals: 0, userTokens: 0, disabled: 0, errors: 0, warnings: 0 };
  const note = ({ level }: WarningSummary): void => {
    if (level === "error") counts.errors++;
    if (level === "warning") counts.warnings++;
  };
  for (const principal of principals) {
    if (principal.kind === "user") counts.userTokens++;
    else counts.principals++;
    if (principal.status === "disabled") counts.disabled++;
    principal.warnings.forEach(note);
  }
  rest.forEach(note);
  return counts;
}
