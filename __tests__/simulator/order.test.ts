import {
  ACCOUNT,
  type ApiClient,
  DNS_READ,
  DNS_WRITE,
  WORKERS_SCRIPTS_WRITE,
  ZONE_1,
  ZONE_2,
  accountKey,
  policy,
  start,
  stopSimulators,
  zoneKey,
} from "./api-client";

afterEach(stopSimulators);

const KEYS = [zoneKey(ZONE_2), zoneKey(ZONE_1)];
const body = {
  name: "t",
  policies: [
    policy([DNS_READ, DNS_WRITE], { [zoneKey(ZONE_2)]: "*", [zoneKey(ZONE_1)]: "*" }),
    policy([WORKERS_SCRIPTS_WRITE], { [accountKey(ACCOUNT)]: "*" }),
    policy([DNS_WRITE], { [accountKey(ACCOUNT)]: { [zoneKey(ZONE_2)]: "*", [zoneKey(ZONE_1)]: "*" } }, "deny"),
  ],
};

interface Policy {
  readonly effect: string;
  readonly permission_groups: readonly { readonly id: string }[];
  readonly resources: Readonly<Record<string, "*" | object>>;
}

async function readPolicies(api: ApiClient, id: string): Promise<readonly Policy[]> {
  const { result } = await api.get(`/accounts/${ACCOUNT}/tokens/${id}`);
  return (result as { policies: Policy[] }).policies;
}

/** The orders in which twenty reads show the three policies. */
async function orders(api: ApiClient): Promise<string[]> {
  const { id } = await api.create(body);
  const seen: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    const policies = await readPolicies(api, id);
    seen.push(policies.map(({ effect, permission_groups: [group] }) => `${effect} ${(group?.id ?? "").slice(0, 1)}`).join(", "));
  }
  return seen;
}

test("policies come in another order on nearly every read, the same for the same seed", async () => {
  const first = await orders(await start({ seed: 7 }));
  expect(await orders(await start({ seed: 7 }))).toEqual(first);
  expect(await orders(await start({ seed: 8 }))).not.toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(3);
});

test("policies keep their order when asked to", async () => {
  expect(new Set(await orders(await start({ policyOrder: "asSent" })))).toEqual(new Set(["allow 4, allow e, deny 4"]));
});

test("tokens() shows the policies as they were sent, every time", async () => {
  const api = await start();
  await api.create(body);
  for (let i = 0; i < 10; i += 1) {
    const [token] = api.simulator.tokens();
    expect((token?.answer.policies as Policy[]).map(({ effect, permission_groups }) => [effect, permission_groups.length])).toEqual([
      ["allow", 2],
      ["allow", 1],
      ["deny", 1],
    ]);
  }
});

test("reading does not change the ids and secrets of later tokens", async () => {
  const [reading, quiet] = [await start({ seed: 3 }), await start({ seed: 3 })];
  await orders(reading);
  await quiet.create(body);
  expect(await reading.create(body)).toMatchObject({ id: (await quiet.create(body)).id });
});

test("permission groups come sorted by id, not as sent", async () => {
  const api = await start({ policyOrder: "asSent" });
  const { id } = await api.create(body);
  const [first] = await readPolicies(api, id);
  expect(first?.permission_groups).toEqual([
    { id: DNS_WRITE, name: "DNS Write" },
    { id: DNS_READ, name: "DNS Read" },
  ]);
});

test.each([
  ["sorted" as const, [...KEYS].sort()],
  ["asSent" as const, KEYS],
])("resource keys come %s, at both levels", async (keyOrder, expected) => {
  const api = await start({ keyOrder, policyOrder: "asSent" });
  const { id } = await api.create(body);
  const [flat, , nested] = await readPolicies(api, id);
  expect(Object.keys(flat?.resources ?? {})).toEqual(expected);
  expect(Object.keys(nested?.resources[accountKey(ACCOUNT)] ?? {})).toEqual(expected);
});
