import { compareText, parseInstant, type TokenSpec } from "../policy";
import type { AcknowledgementSpec } from "./acknowledgement";
import type {
  AcknowledgementReport,
  AcknowledgementStatus,
  Finding,
  FindingLevel,
  GuardrailReport,
  Pack,
  Rule,
  StackInput,
  TokenInput,
  TokenReference,
  Violation,
} from "./model";
import { rulesOf } from "./pack";
import { META } from "./rules";

type Rules = ReturnType<typeof rulesOf>;

/**
 * Runs the rules of a pack over stacks of tokens, and over their Terraform where that is there.
 *
 * @param now the clock, for lifetimes and for acknowledgements until a date
 */
export function evaluate(stacks: readonly StackInput[], pack: Pack, now: Date): GuardrailReport {
  const rules = rulesOf([pack]);
  const terraform = stacks.flatMap((stack) => stack.terraform ?? []);
  const parts = stacks.flatMap((stack) => {
    const tokens = stack.tokens.map((token) => token.spec);
    return [
      ...stack.tokens.map((token) => evaluateToken(token, { now, stack: stack.name, tokens }, rules)),
      ...(stack.terraform === undefined
        ? []
        : [
            {
              findings: evaluateTerraform(stack.name, (rule) => rule.terraform?.(stack.terraform ?? NOTHING, terraform), rules),
              acknowledgements: [],
            },
          ]),
    ];
  });
  return {
    findings: parts.flatMap((part) => part.findings).sort(compareFindings),
    acknowledgements: parts.flatMap((part) => part.acknowledgements).sort(compareAcknowledgements),
  };
}

const NOTHING = { name: "", files: [], others: [] };

/** What the rules say of one token, and what became of its acknowledgements. */
export function evaluateToken(
  token: TokenInput,
  context: { readonly now: Date; readonly stack: string; readonly tokens: readonly TokenSpec[] },
  rules: Rules,
): GuardrailReport {
  const { spec } = token;
  const about = { stack: context.stack, token: referenceOf(spec) };
  const acknowledgements = token.acknowledgements ?? [];
  const raw = [...rules.values()].flatMap(({ rule, level }) =>
    run(rule, (each) => each.token?.(spec, context)).map((result) => toFinding(result, rule, level, rules, about)),
  );
  const statuses = acknowledgements.map((each) => statusOf(each, raw, rules, context.now));
  const findings = raw.map((finding): Finding => {
    const by = acknowledgements.find((each, index) => statuses[index] === "used" && isAbout(each, finding));
    return by === undefined ? finding : { ...finding, acknowledged: reasonOf(by) };
  });
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

function evaluateTerraform(stack: string, check: (rule: Rule) => Iterable<Violation> | undefined, rules: Rules): Finding[] {
  return [...rules.values()].flatMap(({ rule, level }) =>
    run(rule, check).map((result) => toFinding(result, rule, level, rules, { stack })),
  );
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
  const { id, title, fix } = rule;
  const { detail, message, file } = result.violation;
  return { rule: id, level, title, detail, message, fix, ...about, ...(file === undefined ? {} : { file }) };
}

/** A finding about the rules themselves. A pack may change its level, and nothing else. */
function make({ id, title, fix, level }: Rule, rules: Rules, violation: Violation, about: About): Finding {
  const { detail, message } = violation;
  return { rule: id, level: id === META.ruleFailed.id ? level : (rules.get(id)?.level ?? level), title, detail, message, fix, ...about };
}

function statusOf(ack: AcknowledgementSpec, findings: readonly Finding[], rules: Rules, now: Date): AcknowledgementStatus {
  const rule = rules.get(ack.rule)?.rule ?? Object.values(META).find(({ id }) => id === ack.rule);
  if (rule?.waivable === false) return "refused";
  if (rule === undefined) return "not-checked";
  if (ack.until !== undefined && (parseInstant(ack.until) ?? 0) <= now.getTime() / 1000) return "expired";
  return findings.some((finding) => isAbout(ack, finding)) ? "used" : "unused";
}

function isAbout(ack: AcknowledgementSpec, finding: Finding): boolean {
  return ack.rule === finding.rule && ack.detail === finding.detail;
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
