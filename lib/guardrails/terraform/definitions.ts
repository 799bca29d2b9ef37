import { blocksOf } from "./blocks";
import type { TerraformStack } from "./model";

/** What the stack's files give `local.x` and, as its default, `var.x`; several where it is defined more than once. */
export function definitionsOf(stack: TerraformStack): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>();
  const add = (name: string, value: unknown): void => {
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  };
  for (const { body } of blocksOf(stack, "locals")) for (const [name, value] of Object.entries(body)) add(`local.${name}`, value);
  for (const { body, labels } of blocksOf(stack, "variable"))
    if (body["default"] !== undefined && body["default"] !== null) add(`var.${labels[0] ?? ""}`, body["default"]);
  return found;
}
