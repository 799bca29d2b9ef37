/** What stands where an id should: `undefined` and `null` as the code that wrote it had none, or as Terraform has it. */
export function isNothing(text: string): boolean {
  return /^(?:undefined|null|\$\{\s*null\s*\})$/.test(text);
}

/** How what stands in place of an id is shown. */
export function shownNothing(text: string): string {
  return text.startsWith("${") ? "null" : text;
}

export const NOT_AN_ID = "in place of an id, which is 32 hexadecimal characters: Cloudflare refuses it";
