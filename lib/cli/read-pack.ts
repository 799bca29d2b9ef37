import { resolve } from "node:path";
import { distance } from "fastest-levenshtein";
import { didYouMean, fault, PrincipalError, throwFaults } from "../errors";
import type { FindingLevel, Pack, PackEntry, Rule } from "../guardrails";
import { loadGuardrails, loadReview } from "../lazy";

/**
 * The pack of a command: one of this package by name, a JSON file `{ extends, rules }`, or a CommonJS module that exports one. Only a module is run,
 * so a pipeline that takes its pack from a pull request takes JSON.
 *
 * @throws PrincipalError InvalidPack, UnreadableFile, InvalidFile
 */
export function readPack(name: string): Pack {
  const { baseline, strict } = loadGuardrails();
  if (name === "baseline") return baseline;
  if (name === "strict") return strict;
  if (name.endsWith(".json")) return packOfJson(name, loadReview().readJson(name));
  if (/\.(?:c?js|c?ts)$/.test(name)) return packOfModule(name);
  throw new PrincipalError([
    fault.invalidPack("--pack", name, `a pack is baseline, strict, a .json file or a module (.js, .cjs)${nearPack(name)}`, "by option"),
  ]);
}

const NAMES = ["baseline", "strict"];

function nearPack(name: unknown): string {
  return didYouMean(NAMES.filter((each) => typeof name === "string" && name.length < 20 && distance(each, name.toLowerCase()) <= 2));
}

function packOfModule(name: string): Pack {
  let loaded: unknown;
  try {
    // The user named this file for the command to run.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    loaded = require(resolve(name));
  } catch (error) {
    throw new PrincipalError([
      fault.unreadableFile(name, error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it failed to load"),
    ]);
  }
  const exported = Array.isArray(loaded) ? loaded : isObject(loaded) ? (loaded["pack"] ?? loaded["default"]) : loaded;
  throwFaults(loadGuardrails().packFaults(exported, name));
  return exported as Pack;
}

function packOfJson(file: string, json: unknown): Pack {
  const invalid = (at: string, value: unknown, what: string): PrincipalError =>
    new PrincipalError([fault.invalidPack(`${file}${at}`, value, what)]);
  if (!isObject(json)) throw invalid("", json, "a pack is an object with extends and rules");
  const { extends: base, rules = {}, ...rest } = json;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid("", unknown, "a pack has extends and rules and nothing else");
  if (base !== undefined && base !== "baseline" && base !== "strict")
    throw invalid(": extends", base, `a pack extends baseline or strict${nearPack(base)}`);
  if (!isObject(rules)) throw invalid(": rules", rules, "rules are an object of rule ids");
  const entries = Object.entries(rules).map(([id, value]): PackEntry => {
    const [level, parameters, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    const at = `: rules.${id}`;
    if (more.length > 0) throw invalid(at, value, "a rule in a pack is its level, or [level, parameters]");
    if (level !== "error" && level !== "warning" && level !== "note" && level !== "off")
      throw invalid(at, level, "a rule's level in a pack is error, warning, note or off");
    return [ruleOf(id, parameters, (value, what) => invalid(at, value, what)), level satisfies FindingLevel | "off"];
  });
  return [...(base === undefined ? [] : readPack(base)), ...entries];
}

function ruleOf(id: string, parameters: unknown, invalid: (value: unknown, what: string) => PrincipalError): Rule {
  const { ENTRIES, nearRuleIds, rules, RULES } = loadGuardrails();
  const [name, rule] = Object.entries(RULES).find(([, each]) => each.id === id) ?? [];
  if (name === undefined && Object.hasOwn(ENTRIES, id))
    throw invalid(id, `${id} is part of rule outside-the-list now, and what a team allows stands in .principals/allowed.json`);
  if (name === undefined || rule === undefined) throw invalid(id, `no rule of this package has this id${didYouMean(nearRuleIds(id))}`);
  if (parameters === undefined) return rule;
  const make: unknown = rules[name as keyof typeof rules];
  if (typeof make !== "function") throw invalid(parameters, `rule ${id} has no parameters`);
  try {
    return (make as (parameters: unknown) => Rule)(parameters);
  } catch (error) {
    throw invalid(parameters, `rule ${id} does not take these parameters: ${error instanceof Error ? error.message : "it refused them"}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
