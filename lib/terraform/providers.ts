import providers = require("./list/providers.json");
import { isUnknown } from "../policy";
import { addressOf, type Block, blocksOf, innerBlocks, PROVIDER_SETTINGS, type TerraformStack } from "./blocks";
import { plainReference } from "./expression-text";
import { type OutsideRow, row } from "./findings";
import { settingsOutside } from "./settings";
import type { Settings } from "./states";
import { openVariables, type OutsideApp } from "./outside-app";

/** A provider of sinks: a team that allows a type of it says so in `.principals/allowed.json`. */
interface SinkProvider {
  /** `<namespace>/<type>` of the public registries, in lower case. */
  readonly source: string;
  /** Settings that name no file, program or credential; all else comes from the environment, credentials from a variable as well. */
  readonly settings: Settings;
}

export const CLOUDFLARE = "cloudflare/cloudflare";
/** Of Terraform itself: nothing is installed for it. */
export const BUILT_IN = "terraform";

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

/** The providers of one stack: what it declares, and what Terraform installs unasked for its blocks. */
export class StackProviders {
  private readonly sources = new Map<string, string>();

  constructor(private readonly stack: TerraformStack) {
    for (const { name, requirement } of this.requirements()) this.sources.set(name, sourceOf(name, requirement));
  }

  /** `cloudflare/cloudflare`; an address of another registry as it is written; `terraform` for what is built in. */
  sourceOf(name: string): string {
    return name === BUILT_IN ? BUILT_IN : (this.sources.get(name) ?? `hashicorp/${name}`);
  }

  /** The source of the provider that a block's type belongs to. */
  sourceOfBlock({ labels, body }: Pick<Block, "labels" | "body">): string {
    return this.sourceOf(nameOf(labels, body["provider"]));
  }

  /** Each provider that is declared or used, once, with where that stands. */
  uses(): { readonly name: string; readonly source: string; readonly file: string }[] {
    const uses = new Map<string, string>();
    const add = (name: string, file: string): void => {
      if (name !== BUILT_IN && name !== "" && !uses.has(name)) uses.set(name, file);
    };
    for (const { name, file } of this.requirements()) add(name, file);
    for (const { labels, file } of blocksOf(this.stack, "provider")) add(labels[0] ?? "", file);
    for (const type of ["resource", "data", "ephemeral", "action", "list"] as const)
      for (const { labels, body, file } of blocksOf(this.stack, type)) add(nameOf(labels, body["provider"]), file);
    for (const { body, file } of blocksOf(this.stack, "import")) {
      const { to, provider } = body;
      add(typeof provider === "string" ? localName(provider) : nameOf(typeof to === "string" ? [localName(to)] : [], undefined), file);
    }
    return Array.from(uses, ([name, file]) => ({ name, source: this.sourceOf(name), file }));
  }

  /** What of the requirements and the settings of providers is outside the list. */
  outside(app: OutsideApp): OutsideRow[] {
    return [
      ...this.requirements().flatMap(ofRequirement),
      ...blocksOf(this.stack, "provider").flatMap((block) => this.ofSettings(block, app)),
    ];
  }

  private requirements(): { readonly name: string; readonly requirement: unknown; readonly file: string }[] {
    return blocksOf(this.stack, "terraform").flatMap((block) =>
      innerBlocks(block, "required_providers", 0).flatMap(({ body, file }) =>
        Object.entries(body).flatMap(([name, requirement]) => (name === "//" ? [] : [{ name, requirement, file }])),
      ),
    );
  }

  private ofSettings(block: Block, app: OutsideApp): OutsideRow[] {
    const { labels, body, file } = block;
    const [name = ""] = labels;
    const address = addressOf("provider", block);
    const variables = openVariables(this.stack);
    const place = { app, address, kind: address, file, does: "speaks with", variables };
    const { alias: _, version: __, ...settings } = body;
    if (this.sourceOf(name) !== CLOUDFLARE) return settingsOutside(settings, settingsOfProvider(name), place);
    return Object.entries(settings).flatMap(([setting, value]): OutsideRow[] => {
      if (value === null || setting === "//") return [];
      if (setting === "base_url") return [row("provider-base-url", `${address}.base_url`, `${address} has a base_url`, file)];
      if (setting !== "api_token" && PROVIDER_SETTINGS.has(setting)) return [];
      // What is not an argument that is listed is a credential, or is new.
      return settingsOutside({ [setting]: value }, {}, place);
    });
  }
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

/** The provider of a block: the one that it names, else the one that its type begins with. */
function nameOf(labels: readonly string[], chosen: unknown): string {
  return typeof chosen === "string" ? localName(chosen) : (labels[0] ?? "").replace(/_.*$/s, "");
}

/** `cloudflare` of `cloudflare.alias`, with or without `${…}`. */
function localName(reference: string): string {
  return plainReference(reference)
    .replace(/^\$\{/, "")
    .replace(/[^\w-].*$/s, "");
}

function sourceOf(name: string, requirement: unknown): string {
  const source = typeof requirement === "object" && requirement !== null && "source" in requirement ? requirement.source : undefined;
  if (source === undefined || source === null) return `hashicorp/${name}`;
  return typeof source === "string" && !isUnknown(source)
    ? source.toLowerCase().replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, "")
    : JSON.stringify(source);
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
