import { compareText, type TokenSpec } from "../../policy";
import type { StackReading } from "../../read";

/** The tokens that one file of the snapshot is about: one, or the slots of a rotation. */
export interface PrincipalTokens {
  /** The construct's path below its stack, else the name. */
  readonly principal: string;
  readonly specs: readonly TokenSpec[];
  /** Whether another principal of the stack has the same name here, so that the address has to tell them apart. */
  readonly ambiguous: boolean;
}

/** The principals of a stack, ordered. Tokens are one principal only as the slots of one rotation. */
export function principalsOf(stack: StackReading): PrincipalTokens[] {
  const groups = new Map<string, { principal: string; specs: TokenSpec[] }>();
  stack.specs.forEach((spec, index) => {
    const principal = principalOf(spec);
    // Without an address (never from a reader) the place in the list is all there is.
    const id = JSON.stringify([principal, spec.rotation === undefined ? (spec.address ?? index) : "rotation"]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { principal, specs: [spec] });
    else group.specs.push(spec);
  });
  const count = new Map<string, number>();
  for (const { principal } of groups.values()) count.set(principal, (count.get(principal) ?? 0) + 1);
  return [...groups.values()]
    .map(({ principal, specs }) => ({
      principal,
      specs: [...specs].sort(
        (a, b) => compareText(a.rotation?.slot ?? "", b.rotation?.slot ?? "") || compareText(a.address ?? "", b.address ?? ""),
      ),
      ambiguous: count.get(principal) !== 1,
    }))
    .sort((a, b) => compareText(a.principal, b.principal) || compareText(a.specs[0]?.address ?? "", b.specs[0]?.address ?? ""));
}

function principalOf({ rotation, path, name }: TokenSpec): string {
  if (rotation !== undefined) return belowStack(rotation.principal);
  return path === undefined ? name : belowStack(path);
}

function belowStack(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 || slash === path.length - 1 ? path : path.slice(slash + 1);
}
