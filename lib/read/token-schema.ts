import { z } from "zod";
import { isObject } from "../terraform";

/*
 * The body of a `cloudflare_account_token` or `cloudflare_api_token` block. Strict: an attribute we do not know could change what the token
 * may do, so a file that has one is refused rather than half understood. `z.unknown()` stands where an expression may stand as well.
 */

/** A list, or one object where people write a list of one. */
function listOf<T extends z.ZodType>(entry: T) {
  return z.preprocess((value) => (isObject(value) ? [value] : value), z.array(entry));
}

/** A nested object, or a list of exactly one; null is absent. */
function optionalOne<T extends z.ZodType>(entry: T) {
  return z.preprocess((value) => (Array.isArray(value) && value.length === 1 ? (value as readonly unknown[])[0] : value), entry.nullish());
}

const anything = z.unknown().optional();
const text = z.string().nullish();
const addresses = z.union([z.string(), z.array(z.string())], { error: "expected a list of addresses" }).nullish();

const policy = z.strictObject({
  effect: z.enum(["allow", "deny"]),
  permission_groups: z.unknown(),
  resources: z.unknown(),
});

const shared = {
  name: z.string(),
  policies: listOf(policy),
  condition: optionalOne(z.strictObject({ request_ip: optionalOne(z.strictObject({ in: addresses, not_in: addresses })) })),
  status: z.enum(["active", "disabled"]).nullish(),
  not_before: text,
  expires_on: text,
  // Terraform's own arguments, and comments.
  "//": anything,
  lifecycle: anything,
  depends_on: anything,
  provider: anything,
  provisioner: anything,
  connection: anything,
  count: z.null().optional(),
  for_each: z.null().optional(),
};

export const accountTokenSchema = z.strictObject({ ...shared, account_id: z.string() });
export const userTokenSchema = z.strictObject(shared);

export type TokenBody = z.infer<typeof userTokenSchema> & { readonly account_id?: string };
