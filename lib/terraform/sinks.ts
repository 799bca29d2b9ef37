import { compareText } from "../policy";
import { isTrue } from "./blocks";
import { isCredentialText } from "./credentials";
import { referencesIn } from "./expression-text";
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

export const SINK_TYPES: readonly string[] = Object.keys(SINKS);

/** What says nothing of where a secret is kept. */
const PLACELESS: ReadonlySet<string> = new Set(["//", "lifecycle", "provisioner", "connection", "depends_on", "provider"]);

/** Which place of its kind a sink is: what is written for it besides the secret, by its names from the outermost. Null is absent, and a list of one its entry. */
export function sinkPlace(type: string, body: Json): Readonly<Record<string, string>> {
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
      found.push([joinPath(path), isCredentialText(text) ? "<redacted>" : text]);
    }
  };
  for (const [name, value] of Object.entries(body)) if (!PLACELESS.has(name) && !attributes.includes(name)) add([name], value);
  return Object.fromEntries(found.sort(([a], [b]) => compareText(a, b)));
}

/**
 * Whether a plan shows the place that a file says. A plan has no expressions, but what they refer to (`planned` has each reference as a symbol), and one
 * for a whole object that holds some.
 */
export function isSamePlace(written: Readonly<Record<string, string>>, planned: Readonly<Record<string, string>>): boolean {
  const left = new Map(Object.entries(written));
  const names = (texts: readonly string[]): string =>
    [...new Set(texts.flatMap((text) => [...referencesIn(text)]))].sort(compareText).join();
  for (const [path, text] of Object.entries(planned)) {
    const own = text.includes("${")
      ? [...left].filter(([each]) => each === path || each.startsWith(`${path}.`) || each.startsWith(`${path}[`))
      : [...left].filter(([each, value]) => each === path && value === text);
    if (own.length === 0 || (text.includes("${") && names(own.map(([, value]) => value)) !== names([text]))) return false;
    for (const [each] of own) left.delete(each);
  }
  return left.size === 0;
}
