import { isUnknown } from "../policy";
import { type Block, blocksOf, innerBlocks, type TerraformStack } from "./blocks";
import { plainReference } from "./expression-text";
import type { Json } from "./json";

export const CLOUDFLARE = "cloudflare/cloudflare";
/** Of Terraform itself: nothing is installed for it. */
export const BUILT_IN = "terraform";

/** What of a provider's block does not say where its resources are. */
const UNSET: ReadonlySet<string> = new Set(["//", "alias", "version"]);

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

  /** What is set for the provider that answers for a block, and where that comes from. */
  placeOf({ labels, body }: Pick<Block, "labels" | "body">): Json {
    const chosen = typeof body["provider"] === "string" ? plainReference(body["provider"]).replace(/^\$\{([^]*)\}$/, "$1") : undefined;
    const name = nameOf(labels, body["provider"]);
    const alias = chosen?.includes(".") === true ? chosen.slice(chosen.indexOf(".") + 1).replace(/\[[^]*$/, "") : undefined;
    const own = blocksOf(this.stack, "provider").filter(
      (block) => block.labels[0] === name && (block.body["alias"] ?? undefined) === alias,
    );
    const settings = own.flatMap((block) => Object.entries(block.body)).filter(([key]) => !UNSET.has(key));
    return {
      ...Object.fromEntries(settings),
      source: this.sourceOf(name),
      ...(chosen === undefined || chosen === name ? {} : { name: chosen }),
    };
  }

  requirements(): { readonly name: string; readonly requirement: unknown; readonly file: string }[] {
    return blocksOf(this.stack, "terraform").flatMap((block) =>
      innerBlocks(block, "required_providers", 0).flatMap(({ body, file }) =>
        Object.entries(body).flatMap(([name, requirement]) => (name === "//" ? [] : [{ name, requirement, file }])),
      ),
    );
  }
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

export function sourceOf(name: string, requirement: unknown): string {
  const source = typeof requirement === "object" && requirement !== null && "source" in requirement ? requirement.source : undefined;
  if (source === undefined || source === null) return `hashicorp/${name}`;
  return typeof source === "string" && !isUnknown(source)
    ? source.toLowerCase().replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, "")
    : JSON.stringify(source);
}
