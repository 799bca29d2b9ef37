import { asciiJson } from "../escape";
import type { AccessDiff } from "./model";

/** The diff for programs, all of it: what `accessDiff` gives, and what `showRenames` adds where it was asked. */
export function diffJson(diff: AccessDiff): string {
  return asciiJson(diff);
}
