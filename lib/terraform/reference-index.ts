const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]*/gu;

/** Every identifier of an expression, those within its strings and comments among them. */
export function identifiersOf(text: string): string[] {
  return (text.match(IDENTIFIER) ?? []).map((identifier) => identifier.normalize("NFC"));
}

/** Names that have all parts but the last one in common. */
interface Group {
  readonly parts: readonly string[];
  /** Names by their last part. */
  readonly names: Map<string, string>;
}

/**
 * Names that expressions may refer to (`data.cloudflare_zone.main`). Spaces, line breaks and comments may stand between the parts of a reference, so only
 * the parts are looked for: some that an expression does not refer to are found as well.
 */
export class ReferenceIndex {
  private readonly groups = new Map<string, Group>();
  /** Groups by the part before the last, or the only one: kinds of things are few, and an expression names few of the things of one kind. */
  private readonly byKind = new Map<string, Group[]>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    const parts = name.split(".");
    const last = parts.pop() ?? "";
    const prefix = JSON.stringify(parts.length === 0 ? last : parts);
    const known = this.groups.get(prefix);
    if (known !== undefined) {
      known.names.set(last, name);
      return;
    }
    const group = { parts, names: new Map([[last, name]]) };
    this.groups.set(prefix, group);
    const kind = parts.at(-1) ?? last;
    const list = this.byKind.get(kind);
    if (list === undefined) this.byKind.set(kind, [group]);
    else list.push(group);
  }

  /** The names that an expression with these identifiers may refer to. */
  *within(identifiers: ReadonlySet<string>): Generator<string> {
    for (const kind of identifiers) {
      for (const { parts, names } of this.byKind.get(kind) ?? []) {
        if (!parts.every((part) => identifiers.has(part))) continue;
        if (names.size < identifiers.size) {
          for (const [last, name] of names) if (identifiers.has(last)) yield name;
        } else {
          for (const last of identifiers) {
            const name = names.get(last);
            if (name !== undefined) yield name;
          }
        }
      }
    }
  }
}
