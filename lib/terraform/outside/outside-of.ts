import type { TerraformStack } from "../model";
import type { OutsideApp } from "./app";
import { blocksOutside } from "./blocks";
import { expressionsOutside } from "./expressions";
import { policyResourcesOutside } from "./policy-resources";
import { StackProviders } from "./providers";
import type { OutsideRow } from "./row";
import { statesOutside } from "./states";
import { typesOutside } from "./types";
import { valuesOutside } from "./values";

/** What of a stack is outside the closed list. The app is looked at once for all of its stacks. */
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
