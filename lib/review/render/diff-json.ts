import { asciiJson } from "./escape";
import type { AccessDiff } from "../diff/model";

/** The diff for programs, all of it: what `accessDiff` gives, and what `showRenames` adds where it was asked. */
export function diffJson(diff: AccessDiff): string {
  return asciiJson(diff);
}
