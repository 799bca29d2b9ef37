import { z } from "zod";
import { blocksOf, plainReference, type TerraformStack } from "../terraform";

type Files = Pick<TerraformStack, "files">;

const address = z.string().transform(plainReference);
const moved = z.object({ from: address, to: address });
const removed = z.object({ from: address, lifecycle: z.unknown() });
// Terraform reads "false" as false; what is neither is taken for the worst.
const destroy = z.unknown().refine((value) => value !== undefined && value !== null && value !== true && value !== "true");
const keeps = z.union([z.object({ destroy }), z.tuple([z.object({ destroy })])]);

/** Where each address was moved from, by `moved` blocks: the nearest first. */
export function readMoves(stack: Files): (address: string) => readonly string[] {
  const from = new Map<string, string[]>();
  for (const { body } of blocksOf(stack, "moved")) {
    const move = moved.safeParse(body).data;
    if (move !== undefined) from.set(move.to, [...(from.get(move.to) ?? []), move.from]);
  }
  return (address) => {
    const seen = new Set([address]);
    for (const each of seen) for (const earlier of from.get(each) ?? []) seen.add(earlier);
    seen.delete(address);
    return [...seen];
  };
}

/** Addresses that Terraform only forgets (`removed` with `destroy = false`): what is there stays. */
export function readForgotten(stack: Files): string[] {
  return blocksOf(stack, "removed").flatMap(({ body }) => {
    const block = removed.safeParse(body).data;
    return block !== undefined && keeps.safeParse(block.lifecycle).success ? [block.from] : [];
  });
}
