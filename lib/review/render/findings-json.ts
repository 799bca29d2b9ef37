import type { GuardrailReport } from "../../guardrails";
import { asciiJson } from "./escape";

/** The findings for programs. `version` changes when a field changes its meaning or goes. */
export function findingsJson(report: GuardrailReport): string {
  return asciiJson({ version: 1, ...report });
}
