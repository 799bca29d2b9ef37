import { allPermissions, permissions } from "../../lib/catalogue";
import type { PolicySpec, TokenSpec } from "../../lib/policy";
import { renderJson, renderMarkdown, renderText, type StackReading, type StackWarning, summarize } from "../../lib/review";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const OTHER = "fedcba9876543210fedcba9876543210";
const accountKey = (id: string): string => `com.cloudflare.api.account.${id}`;
const zoneKey = (digit: string): string => `com.cloudflare.api.account.zone.${digit.repeat(32)}`;
const DNS_WRITE = permissions.zone.dns.write.id;
const ZONE_READ = permissions.zone.zone.read.id;
const SCRIPTS_WRITE = permissions.account.workersScripts.write.id;
const NOW = new Date("2026-11-22T00:00:00Z");

const allow = (permissionGroups: string[], resources: PolicySpec["resources"]): PolicySpec => ({
  effect: "allow",
  permissionGroups,
  resources,
});
const deny = (permissionGroups: string[], resources: PolicySpec["resources"]): PolicySpec => ({
  effect: "deny",
  permissionGroups,
  resources,
});

function token(name: string, more: Partial<TokenSpec> = {}): TokenSpec {
  return {
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: [allow([DNS_WRITE], { [zoneKey("1")]: "*" })],
    address: `cloudflare_account_token.${name}`,
    path: `prod/${name}`,
    ...more,
  };
}

const NAMES = { [accountKey(ACCOUNT)]: "Example Inc", [zoneKey("1")]: "example.com", [zoneKey("2")]: "internal.example" };

function stack(specs: readonly TokenSpec[], warnings: readonly StackWarning[] = [], more: Partial<StackReading> = {}): StackReading {
  return {
    name: "prod",
    specs: specs.map((spec) => ({ names: NAMES, ...spec })),
    warnings,
    ...more,
  };
}

const text = (reading: StackReading, width = 100): string => renderText(summarize([reading], NOW), { width });

/** The rows of one token, without the rest of the page. */
const rows = (spec: Partial<TokenSpec>, more: Partial<StackReading> = {}): string[] =>
  text(stack([token("t", spec)], [], more), 120)
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.slice(4));

const PUBLISHER = token("dns-publisher", {
  policies: [
    allow([SCRIPTS_WRITE], { [accountKey(ACCOUNT)]: "*" }),
    allow([ZONE_READ, DNS_WRITE], { [zoneKey("1")]: "*" }),
    deny([DNS_WRITE], { [zoneKey("2")]: "*" }),
  ],
  requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
  notBefore: "2026-12-01T00:00:00Z",
  expiresOn: "2037-06-01T00:00:00Z",
  owner: "team-dns",
  purpose: "publishes records from CI",
});
const AUDITOR = token("auditor", {
  policies: [
    allow([permissions.zone.zone.read.id, permissions.zone.logs.read.id, permissions.zone.analytics.read.id], {
      [accountKey(ACCOUNT)]: { "com.cloudflare.api.account.zone.*": "*" },
    }),
  ],
  purpose: "reads everything for the yearly audit and for the dashboards of the security team, which refresh every hour",
});
const OLD = token("old", { status: "disabled", expiresOn: "2026-01-01T12:30:05Z" });
const PAGE = stack([PUBLISHER, AUDITOR, OLD], [{ level: "warning", path: "prod/dns-publisher", message: "expires soon" }]);

describe("the summary as text", () => {
  it("shows each principal in a wide terminal", () => {
    expect(text(PAGE, 120)).toBe(
      [
        "prod · Example Inc (01234567…) · 3 principals · 1 disabled · 1 warning",
        "",
        "  auditor        reads everything for the yearly audit and for the dashboards of the security team, which refresh every",
        "                 hour",
        "    may      Analytics Read, Logs Read, Zone Read  on every zone of account Example Inc (01234567…)",
        "    from     any address",
        "    until    no expiry",
        "",
        "  dns-publisher  team-dns: publishes records from CI",
        "    may      Workers Scripts Write                 on account Example Inc (01234567…)",
        "    may      DNS Write, Zone Read                  on zone example.com (11111111…)",
        "    may not  DNS Write                             on zone internal.example (22222222…)",
        "    from     192.0.2.0/24 except 192.0.2.128/25",
        "    starts   2026-12-01 00:00 UTC (not yet valid)",
        "    until    2037-06-01 00:00 UTC",
        "    warning  expires soon",
        "",
        "  old",
        "    status   disabled: may do nothing",
        "    may      DNS Write                             on zone example.com (11111111…)",
        "    from     any address",
        "    until    2026-01-01 12:30:05 UTC (expired)",
        "",
      ].join("\n"),
    );
  });

  it("wraps with hanging indents in 80 columns", () => {
    expect(text(PAGE, 80)).toBe(
      [
        "prod · Example Inc (01234567…) · 3 principals · 1 disabled · 1 warning",
        "",
        "  auditor        reads everything for the yearly audit and for the dashboards of",
        "                 the security team, which refresh every hour",
        "    may      Analytics Read, Logs Read, Zone Read",
        "             on every zone of account Example Inc (01234567…)",
        "    from     any address",
        "    until    no expiry",
        "",
        "  dns-publisher  team-dns: publishes records from CI",
        "    may      Workers Scripts Write  on account Example Inc (01234567…)",
        "    may      DNS Write, Zone Read   on zone example.com (11111111…)",
        "    may not  DNS Write              on zone internal.example (22222222…)",
        "    from     192.0.2.0/24 except 192.0.2.128/25",
        "    starts   2026-12-01 00:00 UTC (not yet valid)",
        "    until    2037-06-01 00:00 UTC",
        "    warning  expires soon",
        "",
        "  old",
        "    status   disabled: may do nothing",
        "    may      DNS Write              on zone example.com (11111111…)",
        "    from     any address",
        "    until    2026-01-01 12:30:05 UTC (expired)",
        "",
      ].join("\n"),
    );
  });

  it("keeps every line within 40 columns and breaks no phrase that fits", () => {
    const lines = text(PAGE, 40).split("\n");
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect(lines.slice(4, 14)).toEqual([
      "",
      "  auditor",
      "    about    reads everything for the",
      "             yearly audit and for the",
      "             dashboards of the security",
      "             team, which refresh every",
      "             hour",
      "    may      Analytics Read, Logs Read,",
      "             Zone Read",
      "             on every zone of account",
    ]);
  });

  it("says nothing by colour alone, and uses none unless asked", () => {
    const model = summarize([PAGE], NOW);
    const colored = renderText(model, { width: 80, color: true });

    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(renderText(model, { width: 80 }));
    expect(colored).toContain("    \u001b[31mmay not\u001b[39m  DNS Write");
    expect(colored).toContain("    \u001b[32mmay\u001b[39m      Workers");
    expect(colored).toContain("\u001b[1mprod\u001b[22m · Example Inc");
  });

  it.each<[string, Partial<TokenSpec>, string[]]>([
    [
      "a token that nothing is allowed",
      { policies: [deny([DNS_WRITE], { [zoneKey("1")]: "*" })] },
      ["may      nothing", "may not  DNS Write  on zone example.com (11111111…)"],
    ],
    ["a token without policies", { policies: [] }, ["may      nothing"]],
    [
      "a permission nobody knows",
      { policies: [allow(["ffffffffffffffffffffffffffffffff"], { [zoneKey("1")]: "*" })] },
      ["may      unknown permission ffffffffffffffffffffffffffffffff  on zone example.com (11111111…)"],
    ],
    [
      "a permission that is looked up",
      {
        policies: [allow(["${data.cloudflare_x.l.result[0].id}"], { [zoneKey("1")]: "*" })],
        lookups: {
          "${data.cloudflare_x.l.result[0].id}": {
            kind: "permission",
            name: "DNS Bind",
            scope: "com.cloudflare.api.account.zone",
            first: true,
          },
        },
      },
      [
        "may      DNS Bind (looked up)  on zone example.com (11111111…)",
        "from     any address",
        "until    no expiry",
        "note     the lookup of DNS Bind takes the first of what it finds, which may be several",
      ],
    ],
    [
      "a permission that is looked up by a former name",
      {
        policies: [allow(["${data.cloudflare_x.l.result[0].id}"], { [accountKey(ACCOUNT)]: "*" })],
        lookups: {
          "${data.cloudflare_x.l.result[0].id}": { kind: "permission", name: "Teams Read", scope: "com.cloudflare.api.account" },
        },
      },
      [
        "may      Teams Read (looked up; Cloudflare now calls it Zero Trust Read: the lookup finds nothing)",
        "         on account Example Inc (01234567…)",
      ],
    ],
    [
      "a permission that is another expression",
      { policies: [allow(["${var.group}"], { [zoneKey("1")]: "*" })] },
      ["may      ${var.group}  on zone example.com (11111111…)"],
    ],
    [
      "an expression that only looks like a lookup",
      {
        policies: [
          allow(
            ['${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == "DNS Read" || true])}'],
            { [zoneKey("1")]: "*" },
          ),
        ],
      },
      [
        'may      ${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == "DNS',
        '         Read" || true])}',
        "         on zone example.com (11111111…)",
      ],
    ],
    [
      "zones with and without name",
      { policies: [allow([DNS_WRITE], { [zoneKey("1")]: "*", [zoneKey("3")]: "*", "com.cloudflare.api.account.zone.${var.zone}": "*" })] },
      [`may      DNS Write  on zones example.com (11111111…), ${"3".repeat(32)}, \${var.zone}`],
    ],
    [
      "every zone of every account",
      { kind: "user", policies: [allow([DNS_WRITE], { "com.cloudflare.api.account.zone.*": "*" })] },
      ["kind     user token: belongs to a person, not to the account", "may      DNS Write  on every zone of every account"],
    ],
    [
      "every account",
      { policies: [allow([SCRIPTS_WRITE], { "com.cloudflare.api.account.*": "*" })] },
      ["may      Workers Scripts Write  on every account"],
    ],
    [
      "R2 buckets",
      {
        policies: [
          allow([permissions.r2Bucket.workersR2StorageBucketItem.read.id], {
            [accountKey(ACCOUNT)]: { "com.cloudflare.edge.r2.bucket.*": "*" },
            [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_default_state`]: "*",
            [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_my-logs`]: "*",
            [`com.cloudflare.edge.r2.bucket.${OTHER}_default_theirs`]: "*",
            "com.cloudflare.edge.r2.bucket.${var.default_account}_eu_${var.eu_bucket_x}": "*",
          }),
        ],
      },
      [
        "may      Workers R2 Storage Bucket Item Read",
        `         on R2 buckets state, my-logs (eu), theirs of account ${OTHER},`,
        '            "${var.eu_bucket_x}" (eu) of account ${var.default_account},',
        "            every R2 bucket of account Example Inc (01234567…)",
      ],
    ],
    [
      "Workers",
      {
        policies: [
          allow([SCRIPTS_WRITE], {
            [accountKey(ACCOUNT)]: { [`com.cloudflare.edge.worker.script.${"5".repeat(32)}`]: "*" },
            [accountKey(OTHER)]: { [`com.cloudflare.edge.worker.script.${"6".repeat(32)}`]: "*" },
          }),
        ],
      },
      ["may      Workers Scripts Write", `         on Workers ${"5".repeat(32)},`, `            ${"6".repeat(32)} of account ${OTHER}`],
    ],
    [
      "resources nobody knows",
      { policies: [allow([DNS_WRITE], { "com.example.new.thing": "*", [accountKey(ACCOUNT)]: { "com.example.inner.x": "*" } })] },
      ["may      DNS Write  on com.example.new.thing, com.example.inner.x of account Example Inc (01234567…)"],
    ],
    [
      "an address filter of exclusions only",
      { requestIp: { notIn: ["192.0.2.0/24"] } },
      ["may      DNS Write  on zone example.com (11111111…)", "from     any address except 192.0.2.0/24"],
    ],
    [
      "a token within its lifetime",
      { notBefore: "2026-01-01T00:00:00Z", expiresOn: "2037-06-01T00:00:00Z" },
      [
        "may      DNS Write  on zone example.com (11111111…)",
        "from     any address",
        "starts   2026-01-01 00:00 UTC",
        "until    2037-06-01 00:00 UTC",
      ],
    ],
    [
      "a rotation slot",
      { rotation: { principal: "ci", slot: "a", generation: 3 } },
      [
        "may      DNS Write  on zone example.com (11111111…)",
        "from     any address",
        "until    no expiry",
        "rotation slot a of ci, generation 3",
      ],
    ],
  ])("shows %s", (_, spec, expected) => {
    expect(rows(spec).slice(0, expected.length)).toEqual(expected);
  });

  it("shows the name of a Worker and of a zone that is looked up", () => {
    const worker = `com.cloudflare.edge.worker.script.${"5".repeat(32)}`;
    const names = {
      [`${accountKey(ACCOUNT)}/${worker}`]: "api",
      "com.cloudflare.api.account.zone.${data.cloudflare_zone.z.id}": "not this name",
    };
    const lookups = { "${data.cloudflare_zone.z.id}": { kind: "zone" as const, name: "example.net" } };
    const policies = [
      allow([SCRIPTS_WRITE], { [accountKey(ACCOUNT)]: { [worker]: "*" } }),
      allow([DNS_WRITE], { "com.cloudflare.api.account.zone.${data.cloudflare_zone.z.id}": "*" }),
    ];
    expect(rows({ policies, names, lookups }).slice(0, 2)).toEqual([
      "may      Workers Scripts Write  on Worker api (55555555…)",
      "may      DNS Write              on zone example.net (looked up)",
    ]);
  });

  it("shows the whole key of a nesting that is not known, and calls it by no name", () => {
    const odd = { "com.cloudflare.edge.worker.script.zz": { [accountKey(ACCOUNT)]: "*" } } as const;
    const shown = rows({ policies: [allow([SCRIPTS_WRITE], { [accountKey(ACCOUNT)]: "*" }), deny([SCRIPTS_WRITE], odd)] });
    expect(shown.slice(1, 3).map((line) => line.trim())).toEqual([
      "may not  Workers Scripts Write",
      `on com.cloudflare.edge.worker.script.zz/${accountKey(ACCOUNT)}`,
    ]);
  });

  it("shows accounts where a stack has several", () => {
    const several = stack([token("a"), token("b", { accountId: OTHER })]);
    expect(text(several).split("\n")[0]).toBe("prod · 2 accounts · 2 principals");
    expect(text(several)).toContain("    account  Example Inc (01234567…)\n");
    expect(text(several)).toContain(`    account  ${OTHER}\n`);
  });

  it.each<[string, StackReading, string]>([
    ["an account without a name", stack([token("a", { names: {} })]), `prod · account ${ACCOUNT} · 1 principal`],
    ["user tokens only", stack([token("a", { kind: "user" })].map(({ accountId: _, ...spec }) => spec)), "prod · 1 user token"],
    ["both kinds", stack([token("a"), token("b", { kind: "user" })]), "prod · Example Inc (01234567…) · 1 principal · 1 user token"],
    ["no token", stack([]), "prod · 0 principals"],
    [
      "errors and warnings",
      stack(
        [token("a")],
        [
          { level: "error", message: "x" },
          { level: "warning", message: "y" },
          { level: "warning", message: "z" },
          { level: "note", message: "n" },
        ],
      ),
      "prod · Example Inc (01234567…) · 1 principal · 1 error · 2 warnings",
    ],
  ])("has a heading for %s", (_, reading, heading) => {
    expect(text(reading).split("\n")[0]).toBe(heading);
  });

  it("says when there is nothing", () => {
    expect(renderText(summarize([], NOW))).toBe("no stacks\n");
    expect(renderMarkdown(summarize([], NOW))).toBe("No stacks.\n");
  });
});

describe("the summary's warnings", () => {
  const warn = (at: Partial<StackWarning>): StackWarning => ({ level: "warning", message: "look", ...at });
  const where = (specs: readonly TokenSpec[], at: Partial<StackWarning>): string[] => {
    const [summary] = summarize([stack(specs, [warn(at)])], NOW).stacks;
    return [
      ...(summary?.principals ?? []).filter(({ warnings }) => warnings.length > 0).map(({ name }) => name),
      ...(summary?.warnings ?? []).map((warning) => `stack ${warning.at ?? ""}`.trim()),
    ];
  };

  it.each<[string, Partial<StackWarning>, string[]]>([
    ["of a principal", { path: "prod/a" }, ["a"]],
    ["of a construct within it", { path: "prod/a/Delivery/Secret" }, ["a"]],
    ["of a construct that holds it alone", { path: "prod/group/one" }, ["c"]],
    ["of a construct that holds several", { path: "prod/group" }, ["stack prod/group"]],
    ["of an address", { address: "cloudflare_account_token.b" }, ["b"]],
    ["of an address that is not there", { address: "cloudflare_account_token.z" }, ["stack cloudflare_account_token.z"]],
    ["of the stack", { path: "prod" }, ["stack"]],
    ["of another construct", { path: "prod/other" }, ["stack prod/other"]],
    ["of a name that begins alike", { path: "prod/ab" }, ["stack prod/ab"]],
    ["of nothing", {}, ["stack"]],
  ])("stand with what they are about: %s", (_, at, expected) => {
    expect(where([token("a"), token("b"), token("c", { path: "prod/group/one/ci" }), token("d", { path: "prod/group/two" })], at)).toEqual(
      expected,
    );
  });

  it("stand with the stack where several tokens share the path, and with it alone where it has one token", () => {
    expect(where([token("a", { path: "prod/x" }), token("b", { path: "prod/x" })], { path: "prod/x" })).toEqual(["stack prod/x"]);
    expect(where([token("a")], { path: "prod" })).toEqual(["stack"]);
  });

  it("are said once where two constructs of one principal say the same", () => {
    const [summary] = summarize(
      [stack([token("a")], [warn({ path: "prod/a" }), warn({ path: "prod/a/Resource" }), warn({ path: "prod/a", level: "note" })])],
      NOW,
    ).stacks;
    expect(summary?.principals[0]?.warnings).toEqual([
      { level: "warning", message: "look" },
      { level: "note", message: "look" },
    ]);
    expect(summary?.counts.warnings).toBe(1);
  });

  it("tell which permission does nothing on its resource", () => {
    const policies = [
      allow([DNS_WRITE, ZONE_READ], { [accountKey(ACCOUNT)]: "*" }),
      deny([SCRIPTS_WRITE], { [zoneKey("1")]: "*", [accountKey(ACCOUNT)]: "*" }),
    ];
    const [summary] = summarize([stack([token("a", { policies })])], NOW).stacks;
    expect(summary?.principals[0]?.warnings).toEqual([
      { level: "warning", message: "DNS Write, Zone Read act on zones and do nothing on account Example Inc (01234567…)" },
      { level: "warning", message: "Workers Scripts Write acts on accounts and does nothing on zone example.com (11111111…)" },
    ]);
  });
});

describe("the summary as Markdown", () => {
  it("has a heading for each stack and token, and a list of what it may do", () => {
    const page = stack(
      [PUBLISHER, token("me", { kind: "user", status: "disabled", rotation: { principal: "me", slot: "b", generation: 1 } })],
      [
        { level: "warning", message: "look at [this](https://evil.example)" },
        { level: "warning", path: "prod/dns-publisher", message: "expires soon" },
      ],
    );
    expect(renderMarkdown(summarize([page], NOW)))
      .toBe(`## prod · Example Inc (\`01234567…\`) · 1 principal · 1 user token · 1 disabled · 2 warnings

- **warning** \`look at [this](https://evil.example)\`

### dns-publisher

- **owner** team-dns
- **purpose** publishes records from CI
- **may** Workers Scripts Write **on** account Example Inc (\`01234567…\`)
- **may** DNS Write, Zone Read **on** zone example.com (\`11111111…\`)
- **may not** DNS Write **on** zone internal.example (\`22222222…\`)
- **from** \`192.0.2.0/24\` except \`192.0.2.128/25\`
- **starts** 2026-12-01 00:00 UTC (not yet valid)
- **until** 2037-06-01 00:00 UTC
- **warning** expires soon

### me · user token · disabled

- **may** DNS Write **on** zone example.com (\`11111111…\`)
- **from** any address
- **until** no expiry
- **rotation** slot b of me, generation 1
`);
  });
});

describe("the summary as JSON", () => {
  it("is the model with a version", () => {
    const model = summarize([stack([token("a", { owner: "Müller" })])], NOW);
    expect(JSON.parse(renderJson(model))).toEqual({
      version: 1,
      stacks: [
        {
          name: "prod",
          account: { id: ACCOUNT, name: "Example Inc" },
          principals: [
            {
              name: "a",
              kind: "account",
              status: "active",
              owner: "Müller",
              address: "cloudflare_account_token.a",
              path: "prod/a",
              policies: [
                {
                  effect: "allow",
                  permissions: [{ id: DNS_WRITE, name: "DNS Write", scope: "zone", source: "catalogue" }],
                  resources: [{ key: zoneKey("1"), kind: "zone", all: false, id: "1".repeat(32), name: "example.com" }],
                },
              ],
              warnings: [],
            },
          ],
          warnings: [],
          counts: { principals: 1, userTokens: 0, disabled: 0, errors: 0, warnings: 0 },
        },
      ],
    });
  });
});

describe("the summary", () => {
  it("is the same for any order of its input", () => {
    const other = stack([token("x")], [], { name: "a" });
    const specs = [PUBLISHER, AUDITOR, OLD, token("old", { address: "cloudflare_account_token.a" })];
    const model = summarize([stack(specs), other], NOW);
    expect(model.stacks.map(({ name }) => name)).toEqual(["a", "prod"]);
    expect(model.stacks[1]?.principals.map(({ name, address }) => `${name} ${address ?? ""}`)).toEqual([
      "auditor cloudflare_account_token.auditor",
      "dns-publisher cloudflare_account_token.dns-publisher",
      "old cloudflare_account_token.a",
      "old cloudflare_account_token.old",
    ]);
    expect(renderJson(summarize([other, stack([...specs].reverse())], NOW))).toBe(renderJson(model));
  });
});

describe("the summary warns", () => {
  const warningsOf = (policy: PolicySpec, more: Partial<TokenSpec> = {}): string[] =>
    summarize([stack([token("t", { policies: [policy], ...more })])], NOW).stacks.flatMap((each) =>
      each.principals.flatMap((principal) => principal.warnings.map(({ message }) => message)),
    );
  const ANY_RESOURCE = "an expression decides which resources these are: they may be any";
  const ANY_PERMISSION = "an expression decides which permissions these are: they may be any";
  const CUT = "a permission or resource is too long to be shown whole; the summary as JSON has all of it";

  it("of resources and permissions that may be any", () => {
    expect(warningsOf(allow([DNS_WRITE], { "${local.resources}": "*" }))).toEqual([ANY_RESOURCE]);
    expect(warningsOf(allow([DNS_WRITE], { "${local.outer}": { [zoneKey("1")]: "*" } }))).toEqual([ANY_RESOURCE]);
    expect(warningsOf(allow(["${local.group}"], { [zoneKey("1")]: "*" }))).toEqual([ANY_PERMISSION]);
    expect(warningsOf(allow([DNS_WRITE], { "com.cloudflare.api.account.zone.${var.zone}": "*" }))).toEqual([]);
  });

  it("never that what may be a zone has no effect", () => {
    expect(warningsOf(allow([DNS_WRITE], { [accountKey("${var.account}")]: "*" }))).toEqual([]);
    expect(warningsOf(allow([DNS_WRITE], { [accountKey(ACCOUNT)]: "*" }))).toHaveLength(1);
  });

  it("of access that is cut", () => {
    const long = (length: number): PolicySpec => allow([DNS_WRITE], { [`com.cloudflare.api.account.zone.${"x".repeat(length)}`]: "*" });
    expect(warningsOf(long(501))).toEqual([CUT]);
    expect(warningsOf(long(500))).toEqual([]);
    expect(warningsOf(allow(["x".repeat(501)], { [zoneKey("1")]: "*" }))).toEqual([CUT]);
  });

  it("of a permission that a foreign data source finds, and does not name it", () => {
    const id = "${data.cloudflare_account_api_token_permission_groups_list.l.result[0].id}";
    const policy = allow([id], { [zoneKey("1")]: "*" });
    const lookup = { kind: "permission", name: "DNS Read" } as const;
    expect(warningsOf(policy, { lookups: { [id]: lookup } })).toEqual([]);
    expect(warningsOf(policy, { lookups: { [id]: { ...lookup, accountId: ACCOUNT } } })).toEqual([]);
    expect(warningsOf(policy, { lookups: { [id]: { ...lookup, accountId: OTHER } } })).toEqual([ANY_PERMISSION]);
    expect(warningsOf(policy)).toEqual([ANY_PERMISSION]);
  });
});

test("a token with nearly every group is said by what it leaves out", () => {
  const all = allPermissions.filter(({ scope, name }) => scope === "zone" && name !== "DNS Write").map(({ id }) => id);
  const key = "com.cloudflare.api.account.0123456789abcdef0123456789abcdef";
  const spec: TokenSpec = {
    kind: "account",
    accountId: "0123456789abcdef0123456789abcdef",
    name: "everything",
    status: "active",
    policies: [{ effect: "allow", permissionGroups: all, resources: { [key]: { "com.cloudflare.api.account.zone.*": "*" } } }],
  };
  const text = renderText(summarize([{ name: "prod", specs: [spec], warnings: [] }], NOW), { width: 200 });
  const count = `${String(all.length)} of ${String(all.length + 1)} zone groups: nearly everything, all but DNS Write`;
  expect(text).toContain(count);
  expect(text.split("\n").length).toBeLessThan(10);
});
