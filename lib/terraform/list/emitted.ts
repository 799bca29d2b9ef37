/*
 * What our own stacks write of what the list has: a pipeline applies that, and what its team allows. A stack that is applied by hand may hold the rest of
 * the list as well.
 */
import type { BlockType } from "../blocks";

/** Data sources, with what is asked of them. */
const LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  cloudflare_account_api_token_permission_groups_list: ["account_id", "lifecycle", "name", "provider", "scope"],
  cloudflare_zone: ["filter", "provider"],
};

/** Kinds of blocks; their arguments, where not all of the list are written; and their types. */
export const EMITTED: Partial<
  Record<BlockType, { readonly names?: readonly string[]; readonly types?: Readonly<Record<string, readonly string[] | undefined>> }>
> = {
  terraform: { names: ["backend", "cloud", "required_providers", "required_version"] },
  provider: { types: { cloudflare: ["alias", "api_token"] } },
  variable: { names: ["description", "ephemeral", "nullable", "sensitive", "type"] },
  output: { names: ["description", "ephemeral", "sensitive", "value"] },
  data: { types: LOOKUPS },
  resource: { types: { cloudflare_account_token: undefined, cloudflare_api_token: undefined } },
  ephemeral: { types: {} },
  moved: {},
  import: { names: ["id", "to"] },
};
