import { Testing } from "cdktf";
import { can, permissions, PrincipalStack, type TokenSpec } from "cloudflare-principals";
import { environments } from "../environments";
import { addPrincipals } from "../principals";

// The tests stand on addresses of their own, so that they go on holding when you put yours into environments.ts.
const environment = { ...environments.prod, network: ["192.0.2.0/24"] };
const zone = environment.account.zone(environment.zone.id);

function build() {
  return addPrincipals(new PrincipalStack(Testing.app(), "prod", { account: environment.account }), environment);
}

function purges(spec: TokenSpec, ip: string): boolean {
  return can(spec, { permission: permissions.zone.cache.purge, resource: zone, ip }).allowed;
}

test("the cache purger purges the zone's cache from our network only", () => {
  const { spec } = build().cachePurger;
  expect(purges(spec, "192.0.2.7")).toBe(true);
  expect(purges(spec, "198.51.100.7")).toBe(false);
});

test("no principal may change DNS", () => {
  for (const { spec } of Object.values(build())) {
    expect(can(spec, { permission: permissions.zone.dns.write, resource: zone }).allowed).toBe(false);
  }
});

test("every principal has an owner, a purpose and a network it works from", () => {
  for (const { spec } of Object.values(build())) {
    expect(spec.owner).toBeDefined();
    expect(spec.purpose).toBeDefined();
    expect(spec.requestIp?.in).toEqual(["192.0.2.0/24"]);
  }
});
