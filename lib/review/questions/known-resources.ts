import { distance } from "fastest-levenshtein";
import { type Scope, SCOPES } from "../../catalogue";
import { didYouMean, type Fault, fault, showValue } from "../../errors";
import { compareText, scopeOfKey } from "../../policy";
import type { StackReading } from "../../read";
import { namesOfStack } from "../summary/words";

/*
 * What the input has names for, for those who got one wrong.
 */

/** Of more names the first are shown. */
const MOST_NAMES = 5;
const MOST_NEAR = 3;
/** Longer texts are no misspelt names. */
const LONGEST = 255;

/** Whether a key is that of one account or one zone, and of nothing within it. */
export function isKeyOf(scope: Scope, key: string): boolean {
  return scopeOfKey(key) === scope && !key.includes("/");
}

/**
 * The fault of a name that none of the stacks has, with the names that they do have.
 *
 * @param others further stacks of the input, where the name may be
 */
export function unknownName(
  text: string,
  scope: "account" | "zone",
  wanted: string,
  stacks: readonly StackReading[],
  others: readonly StackReading[],
): Fault {
  const elsewhere = others.filter(
    (stack) => !stacks.includes(stack) && namesOf(scope, [stack]).some((name) => name.toLowerCase() === wanted),
  );
  if (elsewhere.length > 0) return inAnotherStack(text, scope, elsewhere);
  const names = namesOf(scope, stacks);
  const near = names.filter((name) => {
    const other = name.toLowerCase();
    return other.includes(wanted) || wanted.includes(other) || distance(other, wanted.slice(0, LONGEST)) <= 2;
  });
  const form = (name: string): string => `${scope}:${name}`;
  const more = names.length > MOST_NAMES ? ` and ${String(names.length - MOST_NAMES)} more` : "";
  const list = names.slice(0, MOST_NAMES).map((name) => showValue(form(name)));
  const here = names.length === 0 ? `the input names no ${scope}` : `the input has no ${scope} of this name, but ${list.join(", ")}${more}`;
  const guess = didYouMean(near.slice(0, MOST_NEAR).map(form));
  return fault.unknownResource("resource", text, `${here}${guess}; an id is known without a name: ${scope}:<id>`);
}

/** Of a token's own stack the names are asked for: what another calls so is likelier meant than a misspelt one. */
function inAnotherStack(text: string, scope: "account" | "zone", elsewhere: readonly StackReading[]): Fault {
  const places = elsewhere.slice(0, MOST_NAMES).map(placeOfStack);
  const more = elsewhere.length > MOST_NAMES ? ` and ${String(elsewhere.length - MOST_NAMES)} more` : "";
  const todo = `the token's stack names no such ${scope}, but ${places.join(", ")}${more}: ask a token of there, or by the id: ${scope}:<id>`;
  return fault.unknownResource("resource", text, todo);
}

function placeOfStack({ name, specs }: StackReading): string {
  const [account, ...more] = new Set(specs.flatMap(({ accountId }) => accountId ?? []));
  const place = `stack ${showValue(name)}`;
  return account === undefined || more.length > 0
    ? place
    : `${place} (account ${showValue(namesOfStack(specs).get(`${SCOPES.account}.${account}`) ?? account)})`;
}

const WORDS = ["account", "all-zones", "all-buckets"];
const FORMS = ["zone", "account", "r2", "worker", "user"];

/** The fault of a text that has none of the forms. */
export function unknownForm(text: string, stacks: readonly StackReading[]): Fault {
  return fault.unknownResource("resource", text, `write one of these${didYouMean(nearForms(text, stacks))}`);
}

function nearForms(text: string, stacks: readonly StackReading[]): string[] {
  if (text.length > LONGEST) return [];
  if (/^[0-9a-f]{32}$/i.test(text)) return [`zone:${text}`, `account:${text}`];
  const named = (["zone", "account"] as const).filter((scope) =>
    namesOf(scope, stacks).some((name) => name.toLowerCase() === text.toLowerCase()),
  );
  if (named.length > 0) return named.map((scope) => `${scope}:${text}`);
  const colon = text.indexOf(":");
  if (colon === -1) return WORDS.filter((word) => distance(word, text.toLowerCase()) <= 2);
  const [form, rest] = [text.slice(0, colon).toLowerCase(), text.slice(colon)];
  return rest === ":"
    ? []
    : FORMS.filter((each) => each !== form && distance(each, form) <= (each.length > 2 ? 2 : 1)).map((each) => each + rest);
}

/** What the code, or a data source, calls accounts or zones. */
function namesOf(scope: "account" | "zone", stacks: readonly StackReading[]): string[] {
  const names = stacks.flatMap((stack) => [
    ...[...namesOfStack(stack.specs)].filter(([key]) => isKeyOf(scope, key)).map(([, name]) => name),
    ...(scope === "zone" ? lookedUpZones(stack).map(([, name]) => name) : []),
  ]);
  return [...new Set(names)].sort(compareText);
}

/** Zones that data sources find by name, by the expression of the id. */
export function lookedUpZones({ specs }: StackReading): (readonly [expression: string, name: string])[] {
  const found = specs.flatMap(({ lookups = {} }) =>
    Object.entries(lookups).flatMap(([expression, { kind, name }]) => (kind === "zone" ? [[expression, name] as const] : [])),
  );
  return [...new Map(found)];
}
