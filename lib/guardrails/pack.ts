import { type Fault, fault } from "../errors";
import type { FindingLevel, Pack, Rule } from "./model";

const LEVELS: readonly unknown[] = ["error", "warning", "note", "off"];

/** What is wrong with a pack: nothing checks the types of what a caller in JavaScript passes. */
export function packFaults(pack: unknown, path: string): Fault[] {
  if (!Array.isArray(pack)) return [fault.invalidPack(path, pack, "a pack is a list of [rule, level]")];
  return (pack as readonly unknown[]).flatMap((entry, index) => {
    const at = `${path}[${String(index)}]`;
    const [rule, level] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    if (!isRule(rule)) return [fault.invalidPack(at, entry, "an entry of a pack is [rule, level], with a rule of defineRule")];
    return LEVELS.includes(level) ? [] : [fault.invalidPack(at, level, "a rule's level in a pack is error, warning, note or off")];
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
