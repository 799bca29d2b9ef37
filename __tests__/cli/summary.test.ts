import { join } from "node:path";
import { makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../read/files";
import { run } from "./run";

beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-11-22T00:00:00Z";
});
afterEach(() => {
  delete process.env["PRINCIPALS_NOW"];
  removeFolders();
});

const TEXT = `prod · account 0123456789abcdef0123456789abcdef · 1 principal

  ci
    may      DNS Write  on zone 11111111111111111111111111111111
    from     any address
    until    2026-11-01 00:00 UTC (expired)
`;
const document = tokenDocument({ expires_on: "2026-11-01T00:00:00Z" });

describe("principals summary", () => {
  it("shows a synthesized folder as text", async () => {
    expect(await run(["summary", makeFolder(synthesized("prod", document))])).toEqual({ code: 0, out: TEXT, err: "" });
  });

  it("shows a token of 300,000 zones", async () => {
    const zones = Array.from({ length: 300_000 }, (_, index) => `com.cloudflare.api.account.zone.${index.toString(16).padStart(32, "0")}`);
    const account = `com.cloudflare.api.account.${"0123456789abcdef".repeat(2)}`;
    const resources = JSON.stringify({ [account]: Object.fromEntries(zones.map((zone) => [zone, "*"])) });
    const policies = [{ effect: "allow", permission_groups: [{ id: "4755a26eedb94da69e1066d98aa820be" }], resources }];
    const { code, out } = await run(["summary", makeFolder(synthesized("prod", tokenDocument({ policies }))), "--width", "60"]);
    expect([code, out.match(/[0-9a-f]{32}/g)?.length]).toEqual([0, 300_001]);
  });

  it("shows it as Markdown and as JSON", async () => {
    const folder = makeFolder(synthesized("prod", document));
    const markdown = await run(["summary", folder, "--format", "markdown"]);
    expect([markdown.code, markdown.out.split("\n")[2]]).toEqual([0, "### ci"]);
    const json = await run(["summary", folder, "-f", "json"]);
    expect([json.code, (JSON.parse(json.out) as { version: number }).version]).toEqual([0, 1]);
  });

  it("reads cdktf.out of the working directory unless told otherwise", async () => {
    const folder = makeFolder(
      Object.fromEntries(Object.entries(synthesized("prod", document)).map(([name, content]) => [`cdktf.out/${name}`, content])),
    );
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect((await run(["summary"])).out).toBe(TEXT);
    } finally {
      process.chdir(before);
    }
  });

  it("is as wide as it is told, else as the terminal, else 100 columns", async () => {
    const purpose = "word ".repeat(60);
    const folder = makeFolder(synthesized("prod", tokenDocument({ "//": { metadata: { purpose } } })));
    const width = async (args: string[], io = {}): Promise<number> =>
      Math.max(...(await run(["summary", folder, ...args], io)).out.split("\n").map((line) => line.length));
    expect([
      await width([]),
      await width([], { isTerminal: true, columns: 60, env: { NO_COLOR: "1" } }),
      await width(["--width", "80"]),
    ]).toEqual([100, 60, 80]);
  });

  it.each<[string, object, boolean]>([
    ["a pipe", {}, false],
    ["a terminal", { isTerminal: true }, true],
    ["a terminal with NO_COLOR", { isTerminal: true, env: { NO_COLOR: "1" } }, false],
    ["a terminal with an empty NO_COLOR", { isTerminal: true, env: { NO_COLOR: "" } }, true],
    ["a terminal without colours", { isTerminal: true, env: { TERM: "dumb" } }, false],
    ["a pipe in CI", { env: { CI: "true", FORCE_COLOR: "1" } }, false],
  ])("has colours where they belong: %s", async (_, io, colors) => {
    expect((await run(["summary", makeFolder(synthesized("prod", document))], io)).out.includes("\u001b[")).toBe(colors);
  });

  it("fails with exit code 2 for input that can't be read, and shows nothing of it", async () => {
    const folder = makeFolder({
      "a.tf.json": { resource: { cloudflare_account_token: { ok: tokenBody(), bad: tokenBody({ name: 5, status: "x" }) } } },
    });
    const at = `${join(folder, "a.tf.json")}: resource.cloudflare_account_token.bad`;
    expect(await run(["summary", folder])).toEqual({
      code: 2,
      out: "",
      err: `error: ${at}.name: expected string, received number; check the file [InvalidFile]\nerror: ${at}.status: expected one of "active"|"disabled"; check the file [InvalidFile]\n`,
    });
    expect(await run(["summary", join(folder, "gone")])).toEqual({
      code: 2,
      out: "",
      err: `error: ${join(folder, "gone")}: the file can't be read: there is no such file; check the path and the file [UnreadableFile]\n`,
    });
  });
});

describe("principals summary --pack", () => {
  const FINDINGS =
    "    warning  no-ip-filter-on-write (requestIp): DNS Write can be used from every address; set requestIp.in\n" +
    "    warning  no-owner (owner): nobody answers for the token; set owner\n";
  const acknowledgements = [
    { rule: "no-owner", detail: "owner", reason: "moves to team-web", owner: "team-platform", until: "2026-12-31T00:00:00Z" },
    { rule: "own-rule", detail: "anything", reason: "our own pack has it" },
  ];

  it("shows with each token what the rules find, and who answers for what", async () => {
    const plain = makeFolder(synthesized("prod", tokenDocument({ expires_on: "2027-01-01T00:00:00Z" })));
    expect((await run(["summary", plain, "--pack", "baseline", "--width", "200"])).out).toContain(FINDINGS);
    expect((await run(["summary", plain])).out).not.toContain("no-owner");
    const answered = makeFolder(synthesized("prod", tokenDocument({ "//": { metadata: { acknowledgements } } })));
    const { out } = await run(["summary", answered, "--pack", "baseline", "--width", "200"]);
    expect(out).toContain(
      "    note     no-owner (owner): nobody answers for the token; acknowledged by team-platform until 2026-12-31T00:00:00Z: moves to team-web\n",
    );
    expect(out).toContain("    note     own-rule (anything): not checked; acknowledged: our own pack has it\n");
  });

  it("says once what the synth noted in the same words", async () => {
    const note = "no-owner (owner): nobody answers for the token; set owner";
    const folder = makeFolder(
      synthesized("prod", tokenDocument({ "//": { metadata: { path: "prod/ci/Resource" } } }), [
        { constructPath: "prod/ci", level: "@cdktf/warn", message: note, stacktrace: [] },
      ]),
    );
    const { out } = await run(["summary", folder, "--pack", "baseline"]);
    expect(out.split("no-owner").length).toBe(2);
  });

  it("gives the page the findings of baseline, or of the pack that is named, Terraform's among them", async () => {
    const folder = makeFolder(synthesized("prod", tokenDocument()));
    const page = async (...args: string[]): Promise<string> => (await run(["summary", folder, "--format", "html", ...args])).out;
    expect(await page()).toContain('<b class="tag warn">warning</b> no-owner (owner): nobody answers for the token; set owner');
    expect(await page()).toContain("Guardrails: baseline.");
    const strict = await page("--pack", "strict");
    expect(strict).toContain('<b class="tag bad">error</b> no-owner (owner)');
    expect(strict).toContain("Guardrails: strict.");
    expect(strict).toMatch(/<b class="tag bad">error<\/b> stack prod<br>outside-the-list \(backend\.local\): backend-without-lock/);
  });

  it("fails with exit code 2 for a pack that there is not", async () => {
    const folder = makeFolder(synthesized("prod", document));
    expect((await run(["summary", folder, "--pack", "lenient"])).code).toBe(2);
  });
});
