import { asciiJson } from "../escape";
import type { AccessDiff } from "./model";

/** The diff for programs: exactly what `accessDiff` gives. */
export function diffJson(diff: AccessDiff): string {
  return asciiJson(diff);
}
