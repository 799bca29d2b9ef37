import { defineRule } from "../define-rule";
import type { Rule, Violation } from "../model";
import { checkParameters } from "../parameters";
import {
  addressOf,
  type Block,
  BLOCK_TYPES,
  type BlockType,
  blocksOf,
  isToken,
  isTrue,
  type Json,
  type TerraformStack,
  textsOf,
  TokenValues,
  WITHOUT_VALUES,
} from "../terraform";

/** A resource type that is made to hold a secret. */
interface Sink {
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

/**
 * Where the value of a token may go.
 *
 * @param params.outputs outputs of states that no stack of the app has, by name, which are no token's value. @default []
 * @param params.sinks resource types that may hold it, well-known ones where they keep secrets, others anywhere. @default - those of well-known secret stores
 */
export function tokenValueExposed(params: { readonly sinks?: readonly string[]; readonly outputs?: readonly string[] } = {}): Rule {
  checkParameters(params, { sinks: "texts", outputs: "texts" });
  const { sinks = Object.keys(SINKS), outputs = [] } = params;
  const known = new WeakMap<readonly TerraformStack[], TokenValues>();
  return defineRule({
    id: "token-value-exposed",
    title: "a token's value goes to sensitive outputs and secret stores only",
    why: "whoever reads a plain output, a file or another resource's arguments has the token; so it is with a sensitive variable that nonsensitive() makes plain",
    fix: "mark the output as sensitive, or write the value to a secret store",
    level: "error",
    waivable: false,
    terraform: (stack, all) => {
      let values = known.get(all);
      if (values === undefined) known.set(all, (values = new TokenValues(all, outputs)));
      const found: Violation[] = [];
      for (const type of BLOCK_TYPES) {
        for (const block of blocksOf(stack, type)) {
          const message = exposure(type, block, stack, values, sinks);
          if (message !== undefined) found.push({ detail: addressOf(type, block), message, file: block.file });
        }
      }
      return found;
    },
  });
}

const TOKEN_TYPE = "cloudflare_account_token";

function exposure(type: BlockType, block: Block, stack: TerraformStack, values: TokenValues, sinks: readonly string[]): string | undefined {
  const { "//": _, ...body } = block.body;
  const address = addressOf(type, block);
  const own = type === "resource" && isToken(block);
  const texts = textsOf(own ? withoutNames(body, stack, values) : body).map((text) =>
    // Within a token's own block, in its conditions for instance, `self` is the token: `${self.value}` in a message goes to the log.
    own ? text.replace(/\bself\b/g, `${TOKEN_TYPE}.self`) : text,
  );
  if (!values.within(stack, texts)) {
    const bared = texts.some((text) => isBared(text) && values.within(stack, text, "sensitive variable"));
    return bared ? `${address} takes the mark "sensitive" off a variable` : undefined;
  }
  const what = values.within(stack, texts, "token's value")
    ? "a token's value"
    : "what may be a token's value (an output that no stack here declares)";
  if (texts.some(isBared)) return `${address} takes the mark "sensitive" off ${what}`;
  if (WITHOUT_VALUES.has(type)) return undefined;
  if (type === "output") {
    // A condition tells by failing what it asks, and its message is in the log: one for each character gives the value.
    const { precondition, ...rest } = body;
    if (values.within(stack, textsOf({ precondition }))) return `${address} has a condition on ${what}`;
    return isTrue(rest["sensitive"]) ? undefined : `${address} shows ${what}`;
  }
  if (type === "resource" && sinks.includes(block.labels[0] ?? "")) return misuse(what, block, stack, values);
  return `${address} uses ${what} and is no secret store`;
}

function isBared(text: string): boolean {
  return /\bnonsensitive\b/.test(text);
}

/** A token without the zones and accounts that it names by outputs of states that are elsewhere: nothing but an id can stand there. */
function withoutNames(body: Json, stack: TerraformStack, values: TokenValues): Json {
  const { policies, account_id, ...rest } = body;
  const names = textsOf({ policies, account_id });
  return values.within(stack, names, "token's value") || names.some(isBared) ? body : rest;
}

/** A secret store that keeps the value elsewhere than among its secrets. */
function misuse(what: string, block: Block, stack: TerraformStack, values: TokenValues): string | undefined {
  const [type = ""] = block.labels;
  const sink = Object.hasOwn(SINKS, type) ? SINKS[type] : undefined;
  if (sink === undefined) return undefined;
  const address = addressOf("resource", block);
  const rest = Object.fromEntries(Object.entries(block.body).filter(([name]) => name !== "//" && !sink.attributes.includes(name)));
  if (values.within(stack, rest)) return `${address} uses ${what} outside ${sink.attributes.join(", ")}`;
  const why = sink.whyClear?.(block.body);
  return why === undefined ? undefined : `${address} keeps ${what} and ${why}`;
}
