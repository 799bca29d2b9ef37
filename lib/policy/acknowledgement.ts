import { type Fault, fault, holdsCredential } from "../errors";
import { formatInstant, parseInstant } from "./instant";
import { compareText } from "./normal-form";
import { isSymbol } from "./symbol";
import type { AcknowledgementSpec } from "./token-spec";

/** Somebody answers for a finding: it is still shown, and counts for nothing. */
export interface Acknowledgement {
  /** The rule's id. */
  readonly rule: string;
  /** The finding's detail, as every report shows it: `expiresOn`, `zone.dns.write`. */
  readonly detail: string;
  /** Why it is meant. */
  readonly reason: string;
  /** Who answers for it. @default - nobody is named */
  readonly owner?: string | undefined;
  /** RFC 3339 text with time and offset, or a Date: from then on the finding counts again. @default - for ever */
  readonly until?: string | Date | undefined;
}

/** Checks an acknowledgement and gives its normal form; faults go to the list. */
export function readAcknowledgement(value: Acknowledgement, faults: Fault[]): AcknowledgementSpec | undefined {
  const path = "acknowledgements";
  if (typeof value !== "object" || value === null) {
    faults.push(fault.invalidAcknowledgement(path, value, "an acknowledgement has a rule, a detail and a reason"));
    return undefined;
  }
  const before = faults.length;
  const { rule, detail, reason, owner, until } = value;
  for (const [name, text] of Object.entries({ rule, detail, reason, ...(owner === undefined ? {} : { owner }) })) {
    if (!isPlain(text))
      faults.push(fault.invalidAcknowledgement(`${path}.${name}`, text, `the ${name} is a text of at most 500 characters`));
    // Blanks that no trim takes away, and letters that are blank (U+3164), show as nothing.
    else if (name !== "detail" && !/(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u.test(text))
      faults.push(fault.invalidAcknowledgement(`${path}.${name}`, text, `the ${name} has a letter or a digit`));
  }
  const seconds = until === undefined ? undefined : parseUntil(until);
  if (until !== undefined && seconds === undefined) faults.push(fault.invalidDate(`${path}.until`, until));
  if (faults.length > before) return undefined;
  return {
    rule,
    detail,
    reason,
    ...(owner === undefined ? {} : { owner }),
    ...(seconds === undefined ? {} : { until: formatInstant(seconds) }),
  };
}

/** Reads what a synthesized file holds beside a token. Whoever wrote it may be a stranger: what is not an acknowledgement is named, not dropped. */
export function parseAcknowledgements(value: unknown): { readonly acknowledgements: AcknowledgementSpec[]; readonly unreadable: string[] } {
  if (value === undefined) return { acknowledgements: [], unreadable: [] };
  if (!Array.isArray(value)) return { acknowledgements: [], unreadable: ["acknowledgements are a list"] };
  const acknowledgements: AcknowledgementSpec[] = [];
  const unreadable: string[] = [];
  for (const entry of value as readonly unknown[]) {
    const faults: Fault[] = [];
    const spec = readAcknowledgement(entry as Acknowledgement, faults);
    if (spec !== undefined) acknowledgements.push(spec);
    unreadable.push(...faults.map((f) => f.message));
  }
  return { acknowledgements, unreadable };
}

/** The same list in whatever order it was written, each entry once. */
export function sortAcknowledgements(list: readonly AcknowledgementSpec[]): AcknowledgementSpec[] {
  const byText = new Map(list.map((entry) => [JSON.stringify([entry.rule, entry.detail, entry.reason, entry.owner, entry.until]), entry]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry);
}

function isPlain(text: unknown): boolean {
  return (
    typeof text === "string" && text.trim() !== "" && text.length <= 500 && !isSymbol(text) && !hasControl(text) && !holdsCredential(text)
  );
}

function parseUntil(until: unknown): number | undefined {
  return typeof until === "string" || (typeof until === "object" && until !== null) ? parseInstant(until as string | Date) : undefined;
}

/** Control characters, line separators and direction overrides. */
function hasControl(text: string): boolean {
  return /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
}
