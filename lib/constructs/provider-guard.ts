import intersects = require("semver/ranges/intersects");
import satisfies = require("semver/functions/satisfies");
import validRange = require("semver/ranges/valid");
import { fault, PrincipalError } from "../errors";
import { isSymbol } from "../policy";

/** What a `PrincipalStack` writes unless told otherwise: from the version the L1 was made for, below the next major, without the broken ones. */
export const DEFAULT_PROVIDER_VERSION = "~> 5.14, != 5.19.0, != 5.19.1";

/** Releases that can't manage these tokens whatever one writes. Measured with the real provider; see docs/provider-versions.md. */
const BROKEN = ["5.19.0", "5.19.1"];

/**
 * Refuses a constraint that lets a known-broken provider in.
 *
 * @throws PrincipalError InvalidProviderVersion, BrokenProviderVersion
 */
export function checkProviderVersion(constraint: string, allowUntested: boolean, scope: string): void {
  const parts =
    typeof constraint === "string" && !isSymbol(constraint) ? constraint.split(",").map((part) => parsePart(part.trim())) : [undefined];
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) throw new PrincipalError([fault.invalidProviderVersion("providerVersion", constraint)], scope);
  if (allowUntested) return;
  const range = known.flatMap((part) => part.range ?? []).join(" ") || "*";
  const excluded = known.flatMap((part) => part.excluded ?? []);
  const letIn = BROKEN.filter((version) => satisfies(version, range) && !excluded.includes(version));
  const faults = [
    ...(letIn.length === 0
      ? []
      : [fault.brokenProviderVersion("providerVersion", constraint, letIn.join(" and "), "every apply fails and makes another secret")]),
    ...(intersects(range, "<5.13.0")
      ? [fault.brokenProviderVersion("providerVersion", constraint, "below 5.13.0", "the resources argument has another shape there")]
      : []),
  ];
  if (faults.length > 0) throw new PrincipalError(faults, scope);
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
