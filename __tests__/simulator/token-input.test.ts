import {
  ACCOUNT,
  type ApiClient,
  DNS_ON_ZONE_1,
  DNS_READ,
  OTHER_ACCOUNT,
  USER_DETAILS_READ,
  WORKERS_SCRIPTS_WRITE,
  ZONE_1,
  accountKey,
  policy,
  refusal,
  start,
  stopSimulators,
  zoneKey,
} from "./api-client";

let api: ApiClient;

beforeAll(async () => {
  api = await start({
    permissionGroups: [
      { id: DNS_READ, name: "DNS Read", scopes: ["com.cloudflare.api.account.zone"] },
      { id: WORKERS_SCRIPTS_WRITE, name: "Workers Scripts Write", scopes: ["com.cloudflare.api.account"] },
      { id: USER_DETAILS_READ, name: "User Details Read", scopes: ["com.cloudflare.api.user"] },
      { id: "f".repeat(32), name: "Flagship App Read", scopes: ["com.cloudflare.api.account.flagship.app"] },
      { id: "e".repeat(32), name: "Bucket Item Read", scopes: ["com.cloudflare.edge.r2.bucket"] },
      { id: "d".repeat(32), name: "Script Read", scopes: ["com.cloudflare.edge.worker.script"] },
    ],
  });
});
afterAll(stopSimulators);

const good = { name: "t", policies: [DNS_ON_ZONE_1] };
const create = async (body: unknown, owner = `/accounts/${ACCOUNT}`) => {
  const reply = await api.send("POST", `${owner}/tokens`, body);
  return reply.success ? "created" : refusal(reply);
};
const withPolicy = (groups: readonly string[], resources: Readonly<Record<string, unknown>>) => ({
  name: "t",
  policies: [policy(groups, resources)],
});

const BUCKET = `com.cloudflare.edge.r2.bucket.${ACCOUNT}_default_my-bucket`;
const ALL_ZONES = "com.cloudflare.api.account.zone.*";

test.each<[string, object]>([
  ["one zone", { [zoneKey(ZONE_1)]: "*" }],
  ["the account", { [accountKey(ACCOUNT)]: "*" }],
  ["all zones of the account", { [accountKey(ACCOUNT)]: { [ALL_ZONES]: "*" } }],
  ["a bucket", { [BUCKET]: "*" }],
  ["a bucket in a jurisdiction", { [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_my-bucket`]: "*" }],
  ["all buckets of the account", { [accountKey(ACCOUNT)]: { "com.cloudflare.edge.r2.bucket.*": "*" } }],
  ["selected Workers", { [accountKey(ACCOUNT)]: { "com.cloudflare.edge.worker.script.abc123": "*" } }],
])("an account token may act on %s", async (_, resources) => {
  expect(await create(withPolicy([DNS_READ], { ...resources }))).toBe("created");
});

test.each<[string, object]>([
  ["all zones", { [ALL_ZONES]: "*" }],
  ["all accounts", { "com.cloudflare.api.account.*": "*" }],
  ["another account", { [accountKey(OTHER_ACCOUNT)]: "*" }],
  ["the user", { "com.cloudflare.api.user.00000000000000000000000000005afe": "*" }],
])("a user token may act on %s", async (_, resources) => {
  expect(await create(withPolicy([DNS_READ], { ...resources }), "/user")).toBe("created");
});

test.each<[string, string, object]>([
  [
    "the flat all-zones form",
    "400 1001 Must specify a zone for account owned tokens, or nest zone under specific account resource",
    { [ALL_ZONES]: "*" },
  ],
  ["an unknown key", '400 1001 "com.example" is not a supported resource type', { "com.example": "*" }],
  ["__proto__ as a key", '400 1001 "__proto__" is not a supported resource type', JSON.parse('{"__proto__":"*"}') as object],
  [
    "a flat Worker",
    '400 1001 "com.cloudflare.edge.worker.script.*" is not a supported resource type',
    { "com.cloudflare.edge.worker.script.*": "*" },
  ],
  ["an upper-case id", `400 1001 "${zoneKey("A".repeat(32))}" is not a supported resource type`, { [zoneKey("A".repeat(32))]: "*" }],
  [
    "a newline after the id",
    String.raw`400 1001 "${zoneKey(ZONE_1)}${"\n"}" is not a supported resource type`,
    { [`${zoneKey(ZONE_1)}\n`]: "*" },
  ],
  [
    "a nested object below a zone",
    `400 1001 "${zoneKey(ZONE_1)}" is not a supported resource type`,
    { [zoneKey(ZONE_1)]: { [ALL_ZONES]: "*" } },
  ],
  ["an unknown nested key", '400 1001 "com.example" is not a supported resource type', { [accountKey(ACCOUNT)]: { "com.example": "*" } }],
  [
    "another account",
    '400 1001 Failed common permission check against resources. (Permission group: "DNS Read")',
    { [accountKey(OTHER_ACCOUNT)]: "*" },
  ],
  ["no resource", "400 1001 policies[0].resources must not be empty", {}],
  ["an empty nested object", '400 1001 policies[0].resources must end in "*"', { [accountKey(ACCOUNT)]: {} }],
  ["three levels", '400 1001 policies[0].resources must end in "*"', { [accountKey(ACCOUNT)]: { [ALL_ZONES]: { a: "*" } } }],
  ["a value that is no asterisk", "400 1001 policies[0].resources must be an object", { [zoneKey(ZONE_1)]: "read" }],
])("fails for an account token with %s", async (_, message, resources) => {
  expect(await create(withPolicy([DNS_READ], { ...resources }))).toBe(message);
});

test("fails for a user token with another user, naming the group", async () => {
  const resources = { "com.cloudflare.api.user.11111111111111111111111111111111": "*" };
  expect(await create(withPolicy([USER_DETAILS_READ], resources), "/user")).toBe(
    '400 1001 Failed common permission check against resources. (Permission group: "User Details Read")',
  );
});

test("a zone group is taken on an account, as the real API does", async () => {
  expect(await create(withPolicy([DNS_READ], { [accountKey(ACCOUNT)]: "*" }))).toBe("created");
});

test("fails for an account group on a zone, alone or mixed, naming the group", async () => {
  const message = '400 1001 Failed common permission check against resources. (Permission group: "Workers Scripts Write")';
  expect(await create(withPolicy([WORKERS_SCRIPTS_WRITE], { [zoneKey(ZONE_1)]: "*" }))).toBe(message);
  expect(await create(withPolicy([DNS_READ, WORKERS_SCRIPTS_WRITE], { [zoneKey(ZONE_1)]: "*" }))).toBe(message);
});

test("fails for a user group in an account token, and for granular groups in a user token", async () => {
  expect(await create(withPolicy([USER_DETAILS_READ], { [accountKey(ACCOUNT)]: "*" }))).toBe(
    `400 1001 Permission group "${USER_DETAILS_READ}" does not exist`,
  );
  const granular = "400 1001 User tokens cannot reference roles with granular resource scopes";
  expect(await create(withPolicy(["f".repeat(32)], { [accountKey(ACCOUNT)]: "*" }), "/user")).toBe(granular);
  expect(await create(withPolicy(["d".repeat(32)], { [accountKey(ACCOUNT)]: "*" }), "/user")).toBe(granular);
  expect(await create(withPolicy(["e".repeat(32)], { [BUCKET]: "*" }), "/user")).toBe("created");
});

test.each<[string, string, unknown]>([
  ["no body", "400 1001 body must be an object", undefined],
  ["a list for a body", "400 1001 body must be an object", "[]"],
  ["null for a body", "400 1001 body must be an object", "null"],
  ["no name", "400 1001 name must have 1 to 120 characters", { policies: good.policies }],
  ["a long name", "400 1001 name must have 1 to 120 characters", { ...good, name: "x".repeat(121) }],
  ["a number for a name", "400 1001 name must have 1 to 120 characters", { ...good, name: 1 }],
  ["no policies", "400 1001 policies must be a list with at least one entry", { name: "t" }],
  ["empty policies", "400 1001 policies must be a list with at least one entry", { ...good, policies: [] }],
  ["a policy that is no object", "400 1001 policies[0] must be an object", { ...good, policies: ["x"] }],
  [
    "an existing policy",
    "400 1001 Reusing existing policies is not supported by token creation",
    { ...good, policies: [{ ...DNS_ON_ZONE_1, id: "a".repeat(32) }] },
  ],
  ["another effect", "400 1001 policies[0].effect must be allow or deny", { ...good, policies: [{ ...DNS_ON_ZONE_1, effect: "Allow" }] }],
  [
    "no groups",
    "400 1001 policies[0].permission_groups must be a list with at least one entry",
    { ...good, policies: [{ ...DNS_ON_ZONE_1, permission_groups: [] }] },
  ],
  [
    "a group without id",
    "400 1001 id must be present",
    { ...good, policies: [{ ...DNS_ON_ZONE_1, permission_groups: [{ name: "DNS Read" }] }] },
  ],
  ["an unknown group", '400 1001 Permission group "no\\"pe" does not exist', withPolicy(['no"pe'], { [zoneKey(ZONE_1)]: "*" })],
  [
    "a fraction of a second",
    "400 1001 expires_on must be a time like 2006-01-02T15:04:05Z",
    { ...good, expires_on: "2037-06-01T00:00:00.5Z" },
  ],
  [
    "a date that does not exist",
    "400 1001 not_before must be a time like 2006-01-02T15:04:05Z",
    { ...good, not_before: "2037-13-01T00:00:00Z" },
  ],
  [
    "an expiry before the start",
    "400 1001 expires_on must be after not_before",
    { ...good, not_before: "2037-06-01T00:00:00Z", expires_on: "2037-06-01T00:00:00Z" },
  ],
  [
    "addresses that are no list",
    "400 1001 condition.request_ip.in must be a list",
    { ...good, condition: { request_ip: { in: "192.0.2.0/24" } } },
  ],
  [
    "a bad address",
    "400 1001 condition.request_ip.not_in must hold IPv4 or IPv6 CIDRs",
    { ...good, condition: { request_ip: { not_in: ["192.0.2.256"] } } },
  ],
  [
    "a long prefix",
    "400 1001 condition.request_ip.in must hold IPv4 or IPv6 CIDRs",
    { ...good, condition: { request_ip: { in: ["192.0.2.0/33"] } } },
  ],
  [
    "an address with a zone index",
    "400 1001 condition.request_ip.in must hold IPv4 or IPv6 CIDRs",
    { ...good, condition: { request_ip: { in: ["fe80::1%eth0"] } } },
  ],
  [
    "two slashes",
    "400 1001 condition.request_ip.in must hold IPv4 or IPv6 CIDRs",
    { ...good, condition: { request_ip: { in: ["192.0.2.0/24/1"] } } },
  ],
])("fails for a body with %s", async (_, message, body) => {
  expect(await create(body)).toBe(message);
});

test("a PUT may name existing policies, and null means absent", async () => {
  const { id } = await api.create(good);
  const reply = await api.send("PUT", `/accounts/${ACCOUNT}/tokens/${id}`, {
    ...good,
    policies: [{ ...DNS_ON_ZONE_1, id: "a".repeat(32) }],
    condition: null,
    expires_on: null,
    not_before: null,
    status: null,
  });
  expect(reply.status).toBe(200);
});
