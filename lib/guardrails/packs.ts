import { distance } from "fastest-levenshtein";
import { type Fault, fault } from "../errors";
import type { FindingLevel, Pack, PackEntry, Rule } from "./model";
import { type RuleName, RULES } from "./rules";

/** Longer texts are no misspelt ids. */
const LONGEST = 100;

/**
 * The ids of this package's rules that somebody may have meant by one that it has not: misspelt ones, a part of one, and what the code calls a rule
 * (`noExpiry` for `no-expiry`). None for an id that it has.
 */
export function nearRuleIds(id: string): string[] {
  const known = Object.values(RULES).map((rule) => rule.id);
  if (id === "" || id.length > LONGEST || known.includes(id)) return [];
  const text = id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  const far = (each: string): number => (text.length > 2 && (each.includes(text) || text.includes(each)) ? 1 : distance(text, each));
  return known
    .map((each) => ({ each, far: far(each) }))
    .filter((near) => near.far <= Math.max(2, Math.floor(text.length / 5)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ each }) => each);
}

const PACK_LEVELS: readonly unknown[] = ["error", "warning", "note", "off"];

/** What is wrong with a pack: nothing checks the types of what a caller in JavaScript passes. */
export function packFaults(pack: unknown, path: string): Fault[] {
  if (!Array.isArray(pack)) return [fault.invalidPack(path, pack, "a pack is a list of [rule, level]")];
  return (pack as readonly unknown[]).flatMap((entry, index) => {
    const at = `${path}[${String(index)}]`;
    const [rule, level] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    if (!isRule(rule)) return [fault.invalidPack(at, entry, "an entry of a pack is [rule, level], with a rule of defineRule")];
    return PACK_LEVELS.includes(level) ? [] : [fault.invalidPack(at, level, "a rule's level in a pack is error, warning, note or off")];
  });
}

/** Goes by shape, so that it holds across copies of the package. */
function isRule(value: unknown): value is Rule {
  if (typeof value !== "object" || value === null) return false;
  const { id, title, why, fix, waivable } = value as Partial<Record<string, unknown>>;
  return [id, title, why, fix].every((text) => typeof text === "string") && typeof waivable === "boolean";
}

/** The rules that run, each once, with their levels; of two entries for one rule the later counts. */
export function rulesOf(packs: readonly Pack[]): ReadonlyMap<string, { readonly rule: Rule; readonly level: FindingLevel }> {
  const rules = new Map<string, { rule: Rule; level: FindingLevel }>();
  for (const [rule, level] of packs.flat()) {
    if (level === "off") rules.delete(rule.id);
    else rules.set(rule.id, { rule, level });
  }
  return rules;
}

/** The levels of every rule in the two packs; `-` where a pack leaves it out. */
const LEVELS: Readonly<Record<RuleName, readonly [baseline: FindingLevel | "-", strict: FindingLevel | "-"]>> = {
  noExpiry: ["warning", "error"],
  maxLifetime: ["-", "error"],
  // What it finds changes with the clock alone: a pull request that touches no token would fail.
  expiresSoon: ["-", "-"],
  rotationWithoutExpiry: ["warning", "error"],
  noIpFilterOnWrite: ["warning", "error"],
  everythingCidr: ["error", "error"],
  privateAddressesOnly: ["error", "error"],
  oneAddressFamily: ["note", "note"],
  mostPermissions: ["error", "error"],
  allZonesWrite: ["warning", "error"],
  accountWideR2: ["warning", "error"],
  managesAccess: ["error", "error"],
  auditorWrites: ["warning", "error"],
  userScopePermission: ["error", "error"],
  mixedInUserToken: ["error", "error"],
  unsupportedProduct: ["warning", "error"],
  permissionWithoutEffect: ["warning", "error"],
  unresolvedPermission: ["error", "error"],
  unresolvedResource: ["error", "error"],
  unknownResourceForm: ["error", "error"],
  deprecatedPermission: ["warning", "error"],
  unusedDeny: ["warning", "error"],
  denyReadUnderWrite: ["warning", "error"],
  redundantAllow: ["note", "warning"],
  noOwner: ["warning", "error"],
  namePattern: ["-", "warning"],
  ignoredChanges: ["error", "error"],
  // What is hostile is an error in each, what touches no token a note in the first: see the rule.
  outsideTheList: ["warning", "error"],
  ruleFailed: ["error", "error"],
  acknowledgementExpired: ["warning", "error"],
  acknowledgementUnused: ["warning", "error"],
  acknowledgementRefused: ["error", "error"],
};

function pack(column: 0 | 1): Pack {
  const entries = (Object.keys(LEVELS) as RuleName[]).flatMap((name): PackEntry[] => {
    const level = LEVELS[name][column];
    return level === "-" ? [] : [[RULES[name], level]];
  });
  return Object.freeze(entries);
}

/** What every project can live with: errors only for what is surely wrong or hostile. */
export const baseline: Pack = pack(0);
/** What a project with nothing to explain passes: nearly everything is an error. */
export const strict: Pack = pack(1);
