import { plainReference } from "../../terraform";
import { blocksOf, innerBlocks } from "./blocks";
import type { TerraformStack } from "./model";

/** A provider that Terraform would install and run. */
export interface ProviderUse {
  /** What the stack calls it. */
  readonly name: string;
  /** `cloudflare/cloudflare`; an address of a foreign registry as it is written. */
  readonly source: string;
  readonly file: string;
}

/** Of Terraform itself: nothing is installed for it. */
const BUILT_IN = "terraform";

/** Every provider of a stack, by declaration and by the types of its blocks: Terraform installs the second kind unasked. */
export function providersOf(stack: TerraformStack): ProviderUse[] {
  const uses = new Map<string, ProviderUse>();
  const declared = new Set<string>();
  const add = (use: ProviderUse): void => void uses.set(`${use.name} ${use.source}`, use);
  for (const block of blocksOf(stack, "terraform")) {
    for (const { body, file } of innerBlocks(block, "required_providers", 0)) {
      for (const [name, requirement] of Object.entries(body)) {
        if (name === "//") continue;
        declared.add(name);
        add({ name, source: sourceOf(name, requirement), file });
      }
    }
  }
  const implied = (name: string, file: string): void => {
    if (name !== BUILT_IN && name !== "" && !declared.has(name)) add({ name, source: `hashicorp/${name}`, file });
  };
  for (const { labels, file } of blocksOf(stack, "provider")) implied(labels[0] ?? "", file);
  for (const type of ["resource", "data", "ephemeral", "action", "list"] as const) {
    for (const { labels, body, file } of blocksOf(stack, type)) {
      const chosen = body["provider"];
      implied(typeof chosen === "string" ? localName(chosen) : (labels[0] ?? "").replace(/_.*$/s, ""), file);
    }
  }
  for (const { body, file } of blocksOf(stack, "import")) {
    const { to, provider } = body;
    if (typeof provider === "string") implied(localName(provider), file);
    else if (typeof to === "string") implied(localName(to).replace(/_.*$/s, ""), file);
  }
  return [...uses.values()];
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
  return typeof source === "string"
    ? source.toLowerCase().replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, "")
    : JSON.stringify(source);
}
