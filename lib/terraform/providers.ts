import type { NotUnderstood } from "../policy";
import { blocksOf, COMMENT, eachText, innerBlocks, isObject } from "./blocks";
import type { Closure } from "./closures";
import { plainReference } from "./expression-text";
import { PROVIDER_SETTINGS } from "./list/blocks";
import type { Json, TerraformStack } from "./model";
import { impureCallsIn } from "./references";

/** What of a provider's block says nothing of whose credential it is, and of who is asked. */
const UNSIGNED = [COMMENT, "alias", "version", "user_agent_operator_suffix"];

/** The provider of tokens, as nearly everybody calls it. */
const CLOUDFLARE = "cloudflare";

/** The fingerprint of a provider that takes all it needs from the environment: files do not say more. */
export const FROM_ENVIRONMENT = "environment";

/** The configurations of Cloudflare's provider in a stack: with which credential tokens are managed, and who is asked. */
export class Providers {
  /** Whether what is called `cloudflare` is Cloudflare's own provider, and speaks with Cloudflare. */
  readonly areCloudflares: boolean;
  private readonly bodies = new Map<string, Json[]>();
  /** Where it comes from, where that is elsewhere. */
  private readonly sources: unknown[];

  /** @param closureOf what a value means with all that it refers to */
  constructor(
    stack: Pick<TerraformStack, "files">,
    private readonly closureOf: (value: unknown) => Closure,
  ) {
    for (const { labels, body } of blocksOf(stack, "provider")) if (labels[0] === CLOUDFLARE) this.add(body);
    this.sources = blocksOf(stack, "terraform")
      .flatMap((block) => innerBlocks(block, "required_providers", 0))
      .flatMap(({ body }) => (isObject(body[CLOUDFLARE]) ? [body[CLOUDFLARE]["source"]] : []))
      .filter((source) => !isCloudflares(source));
    this.areCloudflares = this.sources.length === 0 && [...this.bodies.values()].flat().every((body) => !Object.hasOwn(body, "base_url"));
  }

  /** A fingerprint of what a configuration says with all that it refers to, and what of it is not understood. */
  of(name = CLOUDFLARE): { readonly fingerprint: string; readonly notUnderstood: readonly NotUnderstood[] } {
    const bodies = this.bodies.get(name) ?? [];
    const all = [...bodies, ...this.sources];
    if (all.length === 0) return { fingerprint: FROM_ENVIRONMENT, notUnderstood: [] };
    const { digest, notUnderstood } = this.closureOf(all);
    const words = [
      ...bodies.flatMap((body) => Object.keys(body).filter((key) => !PROVIDER_SETTINGS.has(key))),
      ...(this.sources.length === 0 ? [] : ["comes from elsewhere than cloudflare/cloudflare"]),
    ];
    eachText(bodies, (text) => words.push(...impureCallsIn(text).map((call) => `calls ${call}()`)));
    const own = [...new Set(words)].map((what): NotUnderstood => ({ what, where: `provider.${name}`, digest }));
    return { fingerprint: digest, notUnderstood: [...own, ...notUnderstood] };
  }

  private add(body: Json): void {
    const { alias } = body;
    const name = typeof alias === "string" ? `${CLOUDFLARE}.${alias}` : CLOUDFLARE;
    const own = Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== null && !UNSIGNED.includes(key)));
    if (Object.keys(own).length > 0) this.bodies.set(name, [...(this.bodies.get(name) ?? []), own]);
  }
}

function isCloudflares(source: unknown): boolean {
  return (
    source === undefined ||
    (typeof source === "string" && /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?cloudflare\/cloudflare$/i.test(source))
  );
}

/** The configuration that a `provider` argument, or the key of one in a plan, names; undefined for none, and for the default one. */
export function providerNameOf(argument: unknown): string | undefined {
  if (argument === undefined || argument === null) return undefined;
  if (typeof argument !== "string") return JSON.stringify(argument);
  const name = plainReference(argument).replace(/^\$\{([^]*)\}$/, "$1");
  return name === CLOUDFLARE ? undefined : name;
}

/** What a stack calls the provider that a `provider` argument names, without the alias. */
export function localNameOf(argument: unknown): string | undefined {
  return argument === undefined || argument === null ? undefined : (providerNameOf(argument) ?? CLOUDFLARE).split(/[.[]/, 1)[0];
}
