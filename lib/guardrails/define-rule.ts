import { fault, throwFaults } from "../errors";
import { compareText } from "../policy";
import { parseAllowed } from "../terraform";
import type { Finding, Rule } from "./model";

/** Computes something about an object once for a whole run: what several rules or tokens ask for. */
export type Once = <About extends object, T>(make: (about: About) => T, about: About) => T;

/** The memory of one run. It goes with the run, and decides nothing: `make` gives the same for the same. */
export function makeOnce(): Once {
  const made = new Map<unknown, WeakMap<object, unknown>>();
  return <About extends object, T>(make: (about: About) => T, about: About): T => {
    let known = made.get(make);
    if (known === undefined) made.set(make, (known = new WeakMap()));
    if (!known.has(about)) known.set(about, make(about));
    return known.get(about) as T;
  };
}

/**
 * A finding in one line of plain text: `no-expiry (expiresOn): the token never expires; set expiresOn`, or who answers for it in place of the fix.
 * Strings are as foreign as they came.
 */
export function findingWords({ rule, detail, message, fix, acknowledged }: Omit<Finding, "stack" | "title" | "level">): string {
  const text = `${rule} (${detail}): ${message}`;
  if (acknowledged === undefined) return `${text}; ${fix}`;
  const { owner, until, reason } = acknowledged;
  return `${text}; acknowledged${owner === undefined ? "" : ` by ${owner}`}${until === undefined ? "" : ` until ${until}`}: ${reason}`;
}

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

/** A rule as it is written down: `level` and `waivable` have defaults. */
export type RuleDefinition = Omit<Rule, "level" | "waivable"> & Partial<Pick<Rule, "level" | "waivable">>;

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const LEVELS: readonly unknown[] = ["error", "warning", "note"] satisfies Rule["level"][];

/** See `defineRule` in lib/lazy.ts. @throws PrincipalError InvalidRule */
export function defineRule(definition: RuleDefinition): Rule {
  const { id, title, why, fix, level = "warning", waivable = true, token, terraform } = definition;
  throwFaults([
    ...(typeof id === "string" && ID.test(id) ? [] : [fault.invalidRule("id", id, "a rule's id is kebab-case")]),
    ...Object.entries({ title, why, fix }).flatMap(([path, text]) =>
      typeof text === "string" && text.trim() !== "" ? [] : [fault.invalidRule(path, text, `a rule has a ${path}`)],
    ),
    ...(LEVELS.includes(level) ? [] : [fault.invalidRule("level", level, "a rule's level is error, warning or note")]),
  ]);
  return Object.freeze({
    id,
    title,
    why,
    fix,
    level,
    waivable,
    ...(token === undefined ? {} : { token }),
    ...(terraform === undefined ? {} : { terraform }),
  });
}
