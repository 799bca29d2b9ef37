import { permissionsKnownByName } from "./known-by-name";
import { knownNames, otherDialect } from "./names";

let spellings: ReadonlyMap<string, readonly string[]> | undefined;

/** How Cloudflare writes a name that somebody typed without regard to case; the other dialect's where nothing has the name itself. */
export function namesInAnyCase(text: string): readonly string[] {
  spellings ??= readSpellings();
  const dialect = otherDialect(text);
  return spellings.get(text.toLowerCase()) ?? (dialect === undefined ? undefined : spellings.get(dialect.toLowerCase())) ?? [];
}

function readSpellings(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const name of new Set([...knownNames(), ...permissionsKnownByName].map((each) => each.name))) {
    const key = name.toLowerCase();
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}
