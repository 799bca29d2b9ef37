import type { GuardrailReport } from "../../guardrails";
import type { AccessDiff } from "../diff/model";
import { gateChanged, type ReviewReport } from "../report/report";
import type { SummaryModel } from "../summary/summarize";
import { asciiJson } from "./escape";

/*
 * For programs, all of it. `version` changes when a field changes its meaning or goes.
 */

/** What `accessDiff` gives. */
export function diffJson(diff: AccessDiff): string {
  return asciiJson(diff);
}

export function renderJson(model: SummaryModel): string {
  return asciiJson({ version: 1, ...model });
}

export function findingsJson(report: GuardrailReport): string {
  return asciiJson({ version: 1, ...report });
}

export function reportJson(report: ReviewReport): string {
  const { diff, findings, gate } = report;
  return asciiJson({ version: 1, access: diff, warnings: diff.warnings, findings, gate: { changed: gateChanged(report), ...gate } });
}
