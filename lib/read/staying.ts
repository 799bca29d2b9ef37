import { stackOf, type TokenSpec } from "../policy";
import type { AccessReading } from "./access";
import type { StackReading, StackWarning } from "./configuration";

/* What is gone from the files, and not from the account: Terraform destroys nothing of it. */

type Side = Pick<AccessReading, "specs" | "stacks">;

/** Tokens that Terraform only forgets (`removed` with `destroy = false`). */
export function forgottenTokens(before: Side, after: Side): TokenSpec[] {
  // Where there is one stack only, what it is called says nothing: a folder of Terraform JSON is called as it happens to be.
  const oneStack = before.stacks.length <= 1 && after.stacks.length <= 1;
  const keyOf = (stack: string, ...place: readonly unknown[]): string => JSON.stringify([oneStack ? "" : stack, ...place]);
  const placeOf = (spec: TokenSpec): string => keyOf(stackOf(spec), spec.kind, spec.address);
  const addresses = new Set(after.stacks.flatMap(({ name, forgotten = [] }) => forgotten.map((address) => keyOf(name, address))));
  if (addresses.size === 0) return [];
  const there = new Set(after.specs.map(placeOf));
  return before.stacks.flatMap(({ name, specs }) =>
    specs.filter((spec) => addresses.has(keyOf(name, spec.address)) && !there.has(placeOf(spec))),
  );
}

/**
 * Stacks with tokens that an app no longer makes: neither cdktf nor a pipeline destroys what is not in the code. One whose state a new
 * stack keeps goes on under another name. Of one stack beside one other, it can't be told whether they are of one app.
 */
export function abandonedStacks(before: Side, after: Side): StackReading[] {
  const all = [...before.stacks, ...after.stacks];
  if (!all.every(({ ofApp }) => ofApp) || (before.stacks.length <= 1 && after.stacks.length <= 1)) return [];
  const [former, names] = [before, after].map(({ stacks }) => new Set(stacks.map(({ name }) => name))) as [Set<string>, Set<string>];
  const backends = new Set(after.stacks.flatMap(({ name, backend }) => (former.has(name) ? [] : (backend ?? []))));
  return before.stacks.filter(
    ({ name, backend, specs }) => specs.length > 0 && !names.has(name) && (backend === undefined || !backends.has(backend)),
  );
}

export function abandonedWarning({ name }: StackReading): StackWarning {
  return { level: "warning", message: `stack ${name} is no longer made: nothing destroys its tokens` };
}
