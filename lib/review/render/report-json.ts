import { asciiJson } from "./escape";
import { gateChanged, type ReviewReport } from "../report/model";

/** The report for programs. `version` changes when a field changes its meaning or goes. */
export function reportJson(report: ReviewReport): string {
  const { diff, warnings, findings, gate } = report;
  return asciiJson({ version: 1, access: diff, warnings, findings, gate: { changed: gateChanged(report), ...gate } });
}
