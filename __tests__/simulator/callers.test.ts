import {
  ACCOUNT,
  ACCOUNT_API_TOKENS_READ,
  ACCOUNT_API_TOKENS_WRITE,
  DNS_ON_ZONE_1,
  NOW,
  OTHER_ACCOUNT,
  accountKey,
  policy,
  refusal,
  start,
  stopSimulators,
} from "./api-client";

afterEach(stopSimulators);

const TOKENS = `/accounts/${ACCOUNT}/tokens`;
const VERIFY = `${TOKENS}/verify`;
const dns = { name: "dns", policies: [DNS_ON_ZONE_1] };
const minter = (group: string) => ({ name: "minter", policies: [policy([group], { [accountKey(ACCOUNT)]: "*" })] });

test("verify shows id, status and times of the token that asks", async () => {
  const api = await start();
  const { id, value } = await api.create({ ...dns, not_before: "2025-01-01T00:00:00Z", expires_on: "2037-06-01T00:00:00Z" });
  expect(await api.as(value).get(VERIFY)).toEqual({
    status: 200,
    success: true,
    errors: [],
    messages: [{ code: 10000, message: "This API Token is valid and active", type: null }],
    result: { id, status: "active", not_before: "2025-01-01T00:00:00Z", expires_on: "2037-06-01T00:00:00Z" },
  });
});

test("verify shows a disabled and an expired token as such", async () => {
  let now = NOW;
  const api = await start({ clock: () => now });
  const disabled = await api.create({ ...dns, status: "disabled" });
  const expiring = await api.create({ ...dns, expires_on: "2026-02-01T00:00:00Z" });
  now = new Date("2026-02-01T00:00:00Z");
  expect((await api.as(disabled.value).get(VERIFY)).result).toEqual({ id: disabled.id, status: "disabled" });
  expect((await api.as(expiring.value).get(VERIFY)).result).toEqual({
    id: expiring.id,
    status: "expired",
    expires_on: "2026-02-01T00:00:00Z",
  });
});

test("fails to verify an account's token as a user's and the other way round, and a rolled or deleted one", async () => {
  const api = await start();
  const { id, value } = await api.create(dns);
  const user = await api.create(dns, "/user");
  const invalid = "401 1000 Invalid API Token";
  expect(refusal(await api.as(value).get("/user/tokens/verify"))).toBe(invalid);
  expect(refusal(await api.as(user.value).get(VERIFY))).toBe(invalid);
  expect((await api.as(user.value).get("/user/tokens/verify")).result).toEqual({ id: user.id, status: "active" });
  expect(refusal(await api.as(value).get(`/accounts/${OTHER_ACCOUNT}/tokens/verify`))).toBe(invalid);
  const rolled = (await api.send("PUT", `${TOKENS}/${id}/value`)).result as string;
  expect(refusal(await api.as(value).get(VERIFY))).toBe(invalid);
  expect((await api.as(rolled).get(VERIFY)).status).toBe(200);
  await api.send("DELETE", `${TOKENS}/${id}`);
  expect(refusal(await api.as(rolled).get(VERIFY))).toBe(invalid);
});

test("a token with Account API Tokens Write manages tokens, with Read it reads, with neither it is refused", async () => {
  const api = await start();
  const [write, read, none] = [
    await api.create(minter(ACCOUNT_API_TOKENS_WRITE)),
    await api.create(minter(ACCOUNT_API_TOKENS_READ)),
    await api.create(dns),
  ];
  const unauthorized = "403 9109 Unauthorized to access requested resource";
  expect((await api.as(write.value).send("POST", TOKENS, dns)).status).toBe(200);
  expect((await api.as(read.value).get(TOKENS)).status).toBe(200);
  expect(refusal(await api.as(read.value).send("POST", TOKENS, dns))).toBe(unauthorized);
  expect(refusal(await api.as(none.value).get(TOKENS))).toBe(unauthorized);
  expect(refusal(await api.as(write.value).get(`/accounts/${OTHER_ACCOUNT}/tokens`))).toBe(unauthorized);
  expect(refusal(await api.as(write.value).get("/user/tokens"))).toBe("403 9109 Valid user-level authentication not found");
  expect(api.simulator.tokens().map(({ answer }) => answer.last_used_on)).toEqual([
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z",
    undefined,
    undefined,
  ]);
});

test("a deny of the group takes the access away again", async () => {
  const api = await start();
  const resources = { [accountKey(ACCOUNT)]: "*" };
  const policies = [policy([ACCOUNT_API_TOKENS_WRITE], resources), policy([ACCOUNT_API_TOKENS_WRITE], resources, "deny")];
  const { value } = await api.create({ name: "denied", policies });
  expect((await api.as(value).get(TOKENS)).status).toBe(403);
});

test("fails for a calling token that is disabled, not yet valid, expired or deleted", async () => {
  const api = await start();
  const manage = minter(ACCOUNT_API_TOKENS_WRITE);
  const dead = "403 9109 Invalid access token";
  for (const change of [{ status: "disabled" }, { not_before: "2026-01-01T00:00:01Z" }, { expires_on: "2026-01-01T00:00:00Z" }]) {
    const { value } = await api.create({ ...manage, ...change });
    expect(refusal(await api.as(value).get(TOKENS))).toBe(dead);
    expect(refusal(await api.as(value).get("/zones"))).toBe(dead);
  }
  const { id, value } = await api.create(manage);
  expect((await api.as(value).get(TOKENS)).status).toBe(200);
  await api.send("DELETE", `${TOKENS}/${id}`);
  expect(refusal(await api.as(value).get(TOKENS))).toBe(dead);
});

test("without credentials every caller is taken, by the form of its value", async () => {
  const api = await start();
  expect((await api.as("cfat_simulated").get(TOKENS)).status).toBe(200);
  expect(refusal(await api.as("cfat_simulated").get("/user/tokens"))).toBe("403 9109 Valid user-level authentication not found");
  expect((await api.as("cfut_simulated").get("/user/tokens")).status).toBe(200);
});

test("with credentials only these callers exist", async () => {
  const api = await start({
    credentials: [
      { value: "fake-admin", kind: "user" },
      { value: "fake-auditor", kind: "account", accountId: ACCOUNT, access: "read" },
      { value: "fake-stranger", kind: "account", access: "none" },
    ],
  });
  expect((await api.as("fake-admin").send("POST", TOKENS, dns)).status).toBe(200);
  expect((await api.as("fake-admin").get("/user/tokens")).status).toBe(200);
  expect((await api.as("fake-auditor").get(TOKENS)).status).toBe(200);
  expect((await api.as("fake-auditor").send("POST", TOKENS, dns)).status).toBe(403);
  expect((await api.as("fake-auditor").get(`/accounts/${OTHER_ACCOUNT}/tokens`)).status).toBe(403);
  expect((await api.as("fake-auditor").get("/user/tokens")).status).toBe(403);
  expect((await api.as("fake-auditor").get(VERIFY)).status).toBe(200);
  expect((await api.as("fake-stranger").get(TOKENS)).status).toBe(403);
  expect(refusal(await api.as("fake-nobody").get(TOKENS))).toBe("403 9109 Invalid access token");
  expect(refusal(await api.as("fake-nobody").get(VERIFY))).toBe("401 1000 Invalid API Token");
});

test("fails without a credential and with a malformed one; the older pair of headers is a user's", async () => {
  const { simulator } = await start();
  const call = async (headers: Record<string, string>) => {
    const response = await fetch(`${simulator.url}/user/tokens`, { headers });
    const { errors } = (await response.json()) as { errors: { code: number }[] };
    return [response.status, ...errors.map(({ code }) => code)];
  };
  expect(await call({})).toEqual([400, 9106]);
  expect(await call({ authorization: "Basic abc" })).toEqual([400, 6003]);
  expect(await call({ authorization: "Bearer a b" })).toEqual([400, 6003]);
  expect(await call({ "x-auth-email": "user@example.com", "x-auth-key": "fake" })).toEqual([200]);
});
