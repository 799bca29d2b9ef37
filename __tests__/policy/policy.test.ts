import { permissions } from "../../lib/catalogue";
import { Account, allow, deny, isPolicy, type Policy } from "../../lib/policy";
import { faultsOf } from "./support";

const account = Account.of("0123456789abcdef0123456789abcdef");
const zone = account.zone("11111111111111111111111111111111");
const { dns } = permissions.zone;

test("allow and deny hold what they were given, in its order", () => {
  const policies = [allow(dns.write, dns.read).on(zone, account.allZones()), deny(dns.write).on(zone)];
  expect(policies.map((policy) => ({ ...policy }))).toEqual([
    { effect: "allow", permissions: [dns.write, dns.read], resources: [zone, account.allZones()] },
    { effect: "deny", permissions: [dns.write], resources: [zone] },
  ]);
});

test("a grant can be used for several policies", () => {
  const grant = allow(dns.write);
  expect([grant.on(zone).resources, grant.on(account.allZones()).resources]).toEqual([[zone], [account.allZones()]]);
});

test("a policy is frozen, and does not change with the lists it was made of", () => {
  const list = [dns.write];
  const policy = allow(...list).on(zone);
  list.push(dns.read);
  expect(policy.permissions).toEqual([dns.write]);
  expect([policy, policy.permissions, policy.resources].map((value) => Object.isFrozen(value))).toEqual([true, true, true]);
});

test("isPolicy goes by the mark", () => {
  const policy: Policy = allow(dns.write).on(zone);
  expect([policy, { ...policy }, allow(dns.write), null, "allow"].map(isPolicy)).toEqual([true, false, false, false, false]);
});

const none: (typeof dns.write)[] = [];
test.each([
  ["allow of nothing", () => allow()],
  ["deny of nothing", () => deny()],
  ["allow of a spread empty array", () => allow(...none)],
  ["deny of a filter that leaves nothing", () => deny(...[dns.write].filter(() => false))],
])("fails on %s", (_, make) => {
  expect(faultsOf(make)).toEqual([
    [
      "NoPermissions",
      "permissions",
      "permissions: a policy names at least one permission; pass permissions to allow(…) or deny(…); an empty list never means all",
    ],
  ]);
});

const nowhere: (typeof zone)[] = [];
test.each([
  ["on nothing", () => allow(dns.write).on()],
  ["on a spread empty array", () => allow(dns.write).on(...nowhere)],
  ["on a map of no names", () => deny(dns.write).on(...([] as string[]).map((id) => account.zone(id)))],
])("fails %s", (_, make) => {
  expect(faultsOf(make)).toEqual([
    ["NoResources", "on", "on: a policy names at least one resource; pass resources to on(…); an empty list never means all"],
  ]);
});
