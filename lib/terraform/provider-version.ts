import intersects = require("semver/ranges/intersects");
import satisfies = require("semver/functions/satisfies");
import validRange = require("semver/ranges/valid");

/** Releases of Cloudflare's provider that can't manage tokens whatever one writes. Measured with the real provider; see docs/provider-versions.md. */
export const BROKEN_VERSIONS: readonly string[] = ["5.19.0", "5.19.1"];

/** A constraint of Terraform, part by part. */
export interface VersionConstraint {
  readonly range: string;
  readonly excluded: readonly string[];
}

/** Reads a constraint (`~> 5.14, != 5.19.0`); undefined for a text that is none. */
export function parseConstraint(text: string): VersionConstraint | undefined {
  const parts = text.split(",").map((part) => parsePart(part.trim()));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return { range: known.flatMap((part) => part.range ?? []).join(" ") || "*", excluded: known.flatMap((part) => part.excluded ?? []) };
}

/** Whether a constraint lets a version in. */
export function letsIn({ range, excluded }: VersionConstraint, version: string): boolean {
  return satisfies(version, range) && !excluded.includes(version);
}

/** What a constraint's newest version is, where that can't manage tokens as they are written here: Terraform takes the newest. */
export function brokenNewest(text: string): string | undefined {
  const constraint = parseConstraint(text);
  if (constraint === undefined) return undefined;
  if (!intersects(constraint.range, ">=5.13.0")) return "below 5.13.0";
  const broken = BROKEN_VERSIONS.filter((version) => letsIn(constraint, version)).at(-1);
  return broken === undefined || intersects(constraint.range, ">=5.20.0") ? undefined : broken;
}

const PART = /^(=|!=|>=|<=|>|<|~>)?\s*(\d{1,9}(?:\.\d{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?)$/;

/** One part of a Terraform constraint as a range. Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
function parsePart(part: string): { readonly range?: string; readonly excluded?: string } | undefined {
  const match = PART.exec(part);
  const text = match?.[2];
  if (match === null || text === undefined) return undefined;
  const operator = match[1] ?? "=";
  const dash = text.indexOf("-");
  const numbers = (dash === -1 ? text : text.slice(0, dash)).split(".").map(Number);
  const full = `${[...numbers, 0, 0].slice(0, 3).join(".")}${dash === -1 ? "" : text.slice(dash)}`;
  if (validRange(full) === null) return undefined;
  if (operator === "!=") return { excluded: full };
  if (operator !== "~>") return { range: `${operator}${full}` };
  // The last number given may grow: ~> 5.14 stays below 6, ~> 5.14.0 below 5.15. Terraform reads ~> 5 as ~> 5.0.
  const [major = 0, minor = 0] = numbers;
  return { range: `>=${full} <${numbers.length < 3 ? `${String(major + 1)}.0.0` : `${String(major)}.${String(minor + 1)}.0`}` };
}
