import fc from "fast-check";
import type { TokenSpec } from "../../../lib";
import { normalize } from "../../../lib/policy";
import { snapshotOf } from "../../../lib/review";
import { readRecord } from "../../../lib/review/record/read";
import { ACCOUNT, ZONE_KEY } from "../../read/files";
import { ACCOUNT_KEY, DNS_WRITE, OTHER_ZONE, stack, token, ZONE_READ } from "./stacks";

const paths = (...stacks: ReturnType<typeof stack>[]): string[] => snapshotOf(stacks).map(({ path }) => path);
const textOf = (spec: TokenSpec): string => snapshotOf([stack([spec])])[0]!.text;

describe("snapshotOf", () => {
  it("says the access of a token in words and names, with every id whole", () => {
    const spec = token({
      owner: "team-dns",
      purpose: "publishes records",
      requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] },
      notBefore: "2026-01-01T00:00:00Z",
      expiresOn: "2038-01-15T00:00:00Z",
      policies: [
        { effect: "allow", permissionGroups: [DNS_WRITE, ZONE_READ], resources: { [ZONE_KEY]: "*" } },
        { effect: "allow", permissionGroups: [ZONE_READ], resources: { [ACCOUNT_KEY]: { "com.cloudflare.api.account.zone.*": "*" } } },
        { effect: "deny", permissionGroups: [DNS_WRITE], resources: { [ACCOUNT_KEY]: "*", [OTHER_ZONE]: "*" } },
      ],
    });
    expect(textOf(spec).split("## The same in ids")[0])
      .toBe(`<!-- Written by \`principals snapshot\`. Change the code and run it again, not this file. -->

# ci

- **stack** prod
- **owner** team-dns
- **purpose** publishes records
- **token** account-owned token
- **account** Example Inc (\`${ACCOUNT}\`)
- **name** ci
- **address** \`cloudflare_account_token.ci\`
- **status** active
- **from** \`192.0.2.0/24\`
- **from** \`2001:db8::/32\`
- **not from** \`192.0.2.128/25\`
- **starts** 2026-01-01 00:00 UTC
- **until** 2038-01-15 00:00 UTC

## May

On every zone of account Example Inc (\`${ACCOUNT}\`):

- Zone Read

On zone example.com (\`11111111111111111111111111111111\`):

- DNS Write
- Zone Read

## May not

On account Example Inc (\`${ACCOUNT}\`):

- DNS Write, which acts on zone resources and does nothing here

On zone \`22222222222222222222222222222222\`:

- DNS Write

`);
  });

  it("says what is not limited, disabled, unknown or looked up", () => {
    const text = textOf(
      token({
        kind: "user",
        status: "disabled",
        policies: [
          {
            effect: "allow",
            permissionGroups: ["0".repeat(32)],
            resources: { "com.cloudflare.api.account.zone.${data.cloudflare_zone.z.id}": "*" },
          },
        ],
        lookups: { "${data.cloudflare_zone.z.id}": { kind: "zone", name: "shop.example" } },
      }),
    );
    for (const line of [
      "- **token** user token: belongs to a person, not to the account",
      "- **status** disabled: may do nothing",
      "- **from** any address",
      "- **until** no expiry",
      "On zone shop.example (looked up as `${data.cloudflare_zone.z.id}`):",
      `- unknown permission \`${"0".repeat(32)}\``,
    ])
      expect(text.split("\n")).toContain(line);
  });

  it("depends on no clock and on no order", () => {
    const specs = [token(), token({ name: "other", expiresOn: "2026-01-01T00:00:00Z" })];
    const before = snapshotOf([stack(specs), stack([token()], { name: "staging" })]);
    process.env["PRINCIPALS_NOW"] = "2039-01-01T00:00:00Z";
    expect(snapshotOf([stack([token()], { name: "staging" }), stack([...specs].reverse())])).toEqual(before);
    process.env["PRINCIPALS_NOW"] = "2026-12-01T00:00:00Z";
  });

  it("is another text for every other access, and the same for the same", () => {
    const cidr = fc.constantFrom("192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32");
    const date = fc.constantFrom("2037-01-01T00:00:00Z", "2037-01-01T00:00:01Z");
    const resources = fc.constantFrom(
      { [ZONE_KEY]: "*" as const },
      { [OTHER_ZONE]: "*" as const },
      { [ACCOUNT_KEY]: { "com.cloudflare.api.account.zone.*": "*" as const } },
    );
    const policy = fc.record({
      effect: fc.constantFrom("allow" as const, "deny" as const),
      permissionGroups: fc.uniqueArray(fc.constantFrom(DNS_WRITE, ZONE_READ, "0".repeat(32)), { minLength: 1 }),
      resources,
    });
    const spec = fc
      .record(
        {
          status: fc.constantFrom("active" as const, "disabled" as const),
          policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
          requestIp: fc.record({ in: fc.uniqueArray(cidr, { minLength: 1 }), notIn: fc.constant(["192.0.2.7/32"]) }, { requiredKeys: [] }),
          notBefore: date,
          expiresOn: date,
        },
        { requiredKeys: ["status", "policies"] },
      )
      .map((more) => normalize(token(more as Partial<TokenSpec>)));
    fc.assert(
      fc.property(spec, spec, (a, b) => {
        const words = (each: TokenSpec): string => textOf(each).split("## The same in ids")[0]!;
        expect(words(a) === words(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 300 },
    );
  });

  it("holds a record that reads back", () => {
    const { path: _, ...recorded } = token();
    expect(readRecord(textOf(token()))?.record.tokens).toEqual([
      { ...recorded, deliveries: [], permissions: { [DNS_WRITE]: { name: "DNS Write", scope: "zone" } } },
    ]);
  });

  it("has one file for the slots of a rotation, without the dates that the clock gives them", () => {
    const slot = (id: string, generation: number, from: string, until: string): TokenSpec =>
      token({
        name: `ci-${String(generation)}`,
        address: `cloudflare_account_token.ci_${id}`,
        path: `prod/ci/${id}`,
        rotation: { principal: "prod/ci", slot: id, generation },
        notBefore: from,
        expiresOn: until,
      });
    const first = snapshotOf([
      stack([slot("a", 1, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"), slot("b", 2, "2026-03-01T00:00:00Z", "2026-05-30T00:00:00Z")]),
    ]);
    expect(first.map(({ path }) => path)).toEqual(["prod/ci.md"]);
    expect(first[0]!.text).toContain(
      "- **slot** a called ci\n- **slot** b called ci\n- **status** active\n- **from** any address\n- **until** 90 days after its start\n",
    );
    const later = snapshotOf([
      stack([slot("a", 3, "2026-05-01T00:00:00Z", "2026-07-30T00:00:00Z"), slot("b", 2, "2026-03-01T00:00:00Z", "2026-05-30T00:00:00Z")]),
    ]);
    expect(later).toEqual(first);
    const wider = snapshotOf([
      stack([
        slot("a", 1, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"),
        { ...slot("b", 2, "2026-03-01T00:00:00Z", "2026-05-30T00:00:00Z"), status: "disabled" },
      ]),
    ]);
    expect(wider[0]!.text).toContain("## Slot b\n");
    const renamed = snapshotOf([stack([{ ...slot("a", 1, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"), name: "billing-1" }])]);
    expect(renamed[0]!.text).toContain("- **slot** a called billing\n");
  });
});

describe("how Terraform handles a token", () => {
  it("stands in the file: another provider configuration, and what is not applied", () => {
    const [file] = snapshotOf([stack([token({ provider: { name: "cloudflare.other" }, ignored: ["condition", "policies"] })])]);
    expect(file!.text).toContain(
      "- **provider** `cloudflare.other`\n- **not applied** changes of `condition`, `policies`: what is live may be more than what stands here\n",
    );
  });
});

describe("the files of a snapshot", () => {
  it("are named after stack and construct, and safe whatever these are", () => {
    expect(paths(stack([token(), token({ path: "prod/team/ci" })]))).toEqual([
      "prod/ci.md",
      expect.stringMatching(/^prod\/team-ci-[0-9a-f]{16}\.md$/),
    ]);
    const hostile = ["..", "../../etc/passwd", "CON", "a/b", ".git", "x".repeat(300), "\u202e", "", "Ci", "ci."];
    const files = paths(
      ...hostile.map((name) =>
        stack(
          hostile.map((id) => token({ name: id, path: `prod/${id}`, address: `t.${id}` })),
          { name },
        ),
      ),
    );
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(hostile.length ** 2);
    expect(files.filter((file) => !/^[a-z0-9][a-z0-9._-]{0,90}\/[a-z0-9][a-z0-9._-]{0,90}\.md$/.test(file) || file.includes(".."))).toEqual(
      [],
    );
  });

  it("are apart for tokens and stacks of one name", () => {
    const same = [token({ address: "t.a" }), token({ address: "t.b" })];
    const files = paths(stack(same));
    expect(new Set(files).size).toBe(2);
    expect(paths(stack([...same].reverse()))).toEqual(files);
    const twins = [stack([token()]), stack([token({ status: "disabled" })])];
    expect(new Set(paths(...twins)).size).toBe(2);
    expect(paths(...[...twins].reverse())).toEqual(paths(...twins));
    const { address: _, ...nameless } = token();
    expect(paths(stack([nameless, { ...nameless, status: "disabled" }]))).toHaveLength(2);
  });
});
