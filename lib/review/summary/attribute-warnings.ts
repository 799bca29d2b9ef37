import type { TokenSpec } from "../../policy";
import type { StackWarning } from "../../read";
import type { WarningSummary } from "./model";

/**
 * Sorts warnings to the tokens they are about: by address, or by construct path, where a warning of a construct within a principal, or of one
 * that holds this principal only, is the principal's. The rest is about the stack.
 */
export function attributeWarnings(
  stack: string,
  specs: readonly TokenSpec[],
  warnings: readonly StackWarning[],
): { readonly bySpec: ReadonlyMap<TokenSpec, readonly WarningSummary[]>; readonly rest: readonly WarningSummary[] } {
  const bySpec = new Map<TokenSpec, WarningSummary[]>();
  const rest: WarningSummary[] = [];
  if (warnings.length === 0) return { bySpec, rest };
  const index = indexSpecs(specs);
  for (const { level, message, path, address } of warnings) {
    const spec = address === undefined ? findByPath(index, path) : index.byAddress.get(address);
    if (spec === undefined) {
      const at = path ?? address;
      rest.push({ level, message, ...(at === undefined || at === stack ? {} : { at }) });
      continue;
    }
    const list = bySpec.get(spec) ?? [];
    bySpec.set(spec, list);
    // The same words from a construct and from its resource are one warning.
    if (!list.some((known) => known.level === level && known.message === message)) list.push({ level, message });
  }
  return { bySpec, rest };
}

interface SpecIndex {
  readonly byAddress: ReadonlyMap<string, TokenSpec>;
  /** The one spec of a path; null where several share it (the slots of a rotation). */
  readonly byPath: ReadonlyMap<string, TokenSpec | null>;
  /** The one spec below a path; null where there are several. */
  readonly below: ReadonlyMap<string, TokenSpec | null>;
}

function indexSpecs(specs: readonly TokenSpec[]): SpecIndex {
  const byAddress = new Map<string, TokenSpec>();
  const byPath = new Map<string, TokenSpec | null>();
  const below = new Map<string, TokenSpec | null>();
  for (const spec of specs) {
    if (spec.address !== undefined) byAddress.set(spec.address, spec);
    if (spec.path === undefined) continue;
    byPath.set(spec.path, byPath.has(spec.path) ? null : spec);
    for (const parent of parentsOf(spec.path)) below.set(parent, below.has(parent) ? null : spec);
  }
  return { byAddress, byPath, below };
}

function findByPath({ byPath, below }: SpecIndex, path: string | undefined): TokenSpec | undefined {
  // The stack's own path holds every principal, so a warning on it is the stack's even when there is one principal only.
  if (!path?.includes("/")) return undefined;
  for (const candidate of [path, ...parentsOf(path)]) {
    const spec = byPath.get(candidate);
    if (spec !== undefined) return spec ?? undefined;
  }
  return below.get(path) ?? undefined;
}

/** No construct tree is deeper, and a path of a hostile file must not cost the square of its length. */
const MAX_LEVELS = 50;

/** `a/b/c` has the parents `a/b` and `a`, nearest first. */
function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let slash = path.lastIndexOf("/"); slash > 0 && parents.length < MAX_LEVELS; slash = path.lastIndexOf("/", slash - 1))
    parents.push(path.slice(0, slash));
  return parents;
}
