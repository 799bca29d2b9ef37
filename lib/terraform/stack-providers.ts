import { isUnknown, type NotUnderstood } from "../policy";
import { type Block, blocksOf, eachText, innerBlocks, PROVIDER_SETTINGS, type TerraformStack } from "./blocks";
import type { Closure } from "./closures";
import { impureCallsIn, plainReference } from "./expression-text";
import type { Json } from "./json";

export const CLOUDFLARE = "cloudflare/cloudflare";
/** Of Terraform itself: nothing is installed for it. */
export const BUILT_IN = "terraform";
/** The provider of tokens, as nearly everybody calls it; a stack may call it otherwise. */
const USUAL_NAME = "cloudflare";

/** What of a provider's block does not say where its resources are, nor whose credential it is. */
const UNSET: ReadonlySet<string> = new Set(["//", "alias", "version", "user_agent_operator_suffix"]);

/** The fingerprint of a provider that takes all it needs from the environment: files do not say more. */
export const FROM_ENVIRONMENT = "environment";

/** A requirement of a provider, with the name that the stack gives it. */
interface Requirement {
  readonly name: string;
  readonly requirement: unknown;
  readonly file: string;
}

/** The providers of one stack: what it declares, and what Terraform installs unasked for its blocks. */
export class StackProviders {
  readonly requirements: readonly Requirement[];
  /** By name; of each that is required. */
  private readonly sources = new Map<string, string[]>();
  /** What is set, by name and alias. */
  private readonly settings = new Map<string, Json[]>();

  constructor(private readonly stack: Pick<TerraformStack, "files">) {
    this.requirements = blocksOf(stack, "terraform").flatMap((block) =>
      innerBlocks(block, "required_providers", 0).flatMap(({ body, file }) =>
        Object.entries(body).flatMap(([name, requirement]) => (name === "//" ? [] : [{ name, requirement, file }])),
      ),
    );
    for (const { name, requirement } of this.requirements)
      this.sources.set(name, [...(this.sources.get(name) ?? []), sourceOf(name, requirement)]);
    for (const { labels, body } of blocksOf(stack, "provider")) {
      const [name = ""] = labels;
      const { alias } = body;
      const whole = typeof alias === "string" ? `${name}.${alias}` : name;
      const own = Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== null && !UNSET.has(key)));
      if (Object.keys(own).length > 0) this.settings.set(whole, [...(this.settings.get(whole) ?? []), own]);
    }
  }

  /** Whether what is called `cloudflare` is Cloudflare's own provider, and speaks with Cloudflare. */
  get areCloudflares(): boolean {
    const asksElsewhere = [...this.settings].some(
      ([name, bodies]) => localNameOf(name) === USUAL_NAME && bodies.some((body) => Object.hasOwn(body, "base_url")),
    );
    return this.elsewhere(USUAL_NAME).length === 0 && !asksElsewhere;
  }

  /** `cloudflare/cloudflare`; an address of another registry as it is written; `terraform` for what is built in. */
  sourceOf(name: string): string {
    return name === BUILT_IN ? BUILT_IN : (this.sources.get(name)?.at(-1) ?? `hashicorp/${name}`);
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
    for (const { name, file } of this.requirements) add(name, file);
    for (const { labels, file } of blocksOf(this.stack, "provider")) add(labels[0] ?? "", file);
    for (const type of ["resource", "data", "ephemeral", "action", "list"] as const)
      for (const { labels, body, file } of blocksOf(this.stack, type)) add(nameOf(labels, body["provider"]), file);
    for (const { body, file } of blocksOf(this.stack, "import")) add(nameOf([localNameOf(body["to"]) ?? ""], body["provider"]), file);
    return Array.from(uses, ([name, file]) => ({ name, source: this.sourceOf(name), file }));
  }

  /** What is set for the provider that answers for a block, and where that comes from. */
  placeOf({ labels, body }: Pick<Block, "labels" | "body">): Json {
    const local = nameOf(labels, body["provider"]);
    const name = providerNameOf(body["provider"]) ?? local;
    return { ...Object.assign({}, ...this.settingsOf(name)), source: this.sourceOf(local), ...(name === local ? {} : { name }) } as Json;
  }

  /** A fingerprint of what a configuration says with all that it refers to, and what of it is not understood. */
  fingerprintOf(
    name: string | undefined,
    closureOf: (value: unknown) => Closure,
  ): { readonly fingerprint: string; readonly notUnderstood: readonly NotUnderstood[] } {
    const bodies = this.settingsOf(name ?? USUAL_NAME);
    const elsewhere = this.elsewhere(localNameOf(name) ?? USUAL_NAME);
    const all = [...bodies, ...elsewhere];
    if (all.length === 0) return { fingerprint: FROM_ENVIRONMENT, notUnderstood: [] };
    const { digest, notUnderstood } = closureOf(all);
    const words = [
      ...bodies.flatMap((body) => Object.keys(body).filter((key) => !PROVIDER_SETTINGS.has(key))),
      ...(elsewhere.length === 0 ? [] : ["comes from elsewhere than cloudflare/cloudflare"]),
    ];
    eachText(bodies, (text) => words.push(...impureCallsIn(text).map((call) => `calls ${call}()`)));
    const own = [...new Set(words)].map((what): NotUnderstood => ({ what, where: `provider.${name ?? USUAL_NAME}`, digest }));
    return { fingerprint: digest, notUnderstood: [...own, ...notUnderstood] };
  }

  /** What is set for a configuration, `cloudflare.eu["x"]`, in all of its blocks. */
  private settingsOf(name: string): readonly Json[] {
    return this.settings.get(name.replace(/\[[^]*$/, "")) ?? [];
  }

  /** Where a provider comes from, where that is not Cloudflare. What is not required comes from HashiCorp, who have none of Cloudflare's name. */
  private elsewhere(local: string): readonly string[] {
    const sources = this.sources.get(local) ?? [local === USUAL_NAME ? CLOUDFLARE : `hashicorp/${local}`];
    return sources.filter((source) => source !== CLOUDFLARE && !(local === USUAL_NAME && source === `hashicorp/${USUAL_NAME}`));
  }
}

/** The configuration that a `provider` argument, or the key of one in a plan, names; undefined for none, and for the default one. */
export function providerNameOf(argument: unknown): string | undefined {
  if (argument === undefined || argument === null) return undefined;
  if (typeof argument !== "string") return JSON.stringify(argument);
  const name = plainReference(argument).replace(/^\$\{([^]*)\}$/, "$1");
  return name === USUAL_NAME ? undefined : name;
}

/** What a stack calls the provider that a `provider` argument names, without the alias. */
export function localNameOf(argument: unknown): string | undefined {
  return argument === undefined || argument === null ? undefined : (providerNameOf(argument) ?? USUAL_NAME).split(/[.[]/, 1)[0];
}

/** The provider of a block: the one that it names, else the one that its type begins with. */
function nameOf(labels: readonly string[], chosen: unknown): string {
  return localNameOf(chosen) ?? (labels[0] ?? "").replace(/_.*$/s, "");
}

/** The source that a requirement says, as `sourceOf` of a stack's providers gives it. */
export function sourceOf(name: string, requirement: unknown): string {
  const source = typeof requirement === "object" && requirement !== null && "source" in requirement ? requirement.source : undefined;
  if (source === undefined || source === null) return `hashicorp/${name}`;
  return typeof source === "string" && !isUnknown(source)
    ? source.toLowerCase().replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, "")
    : JSON.stringify(source);
}
