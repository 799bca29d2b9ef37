import providers = require("./list/providers.json");
import { addressOf, type Block, blocksOf, PROVIDER_SETTINGS, type TerraformStack } from "./blocks";
import { type OutsideRow, row } from "./findings";
import { settingsOutside } from "./settings";
import { CLOUDFLARE, sourceOf, type StackProviders } from "./stack-providers";
import type { Settings } from "./states";
import { openVariables, type OutsideApp } from "./outside-app";

/** A provider of sinks: a team that allows a type of it says so in `.principals/allowed.json`. */
interface SinkProvider {
  /** `<namespace>/<type>` of the public registries, in lower case. */
  readonly source: string;
  /** Settings that name no file, program or credential; all else comes from the environment, credentials from a variable as well. */
  readonly settings: Settings;
}

/** By the name that types begin with. */
const PROVIDERS = providers as Readonly<Record<string, SinkProvider>>;

/** The source that the types of a provider are known to come from: the one of its sinks, else HashiCorp's own, as Terraform takes it. */
export function usualSource(name: string): string {
  if (name === "cloudflare") return CLOUDFLARE;
  return Object.hasOwn(PROVIDERS, name) ? (PROVIDERS[name]?.source ?? "") : `hashicorp/${name}`;
}

/** What may be set of a provider that is not Cloudflare's. */
export function settingsOfProvider(name: string): Settings {
  return Object.hasOwn(PROVIDERS, name) ? (PROVIDERS[name]?.settings ?? {}) : {};
}

/** What of the requirements and the settings of a stack's providers is outside the list. */
export function providersOutside(stack: TerraformStack, providers: StackProviders, app: OutsideApp): OutsideRow[] {
  return [
    ...providers.requirements.flatMap(ofRequirement),
    ...blocksOf(stack, "provider").flatMap((block) => ofSettings(block, stack, providers, app)),
  ];
}

function ofSettings(block: Block, stack: TerraformStack, providers: StackProviders, app: OutsideApp): OutsideRow[] {
  const { labels, body, file } = block;
  const [name = ""] = labels;
  const address = addressOf("provider", block);
  const variables = openVariables(stack);
  const place = { app, address, kind: address, file, does: "speaks with", variables };
  const { alias: _, version: __, ...settings } = body;
  if (providers.sourceOf(name) !== CLOUDFLARE) return settingsOutside(settings, settingsOfProvider(name), place);
  return Object.entries(settings).flatMap(([setting, value]): OutsideRow[] => {
    if (value === null || setting === "//") return [];
    if (setting === "base_url") return [row("provider-base-url", `${address}.base_url`, `${address} has a base_url`, file)];
    if (setting !== "api_token" && PROVIDER_SETTINGS.has(setting)) return [];
    // What is not an argument that is listed is a credential, or is new.
    return settingsOutside({ [setting]: value }, {}, place);
  });
}

function ofRequirement({
  name,
  requirement,
  file,
}: {
  readonly name: string;
  readonly requirement: unknown;
  readonly file: string;
}): OutsideRow[] {
  if (sourceOf(name, requirement) !== CLOUDFLARE) return [];
  const version = typeof requirement === "object" && requirement !== null && "version" in requirement ? requirement.version : undefined;
  const broken = typeof version === "string" ? brokenNewest(version) : undefined;
  if (broken === undefined) return [];
  return [
    row("broken-provider", `provider.${name}`, `the newest version of ${name} that ${JSON.stringify(version)} lets in is ${broken}`, file),
  ];
}

/** Releases of Cloudflare's provider that can't manage tokens whatever one writes. Measured with the real provider; see docs/provider-versions.md. */
export const BROKEN_VERSIONS: readonly string[] = ["5.19.0", "5.19.1"];

/** A constraint of Terraform, part by part. */
/* eslint-disable @typescript-eslint/no-require-imports -- loaded where a constraint is judged: most commands only read tokens */
const intersects = (range: string, other: string): boolean =>
  (require("semver/ranges/intersects") as typeof import("semver/ranges/intersects"))(range, other);
const satisfies = (version: string, range: string): boolean =>
  (require("semver/functions/satisfies") as typeof import("semver/functions/satisfies"))(version, range);
const validRange = (range: string): string | null => (require("semver/ranges/valid") as typeof import("semver/ranges/valid"))(range);
/* eslint-enable @typescript-eslint/no-require-imports */

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
