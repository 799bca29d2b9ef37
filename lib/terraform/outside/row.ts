import { ENTRIES, type EntryName, type Weight } from "../list";

/** Something in a stack that is outside the list. */
export interface OutsideRow {
  /** Which entry of the list it would need: what kind of thing it is. */
  readonly entry: EntryName;
  /** In words, lower case, no full stop: `data.external.x runs a program`. */
  readonly what: string;
  /** Terraform address, setting or type; the same whatever else is added or reordered. */
  readonly where: string;
  /** Empty where it stands in none. */
  readonly file: string;
  /** Why that is on no list. */
  readonly explanation: string;
  /** What to do about it. */
  readonly fix: string;
  readonly weight: Weight;
  /** The line that allows it in `.principals/allowed.json`. @default - nobody may allow it */
  readonly allowable?: string;
  /** Whether it names a token, or what holds a token's value. */
  readonly refersToToken: boolean;
  /** Whether it makes Terraform run a program that is not Terraform or Cloudflare's provider. */
  readonly runsProgram: boolean;
}

const PROGRAMS: ReadonlySet<EntryName> = new Set(["external-program", "foreign-provider", "provisioner", "unread-module"]);

/** What differs from row to row; the words of the entry are added. */
export function row(
  entry: EntryName,
  where: string,
  what: string,
  file: string,
  more: { readonly allowable?: string; readonly refersToToken?: boolean; readonly weight?: Weight } = {},
): OutsideRow {
  const { why, fix, weight } = ENTRIES[entry];
  const { allowable, refersToToken = false } = more;
  return {
    entry,
    what,
    where,
    file,
    explanation: why,
    fix: allowable === undefined ? fix : `${fix}, or add ${allowable} to .principals/allowed.json`,
    weight: more.weight ?? weight,
    ...(allowable === undefined ? {} : { allowable }),
    refersToToken,
    runsProgram: PROGRAMS.has(entry),
  };
}
