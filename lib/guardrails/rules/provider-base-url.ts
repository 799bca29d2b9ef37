import { defineRule } from "../define-rule";
import { blocksOf } from "../terraform";

export const providerBaseUrl = defineRule({
  id: "provider-base-url",
  title: "the provider speaks with Cloudflare",
  why: "base_url sends the credential and every new token's value to another host",
  fix: "remove base_url; the tests of a stand-in set CLOUDFLARE_BASE_URL",
  level: "error",
  waivable: false,
  terraform: (stack) =>
    blocksOf(stack, "provider")
      .filter(({ body }) => Object.hasOwn(body, "base_url") && body["base_url"] !== null)
      .map(({ labels, file }) => {
        const detail = `provider.${labels[0] ?? ""}`;
        return { detail: `${detail}.base_url`, message: `${detail} has a base_url`, file };
      }),
});
