import { isUnknown, type TokenSpec } from "../../policy";
import type { StackWarning } from "../../read";
import { SHOWN_LENGTH } from "../render/escape";
import type { PermissionLabel, PolicySummary, ResourceLabel, WarningSummary } from "./summarize";

/** Whether an expression decides of what kind a resource is: `com.cloudflare.api.account.` begins the keys of zones as well. */
export function mayBeOther({ kind, id, key, nested }: ResourceLabel): boolean {
  return kind === undefined ? isUnknown(nested ?? key) : kind === "account" && isUnknown(id);
}

/** What a policy is about only Terraform will know, so nothing can be said against it being all there is. */
export function openAccess({ permissions, resources }: PolicySummary): WarningSummary[] {
  return [
    ...(permissions.some(({ source }) => source === "expression")
      ? [warning("an expression decides which permissions these are: they may be any")]
      : []),
    ...(resources.some((label) => (label.kind === undefined && isUnknown(label.nested ?? label.key)) || isOpenOuter(label))
      ? [warning("an expression decides which resources these are: they may be any")]
      : []),
  ];
}

/** Of several that a data source finds, which one stands first is Cloudflare's business. */
export function firstOfSeveral({ permissions }: PolicySummary): WarningSummary[] {
  return permissions.flatMap(({ name, first }) =>
    first === true && name !== undefined
      ? [{ level: "note" as const, message: `the lookup of ${name} takes the first of what it finds, which may be several` }]
      : [],
  );
}

/** Access that is too long to be shown must not pass for what is shown of it. */
export function cutAccess({ permissions, resources }: PolicySummary): WarningSummary[] {
  const cut = [...permissions.map(shownOfPermission), ...resources.flatMap(shownOfResource)].some((text) => text.length > SHOWN_LENGTH);
  return cut ? [warning("a permission or resource is too long to be shown whole; the summary as JSON has all of it")] : [];
}

function shownOfPermission({ id, name }: PermissionLabel): string {
  return name ?? id;
}

function shownOfResource({ id, name, lookup, within }: ResourceLabel): string[] {
  return [lookup === true ? (name ?? id) : id, ...(within === undefined ? [] : [within.id])];
}

function isOpenOuter({ key, nested }: ResourceLabel): boolean {
  return nested !== undefined && /^[$%]\{/.test(key);
}

function warning(message: string): WarningSummary {
  return { level: "warning", message };
}

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
