import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fault, PrincipalError } from "../../lib/errors";
import { applyChanges, compareCatalogue } from "../../scripts/catalogue/compare";
import { ApiFailure, fetchAnswer } from "../../scripts/catalogue/fetch-answer";
import { readAnswer } from "../../scripts/catalogue/read-answer";
import { refreshCatalogue } from "../../scripts/catalogue/refresh";
import { printable, renderChanges } from "../../scripts/catalogue/render-changes";
import { DATA_DIRECTORY, readSources } from "../../scripts/catalogue/sources";
import { CORPUS } from "../hostile/corpus";

const ACCOUNT = "com.cloudflare.api.account";
const ZONE = "com.cloudflare.api.account.zone";
const TOKEN = "not-a-real-token-0000000000000000000000";
const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";

const sources = readSources();
const live = sources.groups.map(({ id, name, scopes }) => ({ id, name, scopes }));
const envelope = (result: unknown): string => JSON.stringify({ success: true, errors: [], messages: [], result, result_info: null });
const id = (n: number): string => n.toString(16).padStart(32, "0");

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("reading an answer of the API", () => {
  it("takes the envelope and the list alone, and keeps id, name and scopes only", () => {
    const row = { id: id(1), name: "X Read", scopes: [ACCOUNT], description: "…", category: "other", is_selectable: true };
    const group = { id: id(1), name: "X Read", scopes: [ACCOUNT] };
    expect(readAnswer(envelope([row]))).toEqual([group]);
    expect(readAnswer(JSON.stringify([row]))).toEqual([group]);
    expect(readAnswer(JSON.stringify({ success: true, result: [row], result_info: { page: 1, total_pages: 1, total_count: 1 } }))).toEqual([
      group,
    ]);
  });

  const todo = "; pass the JSON of GET /accounts/<id>/tokens/permission_groups";
  it.each([
    ["what is not JSON", "<html>", "not JSON, got a string"],
    ["nothing", "", "not JSON, got a string"],
    ["a text", '"x"', "not an answer of the permission groups API, got a string"],
    ["null", "null", "not an answer of the permission groups API, got null"],
    ["an object without a list", '{"success":true}', "result: an answer without a list, got nothing"],
    ["a list that is none", '{"success":true,"result":{"length":1}}', "result: an answer without a list, got an object"],
    ["an empty list", envelope([]), "result: an empty list, got []"],
    [
      "an answer that failed",
      '{"success":false,"errors":[{"code":9109,"message":"\\u001b[31mno"}],"result":null}',
      'errors: an answer that says it failed, got [{"code":9109,"message":"\\u001b[31mno"}]',
    ],
    [
      "one page of two",
      JSON.stringify({ success: true, result: [1], result_info: { page: 1, total_pages: 2 } }),
      'result_info: one page of several, got {"page":1,"total_pages":2}',
    ],
    [
      "a part of the whole",
      JSON.stringify({ success: true, result: [1], result_info: { total_count: 400 } }),
      'result_info: one page of several, got {"total_count":400}',
    ],
    ["a row that is no object", envelope([7]), "result[0]: not a permission group, got a number"],
    [
      "a short id",
      envelope([{ id: "abc", name: "X Read", scopes: [ACCOUNT] }]),
      'result[0].id: not 32 lower-case hexadecimal characters, got "abc"',
    ],
    [
      "an id with a line break",
      envelope([{ id: `${id(1)}\n`, name: "X Read", scopes: [ACCOUNT] }]),
      `result[0].id: not 32 lower-case hexadecimal characters, got "${id(1)}\\n"`,
    ],
    [
      "a name that is none",
      envelope([{ id: id(1), name: null, scopes: [ACCOUNT] }]),
      "result[0].name: not a name of 1 to 200 printable characters, got null",
    ],
    [
      "a name with colours",
      envelope([{ id: id(1), name: "\u001b[31mX", scopes: [ACCOUNT] }]),
      'result[0].name: not a name of 1 to 200 printable characters, got "\\u001b[31mX"',
    ],
    [
      "a name that turns direction",
      envelope([{ id: id(1), name: "X\u202eRead", scopes: [ACCOUNT] }]),
      'result[0].name: not a name of 1 to 200 printable characters, got "X\\u202eRead"',
    ],
    [
      "no scope",
      envelope([{ id: id(1), name: "X Read", scopes: [] }]),
      "result[0].scopes: not a list of scopes such as com.cloudflare.api.account, got []",
    ],
    [
      "a scope of another form",
      envelope([{ id: id(1), name: "X Read", scopes: ["__proto__"] }]),
      'result[0].scopes: not a list of scopes such as com.cloudflare.api.account, got ["__proto__"]',
    ],
  ])("fails for %s", (_, text, message) => {
    expect(failure(() => readAnswer(text))).toBe(message + todo);
  });

  it("fails for an id that stands twice and for a name that stands twice at one level, but not at two", () => {
    const row = (n: number, name: string, scope: string): object => ({ id: id(n), name, scopes: [scope] });
    expect(failure(() => readAnswer(envelope([row(1, "A Read", ZONE), row(1, "B Read", ZONE)])))).toBe(
      `result[1].id: an id that stands twice, got "${id(1)}"${todo}`,
    );
    expect(failure(() => readAnswer(envelope([row(1, "A Read", ZONE), row(2, "A Read", ZONE)])))).toBe(
      `result[1].name: a name that stands twice at one level, got "A Read at ${ZONE}"${todo}`,
    );
    expect(readAnswer(envelope([row(1, "A Read", ZONE), row(2, "A Read", ACCOUNT)]))).toHaveLength(2);
  });

  it("fails with all faults together, but with ten at most, and for a list without end", () => {
    expect(failure(() => readAnswer(envelope([1, 2]))).split("\n")).toHaveLength(2);
    expect(failure(() => readAnswer(envelope(Array.from({ length: 500 }, () => 1)))).split("\n")).toHaveLength(10);
    expect(failure(() => readAnswer(envelope(Array.from({ length: 10_001 }, () => 1))))).toBe(
      `result: more than 10000 permission groups, got 10001${todo}`,
    );
  });
});

describe("comparing with the catalogue", () => {
  const inferred = sources.groups.filter((g) => g.evidence !== "api-answer");
  const without = (...names: string[]): typeof live => live.filter((g) => !names.includes(g.name));
  const names = (groups: readonly { readonly name: string }[]): string[] => groups.map((g) => g.name);

  it("finds nothing but confirmed scopes in the catalogue's own groups", () => {
    const changes = compareCatalogue(sources, live);
    expect(changes).toMatchObject({ added: [], removed: [], renamed: [], rescoped: [], unplaced: [], absent: [], unchanged: 351 });
    expect(names(changes.confirmed)).toEqual(names(inferred));
  });

  it("tells added, removed, renamed and rescoped groups apart by their id", () => {
    const dns = live.find((g) => g.name === "DNS Write")!;
    const cache = live.find((g) => g.name === "Cache Purge")!;
    const now = [
      ...without("DNS Write", "Cache Purge", "Radar Read"),
      { ...dns, name: "DNS Records Write" },
      { ...cache, scopes: [ACCOUNT] },
      { id: id(1), name: "Workers Admin", scopes: [ACCOUNT] },
      { id: id(2), name: "A New Read", scopes: [ZONE] },
      { id: id(3), name: "Flagship App Read", scopes: ["com.cloudflare.api.account.flagship.app"] },
      { id: id(4), name: "Two Read", scopes: [ACCOUNT, ZONE] },
    ];
    const changes = compareCatalogue(sources, now);
    expect(renderChanges({ ...changes, confirmed: [] })).toBe(
      [
        "added (2)",
        `  + Workers Admin (account) ${id(1)}, was known by name only`,
        `  + A New Read (zone) ${id(2)}`,
        "removed (1)",
        "  - Radar Read (account) dfe525ec7b07472c827d8d009178b2ac",
        "renamed (1)",
        "  ~ DNS Write (zone) 4755a26eedb94da69e1066d98aa820be is now DNS Records Write",
        "rescoped (1)",
        "  ~ Cache Purge (zone) e17beae8b8cb423a99b1730f21238bed is now at account level",
        "not taken over, the tree has no branch for the scope (2)",
        `  ? Flagship App Read (flagshipApp) ${id(3)}`,
        `  ? Two Read (account, zone) ${id(4)}`,
        "348 unchanged",
        "",
      ].join("\n"),
    );
  });

  it("doesn't call groups removed whose level the answer doesn't list at all: an account never lists user permissions", () => {
    const account = live.filter((g) => g.scopes[0] !== "com.cloudflare.api.user");
    const changes = compareCatalogue(sources, account);
    expect(changes.removed).toEqual([]);
    expect(changes.absent).toEqual(["user"]);
    expect(renderChanges(changes)).toContain("not compared, the answer has none of them: user permissions\n");
  });

  it("takes changes over: the old name becomes a former one, what was known by name only gets its id", () => {
    const dns = live.find((g) => g.name === "DNS Write")!;
    const browser = live.find((g) => g.name === "Browser Rendering Read")!;
    const now = [
      ...without("DNS Write", "Browser Rendering Read", "Radar Read"),
      { ...dns, name: "DNS Records Write" },
      { ...browser, name: "Browser Run Read" },
      { id: id(1), name: "Workers Admin", scopes: [ACCOUNT] },
    ];
    const after = applyChanges(sources, compareCatalogue(sources, now), { date: "2027-01-02", keepRemoved: false });
    expect(after.groups.find((g) => g.id === dns.id)).toEqual({
      id: dns.id,
      name: "DNS Records Write",
      scopes: [ZONE],
      evidence: "api-answer",
    });
    expect(after.aliases).toContainEqual({ id: dns.id, name_used: "DNS Records Write", kind: "former name", name: "DNS Write" });
    expect(after.aliases.filter((a) => a.id === browser.id)).toEqual([
      { id: browser.id, name_used: "Browser Run Read", kind: "former name", name: "Browser Rendering Read" },
    ]);
    expect(after.namedOnly.some((g) => g.name === "Workers Admin")).toBe(false);
    expect(after.groups.some((g) => g.name === "Radar Read")).toBe(false);
    expect(after.groups.filter((g) => g.evidence !== "api-answer")).toEqual([]);
    expect(after.origins["permission-groups.json"]?.date).toBe("2027-01-02");
    // What was taken over is the catalogue now: the same answer has nothing new.
    expect(compareCatalogue(after, now)).toMatchObject({ added: [], removed: [], renamed: [], rescoped: [], confirmed: [] });
    const kept = applyChanges(sources, compareCatalogue(sources, now), { date: "2027-01-02", keepRemoved: true });
    expect(kept.groups.some((g) => g.name === "Radar Read")).toBe(true);
  });
});

describe("foreign texts on the terminal", () => {
  it.each(CORPUS)("%# do nothing there: $tries", ({ text }) => {
    expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
  });
});

describe("asking the API", () => {
  it("fails without the token in the error itself, whoever prints it", async () => {
    const ask = (answer: () => Promise<Response>): Promise<string> => fetchAnswer({ accountId: ACCOUNT_ID, token: TOKEN }, answer);
    await expect(ask(() => Promise.resolve(new Response(`no ${TOKEN}`, { status: 500 })))).rejects.toThrow(
      new ApiFailure("the API answered 500: no <redacted>"),
    );
    await expect(ask(() => Promise.reject(new Error(`bad ${TOKEN}`)))).rejects.toThrow(
      new ApiFailure("the API could not be reached: bad <redacted>"),
    );
  });
});

describe("npm run catalogue:refresh", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "catalogue-"));
    cpSync(DATA_DIRECTORY, directory, { recursive: true });
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(
    args: readonly string[],
    options: { env?: Record<string, string>; fetch?: typeof fetch } = {},
  ): Promise<{ code: number; out: string; err: string }> {
    let out = "";
    let err = "";
    const code = await refreshCatalogue(args, {
      env: options.env ?? {},
      fetch: options.fetch ?? (() => Promise.reject(new Error("no network in tests"))),
      now: new Date("2027-01-02T03:04:05Z"),
      directory,
      print: (text) => (out += text),
      complain: (text) => (err += text),
    });
    return { code, out, err };
  }

  const answer = (groups: readonly unknown[]): string => {
    const file = join(directory, "answer.json");
    writeFileSync(file, envelope(groups));
    return file;
  };
  const data = (): string => readFileSync(join(directory, "permission-groups.json"), "utf8");
  const more = [...live, { id: id(1), name: "A New Read", scopes: [ZONE] }];

  it("prints what a file has that the catalogue has not, and writes nothing", async () => {
    const before = data();
    const { code, out, err } = await run([answer(more)]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`added (1)\n  + A New Read (zone) ${id(1)}\n`);
    expect(out).toContain("nothing was written; --write takes this over into data/catalogue\n");
    expect(data()).toBe(before);
  });

  it("takes it over with --write, and has nothing to say the second time", async () => {
    const file = answer(more);
    const first = await run([file, "--write"]);
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toContain("written to data/catalogue; run npm run catalogue:generate next");
    expect(readSources(directory).groups.find((g) => g.name === "A New Read")).toEqual({
      id: id(1),
      name: "A New Read",
      scopes: [ZONE],
      evidence: "api-answer",
    });
    expect(readSources(directory).origins["permission-groups.json"]?.date).toBe("2027-01-02");
    expect(await run([file, "--write"])).toEqual({ code: 0, out: "nothing to take over\n352 unchanged\n", err: "" });
  });

  it("writes the catalogue's files in the form they have", async () => {
    const before = data();
    await run([answer(more), "--write"]);
    await run([answer(live), "--write"]);
    const confirmed = before
      .replaceAll(/,\n {2}"note": "scope inferred from use, not from an API answer"/g, "")
      .replaceAll("project-note", "api-answer");
    expect(data()).toBe(confirmed);
  });

  it("says where the generator will need a hand", async () => {
    const { code, err } = await run([
      answer(live.map((g) => (g.name === "Zaraz Admin" ? { ...g, name: "Zaraz Publish Admin" } : g))),
      "--write",
    ]);
    expect([code, err]).toEqual([0, 'the generator will not take it yet: no permission group "Zaraz Admin" at zone level\n']);
  });

  it("asks the API with the credentials of the environment, and nobody else", async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const api: typeof fetch = (url, init) => {
      if (typeof url === "string") asked.push([url, init]);
      return Promise.resolve(new Response(envelope(more)));
    };
    const { code, out } = await run([], { env: { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID }, fetch: api });
    expect(code).toBe(0);
    expect(out).toContain("A New Read");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.[0]).toBe(`https://api.cloudflare.com/client/v4/accounts/${ACCOUNT_ID}/tokens/permission_groups`);
    expect(asked[0]?.[1]).toMatchObject({ headers: { authorization: `Bearer ${TOKEN}` }, redirect: "error" });
    await run(["--account", id(9)], {
      env: { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: "http://127.0.0.1:9/client/v4/" },
      fetch: api,
    });
    expect(asked[1]?.[0]).toBe(`http://127.0.0.1:9/client/v4/accounts/${id(9)}/tokens/permission_groups`);
  });

  const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID };
  it("fails with 4 when the API refuses or can't be reached, and never prints the token", async () => {
    const refused = await run([], {
      env,
      fetch: () => Promise.resolve(new Response(`{"errors":[{"message":"\u001b[31mbad ${TOKEN}"}]}`, { status: 403 })),
    });
    expect(refused).toEqual({ code: 4, out: "", err: 'the API answered 403: {"errors":[{"message":"\\u{1b}[31mbad <redacted>"}]}\n' });
    const unreachable = await run([], {
      env,
      fetch: () => Promise.reject(new TypeError("fetch failed", { cause: new Error(`connect ECONNREFUSED ${TOKEN}`) })),
    });
    expect(unreachable).toEqual({
      code: 4,
      out: "",
      err: "the API could not be reached: fetch failed (connect ECONNREFUSED <redacted>)\n",
    });
    const huge = await run([], { env, fetch: () => Promise.resolve(new Response("x".repeat(10_000_001))) });
    expect(huge).toEqual({ code: 4, out: "", err: "the API's answer is larger than 10000000 characters\n" });
  });

  it("fails with 2 for an answer that is none, and never prints the token even where the answer holds it", async () => {
    const { code, out, err } = await run([], {
      env,
      fetch: () => Promise.resolve(new Response(JSON.stringify({ success: true, result: TOKEN }))),
    });
    expect([code, out]).toEqual([2, ""]);
    expect(err).not.toContain(TOKEN);
    const named = await run([], {
      env,
      fetch: () => Promise.resolve(new Response(envelope([...live, { id: id(1), name: TOKEN, scopes: [ZONE] }]))),
    });
    expect(named.code).toBe(0);
    expect(named.out).toContain("+ <redacted> (zone)");
    expect(named.out).not.toContain(TOKEN);
  });

  it("fails without a word of a file that is something else", async () => {
    const secret = "not-a-real-secret-0000";
    for (const text of [
      secret,
      `{"${secret}`,
      JSON.stringify(secret),
      JSON.stringify([secret]),
      JSON.stringify({ result: { value: secret } }),
    ]) {
      const file = join(directory, "other.json");
      writeFileSync(file, text);
      const { code, out, err } = await run([file]);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(/^(?:result(?:\[0\])?: )?(?:not|an answer)/);
      expect(err).not.toContain(secret);
    }
  });

  it.each([
    "https://user:not-a-real-password@api.example/v4",
    "https://not-a-real-password@api.example/v4",
    "https://user:not-a-real-password@[/v4",
    "https://api.example/v4?key=not-a-real-password",
    "not-a-real-password",
  ])("fails for the base address %s, and never prints it", async (address) => {
    expect(await run([], { env: { ...env, CLOUDFLARE_BASE_URL: address }, fetch })).toEqual({
      code: 2,
      out: "",
      err: "CLOUDFLARE_BASE_URL is not an http or https address without user, password, query and fragment\n",
    });
  });

  it("fails for a token of several lines, and never prints one of them", async () => {
    const lines = "not-a-real-token\nnot-a-real-second-line";
    expect(await run([], { env: { ...env, CLOUDFLARE_API_TOKEN: lines }, fetch })).toEqual({
      code: 2,
      out: "",
      err: "CLOUDFLARE_API_TOKEN is not one line of printable characters\n",
    });
    const named = await run([answer([...live, { id: id(1), name: "not-a-real-second-line", scopes: [ZONE] }])], {
      env: { CLOUDFLARE_API_TOKEN: lines },
    });
    expect(named.out).toContain("+ <redacted> (zone)");
  });

  it("fails with 2 for a missing file, missing credentials, an account id that is none, two files, and an unknown option", async () => {
    expect(await run([join(directory, "no\u001b[31m.json")])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^\S+no\\u\{1b\}\[31m\.json: the file can't be read: ENOENT; check the path and the file\n$/),
    });
    expect(await run([])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^pass a file, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID\n/),
    });
    expect(await run([], { env: { ...env, CLOUDFLARE_ACCOUNT_ID: "../../user" } })).toEqual({
      code: 2,
      out: "",
      err: `${fault.invalidAccountId("account", "../../user").message}\n`,
    });
    expect((await run(["a", "b"])).code).toBe(2);
    expect((await run(["--wirte"])).code).toBe(2);
  });

  it("explains itself", async () => {
    expect((await run(["--help"])).out).toContain("npm run catalogue:refresh -- [file] [--write] [--keep-removed]");
  });
});
