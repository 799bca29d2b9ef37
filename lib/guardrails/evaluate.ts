import { type AcknowledgementSpec, compareText, parseInstant, type TokenSpec } from "../policy";
import type {
  AcknowledgementReport,
  AcknowledgementStatus,
  Finding,
  FindingLevel,
  GuardrailReport,
  Pack,
  Rule,
  StackInput,
  TerraformContext,
  TokenContext,
  TokenInput,
  TokenReference,
  Violation,
} from "./model";
import { type Allowed, NOTHING_ALLOWED, type TerraformStack } from "../terraform";
import { makeOnce } from "./define-rule";
import { rulesOf } from "./packs";
import { META, OF_CONFIGURATION, OF_PERMISSIONS, RULES } from "./rules";

type Rules = ReturnType<typeof rulesOf>;

/**
 * Runs the rules of a pack over stacks of tokens, and over their Terraform where that is there.
 *
 * @param now the clock, for lifetimes and for acknowledgements until a date
 * @param allowed what the team allows besides the list
 */
export function evaluate(stacks: readonly StackInput[], pack: Pack, now: Date, allowed: Allowed = NOTHING_ALLOWED): GuardrailReport {
  const rules = rulesOf([pack]);
  const ofShown = new Map([...rules].filter(([, { rule }]) => !OF_CONFIGURATION.has(rule)));
  const terraform = stacks.flatMap((stack) => stack.terraform ?? []);
  const once = makeOnce();
  const context: TerraformContext = { stacks: terraform, allowed, once };
  const parts = stacks.flatMap((stack) => {
    const about: TokenContext = { now, stack: stack.name, tokens: stack.tokens.map((token) => token.spec), once };
    return [
      ...stack.tokens.map((token) => evaluateToken(token, about, stack.ofState === true ? ofShown : rules)),
      ...(stack.terraform === undefined
        ? []
        : [{ findings: evaluateTerraform(stack.name, stack.terraform, context, rules), acknowledgements: [] }]),
    ];
  });
  return {
    findings: parts.flatMap((part) => part.findings).sort(compareFindings),
    acknowledgements: parts.flatMap((part) => part.acknowledgements).sort(compareAcknowledgements),
  };
}

/** What rules may know of the tokens of one stack, for `evaluateToken`: one for all of them, so that what several ask for is computed once. */
export function tokenContext(about: Omit<TokenContext, "once">): TokenContext {
  return { ...about, once: makeOnce() };
}

/** What the rules say of one token, and what became of its acknowledgements. */
export function evaluateToken(token: TokenInput, context: TokenContext, rules: Rules): GuardrailReport {
  const { spec } = token;
  const about = { stack: context.stack, token: referenceOf(spec) };
  const acknowledgements = token.acknowledgements ?? [];
  const found = [...rules.values()].map(({ rule, level }) => ({
    rule,
    findings: run(rule, (each) => each.token?.(spec, context)).map((result) => toFinding(result, rule, level, rules, about)),
  }));
  const most = found.some(({ rule, findings }) => rule === RULES.mostPermissions && findings.length > 0);
  const raw = found.flatMap(({ rule, findings }) => (most && OF_PERMISSIONS.has(rule) ? [] : findings));
  const subjects = new Set(acknowledgements.length === 0 ? [] : raw.map(subjectOf));
  const statuses = acknowledgements.map((each) => statusOf(each, subjects, rules, context.now));
  const used = new Map<string, AcknowledgementSpec>();
  for (const [index, each] of acknowledgements.entries())
    if (statuses[index] === "used" && !used.has(subjectOf(each))) used.set(subjectOf(each), each);
  const findings = atMost(
    MOST,
    raw.map((finding): Finding => {
      const by = used.size === 0 ? undefined : used.get(subjectOf(finding));
      return by === undefined ? finding : { ...finding, acknowledged: reasonOf(by) };
    }),
  );
  return {
    findings: [
      ...findings,
      ...acknowledgements.flatMap((each, index) => metaFinding(each, statuses[index] ?? "unused", rules, about)),
      ...(token.unreadable ?? []).map((what) =>
        make(
          META.acknowledgementRefused,
          rules,
          { detail: "acknowledgements", message: `an acknowledgement can't be read: ${what}` },
          about,
        ),
      ),
    ].sort(compareFindings),
    acknowledgements: acknowledgements.map((each, index) => ({ ...each, status: statuses[index] ?? "unused", ...about })),
  };
}

/** How many findings of one rule one token or one stack shows: a hostile one has hundreds of thousands. */
const MOST = 100;

/** The first findings of each rule that nobody answers for, and one that says how many more there are. */
function atMost(most: number, findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  const open = new Map<string, Finding[]>();
  for (const finding of findings) {
    const others = open.get(finding.rule);
    if (finding.acknowledged !== undefined) kept.push(finding);
    else if (others === undefined) open.set(finding.rule, [finding]);
    else others.push(finding);
  }
  for (const all of open.values()) {
    const shown = all.length > most ? all.sort(compareFindings).slice(0, most) : all;
    kept.push(...shown);
    const [first] = all;
    if (first !== undefined && shown.length < all.length)
      kept.push({
        ...first,
        detail: "more",
        message: `the rule finds ${String(all.length - most)} more of this ${first.token === undefined ? "stack" : "token"}`,
      });
  }
  return kept;
}

function evaluateTerraform(name: string, stack: TerraformStack, context: TerraformContext, rules: Rules): Finding[] {
  const findings = [...rules.values()].flatMap(({ rule, level }) =>
    run(rule, (each) => each.terraform?.(stack, context.stacks, context)).map((result) =>
      toFinding(result, rule, level, rules, { stack: name }),
    ),
  );
  return atMost(MOST, findings);
}

type Result = { readonly violation: Violation } | { readonly failure: string };

/** A rule that throws, or gives something else than violations, has checked nothing: that is a result as well. */
function run(rule: Rule, check: (rule: Rule) => Iterable<Violation> | undefined): Result[] {
  try {
    const results: Result[] = [];
    for (const violation of check(rule) ?? []) {
      if (!isViolation(violation)) return [{ failure: "what it gave is no violation" }];
      results.push({ violation });
    }
    return results;
  } catch (error) {
    return [{ failure: describe(error) }];
  }
}

function isViolation(value: unknown): value is Violation {
  if (typeof value !== "object" || value === null) return false;
  const { detail, message } = value as Partial<Record<string, unknown>>;
  return typeof detail === "string" && detail !== "" && typeof message === "string";
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "it threw something without words";
  }
}

type About = Pick<Finding, "stack" | "token">;

function toFinding(result: Result, rule: Rule, level: FindingLevel, rules: Rules, about: About): Finding {
  if ("failure" in result)
    return make(META.ruleFailed, rules, { detail: rule.id, message: `rule ${rule.id} failed: ${result.failure}` }, about);
  const { id, title } = rule;
  const { detail, message, file, fix = rule.fix, levels } = result.violation;
  return { rule: id, level: levels?.[level] ?? level, title, detail, message, fix, ...about, ...(file === undefined ? {} : { file }) };
}

/** A finding about the rules themselves. A pack may change its level, and nothing else. */
function make({ id, title, fix, level }: Rule, rules: Rules, violation: Violation, about: About): Finding {
  const { detail, message } = violation;
  return { rule: id, level: id === META.ruleFailed.id ? level : (rules.get(id)?.level ?? level), title, detail, message, fix, ...about };
}

function statusOf(ack: AcknowledgementSpec, found: ReadonlySet<string>, rules: Rules, now: Date): AcknowledgementStatus {
  const rule = rules.get(ack.rule)?.rule ?? Object.values(META).find(({ id }) => id === ack.rule);
  if (rule?.waivable === false) return "refused";
  if (rule === undefined) return "not-checked";
  if (ack.until !== undefined && (parseInstant(ack.until) ?? 0) <= now.getTime() / 1000) return "expired";
  return found.has(subjectOf(ack)) ? "used" : "unused";
}

/** What a finding is about, and an acknowledgement of it as well. */
function subjectOf({ rule, detail }: Pick<Finding, "rule" | "detail">): string {
  return JSON.stringify([rule, detail]);
}

function metaFinding(ack: AcknowledgementSpec, status: AcknowledgementStatus, rules: Rules, about: About): Finding[] {
  const detail = `${ack.rule} ${ack.detail}`;
  const what = `the acknowledgement of ${ack.rule} (${ack.detail})`;
  if (status === "expired")
    return [make(META.acknowledgementExpired, rules, { detail, message: `${what} ended at ${ack.until ?? ""}` }, about)];
  if (status === "unused")
    return [make(META.acknowledgementUnused, rules, { detail, message: `${what} is about nothing that was found` }, about)];
  if (status === "refused")
    return [make(META.acknowledgementRefused, rules, { detail, message: `${what} does not count: this rule can't be waived` }, about)];
  return [];
}

function reasonOf({ reason, owner, until }: AcknowledgementSpec): NonNullable<Finding["acknowledged"]> {
  return { reason, ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }) };
}

function referenceOf({ name, accountId, address, path }: TokenSpec): TokenReference {
  return {
    name,
    ...(accountId === undefined ? {} : { account: accountId }),
    ...(address === undefined ? {} : { address }),
    ...(path === undefined ? {} : { path }),
  };
}

const ORDER: readonly FindingLevel[] = ["error", "warning", "note"];

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.stack, b.stack) ||
    compareText(a.token?.name ?? "", b.token?.name ?? "") ||
    compareText(a.token?.address ?? "", b.token?.address ?? "") ||
    ORDER.indexOf(a.level) - ORDER.indexOf(b.level) ||
    compareText(a.rule, b.rule) ||
    compareText(a.detail, b.detail) ||
    compareText(a.message, b.message)
  );
}

function compareAcknowledgements(a: AcknowledgementReport, b: AcknowledgementReport): number {
  const key = ({ stack, token, rule, detail, reason }: AcknowledgementReport): string =>
    JSON.stringify([stack, token.name, token.address, rule, detail, reason]);
  return compareText(key(a), key(b));
}
