const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]*/gu;

/** Every identifier of an expression, those within its strings and comments among them. */
export function identifiersOf(text: string): string[] {
  return (text.match(IDENTIFIER) ?? []).map((identifier) => identifier.normalize("NFC"));
}

/**
 * Whether an expression with these identifiers can refer to something of that name (`data.cloudflare_zone.main`). Spaces, line breaks and comments may
 * stand between its parts, so only the parts are looked for: some that it does not refer to are found as well.
 */
export function mayReferTo(name: string, identifiers: ReadonlySet<string>): boolean {
  return name.split(".").every((part) => identifiers.has(part));
}
