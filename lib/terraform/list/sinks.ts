import { isTrue } from "../blocks";
import type { Json } from "../model";

/** A resource type that is made to hold a secret. */
export interface Sink {
  /** Where in it a secret is kept as one: not in a name, a description or a tag. */
  readonly attributes: readonly string[];
  /** Why this one keeps it in clear. */
  readonly whyClear?: (body: Json) => string | undefined;
}

const masked = (body: Json): string | undefined =>
  isTrue(body["masked"]) || isTrue(body["hidden"]) ? undefined : "is not masked: jobs show it in their logs";
const GITHUB: Sink = { attributes: ["plaintext_value", "value", "value_wo"] };
const GITLAB: Sink = { attributes: ["value", "value_wo"], whyClear: masked };
const KUBERNETES: Sink = { attributes: ["data", "data_wo", "binary_data", "binary_data_wo"] };
const VAULT: Sink = { attributes: ["data_json", "data_json_wo"] };

/** Where a token's value may go. */
const SINKS: Readonly<Record<string, Sink>> = {
  aws_secretsmanager_secret_version: { attributes: ["secret_string", "secret_string_wo", "secret_binary"] },
  aws_ssm_parameter: {
    attributes: ["value", "value_wo"],
    whyClear: ({ type }) => (type === "SecureString" ? undefined : "is no SecureString: whoever reads parameters reads it"),
  },
  azurerm_key_vault_secret: { attributes: ["value", "value_wo"] },
  cloudflare_secrets_store_secret: { attributes: ["value"] },
  doppler_secret: { attributes: ["value"] },
  github_actions_environment_secret: GITHUB,
  github_actions_organization_secret: GITHUB,
  github_actions_secret: GITHUB,
  gitlab_group_variable: GITLAB,
  gitlab_project_variable: GITLAB,
  google_secret_manager_secret_version: { attributes: ["secret_data", "secret_data_wo"] },
  kubernetes_secret: KUBERNETES,
  kubernetes_secret_v1: KUBERNETES,
  onepassword_item: { attributes: ["password", "password_wo", "note_value", "note_value_wo", "section"] },
  tfe_variable: {
    attributes: ["value", "value_wo"],
    whyClear: ({ sensitive }) => (isTrue(sensitive) ? undefined : "is not sensitive: the workspace shows it"),
  },
  vault_generic_secret: VAULT,
  vault_kv_secret: VAULT,
  vault_kv_secret_v2: VAULT,
};

/** The sink that resources of a type are; undefined for any other type. */
export function sinkOf(type: string): Sink | undefined {
  return Object.hasOwn(SINKS, type) ? SINKS[type] : undefined;
}
