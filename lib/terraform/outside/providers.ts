import { isUnknown } from "../../policy";
import { addressOf, blocksOf, innerBlocks } from "../blocks";
import { plainReference } from "../expression-text";
import { BUILT_IN, CLOUDFLARE, PROVIDER_SETTINGS, settingsOfProvider } from "../list";
import type { Block, TerraformStack } from "../model";
import { brokenNewest } from "../provider-version";
import { type OutsideApp, openVariables } from "./app";
import { type OutsideRow, row } from "./row";
import { settingsOutside } from "./settings";

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
