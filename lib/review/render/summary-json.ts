import { asciiJson } from "./escape";
import type { SummaryModel } from "../summary/model";

/** The summary for programs. `version` changes when a field changes its meaning or goes. */
export function renderJson(model: SummaryModel): string {
  return asciiJson({ version: 1, ...model });
}
