import { z } from "zod";
import { isUnknown, type LookupSpec, permissionAskedBy, splitSymbols, type TokenSpec } from "../policy";
import { addressOf, blocksOf, COMMENT, type StackDefinitions, type TerraformStack } from "../terraform";

/* What data sources find by a name at plan time. Strict: any further argument, or another provider, could find something else than the name says. */

const LITERAL = z.string().refine((text) => !isUnknown(text));
const comment = { [COMMENT]: z.unknown().optional() };

const zone = z.strictObject({
  ...comment,
  filter: z.strictObject({ name: LITERAL, match: z.literal("all").optional(), account: z.unknown().optional() }),
});

const list = z.strictObject({
  ...comment,
  account_id: z.string().optional(),
  scope: LITERAL.optional(),
  name: LITERAL.optional(),
  max_items: z.number().optional(),
  lifecycle: z.unknown().optional(),
});

const LISTS: ReadonlySet<string> = new Set([
  "cloudflare_account_api_token_permission_groups_list",
  "cloudflare_api_token_permission_groups_list",
]);

/** The look-ups of one stack. */
export class Lookups {
  /** By expression, `${data.cloudflare_zone.main.id}`. */
  private readonly found = new Map<string, LookupSpec>();
  /** Lists of permission groups by address, with the account that is asked. */
  private readonly lists = new Map<string, Pick<LookupSpec, "accountId">>();

  constructor(stack: Pick<TerraformStack, "files">, { providers }: StackDefinitions) {
    if (!providers.areCloudflares) return;
    const seen = new Set<string>();
    for (const block of blocksOf(stack, "data")) {
      const address = addressOf("data", block);
      // Terraform refuses two of one name: which of them answers can't be told.
      if (seen.has(address)) this.drop(address);
      else this.read(address, block.labels[0] ?? "", block.body);
      seen.add(address);
    }
  }

  /** What the expressions of a token find. */
  of({ policies }: TokenSpec): Readonly<Record<string, LookupSpec>> {
    const found: Record<string, LookupSpec> = {};
    const look = (text: string): void => {
      const lookup = this.permission(text);
      if (lookup !== undefined) found[text] = lookup;
    };
    for (const { permissionGroups, resources } of policies) {
      permissionGroups.filter(isUnknown).forEach(look);
      for (const [key, value] of Object.entries(resources))
        for (const text of value === "*" ? [key] : [key, ...Object.keys(value)])
          for (const symbol of isUnknown(text) ? splitSymbols(text).symbols : []) {
            const lookup = this.found.get(`\${${symbol}}`);
            if (lookup?.kind === "zone") found[`\${${symbol}}`] = lookup;
          }
    }
    return found;
  }

  private permission(text: string): LookupSpec | undefined {
    const found = this.found.get(text);
    if (found?.kind === "permission") return found;
    const asked = permissionAskedBy(text);
    const source = asked === undefined ? undefined : this.lists.get(asked.source);
    if (asked === undefined || source === undefined) return undefined;
    return { kind: "permission", name: asked.name, ...(asked.scope === undefined ? {} : { scope: asked.scope }), ...source };
  }

  private read(address: string, type: string, body: unknown): void {
    if (type === "cloudflare_zone") {
      const { filter } = zone.safeParse(body).data ?? {};
      if (filter !== undefined) this.found.set(`\${${address}.id}`, { kind: "zone", name: filter.name });
    }
    const source = LISTS.has(type) ? list.safeParse(body).data : undefined;
    if (source === undefined) return;
    const { account_id: accountId, name, scope } = source;
    const asked = accountId === undefined ? {} : { accountId };
    this.lists.set(address, asked);
    if (name !== undefined)
      this.found.set(`\${${address}.result[0].id}`, {
        kind: "permission",
        name: decoded(name),
        ...(scope === undefined ? {} : { scope: decoded(scope) }),
        ...asked,
        first: true,
      });
  }

  private drop(address: string): void {
    this.lists.delete(address);
    for (const attribute of ["id", "result[0].id"]) this.found.delete(`\${${address}.${attribute}}`);
  }
}

/** The provider hands filters on as they are written, and its documentation asks for the form that URLs have. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
