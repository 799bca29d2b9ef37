import { blocksOf } from "./blocks";
import type { Block, TerraformStack } from "./model";

const TYPES: readonly (string | undefined)[] = ["cloudflare_account_token", "cloudflare_api_token"];

/** Whether a resource block is a token. */
export function isToken({ labels }: Block): boolean {
  return TYPES.includes(labels[0]);
}

/** The tokens among the resources of a stack. */
export function tokensOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "resource").filter(isToken);
}
