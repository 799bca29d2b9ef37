import { readFileSync } from "node:fs";
import { join } from "node:path";
import { givesAccess, sortedType, sortedTypes } from "../../../lib/terraform";

const { resources } = JSON.parse(readFileSync(join(__dirname, "provider-resources.json"), "utf8")) as {
  readonly resources: readonly string[];
};

test("every resource type of the provider is sorted, once, and no other", () => {
  expect(resources).toHaveLength(272);
  expect(sortedTypes().sort()).toEqual([...resources].sort());
});

test("each has a reason in plain words", () => {
  const without = sortedTypes().filter((type) => !/^[a-zA-Z][^.\n]{8,140}$/.test(sortedType(type)?.reason ?? ""));
  expect(without).toEqual([]);
});

test("a type that is new is not known", () => {
  expect(sortedType("cloudflare_brand_new")).toBeUndefined();
  expect(sortedType("constructor")).toBeUndefined();
  expect(givesAccess("aws_iam_user")).toBe(false);
});

test.each([
  "account_member",
  "api_token",
  "account_token",
  "oauth_client",
  "pages_project",
  "secrets_store_secret",
  "share",
  "sso_connector",
  "workers_script",
  "worker_version",
  "zero_trust_access_policy",
  "zero_trust_access_service_token",
  "zero_trust_tunnel_cloudflared",
])("%s is not ordinary", (name) => {
  expect(sortedType(`cloudflare_${name}`)?.does).not.toBe("ordinary");
});

test.each(["dns_record", "zone", "ruleset", "r2_bucket", "load_balancer", "workers_route", "zone_setting"])("%s is ordinary", (name) => {
  expect(sortedType(`cloudflare_${name}`)?.does).toBe("ordinary");
});
