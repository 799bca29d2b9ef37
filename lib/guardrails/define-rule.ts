import { fault, throwFaults } from "../errors";
import type { Rule } from "./model";

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
