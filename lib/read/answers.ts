import { blocksOf, isObject } from "../terraform";

type Documents = Parameters<typeof blocksOf>[0];

/**
 * Whether what `cloudflare_…` data sources look up is asked of Cloudflare: with another provider of that name, or the provider sent to another host,
 * somebody else says what is found.
 */
export function asksCloudflare(document: Documents, file: string): boolean {
  const providers = blocksOf(document, "provider", 1, file, (name) => name === "cloudflare");
  if (providers.some(({ body }) => (body["base_url"] ?? undefined) !== undefined)) return false;
  return blocksOf(document, "terraform", 0, file, () => true).every(({ body }) => {
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
