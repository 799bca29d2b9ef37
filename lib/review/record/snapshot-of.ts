import { permissionById } from "../../catalogue";
import { compareText, isUnknown, type NotUnderstood, type TokenSpec } from "../../policy";
import { fileName } from "../render/escape";
import type { StackReading } from "../../read";
import {
  type RecordedPermission,
  type RecordedToken,
  secondsBetween,
  slotName,
  type SnapshotRecord,
  sortedEntries,
  usageOf,
} from "./model";
import { renderRecord } from "./write";

/** One file of the snapshot. */
export interface SnapshotFile {
  /** Relative to the snapshot's folder, with `/`: `prod/dns-publisher.md`. Safe for every file system, whatever the names. */
  readonly path: string;
  /** Its content. */
  readonly text: string;
}

/**
 * The reviewed state as files: what each principal may do, in words and names, with the exact ids below. Nothing in it depends on the clock,
 * on the machine or on the order of the input; each principal has a file of its own, wherever two names would meet in one.
 *
 * @param stacks as `readSynthesized` gives them
 * @returns the files by path
 * @example
 * const files = snapshotOf(readSynthesized("cdktf.out").stacks);
 * console.log(files.map(({ path }) => path)); // ["prod/dns-publisher.md", …]
 */
export function snapshotOf(stacks: readonly StackReading[]): SnapshotFile[] {
  return filesOf(stacks).map(({ path, text }) => ({ path, text }));
}

/** The files with the tokens that each is about. */
export function filesOf(stacks: readonly StackReading[]): (SnapshotFile & { readonly specs: readonly TokenSpec[] })[] {
  const byPath = new Map<string, ReturnType<typeof filesOf>>();
  for (const stack of stacks) {
    for (const { principal, specs, ambiguous } of principalsOf(stack)) {
      const path = pathOf(stack.name, ambiguous ? `${principal}\n${specs[0]?.address ?? ""}` : principal);
      const file = { path, text: renderRecord(recordOf(stack.name, principal, specs)), specs };
      byPath.set(path, [...(byPath.get(path) ?? []).filter(({ text }) => text !== file.text), file]);
    }
  }
  // Two stacks of one name, or two tokens without an address: only the content tells them apart.
  return [...byPath.values()]
    .flatMap((files) =>
      files.length === 1
        ? files
        : files.map(({ path, text, specs }) => ({
            specs,
            path: `${path.slice(0, path.indexOf("/"))}/${fileName(`${path}\n${text}`)}.md`,
            text,
          })),
    )
    .sort((a, b) => compareText(a.path, b.path));
}

function pathOf(stack: string, principal: string): string {
  return `${fileName(stack)}/${fileName(principal)}.md`;
}

/** The tokens that one file of the snapshot is about: one, or the slots of a rotation. */
interface PrincipalTokens {
  /** The construct's path below its stack, else the name. */
  readonly principal: string;
  readonly specs: readonly TokenSpec[];
  /** Whether another principal of the stack has the same name here, so that the address has to tell them apart. */
  readonly ambiguous: boolean;
}

/** The principals of a stack, ordered. Tokens are one principal only as the slots of one rotation. */
function principalsOf(stack: StackReading): PrincipalTokens[] {
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

function recordOf(stack: string, principal: string, specs: readonly TokenSpec[]): SnapshotRecord {
  const [first] = specs;
  return {
    version: 2,
    stack,
    principal,
    ...(first?.owner === undefined ? {} : { owner: first.owner }),
    ...(first?.purpose === undefined ? {} : { purpose: first.purpose }),
    tokens: specs.map(recordToken),
  };
}

function recordToken(spec: TokenSpec): RecordedToken {
  const { rotation, provider, notUnderstood = [] } = spec;
  const { groups, expressions, named } = usageOf(spec);
  const lifetime = rotation === undefined ? undefined : secondsBetween(spec);
  const pick = <T>(known: Readonly<Record<string, T>> | undefined, used: ReadonlySet<string>): Readonly<Record<string, T>> | undefined =>
    sortedEntries(Object.entries(known ?? {}).filter(([key]) => used.has(key)));
  const token: { readonly [Key in keyof RecordedToken]-?: RecordedToken[Key] | undefined } = {
    kind: spec.kind,
    accountId: spec.accountId,
    name: rotation === undefined ? spec.name : slotName(spec.name),
    slot: rotation?.slot,
    address: spec.address,
    provider: provider === undefined || provider.name === "cloudflare" ? undefined : provider.name,
    ignored: spec.ignored,
    stays: spec.stays,
    status: spec.status,
    policies: spec.policies,
    requestIp: spec.requestIp,
    // The dates of a slot come from the clock; how long it lasts does not. Without one of them there is no length, and the other is recorded.
    notBefore: lifetime === undefined ? spec.notBefore : undefined,
    expiresOn: lifetime === undefined ? spec.expiresOn : undefined,
    lifetime,
    deliveries: (spec.deliveries ?? [])
      .map(({ kind, to, sensitive, place }) => ({ kind, to, sensitive, ...(place === undefined ? {} : { place }) }))
      .sort((a, b) => compareText(a.to, b.to)),
    notUnderstood: notUnderstood.length === 0 ? undefined : [...notUnderstood].sort((a, b) => compareText(idOf(a), idOf(b))),
    lookups: pick(spec.lookups, expressions),
    permissions: sortedEntries([...groups].flatMap(namedPermission)),
    names: pick(spec.names, named),
  };
  // What is absent is left out.
  return Object.fromEntries(Object.entries(token).filter(([, value]) => value !== undefined)) as unknown as RecordedToken;
}

function idOf({ where, what, digest }: NotUnderstood): string {
  return JSON.stringify([where, what, digest]);
}

function namedPermission(id: string): [string, RecordedPermission][] {
  const known = isUnknown(id) ? undefined : permissionById(id);
  return known === undefined ? [] : [[id, { name: known.name, scope: known.scope }]];
}
