import { CI_MARK } from "../escape";
import type { SummaryModel } from "./model";

/** The summary for programs. `version` changes when a field changes its meaning or goes. */
export function renderJson(model: SummaryModel): string {
  const text = JSON.stringify({ version: 1, ...model }, null, 2);
  // Equal JSON that can be shown in a terminal and in a CI log: what is not ASCII stands as an escape, and `##[` is broken up.
  return `${text.replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(CI_MARK, "#\\u0023")}\n`;
}
