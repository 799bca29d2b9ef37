import { IMPLICATIONS } from "./generated/implications";
import { permissionById } from "./names";
import type { Scope } from "./permission";
import type { ImplicationEvidence } from "./rows";

/** What a permission group implies, and how we know. */
export interface Implication {
  /** Id of the permission group. */
  readonly id: string;
  /** Ids of the permission groups that it grants as well; one of another scope on everything of that scope within the account. */
  readonly implies: readonly string[];
  /** How that is known. */
  readonly evidence: ImplicationEvidence;
  /** The reason in words, or what limits it. */
  readonly note?: string;
}

interface Index {
  readonly byId: ReadonlyMap<string, Implication>;
  readonly impliedBy: ReadonlyMap<string, readonly string[]>;
  readonly within: ReadonlyMap<string, readonly Scope[]>;
}

let index: Index | undefined;

/**
 * The ids of the permission groups that a permission group grants as well: Write (and Edit) grants the Read of the same group and scope,
 * except where the evidence says otherwise. Where one is of another scope, it is granted on everything of that scope within the account: Workers
 * R2 Storage Write on an account grants Workers R2 Storage Bucket Item Write on each of its buckets. It holds all of them, so there is no need to
 * ask again for each. Empty for an unknown id.
 *
 * @example
 * implies(permissions.zone.dns.write.id); // [permissions.zone.dns.read.id]
 */
export function implies(id: string): readonly string[] {
  return read().byId.get(id)?.implies ?? [];
}

/**
 * The ids of the permission groups that grant a permission group as well: allowing any of them allows it.
 *
 * @example
 * impliedBy(permissions.zone.dns.read.id); // [permissions.zone.dns.write.id]
 */
export function impliedBy(id: string): readonly string[] {
  return read().impliedBy.get(id) ?? [];
}

/**
 * The scopes beside its own at which a permission group grants something, on everything of that scope within the accounts that it is allowed on. One of
 * which it is not known what it is may do so wherever any does.
 */
export function scopesWithin(id: string): readonly Scope[] {
  const { within } = read();
  return permissionById(id) === undefined ? [...new Set([...within.values()].flat())] : (within.get(id) ?? []);
}

/** What a permission group implies with its evidence; undefined for an unknown id. */
export function implicationOf(id: string): Implication | undefined {
  return read().byId.get(id);
}

function read(): Index {
  if (index !== undefined) return index;
  const byId = new Map<string, Implication>();
  const impliedBy = new Map<string, string[]>();
  const within = new Map<string, readonly Scope[]>();
  for (const [id, implied, evidence, note] of IMPLICATIONS) {
    byId.set(id, { id, implies: implied, evidence, ...(note === undefined ? {} : { note }) });
    for (const other of implied) impliedBy.set(other, [...(impliedBy.get(other) ?? []), id]);
    const scope = permissionById(id)?.scope;
    const others = implied.flatMap((other) => permissionById(other)?.scope ?? []).filter((each) => each !== scope);
    if (others.length > 0) within.set(id, [...new Set(others)]);
  }
  index = { byId, impliedBy, within };
  return index;
}
