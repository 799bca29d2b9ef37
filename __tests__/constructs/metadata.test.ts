import { Account, allow, permissions, type Policy, Resource, ServicePrincipal, type ServicePrincipalProps } from "../../lib";
import { account, ACCOUNT_ID, newApp, newStack, onlyToken, synth, ZONE_1, ZONE_2 } from "./support";

const OWN = `com.cloudflare.api.account.${ACCOUNT_ID}`;
const ZONE = "com.cloudflare.api.account.zone.";
const dns = permissions.zone.dns.write;

/** What stands beside the token, less the path and id that cdktf writes. */
function metadata(props: ServicePrincipalProps, add: readonly Policy[] = []): Record<string, unknown> {
  const app = newApp();
  const nameless = Account.of(ACCOUNT_ID);
  new ServicePrincipal(newStack("prod", { account: nameless }, app), "ci", props).addPolicies(...add);
  const { path, uniqueId, ...rest } = onlyToken(synth(app))["//"].metadata;
  expect([path, uniqueId]).toEqual(["prod/ci/Resource", "ci_6BD54AB4"]);
  return rest;
}

test("nothing is kept beside a token that has no owner, purpose or names", () => {
  expect(metadata({ policies: [allow(dns).on(Account.of(ACCOUNT_ID).zone(ZONE_1))] })).toEqual({});
});

test("owner and purpose are kept as they were written", () => {
  const texts = { owner: 'team "dns" <dns@example.com>', purpose: "publishes %{ if } records, ümläute too" };
  expect(metadata({ policies: [allow(dns).on(account.allZones())], ...texts })).toEqual(texts);
});

test("names of resources are kept by their keys, the two-level form with both", () => {
  const worker = { id: "e".repeat(32), name: "Individual Workers Editor", scope: "worker", level: "full" } as const;
  expect(
    metadata({
      policies: [
        allow(dns).on(account.zone(ZONE_1, { name: "example.com" }), Resource.custom(ZONE + ZONE_2, "zone", { name: "internal.example" })),
        allow(permissions.account.billing.read).on(account),
        allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket("backups")),
        allow(worker).on(account.worker(ZONE_1, { name: "site" })),
      ],
    }),
  ).toEqual({
    names: {
      [OWN]: "Example Inc",
      [`${OWN}/com.cloudflare.edge.worker.script.${ZONE_1}`]: "site",
      [ZONE + ZONE_1]: "example.com",
      [ZONE + ZONE_2]: "internal.example",
      [`com.cloudflare.edge.r2.bucket.${ACCOUNT_ID}_default_backups`]: "backups",
    },
  });
});

test("of two names for one resource the same one stays, whatever order they come in", () => {
  const policies = ["example.com", "Example", undefined].map((name) =>
    allow(dns).on(account.zone(ZONE_1, name === undefined ? {} : { name })),
  );
  const kept = { names: { [ZONE + ZONE_1]: "Example" } };
  expect(metadata({ policies })).toEqual(kept);
  expect(metadata({ policies: [...policies].reverse() })).toEqual(kept);
  expect(metadata({ policies: policies.slice(0, 1) }, policies.slice(1))).toEqual(kept);
});
