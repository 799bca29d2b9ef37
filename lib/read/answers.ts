import { blocksOf, isObject, type TerraformStack } from "../terraform";

/**
 * Whether what `cloudflare_…` data sources look up is asked of Cloudflare: with another provider of that name, or the provider sent to another host,
 * somebody else says what is found.
 */
export function asksCloudflare(stack: Pick<TerraformStack, "files">): boolean {
  const providers = blocksOf(stack, "provider").filter(({ labels }) => labels[0] === "cloudflare");
  if (providers.some(({ body }) => (body["base_url"] ?? undefined) !== undefined)) return false;
  return blocksOf(stack, "terraform").every(({ body }) => {
    const required = body["required_providers"];
    return (Array.isArray(required) ? (required as readonly unknown[]) : [required]).every((block) => {
      const cloudflare = isObject(block) ? block["cloudflare"] : undefined;
      const source = isObject(cloudflare) ? cloudflare["source"] : undefined;
      return (
        source === undefined ||
        (typeof source === "string" && /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?cloudflare\/cloudflare$/i.test(source))
      );
    });
  });
}
