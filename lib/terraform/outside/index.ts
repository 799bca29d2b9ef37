/** What of a stack is outside the closed list, in rows. */
import { type Allowed, NOTHING_ALLOWED } from "../list";
import type { TerraformStack } from "../model";
import { OutsideApp } from "./app";
import { blocksOutside } from "./blocks";
import { expressionsOutside } from "./expressions";
import { policyResourcesOutside } from "./policy-resources";
import { StackProviders } from "./providers";
import type { OutsideRow } from "./row";
import { statesOutside } from "./states";
import { typesOutside } from "./types";
import { valuesOutside } from "./values";

export { OutsideApp } from "./app";
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

/** The same where the app was looked at before: of many stacks each is then looked at once. */
export function outsideOf(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const providers = new StackProviders(stack);
  return [
    ...typesOutside(stack, app, providers),
    ...providers.outside(app),
    ...blocksOutside(stack, app),
    ...statesOutside(stack, app),
    ...expressionsOutside(stack, app),
    ...valuesOutside(stack, app),
    ...policyResourcesOutside(stack),
  ];
}
