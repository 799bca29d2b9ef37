/** What of a stack is outside the closed list, in rows. */
import { type Allowed, NOTHING_ALLOWED } from "../list";
import type { TerraformStack } from "../model";
import { OutsideApp } from "./app";
import { outsideOf } from "./outside-of";
import type { OutsideRow } from "./row";

export { OutsideApp } from "./app";
export { outsideOf } from "./outside-of";
export { outsidePipelines } from "./pipelines";
export type { OutsideRow } from "./row";

/**
 * What of a stack is outside the closed list.
 *
 * @param all every stack of the app: a value may go from one to another
 * @param allowed what the team allows
 */
export function outsideTheList(
  stack: TerraformStack,
  all: readonly TerraformStack[] = [stack],
  allowed: Allowed = NOTHING_ALLOWED,
): OutsideRow[] {
  return outsideOf(stack, new OutsideApp(all, allowed));
}
