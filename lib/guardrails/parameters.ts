import { compareText } from "../policy";
import { parseAllowed } from "../terraform";

/** What a parameter of a rule may be. */
type Kind = keyof typeof KINDS;

const KINDS = {
  days: { fits: (value: unknown) => Number.isInteger(value) && (value as number) >= 1, is: "a whole number from 1 on" },
  texts: { fits: (value: unknown) => Array.isArray(value) && value.every(isText), is: "a list of texts" },
  flag: { fits: (value: unknown) => typeof value === "boolean", is: "true or false" },
  allowed: { fits: isAllowed, is: "types and hosts, as in .principals/allowed.json" },
  pattern: { fits: (value: unknown) => isText(value) || value instanceof RegExp, is: "a regular expression" },
} as const;

/**
 * Checks what a rule's factory was given: it may come from a JSON file, where a misspelt name would leave the rule as if it had not been given.
 *
 * @throws RangeError
 */
export function checkParameters(given: object, kinds: Readonly<Record<string, Kind>>, required: readonly string[] = []): void {
  const names = Object.keys(kinds).sort(compareText);
  for (const name of Object.keys(given))
    if (!names.includes(name)) throw new RangeError(`there is no parameter ${JSON.stringify(name)}, only ${names.join(", ")}`);
  for (const [name, kind] of Object.entries(kinds)) {
    const value = (given as Readonly<Record<string, unknown>>)[name];
    if (value === undefined ? required.includes(name) : !KINDS[kind].fits(value)) throw new RangeError(`${name} is ${KINDS[kind].is}`);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isAllowed(value: unknown): boolean {
  try {
    parseAllowed({ version: 1, ...(value as object) }, "");
    return typeof value === "object" && value !== null && !("version" in value);
  } catch {
    return false;
  }
}
