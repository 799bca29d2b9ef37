/* What a stack may hold: kinds of blocks with their arguments. What stands here and is dangerous all the same is looked at by what stands in it. */

const CONDITIONS = ["precondition", "postcondition"];

/** Arguments of the blocks whose arguments are all known; those of resources, data sources and providers go by their types. */
export const BLOCK_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  /** Which versions run, where the state is kept. */
  terraform: ["required_version", "required_providers", "backend", "cloud", "encryption"],
  /** Values from outside. */
  variable: ["type", "default", "description", "sensitive", "ephemeral", "nullable", "validation", "deprecated"],
  /** Values for people and other stacks. */
  output: ["value", "description", "sensitive", "ephemeral", "depends_on", "precondition", "deprecated"],
  /** Says that a thing has another address. */
  moved: ["from", "to"],
  /** Takes over what is there. */
  import: ["to", "id", "identity", "provider"],
  /** Says what becomes of a thing that left the code. */
  removed: ["from", "lifecycle"],
};

/** Arguments of `cloudflare_account_token` and `cloudflare_api_token`, and Terraform's own that are read. */
export const TOKEN_ARGUMENTS: ReadonlySet<string> = new Set(
  "account_id condition expires_on name not_before policies status depends_on lifecycle provider".split(" "),
);

/** Arguments of a token's `lifecycle` that leave it what it is. `ignore_changes`, `destroy` and `enabled` have rules of their own. */
export const TOKEN_LIFECYCLE: ReadonlySet<string> = new Set(["create_before_destroy", "prevent_destroy", ...CONDITIONS]);

/** Data sources that look something up, with what may be asked of them: a request shows it, and `count` can be made to say more. */
export const LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  /** An account by its name. */
  cloudflare_account: ["account_id", "filter"],
  /** Permission groups of account-owned tokens. */
  cloudflare_account_api_token_permission_groups_list: ["account_id", "name", "scope", "max_items"],
  /** Permission groups of user tokens. */
  cloudflare_api_token_permission_groups_list: ["name", "scope", "max_items"],
  /** A zone by its name. */
  cloudflare_zone: ["filter", "zone_id"],
};

/** What every look-up may say besides. */
export const LOOKUP_ARGUMENTS: readonly string[] = ["lifecycle", "provider"];

/** Settings of Cloudflare's provider; `api_token` is a variable without a default, or comes from the environment. */
export const PROVIDER_SETTINGS: ReadonlySet<string> = new Set(["alias", "api_token", "user_agent_operator_suffix", "version"]);
