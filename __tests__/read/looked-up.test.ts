import { run } from "../cli/run";
import { ACCOUNT, makeFolder, removeFolders, synthesized, tokenBody, ZONE_KEY } from "./files";

afterEach(removeFolders);

/*
 * An expression says which name it looks for, and the data source in it what is looked through. Where that is not Cloudflare's own list of the token's
 * account, the name says nothing, and no renderer shows it.
 */

const TYPE = "cloudflare_account_api_token_permission_groups_list";
const NAME = "Zone Read";
const LOOKUP = `\${[for id in sort(distinct([one([for g in data.${TYPE}.l.result : g.id if g.name == "${NAME}" && contains(g.scopes, "com.cloudflare.api.account.zone")])])) : { id = id }]}`;
const LIST = { account_id: ACCOUNT, scope: "com.cloudflare.api.account.zone" };
const body = (): object =>
  tokenBody({
    policies: [{ effect: "allow", permission_groups: LOOKUP, resources: JSON.stringify({ [ZONE_KEY]: "*" }) }],
    "//": { metadata: { path: "prod/ci/Resource", owner: "team" } },
  });
const folder = (beside: object): string =>
  makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci: body() } }, ...beside }));
const listed = (list: object): object => ({ data: { [TYPE]: { l: list } } });

/** What every renderer says of a folder. */
async function all(input: string): Promise<Record<string, string>> {
  const empty = makeFolder(synthesized("prod", { resource: {} }));
  const snapshot = makeFolder({});
  const commands: Record<string, readonly string[]> = {
    ...Object.fromEntries(["text", "markdown", "html"].map((format) => [`summary ${format}`, ["summary", input, "--format", format]])),
    ...Object.fromEntries(
      ["text", "markdown", "sarif", "html"].flatMap((format) => [
        [`diff to ${format}`, ["diff", empty, input, "--format", format]],
        [`diff from ${format}`, ["diff", input, empty, "--format", format]],
      ]),
    ),
    snapshot: ["snapshot", input, "--check", "--out", snapshot],
    can: ["can", "ci", NAME, "zone:11111111111111111111111111111111", "--input", input],
    who: ["who", NAME, "zone:11111111111111111111111111111111", "--input", input],
  };
  const said: Record<string, string> = {};
  for (const [name, args] of Object.entries(commands)) said[name] = (await run(args)).out.replaceAll(/\s+/g, " ");
  said["check"] = (await run(["check", input])).out;
  return said;
}

/** Where the name stands as that of what is allowed, and not as a part of the expression. */
const named = (said: Record<string, string>): string[] =>
  Object.entries(said).flatMap(([name, text]) => (text.includes(`${NAME} (looked up)`) ? [name] : []));

test("a permission that is looked up in Cloudflare's own list has the name it is looked up by, in every renderer", async () => {
  const said = await all(folder(listed(LIST)));
  const { check, ...others } = said;
  expect(named(others)).toEqual(Object.keys(others));
  expect(check).not.toContain("unresolved-permission");
});

test.each<[string, object]>([
  ["is not there", {}],
  ["asks another provider", listed({ ...LIST, provider: "cloudflare.other" })],
  ["asks another account", listed({ ...LIST, account_id: "fedcba9876543210fedcba9876543210" })],
  ["asks a provider that asks another host", { ...listed(LIST), provider: { cloudflare: [{ base_url: "https://evil.example" }] } }],
  [
    "asks another provider of that name",
    { ...listed(LIST), terraform: { required_providers: { cloudflare: { source: "evil/cloudflare", version: "5.22.0" } } } },
  ],
])("where the list %s, the name is shown by no renderer", async (_, beside) => {
  const said = await all(folder(beside));
  expect(named(said)).toEqual([]);
  expect(said["check"]).toContain("unresolved-permission");
  expect(said["can"]).toMatch(/known at plan time only|^no/);
});

test("a zone that is looked up has the name that its own stack and side of the change look for", async () => {
  const resources = `\${jsonencode({(format("com.cloudflare.api.account.zone.%s", data.cloudflare_zone.z.id)) = "*"})}`;
  const token = (path: string): object =>
    tokenBody({
      policies: [{ effect: "allow", permission_groups: [{ id: "c8fed203ed3043cba015a93ad1616f1f" }], resources }],
      "//": { metadata: { path } },
    });
  const made = (path: string, zone: string, more: object = {}): string => {
    const one = synthesized("prod", {
      resource: { cloudflare_account_token: { ci: token(path) } },
      data: { cloudflare_zone: { z: { filter: { name: zone } } } },
      ...more,
    });
    const other = synthesized("stage", { data: { cloudflare_zone: { z: { filter: { name: "harmless.example" } } } } });
    const stacks = [one, other].map((each) => (each["manifest.json"] as { stacks: object }).stacks);
    return makeFolder({ ...one, ...other, "manifest.json": { version: "0.21.0", stacks: Object.assign({}, ...stacks) } });
  };
  const path = "prod/ci/Resource";
  const { out } = await run(["diff", made(path, "old.example"), made(path, "new.example"), "--width", "200"]);
  expect(out).toContain("gains    Zone Read on zone new.example (looked up)\n");
  expect(out).toContain("loses    Zone Read on zone old.example (looked up)\n");
  // The path beside the token is not what says in which stack it is.
  const { out: passedOff } = await run([
    "diff",
    makeFolder(synthesized("prod", {})),
    made("stage/ci/Resource", "evil.example"),
    "--width",
    "200",
  ]);
  expect(passedOff).toContain("Zone Read on zone evil.example (looked up)");
  expect(passedOff).toContain("at       stage/ci in stack prod");
  const { out: elsewhere } = await run([
    "diff",
    makeFolder(synthesized("prod", {})),
    made(path, "evil.example", { provider: { cloudflare: [{ base_url: "https://evil.example" }] } }),
    "--width",
    "200",
  ]);
  expect(elsewhere).toContain("Zone Read on zone ${data.cloudflare_zone.z.id}\n");
});
