import { stackOf, type TokenSpec } from "../policy";
import { resourceAddress } from "../terraform";
import type { AccessReading } from "./access";
import type { StackReading, StackWarning } from "./stack";

/* What is gone from the files, and not from the account: Terraform destroys nothing of it. */

type Side = Pick<AccessReading, "specs" | "stacks">;

/** Tokens that leave the code and that Terraform only forgets: by `removed`, or since their `lifecycle` says `destroy = false`. */
export function forgottenTokens(before: Side, after: Side): TokenSpec[] {
  // Where there is one stack only, what it is called says nothing: a folder of Terraform JSON is called as it happens to be.
  const oneStack = before.stacks.length <= 1 && after.stacks.length <= 1;
  const keyOf = (stack: string, ...place: readonly unknown[]): string => JSON.stringify([oneStack ? "" : stack, ...place]);
  const forgotten = new Map(
    after.stacks.flatMap(({ name, forgotten: list = [] }) => list.map((each) => [keyOf(name, each.address), each] as const)),
  );
  const there = new Set(
    after.specs.flatMap((spec) =>
      [spec.address, ...(spec.movedFrom ?? [])].map((address) => keyOf(stackOf(spec), spec.kind, address)),
    ),
  );
  return before.specs.flatMap((spec): TokenSpec[] => {
    const stack = stackOf(spec);
    if (there.has(keyOf(stack, spec.kind, spec.address))) return [];
    const [found] = placesOf(spec.address ?? "").flatMap((place) => forgotten.get(keyOf(stack, place)) ?? []);
    if (found === undefined && spec.stays !== true) return [];
    const notUnderstood = [...(spec.notUnderstood ?? []), ...(found?.notUnderstood === undefined ? [] : [found.notUnderstood])];
    return [{ ...spec, stays: true, ...(notUnderstood.length === 0 ? {} : { notUnderstood }) }];
  });
}

/** An address, the same without keys of instances, and the modules that it lies in. */
function placesOf(address: string): string[] {
  const { resource = "", module = "" } = resourceAddress(address) ?? {};
  const modules = module === "" ? [] : module.split(".").flatMap((_, index, parts) => (index % 2 === 1 ? [parts.slice(0, index + 1).join(".")] : []));
  return [address, module === "" ? resource : `${module}.${resource}`, ...modules];
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
