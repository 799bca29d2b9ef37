import { defineRule } from "../define-rule";
import type { Rule, Violation } from "../model";
import { checkParameters } from "../parameters";
import {
  addressOf,
  type Block,
  BLOCK_TYPES,
  type BlockType,
  blocksOf,
  type TerraformStack,
  textsOf,
  TokenValues,
  WITHOUT_VALUES,
} from "../terraform";

/** Resource types that are made to hold a secret. */
const SINKS: readonly string[] = [
  "aws_secretsmanager_secret_version",
  "aws_ssm_parameter",
  "azurerm_key_vault_secret",
  "cloudflare_secrets_store_secret",
  "doppler_secret",
  "github_actions_environment_secret",
  "github_actions_organization_secret",
  "github_actions_secret",
  "gitlab_group_variable",
  "gitlab_project_variable",
  "google_secret_manager_secret_version",
  "kubernetes_secret",
  "kubernetes_secret_v1",
  "onepassword_item",
  "tfe_variable",
  "vault_generic_secret",
  "vault_kv_secret",
  "vault_kv_secret_v2",
];

const known = new WeakMap<readonly TerraformStack[], TokenValues>();

/**
 * Where the value of a token may go.
 *
 * @param params.sinks resource types that may hold it. @default - those of well-known secret stores
 */
export function tokenValueExposed(params: { readonly sinks?: readonly string[] } = {}): Rule {
  checkParameters(params, { sinks: "texts" });
  const { sinks = SINKS } = params;
  return defineRule({
    id: "token-value-exposed",
    title: "a token's value goes to sensitive outputs and secret stores only",
    why: "whoever reads a plain output, a file or another resource's arguments has the token",
    fix: "mark the output as sensitive, or write the value to a secret store",
    level: "error",
    waivable: false,
    terraform: (stack, all) => {
      let values = known.get(all);
      if (values === undefined) known.set(all, (values = new TokenValues(all)));
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

/** Within a token's own block, in its conditions for instance, `self` is the token: `${self.value}` in a message goes to the log. */
function isToken(type: BlockType, block: Block): boolean {
  return type === "resource" && /^cloudflare_(?:account|api)_token$/.test(block.labels[0] ?? "");
}

function exposure(type: BlockType, block: Block, stack: TerraformStack, values: TokenValues, sinks: readonly string[]): string | undefined {
  const { "//": _, ...body } = block.body;
  const texts = textsOf(body).map((text) => (isToken(type, block) ? text.replace(/\bself\b/g, `${TOKEN_TYPE}.self`) : text));
  if (!values.within(stack, texts)) return undefined;
  const address = addressOf(type, block);
  if (texts.some((text) => /\bnonsensitive\b/.test(text))) return `${address} takes the mark "sensitive" off a token's value`;
  if (WITHOUT_VALUES.has(type)) return undefined;
  if (type === "output") return body["sensitive"] === true ? undefined : `${address} shows a token's value`;
  if (type === "resource" && sinks.includes(block.labels[0] ?? "")) return undefined;
  return `${address} uses a token's value and is no secret store`;
}
