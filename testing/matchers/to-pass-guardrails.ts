import { fault, throwFaults, unknownProperties } from "../../lib/errors";
import {
  baseline,
  evaluate,
  evaluateToken,
  type Finding,
  type FindingLevel,
  type GuardrailReport,
  type Pack,
  packFaults,
  rulesOf,
  tokenContext,
} from "../../lib/guardrails";
import { now } from "../../lib/policy";
import { findingsText, guardOutput, lineText, readGuardrailInput } from "../../lib/review";
import { callLine, nameOf, plural } from "./message";
import type { MatcherContext, MatcherResult } from "./result";
import { readSubject, type Subject } from "./subject";

const ACKNOWLEDGE = "What is meant is acknowledged where the token is made: principal.acknowledge({ rule, detail, reason })";
/** From the worst on. */
const LEVELS: readonly FindingLevel[] = ["error", "warning", "note"];

/** See `PrincipalMatchers.toPassGuardrails`. */
export function toPassGuardrails(this: MatcherContext, received: unknown, pack: unknown = baseline, options: unknown = {}): MatcherResult {
  const subject = readSubject(received);
  const level = readLevel(pack, options);
  const counted = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  const { findings } = report(subject, pack as Pack);
  const failing = findings.filter((finding) => finding.acknowledged === undefined && counted.includes(finding.level));
  const pass = failing.length === 0;
  return {
    pass,
    message: () => {
      const shown: readonly Finding[] = pass ? findings : failing;
      const what = level === "error" ? "finding of level error" : `finding of level ${level} or worse`;
      return guardOutput(
        [
          callLine(this, "toPassGuardrails(pack)"),
          "",
          `Expected: ${pass ? `some ${what}` : `no ${what}`} in ${whatOf(subject)}`,
          `Received: ${plural(failing.length, "such finding")}`,
          ...(shown.length === 0 ? [] : ["", findingsText({ findings: shown, acknowledgements: [] }).trimEnd()]),
          ...(subject.notes.length === 0 ? [] : ["", ...subject.notes.map((note) => `note: ${lineText(note)}`)]),
          ...(failing.some(({ token }) => token !== undefined) ? ["", ACKNOWLEDGE] : []),
        ].join("\n"),
      );
    },
  };
}

function whatOf({ tokens, single }: Subject): string {
  return single ? tokens.slice(0, 1).map(nameOf).join("") : plural(tokens.length, "token");
}

/** A folder with all that is in it; otherwise each token among those of its stack. */
function report({ path, tokens }: Subject, pack: Pack): GuardrailReport {
  const at = now();
  if (path !== undefined) return evaluate(readGuardrailInput(path), pack, at);
  const rules = rulesOf([pack]);
  const reports = tokens.map(({ spec, acknowledgements, beside, stack }) =>
    evaluateToken({ spec, acknowledgements }, tokenContext({ now: at, stack: stack.name, tokens: beside }), rules),
  );
  return { findings: reports.flatMap(({ findings }) => findings), acknowledgements: [] };
}

/** @throws PrincipalError InvalidPack, InvalidLevel, UnknownProperty */
function readLevel(pack: unknown, options: unknown): FindingLevel {
  const isObject = Object.prototype.toString.call(options) === "[object Object]";
  const level: unknown = isObject ? ((options as { readonly level?: unknown }).level ?? "error") : options;
  const known = LEVELS.find((each) => each === level);
  throwFaults([
    ...packFaults(pack, "pack"),
    ...(isObject ? unknownProperties(options as object, ["level"], "options", "these options") : []),
    ...(isObject && known !== undefined ? [] : [fault.invalidLevel("options.level", level)]),
  ]);
  return known ?? "error";
}
