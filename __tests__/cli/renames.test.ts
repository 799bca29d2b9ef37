import { ACCOUNT, DNS_WRITE, makeFolder, removeFolders, synthesized, tokenBody, ZONE_READ } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

const [FIRST, SECOND, THIRD] = ["1", "2", "3"].map((digit) => digit.repeat(32)) as [string, string, string];
const flat = (id: string): string => `com.cloudflare.api.account.zone.${id}`;
const nested = (id: string): string => `com.cloudflare.api.account.${ACCOUNT}/${flat(id)}`;
const token = (zones: readonly string[], names: Readonly<Record<string, string>>, group = DNS_WRITE): object =>
  tokenBody({
    policies: [
      {
        effect: "allow",
        permission_groups: [{ id: group }],
        resources: JSON.stringify(Object.fromEntries(zones.map((id) => [flat(id), "*"]))),
      },
    ],
    "//": { metadata: { path: "prod/ci/Resource", names } },
  });
const folder = (ci: object, more: object = {}): string =>
  makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci, ...more } } }));

describe("a change that calls a zone otherwise than before", () => {
  const before = (): string =>
    folder(token([FIRST], { [flat(FIRST)]: "dev.example.com" }), {
      other: { ...token([SECOND], { [flat(SECOND)]: "prod.example.com" }), name: "other" },
    });
  const after = (): string =>
    folder(token([FIRST, SECOND], { [flat(FIRST)]: "dev.example.com", [flat(SECOND)]: "dev2.example.com" }), {
      other: { ...token([SECOND], { [flat(SECOND)]: "dev2.example.com" }), name: "other" },
    });
  const said = `the code now calls zone ${SECOND} "dev2.example.com", before it was "prod.example.com"`;

  it.each(["text", "markdown", "json", "sarif", "html"])("says so as %s, and keeps the earlier name", async (format) => {
    const { out, err } = await run(["diff", before(), after(), "--format", format, "--width", "400"]);
    const text = out
      .replace(/\\"/g, '"')
      .replaceAll("&quot;", '"')
      .replace(/\\([^\\])/g, "$1");
    expect(text).toContain(said);
    expect(err).toBe("");
    if (format !== "json") expect(text).toMatch(/DNS Write on zone prod\.example\.com/);
  });

  it("says so in the report", async () => {
    const { out } = await run(["report", after(), "--before", before()]);
    expect(out).toContain("| DNS Write on zone prod.example.com (`22222222…`) |");
    expect(out).toContain(`- **risk** ci: \`${said}\`\n`);
  });

  it("says so where no access changes", async () => {
    const was = folder(token([FIRST], { [flat(FIRST)]: "a.example" }));
    // One zone may stand by itself or below its account.
    const is = folder(token([FIRST], { [nested(FIRST)]: "b.example" }));
    expect(await run(["diff", was, is])).toEqual({
      code: 0,
      out: "Access changes: none\n",
      err: `warning: the code now calls zone ${FIRST} "b.example", before it was "a.example"\n`,
    });
  });

  it("says so where another zone takes the name, and nothing where a zone only gets one", async () => {
    const was = folder(token([FIRST], { [flat(FIRST)]: "a.example" }));
    const is = folder(token([FIRST, THIRD], { [flat(FIRST)]: "a.example", [flat(THIRD)]: "a.example" }));
    expect((await run(["diff", was, is])).out.replace(/\s+/g, " ")).toContain(
      `risk the code now calls zone ${THIRD} "a.example", which is what it called zone ${FIRST}`,
    );
    const named = folder(token([FIRST, THIRD], { [flat(FIRST)]: "a.example", [flat(THIRD)]: "c.example" }));
    const { out, err } = await run(["diff", was, named]);
    expect([out, err].join("")).not.toContain(" calls zone ");
    expect((await run(["diff", was, folder(token([FIRST], {}, ZONE_READ))])).out).not.toContain(" calls zone ");
  });

  it("counts what it can't show", async () => {
    const ids = Array.from({ length: 30 }, (_, index) => String(index).padStart(32, "0"));
    const names = (suffix: string) => Object.fromEntries(ids.map((id) => [flat(id), `${id.slice(-2)}.${suffix}`]));
    const { out } = await run(["diff", folder(token([], names("a"))), folder(token(ids, names("b"))), "--format", "json"]);
    const { risks } = (JSON.parse(out) as { tokens: { risks: { code: string; reason: string }[] }[] }).tokens[0]!;
    const renamed = risks.filter(({ code }) => code === "renamed-resource");
    expect(renamed).toHaveLength(11);
    expect(renamed.at(-1)?.reason).toBe("the code calls 20 more things otherwise than before");
  });
});
