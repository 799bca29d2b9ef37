import { type TerraformElement, TerraformStack, Tokenization } from "cdktf";

/*
 * Before it writes anything, cdktf resolves every element of a stack twice, only to find references to other stacks. A token without any
 * reference has nothing to find, and most tokens have none: leaving those out halves the work of a large app.
 */

const preparing = new WeakSet<TerraformStack>();

/** Runs the preparation of a stack, during which `isPreparing` holds for its elements. */
export function whilePreparing(stack: TerraformStack, prepare: () => void): void {
  preparing.add(stack);
  try {
    prepare();
  } finally {
    preparing.delete(stack);
  }
}

/** Whether the element's stack is only looking for references. */
export function isPreparing(element: TerraformElement): boolean {
  return preparing.has(TerraformStack.of(element));
}

/** Whether a value holds a cdktf token anywhere, in keys as in values. */
export function holdsToken(value: unknown): boolean {
  if (typeof value === "string") return value.includes("TfToken[");
  // Numbers encode tokens as large negative values.
  if (typeof value === "number") return value < -1e150;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsToken);
  if (Tokenization.isResolvable(value)) return true;
  for (const key in value) if (key.includes("TfToken[") || holdsToken((value as Record<string, unknown>)[key])) return true;
  return false;
}
