import {
  ACCOUNT,
  type ApiClient,
  DNS_ON_ZONE_1,
  DNS_READ,
  NOW,
  OTHER_ACCOUNT,
  USER_DETAILS_READ,
  ZONE_1,
  policy,
  refusal,
  start,
  stopSimulators,
  zoneKey,
} from "./api-client";

const TOKENS = `/accounts/${ACCOUNT}/tokens`;
const body = { name: "dns", policies: [DNS_ON_ZONE_1] };

afterEach(stopSimulators);

test("a created token is active, has defaults and shows its value", async () => {
  const api = await start();
  const reply = await api.send("POST", TOKENS, body);
  expect(reply).toEqual({
    status: 200,
    success: true,
    errors: [],
    messages: [],
    result: {
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      name: "dns",
      status: "active",
      issued_on: "2026-01-01T00:00:00Z",
      modified_on: "2026-01-01T00:00:00Z",
      policies: [
        {
          id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          effect: "allow",
          resources: { [zoneKey(ZONE_1)]: "*" },
          permission_groups: [{ id: DNS_READ, name: "DNS Read" }],
        },
      ],
      value: expect.stringMatching(/^cfat_SIMULATED_NOT_A_REAL_TOKEN_[0-9a-f]{21}$/) as string,
    },
  });
});

test("the value is shown by create only", async () => {
  const api = await start();
  const { id } = await api.create(body);
  const one = await api.get(`${TOKENS}/${id}`);
  const all = await api.get(TOKENS);
  expect(Object.keys(one.result as object)).toEqual(["id", "name", "status", "issued_on", "modified_on", "policies"]);
  expect(JSON.stringify([one, all])).not.toContain("cfat_");
});

test("a user's token lives under /user/tokens and has a cfut_ value", async () => {
  const api = await start({ userId: "33333333333333333333333333333333" });
  const groups = policy([USER_DETAILS_READ], { "com.cloudflare.api.user.33333333333333333333333333333333": "*" });
  const { id, value } = await api.create({ name: "me", policies: [groups] }, "/user");
  expect(value).toMatch(/^cfut_SIMULATED_NOT_A_REAL_TOKEN_/);
  expect((await api.get(`/user/tokens/${id}`)).status).toBe(200);
  expect((await api.get(`${TOKENS}/${id}`)).status).toBe(404);
});

test("condition and times come back as they were sent, times in UTC", async () => {
  const api = await start();
  const condition = { request_ip: { in: ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"], not_in: ["192.0.2.128/25"] } };
  const { id } = await api.create({ ...body, condition, not_before: "2025-12-01T01:00:00+01:00", expires_on: "2037-06-01T00:00:00Z" });
  expect((await api.get(`${TOKENS}/${id}`)).result).toMatchObject({
    condition,
    not_before: "2025-12-01T00:00:00Z",
    expires_on: "2037-06-01T00:00:00Z",
  });
});

test("PUT replaces everything but the secret", async () => {
  const api = await start();
  const condition = { request_ip: { in: ["192.0.2.0/24"] } };
  const { id, value } = await api.create({ ...body, condition, expires_on: "2037-06-01T00:00:00Z", status: "disabled" });
  const reply = await api.send("PUT", `${TOKENS}/${id}`, { ...body, name: "renamed" });
  expect(reply.result).toEqual({
    id,
    name: "renamed",
    status: "active",
    issued_on: "2026-01-01T00:00:00Z",
    modified_on: "2026-01-01T00:00:00Z",
    policies: [expect.objectContaining({ effect: "allow" })],
  });
  expect(api.simulator.holdsValue(id, value)).toBe(true);
});

test("PUT sets the status, and only active and disabled", async () => {
  const api = await start();
  const { id } = await api.create(body);
  expect((await api.send("PUT", `${TOKENS}/${id}`, { ...body, status: "disabled" })).result).toMatchObject({ status: "disabled" });
  expect(refusal(await api.send("PUT", `${TOKENS}/${id}`, { ...body, status: "expired" }))).toBe(
    "400 1001 status must be active or disabled",
  );
});

test("a status in a create request is kept or ignored, as the option says", async () => {
  const kept = await start();
  const ignored = await start({ statusOnCreate: "ignored" });
  await kept.create({ ...body, status: "disabled" });
  await ignored.create({ ...body, status: "disabled" });
  expect(kept.simulator.tokens()[0]?.status).toBe("disabled");
  expect(ignored.simulator.tokens()[0]?.status).toBe("active");
});

test("a roll gives a new secret as a bare string and ends the old one", async () => {
  const api = await start();
  const { id, value } = await api.create(body);
  const reply = await api.send("PUT", `${TOKENS}/${id}/value`, {});
  const rolled = reply.result as string;
  expect(rolled).toMatch(/^cfat_SIMULATED_NOT_A_REAL_TOKEN_/);
  expect(rolled).not.toBe(value);
  expect([api.simulator.holdsValue(id, value), api.simulator.holdsValue(id, rolled)]).toEqual([false, true]);
  expect(api.simulator.tokens()[0]?.secretVersion).toBe(2);
  expect((await api.send("PUT", `${TOKENS}/${id}/value`)).status).toBe(200);
});

test("a deleted token is gone", async () => {
  const api = await start();
  const { id } = await api.create(body);
  expect((await api.send("DELETE", `${TOKENS}/${id}`)).result).toEqual({ id });
  expect(api.simulator.tokens()).toEqual([]);
  for (const [method, path] of [
    ["GET", ""],
    ["DELETE", ""],
    ["PUT", "/value"],
  ] as const) {
    expect(refusal(await api.send(method, `${TOKENS}/${id}${path}`))).toBe("404 1003 Token not found");
  }
  expect((await api.send("PUT", `${TOKENS}/${id}`, body)).status).toBe(404);
});

test("tokens of another account are not found", async () => {
  const api = await start();
  const { id } = await api.create(body);
  expect((await api.get(`/accounts/${OTHER_ACCOUNT}/tokens/${id}`)).status).toBe(404);
  expect((await api.get(`/accounts/${OTHER_ACCOUNT}/tokens`)).result).toEqual([]);
});

describe("the list", () => {
  async function names(api: ApiClient, query = ""): Promise<string[]> {
    const { result } = await api.get(`${TOKENS}${query}`);
    return (result as { name: string }[]).map(({ name }) => name);
  }

  test("has pages and a direction", async () => {
    const api = await start();
    for (let i = 1; i <= 7; i += 1) await api.create({ ...body, name: `t${String(i)}` });
    expect(await names(api, "?per_page=5")).toEqual(["t1", "t2", "t3", "t4", "t5"]);
    expect(await names(api, "?per_page=5&page=2")).toEqual(["t6", "t7"]);
    expect(await names(api, "?per_page=5&direction=desc")).toEqual(["t7", "t6", "t5", "t4", "t3"]);
    expect((await api.get(`${TOKENS}?per_page=5&page=2`)).result_info).toEqual({
      page: 2,
      per_page: 5,
      count: 2,
      total_count: 7,
      total_pages: 2,
    });
  });

  test("has 5 to 50 tokens a page, 20 unless told, and takes nonsense for nothing", async () => {
    const api = await start();
    for (let i = 0; i < 60; i += 1) api.simulator.createToken({ accountId: ACCOUNT }, body);
    for (const [query, size] of [
      ["", 20],
      ["?per_page=1", 5],
      ["?per_page=500", 50],
      ["?per_page=-7&page=0", 20],
      ["?page=9e9", 20],
      ["?page=99", 0],
    ] as const) {
      expect([query, (await names(api, query)).length]).toEqual([query, size]);
    }
  });

  test("leaves out expired tokens unless asked for them", async () => {
    let now = NOW;
    const api = await start({ clock: () => now });
    await api.create({ ...body, name: "short", expires_on: "2026-02-01T00:00:00Z" });
    await api.create({ ...body, name: "long" });
    now = new Date("2026-01-31T23:59:59Z");
    expect(await names(api)).toEqual(["short", "long"]);
    now = new Date("2026-02-01T00:00:00Z");
    expect(await names(api)).toEqual(["long"]);
    expect(await names(api, "?include_expired=true")).toEqual(["short", "long"]);
    expect(api.simulator.tokens().map(({ status }) => status)).toEqual(["expired", "active"]);
  });
});

test("fails to create beyond the quota: 500 an account, 50 a user", async () => {
  const api = await start();
  for (let i = 0; i < 500; i += 1) api.simulator.createToken({ accountId: ACCOUNT }, body);
  expect(refusal(await api.send("POST", TOKENS, body))).toBe("400 1001 The limit of 500 tokens has been reached");
  expect((await api.send("POST", `/accounts/${OTHER_ACCOUNT}/tokens`, body)).status).toBe(200);
  for (let i = 0; i < 50; i += 1) api.simulator.createToken("user", body);
  expect(refusal(await api.send("POST", "/user/tokens", body))).toBe("400 1001 The limit of 50 tokens has been reached");
});

test("createToken makes a token without a request, under the same checks", async () => {
  const api = await start();
  const { id, value } = api.simulator.createToken({ accountId: ACCOUNT }, body);
  expect(api.simulator.holdsValue(id, value)).toBe(true);
  expect(api.simulator.requests()).toEqual([]);
  expect(api.simulator.tokens()).toEqual([
    {
      id,
      owner: { accountId: ACCOUNT },
      name: "dns",
      status: "active",
      secretVersion: 1,
      answer: (await api.get(`${TOKENS}/${id}`)).result,
    },
  ]);
  expect(() => api.simulator.createToken({ accountId: ACCOUNT }, { ...body, policies: [] })).toThrow(
    "policies must be a list with at least one entry",
  );
});
