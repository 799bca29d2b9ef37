import { compareText, isUnknown } from "../policy";
import { isTrue } from "./blocks";
import { isCredentialName, isCredentialText } from "./credentials";
import { isObject, joinPath, type Json } from "./json";

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

/** Stores by the beginnings of their types: what one type was given, another of the same store gives back. GitHub and Cloudflare give none back. */
const STORES: readonly string[] = [
  "aws_secretsmanager_",
  "aws_ssm_",
  "azurerm_key_vault_",
  "doppler_",
  "gitlab_",
  "google_secret_manager_",
  "kubernetes_secret",
  "onepassword_",
  "tfe_",
  "vault_",
];

/** The store that a type keeps secrets in, or reads them from. */
export function storeOf(type: string): string | undefined {
  return STORES.find((store) => type.startsWith(store));
}

const PLACELESS: ReadonlySet<string> = new Set(
  "// lifecycle provisioner connection depends_on provider description tags tags_all labels annotations default_tags default_labels".split(
    " ",
  ),
);

/** Whether an argument of a sink or its provider says nothing of where a secret is kept: words for people, and the number that has one written again. */
export function isPlaceless(name: string): boolean {
  return PLACELESS.has(name) || name.endsWith("_wo_version");
}

/**
 * Which place of its kind a sink is: what is written for it besides the secret, and for its provider, by names from the outermost. Null is absent, and a
 * list of one its entry.
 *
 * @param provider the settings of the provider that answers for it, and where that comes from
 */
export function sinkPlace(type: string, body: Json, provider: Json): Readonly<Record<string, string>> {
  const { attributes = [] } = sinkOf(type) ?? {};
  const found: [string, string][] = [];
  const add = (path: readonly PropertyKey[], value: unknown): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value) && value.length === 1) add(path, value[0]);
    else if (Array.isArray(value))
      value.forEach((each, index) => {
        add([...path, index], each);
      });
    else if (isObject(value)) for (const [key, inner] of Object.entries(value)) add([...path, key], inner);
    else {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      const isSecret = isCredentialText(text) || (path[0] === "provider" && isCredentialName(String(path.at(-1))) && !isUnknown(text));
      found.push([joinPath(path), isSecret ? "<redacted>" : text]);
    }
  };
  for (const [name, value] of Object.entries(body)) if (!isPlaceless(name) && !attributes.includes(name)) add([name], value);
  for (const [name, value] of Object.entries(provider)) if (!isPlaceless(name)) add(["provider", name], value);
  return Object.fromEntries(found.sort(([a], [b]) => compareText(a, b)));
}

/** What of a place is computed, and nothing says how. */
export const COMPUTED_PLACE = "${…}";

/** Whether a plan shows the place that was reviewed: the same arguments with the same texts, of which none is computed in a way that is not shown. */
export function isSamePlace(reviewed: Readonly<Record<string, string>>, planned: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(planned);
  return (
    names.length === Object.keys(reviewed).length &&
    names.every((name) => planned[name] !== COMPUTED_PLACE && reviewed[name] === planned[name])
  );
}
