import type { TokenSpec } from "../../../lib";
import { gateSnapshot, type SnapshotFile, snapshotOf } from "../../../lib/review";
import { ACCOUNT, ZONE_KEY } from "../../read/files";
import { DNS_WRITE, OTHER_ZONE, stack, token } from "../record/stacks";

const ZONE = "${data.cloudflare_zone.main.id}";
const byName = (name: string, zone: string, more: Partial<TokenSpec> = {}): TokenSpec =>
  token({
    name,
    policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [`com.cloudflare.api.account.zone.${ZONE}`]: "*" } }],
    lookups: { [ZONE]: { kind: "zone", name: zone } },
    ...more,
  });

/** A record as a stranger may write it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** The files with the record of one of them changed. */
function edited(files: readonly SnapshotFile[], path: string, change: (record: Json) => unknown): SnapshotFile[] {
  return files.map((file) => {
    if (file.path !== path) return file;
    const start = file.text.indexOf("```json\n") + "```json\n".length;
    const record: Json = JSON.parse(file.text.slice(start, -"\n```\n".length));
    return { path, text: `${file.text.slice(0, start)}${JSON.stringify((change(record), record))}\n\`\`\`\n` };
  });
}

const answer = (specs: readonly TokenSpec[], files: readonly SnapshotFile[]) => gateSnapshot("prod", specs, files);
const damaged = (specs: readonly TokenSpec[], files: readonly SnapshotFile[]): (string | undefined)[] =>
  answer(specs, files).problems.flatMap(({ problem, file }) => (problem === "damaged" ? [file] : []));

describe("the records that the gate judges by", () => {
  const files = snapshotOf([stack([token()])]);

  it("count, and not the words beside them, of which there is a note", () => {
    const words = files.map(({ path, text }) => ({ path, text: text.replace("- DNS Write", "- DNS Read") }));
    expect(answer([token()], words)).toEqual({
      equal: true,
      problems: [],
      resolved: [],
      notes: [{ file: "prod/ci.md", note: "other-words" }],
    });
    const renamed = edited(files, "prod/ci.md", (record) => {
      record.tokens[0].permissions[DNS_WRITE].name = "DNS Edit";
    });
    expect(answer([token()], renamed)).toMatchObject({ equal: true, notes: [{ note: "other-words" }] });
  });

  it.each<[string, (record: Json) => unknown]>([
    ["of another stack", (record) => (record.stack = "dev")],
    ["of a version to come", (record) => (record.version = 3)],
    ["with a member that is not known", (record) => (record.more = true)],
    ["with a member of a token that is not known", (record) => (record.tokens[0].more = true)],
    ["without a name, which would let a token have any", (record) => delete record.tokens[0].name],
    ["without deliveries", (record) => delete record.tokens[0].deliveries],
    ["without tokens", (record) => (record.tokens = [])],
    ["with a name that its token does not use", (record) => (record.tokens[0].names[OTHER_ZONE] = "internal.example")],
    ["with a look-up that its token does not use", (record) => (record.tokens[0].lookups = { [ZONE]: { kind: "zone", name: "x" } })],
    [
      "with a permission that its token does not have",
      (record) => (record.tokens[0].permissions["0".repeat(32)] = { name: "x", scope: "zone" }),
    ],
    ["with a second token that is no slot", (record) => record.tokens.push({ ...record.tokens[0], address: "x.y", name: "evil" })],
    ["with a length and no slot", (record) => (record.tokens[0].lifetime = 1)],
    [
      "with a length and a date",
      (record) => Object.assign(record.tokens[0], { slot: "a", lifetime: 1, expiresOn: "2037-01-01T00:00:00Z" }),
    ],
    ["with a length that is none", (record) => Object.assign(record.tokens[0], { slot: "a", lifetime: 0.5 })],
  ])("are damaged: one %s", (_, change) => {
    expect(damaged([token()], edited(files, "prod/ci.md", change))).toEqual(["prod/ci.md"]);
  });

  it.each<[string, (text: string) => string]>([
    ["twice", (text) => text + text],
    ["not at the end of the file", (text) => `${text}more\n`],
    ["in a block that does not end", (text) => text.replace(/```\n$/, "~~~\n")],
    ["without its heading", (text) => text.replace("## The same in ids", "## Ids")],
    ["with one member twice", (text) => text.replace('"status": "active"', '"status": "active", "status": "active"')],
    ["that is no JSON", (text) => text.replace('"version": 2', '"version": 2,,')],
  ])("are damaged: one %s", (_, change) => {
    expect(
      damaged(
        [token()],
        files.map(({ path, text }) => ({ path, text: change(text) })),
      ),
    ).toEqual(["prod/ci.md"]);
  });

  it("are damaged where two are about one address", () => {
    const [file] = files;
    const copy = { path: "prod/other.md", text: file!.text };
    expect(damaged([token()], [file!, copy])).toEqual(["prod/ci.md", "prod/other.md"]);
    const slots = edited(files, "prod/ci.md", (record) => {
      record.tokens[0].slot = "a";
      record.tokens.push({ ...record.tokens[0] });
    });
    expect(damaged([token()], slots)).toEqual(["prod/ci.md"]);
  });

  it("are damaged where two say different things of one expression, and are fine where they agree", () => {
    const two = (a: TokenSpec, b: TokenSpec) => snapshotOf([stack([a, b])]);
    const [a, b] = [byName("a", "internal.example"), byName("b", "internal.example")];
    expect(damaged([a, b], two(a, b))).toEqual([]);
    expect(damaged([a, b], two(a, byName("b", "example.com")))).toEqual(["prod/a.md", "prod/b.md"]);
    const narrower = byName("b", "internal.example", {
      lookups: { [ZONE]: { kind: "zone", name: "internal.example", accountId: ACCOUNT } },
    });
    expect(damaged([a, b], two(a, narrower))).toEqual([]);
    const [ours, theirs] = ["1", "2"].map((digit) =>
      byName(digit, "internal.example", { lookups: { [ZONE]: { kind: "zone", name: "internal.example", accountId: digit.repeat(32) } } }),
    );
    expect(damaged([ours!, theirs!], two(ours!, theirs!))).toEqual(["prod/1.md", "prod/2.md"]);
  });

  it("say for their own token alone what an expression has to find", () => {
    const reader = token({ name: "reader" });
    const forged = edited(snapshotOf([stack([byName("writer", "internal.example"), reader])]), "prod/reader.md", (record) => {
      record.tokens[0].lookups = { [ZONE]: { kind: "zone", name: "example.com" } };
    });
    expect(damaged([byName("writer", "x"), reader], forged)).toEqual(["prod/reader.md"]);
  });
});

describe("records of version 1", () => {
  const former = (token: object, more: object = {}): SnapshotFile[] => [
    {
      path: "prod/ci.md",
      text: `<!-- Written by \`principals snapshot\`. Change the code and run it again, not this file. -->\n\n# ci\n\nwords of then\n\n## The same in ids\n\n\`\`\`json\n${JSON.stringify(
        {
          version: 1,
          stack: "prod",
          principal: "ci",
          tokens: [
            {
              kind: "account",
              accountId: ACCOUNT,
              name: "ci",
              address: "cloudflare_account_token.ci",
              status: "active",
              policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [ZONE_KEY]: "*" } }],
              ...token,
            },
          ],
          names: {},
          ...more,
        },
        null,
        2,
      )}\n\`\`\`\n`,
    },
  ];
  const dates = { notBefore: "2026-11-01T00:00:00Z", expiresOn: "2027-01-30T00:00:00Z" };

  it("are read, with a note, and let no value go anywhere", () => {
    const delivered = token({ deliveries: [{ kind: "output", to: "output.x", sensitive: true }] });
    expect(answer([delivered], former({})).problems).toEqual([expect.objectContaining({ properties: ["deliveries"] })]);
    expect(answer([token()], former({}))).toEqual({
      equal: true,
      problems: [],
      resolved: [],
      notes: [{ file: "prod/ci.md", note: "older-version" }],
    });
    expect(answer([token({ status: "disabled" })], former({})).problems).toEqual([expect.objectContaining({ properties: ["status"] })]);
  });

  it("hold how long a slot lasts, and are damaged where they do not say when it ends", () => {
    const slot = (lifetime: string): SnapshotFile[] => former({ slot: "a", lifetime });
    const planned = token({ name: "ci-7", address: "cloudflare_account_token.ci", ...dates });
    expect(answer([planned], slot("90 days")).problems).toEqual([]);
    expect(answer([planned], slot("7776000 seconds")).problems).toEqual([]);
    expect(answer([planned], slot("89 days")).problems).toEqual([expect.objectContaining({ properties: ["expiresOn"] })]);
    const { notBefore: _, ...endless } = planned;
    expect(damaged([endless], slot("ends with its slot"))).toEqual(["prod/ci.md"]);
    const { expiresOn: __, ...open } = endless;
    expect(answer([open], slot("no expiry")).problems).toEqual([]);
    expect(answer([endless], slot("no expiry")).problems).toEqual([expect.objectContaining({ properties: ["expiresOn"] })]);
  });

  it("hold what expressions find, of those that their tokens use", () => {
    const key = `com.cloudflare.api.account.zone.${ZONE}`;
    const looked = `\${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == "DNS Write"])}`;
    const policies = [{ effect: "allow", permissionGroups: [looked], resources: { [key]: "*" } }];
    const names = { names: { [ZONE]: "internal.example" }, lookups: [ZONE] };
    const resolve = { [ZONE.slice(2, -1)]: "1".repeat(32) };
    expect(gateSnapshot("prod", [token()], former({ policies }, names), resolve).problems).toEqual([]);
    const disguised = former({ policies }, { ...names, unnamed: [looked] });
    expect(gateSnapshot("prod", [token()], disguised, resolve).problems).toEqual([expect.objectContaining({ properties: ["policies"] })]);
    for (const unused of [names, { lookups: [ZONE] }, { names: { [OTHER_ZONE]: "x" } }, { unnamed: [looked] }])
      expect(damaged([token()], former({}, unused))).toEqual(["prod/ci.md"]);
    expect(damaged([token()], former({ deliveries: [] }))).toEqual(["prod/ci.md"]);
  });
});
