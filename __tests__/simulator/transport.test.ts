import { connect } from "node:net";
import { startSimulator } from "../../testing";
import { ACCOUNT, ApiClient, DNS_ON_ZONE_1, refusal, start, stopSimulators } from "./api-client";

afterEach(stopSimulators);

const TOKENS = `/accounts/${ACCOUNT}/tokens`;
const body = { name: "dns", policies: [DNS_ON_ZONE_1] };

/** Sends bytes as they are and gives back the first line of the answer. */
function raw(api: ApiClient, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.simulator.url).port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("close", () => {
      resolve(answer.split("\r\n")[0] ?? "");
    });
    socket.on("error", reject);
  });
}

test("it listens on the loopback address at a port of its own", async () => {
  const [one, other] = [await start(), await start()];
  expect(one.simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/client\/v4$/);
  expect(one.simulator.url).not.toBe(other.simulator.url);
});

test("close ends it at once, also twice and in the middle of an answer", async () => {
  const simulator = await startSimulator({ latency: 3_600_000 });
  const waiting = new ApiClient(simulator).get(TOKENS).catch(() => "cut");
  while (simulator.requests().length === 0) await new Promise(setImmediate);
  await simulator.close();
  await simulator.close();
  expect(await waiting).toBe("cut");
});

test("requests are logged with status and body, without headers and token values", async () => {
  const api = await start();
  const { value } = await api.create(body);
  await api.send("POST", TOKENS, { name: `leak ${value}`, [value]: [value], deep: 1 });
  await api.get(`${TOKENS}?page=1&per_page=5`);
  expect(api.simulator.requests()).toEqual([
    { method: "POST", path: TOKENS, query: "", status: 200, body },
    { method: "POST", path: TOKENS, query: "", status: 400, body: { name: "leak <redacted>", "<redacted>": ["<redacted>"], deep: 1 } },
    { method: "GET", path: TOKENS, query: "page=1&per_page=5", status: 200 },
  ]);
  expect(JSON.stringify([api.simulator.requests(), api.simulator.tokens()])).not.toContain("cfat_");
  api.simulator.forgetRequests();
  expect(api.simulator.requests()).toEqual([]);
});

test("nothing is written to the console", async () => {
  const out = jest.spyOn(process.stdout, "write");
  const err = jest.spyOn(process.stderr, "write");
  const api = await start();
  await api.create(body);
  await api.send("POST", TOKENS, "{");
  expect([out.mock.calls, err.mock.calls]).toEqual([[], []]);
  jest.restoreAllMocks();
});

describe("faults", () => {
  test("hit the next request, without effect", async () => {
    const api = await start();
    api.simulator.failNext({});
    expect(refusal(await api.send("POST", TOKENS, body))).toBe("500 10013 Internal server error");
    expect(api.simulator.tokens()).toEqual([]);
    expect((await api.send("POST", TOKENS, body)).status).toBe(200);
  });

  test("have a status, a code, headers, and hit as many of the chosen requests as asked", async () => {
    const api = await start();
    const only = ({ method, path }: { method: string; path: string }) => method === "GET" && path === TOKENS;
    api.simulator.failNext({ status: 429, code: 971, message: "slow down", headers: { "retry-after": "1" }, times: 2, only });
    expect((await api.send("POST", TOKENS, body)).status).toBe(200);
    const response = await fetch(`${api.simulator.url}/accounts/${ACCOUNT}/tokens`, { headers: { authorization: "Bearer x" } });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(refusal(await api.get(TOKENS))).toBe("429 971 slow down");
    expect((await api.get(TOKENS)).status).toBe(200);
  });

  test("after the effect lose the answer only", async () => {
    const api = await start();
    api.simulator.failNext({ when: "after", disconnect: true });
    await expect(api.send("POST", TOKENS, body)).rejects.toThrow("fetch failed");
    expect(api.simulator.tokens().map(({ name }) => name)).toEqual(["dns"]);
    expect(api.simulator.requests()).toEqual([{ method: "POST", path: TOKENS, query: "", status: 0, body }]);
  });

  test("can be a page of a proxy", async () => {
    const api = await start();
    api.simulator.failNext({ status: 502, body: "<html>bad gateway</html>" });
    const response = await fetch(`${api.simulator.url}/zones`);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      502,
      "text/html",
      "<html>bad gateway</html>",
    ]);
  });

  test("fails for a fault that never hits or is no status", async () => {
    const { simulator } = await start();
    expect(() => {
      simulator.failNext({ times: 0 });
    }).toThrow("times is a whole number from 1 on");
    expect(() => {
      simulator.failNext({ status: 99 });
    }).toThrow("status is an HTTP status from 200 to 599");
  });
});

test("latency delays the answer", async () => {
  const api = await start({ latency: 60 });
  const before = performance.now();
  await api.get(TOKENS);
  expect(performance.now() - before).toBeGreaterThanOrEqual(50);
});

describe("hostile input", () => {
  test("fails for bodies over the limit, announced or not", async () => {
    const api = await start({ bodyLimit: 1000 });
    const large = JSON.stringify({ ...body, name: "x".repeat(2000) });
    expect(refusal(await api.send("POST", TOKENS, large))).toBe("413 1002 Request body is too large");
    const response = await fetch(api.simulator.url + TOKENS, { method: "POST", body: large });
    expect([response.status, response.headers.get("connection")]).toEqual([413, "close"]);
    const chunked = `POST /client/v4${TOKENS} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n${"x".repeat(2000)}\r\n0\r\n\r\n`;
    expect(await raw(api, chunked)).toBe("HTTP/1.1 413 Payload Too Large");
    expect((await api.send("POST", TOKENS, body)).status).toBe(200);
  });

  test.each([
    ["half of an object", '{"name":'],
    ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0x22]).toString("latin1")],
    ["no JSON", "name=x"],
  ])("fails for a body with %s", async (_, text) => {
    const api = await start();
    const response = await fetch(api.simulator.url + TOKENS, {
      method: "POST",
      headers: { authorization: "Bearer x" },
      body: Buffer.from(text, "latin1"),
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { success: false, errors: [{ code: 1002, message: "Malformed JSON in request body" }], messages: [], result: null },
    ]);
  });

  test("fails for a body that is nested deep, and logs its top only", async () => {
    const api = await start();
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(refusal(await api.send("POST", TOKENS, deep))).toBe("400 1001 body must be an object");
    expect(JSON.stringify(api.simulator.requests()[0]?.body)).toBe(`${"[".repeat(12)}"<too deep>"${"]".repeat(12)}`);
  });

  test.each([
    ["GET", "/accounts", "404 7000 No route for that URI"],
    ["GET", "/constructor", "404 7000 No route for that URI"],
    ["GET", `/accounts/${ACCOUNT}/members`, "404 7000 No route for that URI"],
    ["GET", `/accounts/${ACCOUNT}/constructor`, "404 7000 No route for that URI"],
    ["GET", `${TOKENS}/${ACCOUNT}/policies`, "404 7000 No route for that URI"],
    ["GET", `${TOKENS}/verify/value`, "404 7000 No route for that URI"],
    ["GET", "/accounts/ABC/tokens", "400 7003 Could not route to /accounts/ABC/tokens, perhaps your object identifier is invalid?"],
    ["GET", `${TOKENS}/..%2Fverify`, `400 7003 Could not route to ${TOKENS}/..%2Fverify, perhaps your object identifier is invalid?`],
    ["GET", `${TOKENS}/%zz`, `400 7003 Could not route to ${TOKENS}/%zz, perhaps your object identifier is invalid?`],
    ["PATCH", TOKENS, "405 7001 Method PATCH not available for that URI"],
    ["DELETE", TOKENS, "405 7001 Method DELETE not available for that URI"],
  ])("fails for %s %s", async (method, path, message) => {
    expect(refusal(await (await start()).send(method, path))).toBe(message);
  });

  test("fails outside /client/v4, for a request cut short and for one that is no HTTP, and goes on", async () => {
    const api = await start();
    const outside = await fetch(new URL("/", api.simulator.url));
    expect(outside.status).toBe(404);
    expect(await raw(api, "\x16\x03\x01 no http\r\n\r\n")).toBe("HTTP/1.1 400 Bad Request");
    const socket = connect(Number(new URL(api.simulator.url).port), "127.0.0.1");
    socket.write(`POST /client/v4${TOKENS} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`);
    while (api.simulator.requests().length < 2) await new Promise(setImmediate);
    socket.destroy();
    expect((await api.get(TOKENS)).status).toBe(200);
  });
});
