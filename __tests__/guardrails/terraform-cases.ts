import type { EntryName, Json, TerraformStack } from "../../lib/terraform";

/** Obviously no credential. */
export const FAKE = "not-a-real-credential";
export const value = "${cloudflare_account_token.ci.value}";
export const backend = (body: Json): Json => ({ terraform: { backend: body } });
/** A stack of these parts and nothing else. */
export const bare = (more: Json, name = "prod"): TerraformStack => ({
  name,
  files: [{ file: `${name}/cdk.tf.json`, document: [more] }],
  others: [],
});
export const output = (text: string, more: Json = { sensitive: true }): Json => ({ output: { token: { value: text, ...more } } });

/** A stack, and what of one entry is found in it. */
export type TerraformCase = readonly [entry: EntryName, what: string, stack: TerraformStack, findings: readonly string[]];
