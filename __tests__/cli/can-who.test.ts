import { makeFolder, removeFolders, tokenBody, ZONE, ZONE_KEY } from "../read/files";
import { run } from "./run";

afterAll(removeFolders);

const ACCOUNT_KEY = "com.cloudflare.api.account.0123456789abcdef0123456789abcdef";
const OTHER = "22222222222222222222222222222222";
const [DNS_WRITE, DNS_READ, LOGS_READ] = [
  "4755a26eedb94da69e1066d98aa820be",
  "82e64a83756745bbbb1c9c2701bf816b",
  "6a315a56f18441e59ed03352369ae956",
];
const groups = (...ids: string[]): { id: string }[] => ids.map((id) => ({ id }));
const comment = (path: string): object => ({
  metadata: { path: `${path}/Resource`, names: { [ZONE_KEY]: "example.com", [ACCOUNT_KEY]: "Example Inc" } },
});

const prod = {
  data: {
    cloudflare_zone: { shop: { filter: { name: "shop.example" } } },
    cloudflare_account_api_token_permission_groups_list: { x: { account_id: "0123456789abcdef0123456789abcdef" } },
  },
  resource: {
    cloudflare_account_token: {
      dns: tokenBody({
        name: "dns",
        "//": comment("prod/dns"),
        condition: { request_ip: { in: ["192.0.2.0/24"] } },
        expires_on: "2037-01-01T00:00:00Z",
        policies: [
          { effect: "allow", permission_groups: groups(DNS_WRITE), resources: JSON.stringify({ [ZONE_KEY]: "*" }) },
          {
            effect: "deny",
            permission_groups: groups(DNS_WRITE),
            resources: JSON.stringify({ [`${ZONE_KEY.slice(0, -32)}${OTHER}`]: "*" }),
          },
        ],
      }),
      auditor: tokenBody({
        name: "auditor",
        "//": comment("prod/auditor"),
        policies: [
          {
            effect: "allow",
            permission_groups: groups(DNS_READ),
            resources: JSON.stringify({ [ACCOUNT_KEY]: { "com.cloudflare.api.account.zone.*": "*" } }),
          },
          { effect: "allow", permission_groups: groups(LOGS_READ), resources: JSON.stringify({ [ACCOUNT_KEY]: "*" }) },
        ],
      }),
      old: tokenBody({ name: "old", status: "disabled" }),
      bucket: tokenBody({
        name: "bucket",
        policies: [
          {
            effect: "allow",
            permission_groups:
              '${[for id in sort(distinct([one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == "AI Gateway Metadata Read"])])) : { id = id }]}',
            resources: JSON.stringify({ [ACCOUNT_KEY]: "*" }),
          },
          {
            effect: "allow",
            permission_groups: groups("2efd5506f9c8494dacb1fa10a3e7d5b6"),
            resources: JSON.stringify({ "com.cloudflare.edge.r2.bucket.0123456789abcdef0123456789abcdef_eu_backups": "*" }),
          },
        ],
      }),
      shop: tokenBody({
        name: "shop",
        // As zoneNamed writes it: the data source looks for the name that the code gives as well.
        "//": { metadata: { names: { "com.cloudflare.api.account.zone.${data.cloudflare_zone.shop.id}": "shop.example" } } },
        expires_on: "${var.until}",
        policies: [
          {
            effect: "allow",
            permission_groups: groups(DNS_WRITE),
            resources: '${jsonencode({(format("com.cloudflare.api.account.zone.%s", data.cloudflare_zone.shop.id)) = "*"})}',
          },
        ],
      }),
    },
  },
};
const staging = {
  resource: {
    cloudflare_account_token: {
      dns: tokenBody({
        name: "dns",
        account_id: "f".repeat(32),
        "//": {
          metadata: {
            path: "staging/dns/Resource",
            names: Object.fromEntries(["a", "b"].map((digit) => [`com.cloudflare.api.account.zone.${digit.repeat(32)}`, "twice.example"])),
          },
        },
        policies: [
          {
            effect: "allow",
            permission_groups: groups(DNS_WRITE),
            resources: JSON.stringify({ [`com.cloudflare.api.account.${"f".repeat(32)}`]: { "com.cloudflare.api.account.zone.*": "*" } }),
          },
        ],
      }),
    },
  },
};

const stackEntry = (name: string): object => ({
  annotations: [],
  constructPath: name,
  dependencies: [],
  name,
  stackMetadataPath: `stacks/${name}/metadata.json`,
  synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
  workingDirectory: `stacks/${name}`,
});
const input = makeFolder({
  "manifest.json": { version: "0.21.0", stacks: { prod: stackEntry("prod"), staging: stackEntry("staging") } },
  "stacks/prod/cdk.tf.json": prod,
  "stacks/staging/cdk.tf.json": staging,
});
const ask = (...args: string[]) => run([...args, "--input", input]);

const LABEL = `note: example.com is what the code calls zone ${ZONE}: only the id counts, and nothing here checks that the two belong together\n`;

describe("principals can", () => {
  it("says which family of addresses a filter lacks", async () => {
    const asked = ["can", "prod/dns", "DNS Write", `zone:${ZONE}`, "--ip"];
    expect((await ask(...asked, "2001:db8::1")).err).toBe("note: no IPv6 address is in its filter\n");
    expect((await ask(...asked, "198.51.100.1")).err).toBe("");
  });

  it("takes Cloudflare's name without regard to case, of those known by name only as well", async () => {
    expect((await ask("can", "prod/dns", "dns write", "zone:example.com")).out).toMatch(/^yes: dns may DNS Write on zone /);
    expect((await ask("can", "bucket", "ai gateway metadata read", "account")).out).toMatch(
      /^yes: bucket may AI Gateway Metadata Read on /,
    );
  });

  it("says yes with the policy that decides and what limits it, and warns that a name is a label", async () => {
    expect(await ask("can", "prod/dns", "DNS Write", "zone:example.com")).toEqual({
      code: 0,
      out: `yes: dns may DNS Write on zone example.com (11111111…)
  policy 1 of 2: may DNS Write on zone example.com (11111111…)
  from 192.0.2.0/24, until 2037-01-01 00:00 UTC
`,
      err: LABEL,
    });
  });

  it.each<[string, string[], string]>([
    [
      "a deny",
      ["prod/dns", "DNS Write", `zone:${OTHER}`],
      `no: dns may not DNS Write on zone ${OTHER}\n  policy 2 of 2: may not DNS Write on zone ${OTHER}\n`,
    ],
    [
      "no policy",
      ["auditor", "DNS Write", `zone:${ZONE}`],
      "no: auditor may not DNS Write on zone example.com (11111111…)\n  no policy allows it\n",
    ],
    ["another scope", ["auditor", "DNS Write", "account"], ""],
    [
      "its status",
      ["old", "DNS Write", `zone:${ZONE}`],
      "no: old may not DNS Write on zone example.com (11111111…)\n  the token is disabled\n",
    ],
    [
      "the address",
      ["prod/dns", "DNS Write", `zone:${ZONE}`, "--ip", "198.51.100.1"],
      "no: dns may not DNS Write on zone example.com (11111111…)\n  it can only be used from 192.0.2.0/24\n",
    ],
    [
      "no policy and the address, what would have to change first being first",
      ["prod/dns", "Cache Purge", `zone:${ZONE}`, "--ip", "198.51.100.1"],
      "no: dns may not Cache Purge on zone example.com (11111111…)\n  no policy allows it\n  it can only be used from 192.0.2.0/24\n",
    ],
    [
      "a deny, the time and the address",
      ["prod/dns", "DNS Write", `zone:${OTHER}`, "--ip", "198.51.100.1", "--at", "2037-01-01T00:00:00Z"],
      `no: dns may not DNS Write on zone ${OTHER}\n  policy 2 of 2: may not DNS Write on zone ${OTHER}\n  it is outside its lifetime: until 2037-01-01 00:00 UTC\n  it can only be used from 192.0.2.0/24\n`,
    ],
    [
      "its status and no policy",
      ["old", "DNS Read", "all-zones"],
      "no: old may not DNS Read on every zone of account Example Inc (01234567…)\n  no policy allows it\n  the token is disabled\n",
    ],
    [
      "the time",
      ["prod/dns", "DNS Write", `zone:${ZONE}`, "--at", "2037-01-01T00:00:00Z"],
      "no: dns may not DNS Write on zone example.com (11111111…)\n  it is outside its lifetime: until 2037-01-01 00:00 UTC\n",
    ],
  ])("says no with exit code 1 for %s", async (reason, args, out) => {
    const result = await ask("can", ...args);
    if (reason === "another scope") expect([result.code, result.err]).toEqual([2, expect.stringContaining("UnknownPermission")]);
    else expect([result.code, result.out]).toEqual([1, out]);
  });

  it("knows each form of a resource and of a permission", async () => {
    const yes = [
      ["auditor", "Logs Read", "account"],
      ["auditor", "Logs Read", "account:Example Inc"],
      ["auditor", LOGS_READ, ACCOUNT_KEY],
      ["auditor", "DNS Read", "all-zones"],
      ["auditor", "permissions.zone.dns.read", `${ACCOUNT_KEY}/com.cloudflare.api.account.zone.*`],
      ["prod/dns", "DNS Edit", `zone:${ZONE}`],
      ["cloudflare_account_token.bucket", "Workers R2 Storage Bucket Item Write", "r2:eu/backups"],
      ["shop", "DNS Write", "zone:shop.example"],
      ["bucket", "AI Gateway Metadata Read", "account"],
    ];
    for (const args of yes) expect([args, (await ask("can", ...args)).code]).toEqual([args, 0]);
    const no = [
      ["bucket", "Workers R2 Storage Bucket Item Write", "r2:backups"],
      ["bucket", "Workers R2 Storage Bucket Item Write", "all-buckets"],
      ["prod/dns", "DNS Write", "all-zones"],
      ["auditor", "Logs Read", `account:${"f".repeat(32)}`],
      ["auditor", "AI Gateway Metadata Read", "account"],
    ];
    for (const args of no) expect([args, (await ask("can", ...args)).code]).toEqual([args, 1]);
  });

  it("says what is known at plan time only", async () => {
    const { err } = await ask("can", "shop", "DNS Write", "zone:shop.example", "--at", "2099-01-01T00:00:00Z");
    expect(err).toContain("note: its lifetime is known at plan time only and is taken to be open\n");
    expect((await ask("can", "shop", "DNS Write", `zone:${OTHER}`)).err).toContain("may allow more\n");
  });

  it("answers as JSON", async () => {
    const { code, out } = await ask("can", "prod/dns", "DNS Write", `zone:${OTHER}`, "--format", "json");
    expect([code, JSON.parse(out)]).toEqual([
      1,
      {
        version: 1,
        token: "prod/dns",
        name: "dns",
        permission: DNS_WRITE,
        resource: `${ZONE_KEY.slice(0, -32)}${OTHER}`,
        allowed: false,
        by: { effect: "deny", index: 1 },
        reasons: [{ effect: "deny", index: 1 }],
        notes: [],
      },
    ]);
    const outside = await ask("can", "prod/dns", "Cache Purge", `zone:${ZONE}`, "--ip", "198.51.100.1", "--format", "json");
    expect(JSON.parse(outside.out)).toMatchObject({ by: { reason: "ip" }, reasons: [{ reason: "default" }, { reason: "ip" }] });
  });

  it("takes now from the clock", async () => {
    process.env["PRINCIPALS_NOW"] = "2038-01-01T00:00:00Z";
    expect((await ask("can", "prod/dns", "DNS Write", `zone:${ZONE}`, "--at", "now")).code).toBe(1);
    process.env["PRINCIPALS_NOW"] = "2026-12-01T00:00:00Z";
    expect((await ask("can", "prod/dns", "DNS Write", `zone:${ZONE}`, "--at", "now")).code).toBe(0);
  });

  it.each<[string, string[], string]>([
    [
      "an unknown token",
      ["prod/dsn", "DNS Write", "account"],
      'error: name: no token goes by this name here, got "prod/dsn"; check the name and the input (did you mean "prod/dns") [UnknownToken]\n',
    ],
    [
      "a name of several tokens",
      ["dns", "DNS Write", `zone:${ZONE}`],
      'error: name: several tokens go by this name, got "dns"; name one of them in full: "prod/dns", "staging/dns" [AmbiguousToken]\n',
    ],
    [
      "an unknown permission",
      ["auditor", "DNS Wriet", `zone:${ZONE}`],
      'error: permission: no permission group of this name is known, got "DNS Wriet"; check the name and scope (did you mean "DNS Write")',
    ],
    [
      "an unknown zone",
      ["auditor", "DNS Read", "zone:exmple.com"],
      'got "zone:exmple.com"; the input has no zone of this name, but "zone:example.com", "zone:shop.example" (did you mean "zone:example.com"); an id is known without a name: zone:<id> [UnknownResource]\n',
    ],
    [
      "a zone that another stack names",
      ["staging/dns", "DNS Write", "zone:Example.com"],
      'got "zone:Example.com"; the token\'s stack names no such zone, but stack "prod" (account "Example Inc"): ask a token of there, or by the id: zone:<id> [UnknownResource]\n',
    ],
    [
      "an unknown account",
      ["auditor", "Logs Read", "account:Acme"],
      'got "account:Acme"; the input has no account of this name, but "account:Example Inc"; an id is known without a name: account:<id> [UnknownResource]\n',
    ],
    [
      "a resource of no form",
      ["auditor", "DNS Read", "zones:example.com"],
      'error: resource: a resource is account, account:<id or name>, all-zones, zone:<id or name>, all-buckets, r2:<bucket>, worker:<tag>, user:<id> or a resource key, got "zones:example.com"; write one of these (did you mean "zone:example.com") [UnknownResource]\n',
    ],
    ["a zone's name alone", ["auditor", "DNS Read", "example.com"], '(did you mean "zone:example.com") [UnknownResource]\n'],
    ["an id alone", ["auditor", "DNS Read", ZONE], `(did you mean "zone:${ZONE}" or "account:${ZONE}") [UnknownResource]\n`],
    ["a misspelt word", ["auditor", "DNS Read", "all-zone"], '(did you mean "all-zones") [UnknownResource]\n'],
    [
      "a name of several zones",
      ["staging/dns", "DNS Write", "zone:twice.example"],
      `error: resource: several resources go by this name, got "zone:twice.example"; name one of them by its id: "zone:${"a".repeat(32)}", "zone:${"b".repeat(32)}" [AmbiguousResource]\n`,
    ],
    ["an unknown kind of resource", ["auditor", "DNS Read", "bucket:x"], "[UnknownResource]"],
    ["an address that is none", ["auditor", "DNS Read", "all-zones", "--ip", "300.1.1.1"], "[InvalidCidr]"],
    [
      "a range where one address is asked for",
      ["auditor", "DNS Read", "all-zones", "--ip", "192.0.2.0/24"],
      'error: --ip: the address of a call is one IPv4 or IPv6 address, got "192.0.2.0/24"; write it like "192.0.2.7" or "2001:db8::7" [InvalidCidr]\n',
    ],
    ["a time that is none", ["auditor", "DNS Read", "all-zones", "--at", "tomorrow"], "[InvalidDate]"],
  ])("fails with exit code 2 for %s", async (_, args, message) => {
    const { code, out, err } = await ask("can", ...args);
    expect([code, out, err]).toEqual([2, "", expect.stringContaining(message)]);
  });
});

describe("principals who", () => {
  it("lists every token that may, with the deciding policy, in the zone's account only", async () => {
    const { code, out } = await ask("who", "DNS Read", `zone:${ZONE}`);
    expect([code, out]).toEqual([
      0,
      `2 of 6 tokens may DNS Read on zone:${ZONE}

prod/auditor
  policy 2 of 2: may DNS Read on every zone of account Example Inc (01234567…)
  from any address, no expiry

prod/dns
  policy 1 of 2: may DNS Write on zone example.com (11111111…)
  from 192.0.2.0/24, until 2037-01-01 00:00 UTC
`,
    ]);
  });

  it("names those that may on single zones where the question is about all of them", async () => {
    const { code, out } = await ask("who", "DNS Write", "all-zones");
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        "1 of 6 tokens may DNS Write on all-zones\n2 of the others may on single zones: prod/dns, prod/shop\n\nstaging/dns\n",
      ),
    ]);
    const outside = await ask("who", "DNS Write", "all-zones", "--ip", "198.51.100.1");
    expect(outside.out).toContain("\n1 of the others may on single zones: prod/shop\n");
    const { tokens, partly } = JSON.parse((await ask("who", "DNS Write", "all-zones", "-f", "json")).out) as Record<string, unknown>;
    expect(tokens).toMatchObject([{ token: "staging/dns" }]);
    expect(partly).toMatchObject([
      { token: "prod/dns", name: "dns", by: { effect: "allow", index: 0 } },
      { token: "prod/shop", by: { effect: "allow", index: 0 } },
    ]);
    const nobody = await ask("who", "Workers R2 Storage Bucket Item Read", "all-buckets");
    expect([nobody.code, nobody.out]).toEqual([
      1,
      "0 of 6 tokens may Workers R2 Storage Bucket Item Read on all-buckets\n1 of them may on single buckets: prod/bucket\n",
    ]);
    expect((await ask("can", "prod/dns", "DNS Write", "all-zones")).out).toContain(
      "\n  a part of it is allowed: policy 1 of 2: may DNS Write on zone example.com (11111111…)\n",
    );
    const one = JSON.parse((await ask("can", "prod/dns", "DNS Write", "all-zones", "-f", "json")).out) as object;
    expect(one).toMatchObject({ allowed: false, partly: { effect: "allow", index: 0 } });
  });

  it("asks every account for a zone that nothing names, and says so", async () => {
    const { out, err } = await ask("who", "DNS Write", `zone:${"3".repeat(32)}`);
    expect(out).toContain("1 of 6 tokens may");
    expect(out).toContain("\nstaging/dns\n");
    expect(err).toContain("note: no token names this zone: each account-owned token is asked as though the zone were in its account\n");
  });

  it("answers no with exit code 1, and as JSON", async () => {
    expect(await ask("who", "DNS Write", "r2:backups")).toMatchObject({ code: 2 });
    const { code, out } = await ask("who", "Zone Write", "all-zones", "-f", "json");
    expect([code, JSON.parse(out)]).toMatchObject([1, { version: 1, resource: "all-zones", tokens: [] }]);
    expect((await ask("who", "Zone Write", "all-zones")).out).toBe("0 of 6 tokens may Zone Write on all-zones\n");
  });
});

describe("a token that may on every zone but one", () => {
  const all = {
    effect: "allow",
    permission_groups: groups(DNS_WRITE),
    resources: JSON.stringify({ [ACCOUNT_KEY]: { "com.cloudflare.api.account.zone.*": "*" } }),
  };
  const but = { effect: "deny", permission_groups: groups(DNS_WRITE), resources: JSON.stringify({ [ZONE_KEY]: "*" }) };
  const input = (): string =>
    makeFolder({ "main.tf.json": { resource: { cloudflare_account_token: { wide: tokenBody({ name: "wide", policies: [all, but] }) } } } });

  it("is said so where the question is about all of them", async () => {
    const { code, out } = await run(["who", "DNS Write", "all-zones", "--input", input()]);
    expect([code, out]).toEqual([1, expect.stringContaining("\n1 of them may on every zone but 1: ")]);
  });
});

describe("a no for want of the resource", () => {
  it("says where the token may do the same", async () => {
    const { code, out } = await ask("can", "prod/dns", "DNS Read", `zone:${"3".repeat(32)}`);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining("\n  elsewhere: policy 1 of 2: may DNS Write on zone example.com (11111111…)\n"),
    ]);
    expect((await ask("can", "prod/dns", "Cache Purge", `zone:${ZONE}`)).out).not.toContain("elsewhere");
  });
});

it("counts what an account-wide R2 permission includes on the account's buckets", async () => {
  const backup = tokenBody({
    name: "backup",
    policies: [
      {
        effect: "allow",
        permission_groups: groups("b4992e1108244f5d8bfbd5744320c2e1"),
        resources: JSON.stringify({ [ACCOUNT_KEY]: "*" }),
      },
    ],
  });
  const folder = makeFolder({
    "manifest.json": { version: "0.21.0", stacks: { prod: stackEntry("prod") } },
    "stacks/prod/cdk.tf.json": { resource: { cloudflare_account_token: { backup } } },
  });
  const item = (level: string) => `Workers R2 Storage Bucket Item ${level}`;
  for (const resource of ["r2:backups", "r2:eu/backups", "all-buckets"])
    expect(await run(["can", "backup", item("Read"), resource, "--input", folder])).toMatchObject({ code: 0 });
  expect((await run(["can", "backup", item("Write"), "r2:backups", "--input", folder])).code).toBe(1);
  expect((await run(["who", item("Read"), "r2:backups", "--input", folder])).out).toContain(
    `1 of 1 token may ${item("Read")} on r2:backups`,
  );
});
