import { Fn, Token } from "cdktf";
import {
  Account,
  allow,
  deny,
  type Permission,
  Permission as Permissions,
  permissions,
  type Policy,
  Resource,
  ServicePrincipal,
  type ServicePrincipalProps,
  templates,
  User,
} from "../../lib";
import { account, ACCOUNT_ID, dnsWrite, errorOf, newStack, OTHER_ACCOUNT_ID, zone, ZONE_1 } from "./support";

const other = Account.of(OTHER_ACCOUNT_ID);
const WRITE = permissions.zone.dns.write;
const literal = "pass a plain value instead of a cdktf token";

/** The messages of a construct that is refused, without its path. */
function refusal(props: unknown): string[] {
  const stack = newStack();
  const error = errorOf(() => new ServicePrincipal(stack, "ci", props as ServicePrincipalProps));
  expect(error.scope).toBe("prod/ci");
  expect(stack.node.tryFindChild("ci")).toBeUndefined();
  return error.faults.map((f) => f.message);
}

type Case = readonly [what: string, build: () => unknown, message: string];

const id = (kind: string) => `${kind} id is 32 lower-case hexadecimal characters`;

describe("ids", () => {
  const shapes = [
    ["short", "0123456789abcdef0123456789abcde"],
    ["long", "0123456789abcdef0123456789abcdef0"],
    ["upper case", "0123456789ABCDEF0123456789abcdef"],
    ["newline inside", "0123456789abcdef\n123456789abcdef"],
    ["newline behind", "0123456789abcdef0123456789abcdef\n"],
    ["empty", ""],
    ["a name", "example.com"],
    ["a number", 12],
    ["nothing", undefined],
    ["null", null],
  ] as const;
  test.each(shapes)("fail: %s", (what, value) => {
    const length = what === "short" ? " (31 characters)" : what === "long" ? " (33 characters)" : "";
    const shown = (value === undefined ? "nothing" : JSON.stringify(value)) + length;
    const messages = [
      () => Account.of(value as string),
      () => account.zone(value as string),
      () => User.of(value as string),
      () => account.worker(value as string),
      () => Permissions.withId(value as string, { name: "X Read", scope: "zone" }),
    ].map((make) => errorOf(make).message);
    expect(messages).toEqual([
      `accountId: an ${id("account")}, got ${shown}; copy it from the account's overview page, or pass a cdktf token`,
      `zoneId: a ${id("zone")}, got ${shown}; copy it from the zone's overview page, or pass a cdktf token`,
      `userId: a ${id("user")}, got ${shown}; take it from GET /user, or pass a cdktf token`,
      `workerTag: a Worker's tag is 32 lower-case hexadecimal characters, got ${shown}; take the id from the Workers API, not the script's name`,
      `id: a ${id("permission group")}, got ${shown}; take it from the permission groups list, or use permissions.… or Permission.lookup`,
    ]);
  });
});

describe("permissions", () => {
  test.each<Case>([
    [
      "unknown",
      () => Permissions.named("DNS Wriet"),
      'name: no permission group of this name is known, got "DNS Wriet"; check the name and scope (did you mean "DNS Write"',
    ],
    [
      "ambiguous",
      () => Permissions.named("Logs Read"),
      'name: this name exists at account and zone level, got "Logs Read"; name the scope: Permission.named(name, "account")',
    ],
    [
      "of another scope",
      () => Permissions.named("DNS Write", "account"),
      'name: no permission group of this name is known at account level, got "DNS Write"; it exists at zone level',
    ],
    [
      "none",
      () => allow(),
      "permissions: a policy names at least one permission; pass permissions to allow(…) or deny(…); an empty list never means all",
    ],
    [
      "none, by an empty array",
      () => deny(...([] as Permission<"zone">[])),
      "permissions: a policy names at least one permission; pass permissions to allow(…) or deny(…); an empty list never means all",
    ],
    [
      "a name known at plan time",
      () => Permissions.named(Fn.upper("x")),
      `name: a permission's name must be known at synth, got <token>; ${literal}`,
    ],
  ])("fail: %s", (_, build, message) => {
    expect(errorOf(build).message.slice(0, message.length)).toBe(message);
  });

  test.each<readonly [string, () => Policy, readonly string[]]>([
    [
      "of another scope than the resource",
      () => allow(permissions.account.billing.read as Permission).on(zone),
      ['policies[0].on[0]: "Billing Read" acts on account resources, not on a zone; use an account resource or a zone permission'],
    ],
    [
      "of two scopes",
      () => allow(...([WRITE, permissions.account.billing.read] as Permission[])).on(zone, account),
      [
        'policies[0].on[0]: "Billing Read" acts on account resources, not on a zone; use an account resource or a zone permission',
        'policies[0].on[1]: "DNS Write" acts on zone resources, not on an account; use a zone resource or an account permission',
      ],
    ],
    [
      "of user scope",
      () => allow(permissions.user.memberships.read as Permission).on(account),
      [
        'policies[0].permissions[0]: "Memberships Read" is a user permission and no account-owned token can hold it; use an account permission, or a UserToken in a UserTokenStack',
        'policies[0].on[0]: "Memberships Read" acts on user resources, not on an account; use a user resource or an account permission',
      ],
    ],
    [
      "none",
      () => allow(undefined as unknown as Permission<"zone">).on(zone),
      [
        "policies[0].permissions[0]: a permission is a value of permissions.…, Permission.named, Permission.withId or Permission.lookup, got nothing; pass one of these (a misspelt name is undefined: `npm run typecheck` points at it)",
      ],
    ],
    [
      "a name alone",
      () => allow("DNS Write" as unknown as Permission<"zone">).on(zone),
      [
        'policies[0].permissions[0]: a permission is a value of permissions.…, Permission.named, Permission.withId or Permission.lookup, got "DNS Write"; pass one of these',
      ],
    ],
  ])("fail in a policy: %s", (_, build, messages) => {
    expect(refusal({ policies: [build()] })).toEqual(messages);
  });
});

describe("resources", () => {
  const none = "on: a policy names at least one resource; pass resources to on(…); an empty list never means all";
  test.each<Case>([
    ["none", () => allow(WRITE).on(), none],
    ["none, by an empty array", () => allow(WRITE).on(...([] as Resource<"zone">[])), none],
    [
      "a jurisdiction typo",
      () => account.r2Bucket("backups", { jurisdiction: "EU" as "eu" }),
      'jurisdiction: a jurisdiction is "default", "eu", "us", "fedramp", "fedramp-high" or another name of that form, got "EU"; check the name',
    ],
    [
      "a zone name with a path",
      () => account.zoneNamed("example.com/x"),
      'zoneName: a zone name is a domain name such as example.com, got "example.com/x"; check the name',
    ],
    [
      "a zone name without a dot",
      () => account.zoneNamed("localhost"),
      'zoneName: a zone name is a domain name such as example.com, got "localhost"; check the name',
    ],
    [
      "a zone name known at plan time",
      () => account.zoneNamed(Fn.lower("x")),
      "zoneName: a zone name is a domain name such as example.com, got <token>; check the name",
    ],
    ...["ab", "z".repeat(64), "-backups", "backups-", "Backups", "back_ups", "back.ups", "back\nups", "../x", ""].map((name): Case => [
      `the bucket name ${JSON.stringify(name)}`,
      () => account.r2Bucket(name),
      `bucketName: an R2 bucket name has 3 to 63 characters of a-z, 0-9 and -, and neither starts nor ends with -, got ${JSON.stringify(name)}; check the name`,
    ]),
    ...[
      "__proto__",
      "com.cloudflare.__proto__",
      "com.cloudflare.api.account.x/__proto__",
      "com.cloudflare.api.account.x/com.__proto__",
      "a.b/c.d/e.f",
      "com",
      "",
      'com.x"',
      "com.x y",
      "com..x",
    ].map((key): Case => [
      `the key ${JSON.stringify(key)}`,
      () => Resource.custom(key, "zone"),
      `key: a resource key is a Cloudflare resource name such as com.cloudflare.api.account.zone.<id>, got ${JSON.stringify(key)}; check the key`,
    ]),
  ])("fail: %s", (_, build, message) => {
    expect(errorOf(build).message).toBe(message);
  });

  test.each<readonly [string, () => Policy, string]>([
    [
      "of a foreign account",
      () => allow(WRITE).on(zone, other.zone(ZONE_1)),
      `policies[0].on[1]: the resource belongs to another account than the principal's (${ACCOUNT_ID}), got "com.cloudflare.api.account.zone.${ZONE_1}"; put the principal into a stack of that account`,
    ],
    [
      "that is a foreign account",
      () => allow(permissions.account.billing.read).on(other),
      `policies[0].on[0]: the resource belongs to another account than the principal's (${ACCOUNT_ID}), got "com.cloudflare.api.account.${OTHER_ACCOUNT_ID}"; put the principal into a stack of that account`,
    ],
    [
      "of a foreign account by its key",
      () => allow(WRITE).on(Resource.custom(`com.cloudflare.api.account.${OTHER_ACCOUNT_ID}/com.cloudflare.api.account.zone.*`, "zone")),
      `policies[0].on[0]: the resource belongs to another account than the principal's (${ACCOUNT_ID}), got "com.cloudflare.api.account.${OTHER_ACCOUNT_ID}"; put the principal into a stack of that account`,
    ],
    [
      "in the flat form of all zones",
      () => allow(WRITE).on(Resource.custom("com.cloudflare.api.account.zone.*", "zone")),
      'policies[0].on[0]: account-owned tokens must name a zone or nest all zones under one account (the API answers 1001), got "com.cloudflare.api.account.zone.*"; use account.allZones()',
    ],
    [
      "in the form of all accounts",
      () => allow(permissions.account.billing.read).on(Resource.custom("com.cloudflare.api.account.*", "account")),
      'policies[0].on[0]: only user tokens act on this resource, got "com.cloudflare.api.account.*"; use a UserToken in a UserTokenStack',
    ],
    [
      "given by its id",
      () => allow(WRITE).on(ZONE_1 as unknown as Resource<"zone">),
      `policies[0].on[0]: a resource comes from Account, User or Resource.custom, got "${ZONE_1}"; use account, account.zone(id), account.allZones(), account.r2Bucket(name) or account.worker(tag)`,
    ],
    [
      "made by hand",
      () => allow(WRITE).on({ scope: "zone", key: "__proto__" } as Resource<"zone">),
      'policies[0].on[0]: a resource comes from Account, User or Resource.custom, got {"scope":"zone","key":"__proto__"}; use account, account.zone(id), account.allZones(), account.r2Bucket(name) or account.worker(tag)',
    ],
  ])("fail in a policy: %s", (_, build, message) => {
    expect(refusal({ policies: [dnsWrite, build()] })).toEqual([message.replace("policies[0]", "policies[1]")]);
  });

  test("leave the prototypes of everything alone", () => {
    errorOf(() => Resource.custom("com.cloudflare.api.account.x/__proto__", "zone"));
    refusal({ policies: [allow(WRITE).on({ scope: "zone", key: "__proto__", nested: "constructor" } as Resource<"zone">)] });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)["*"]).toBeUndefined();
  });
});

describe("policies", () => {
  test.each([
    ["half of one", allow(WRITE), "{}"],
    ["a text", "allow", '"allow"'],
    ["nothing", undefined, "nothing"],
    [
      "what the L1 takes",
      { effect: "allow", permissionGroups: [], resources: "{}" },
      '{"effect":"allow","permissionGroups":[],"resources":"{}"}',
    ],
  ])("fail: %s", (_, value, shown) => {
    const message = `a policy is made by allow(…).on(…) or deny(…).on(…), got ${shown}; call .on(…) with the resources`;
    expect(refusal({ policies: [dnsWrite, value] })).toEqual([`policies[1]: ${message}`]);
    const p = new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite] });
    expect(
      errorOf(() => {
        p.addPolicies(value as unknown as Policy);
      }).message,
    ).toBe(`prod/ci: policies[1]: ${message}`);
    expect(p.spec.policies).toHaveLength(1);
  });
});

describe("names and texts", () => {
  const rule = (value: unknown): string =>
    `name: a token name has 1 to 120 characters and no control characters, got ${JSON.stringify(value)}; shorten or clean the name`;
  test.each([" ", "\n", "a\tb", "a\u0000", "a\u007f", "a\u0085b", "a\u202eb", "\ud800", 7])("fail as a name: %j", (name) => {
    const [message] = refusal({ name, policies: [dnsWrite] });
    expect(message).toMatch(/^name: a token name has 1 to 120 characters and no control characters, got .*; shorten or clean the name$/);
  });

  test("fail beyond 120 characters, counted as people count them", () => {
    const long = "x".repeat(121);
    expect(refusal({ name: long })).toEqual([rule(long).replace(JSON.stringify(long), `${JSON.stringify(long).slice(0, 79)}…`)]);
    expect(new ServicePrincipal(newStack(), "ci", { name: "𝄞".repeat(120), policies: [dnsWrite] }).spec.name).toHaveLength(240);
  });

  test("fail as owner or purpose", () => {
    const todo = "shorten or clean the text";
    expect(refusal({ owner: "a\nb", purpose: "x".repeat(501) })).toEqual([
      `owner: text has at most 500 characters and no control characters, got "a\\nb"; ${todo}`,
      `purpose: text has at most 500 characters and no control characters, got "${"x".repeat(78)}…; ${todo}`,
    ]);
    expect(refusal({ owner: 5 })).toEqual([`owner: text has at most 500 characters and no control characters, got 5; ${todo}`]);
  });
});

describe("status, onExpiry and adopt", () => {
  test.each([
    [{ status: "Active" }, 'status: status is "active" or "disabled", got "Active"; choose one of these (did you mean "active")'],
    [{ status: "disable" }, 'status: status is "active" or "disabled", got "disable"; choose one of these (did you mean "disabled")'],
    [{ status: "inactive" }, 'status: status is "active" or "disabled", got "inactive"; choose one of these (did you mean "disabled")'],
    [{ status: "expired" }, 'status: status is "active" or "disabled", got "expired"; choose one of these'],
    [{ status: Fn.lower("active") }, `status: the status must be known at synth, got <token>; ${literal}`],
    [{ onExpiry: "ignore" }, 'onExpiry: onExpiry is "error" or "retire", got "ignore"; choose one of these'],
    ...[
      "",
      "old",
      "aws_iam_user.old",
      "cloudflare_api_token.old",
      "cloudflare_account_token.",
      "cloudflare_account_token.a b",
      "cloudflare_account_token.a.b",
      'cloudflare_account_token.a["${x}"]',
      "data.cloudflare_account_token.a",
      "cloudflare_account_token.a\n",
    ].map((adopt): [object, string] => [
      { adopt },
      `adopt: adopt is the address of a token in this stack's state, got ${adopt.includes("${") ? "<token>" : JSON.stringify(adopt)}; write it like "cloudflare_account_token.old"`,
    ]),
  ])("fail: %j", (props, message) => {
    expect(refusal({ policies: [dnsWrite], ...props })).toEqual([message]);
  });
});

describe("addresses", () => {
  test.each<readonly [object, readonly string[]]>([
    [{}, ["requestIp: a list of addresses holds at least one entry; leave the property out if there is no filter"]],
    [{ in: [] }, ["requestIp.in: a list of addresses holds at least one entry; leave the property out if there is no filter"]],
    [
      { in: ["192.0.2.256"] },
      [
        'requestIp.in[0]: an address range is an IPv4 or IPv6 address or CIDR, got "192.0.2.256"; write it like "192.0.2.0/24" or "2001:db8::/32"',
      ],
    ],
    [
      { in: "192.0.2.0/24" },
      [
        'requestIp.in: an address range is an IPv4 or IPv6 address or CIDR, got "192.0.2.0/24"; write it like "192.0.2.0/24" or "2001:db8::/32"',
      ],
    ],
    [
      { notIn: ["2001:db8::1/32"] },
      ['requestIp.notIn[0]: the address has bits set beyond the prefix, got "2001:db8::1/32"; write "2001:db8::/32"'],
    ],
    [
      { in: ["0.0.0.0/0"] },
      ['requestIp.in[0]: the range holds every address, got "0.0.0.0/0"; leave the filter out if every address is meant'],
    ],
    [{ in: ["::/0"] }, ['requestIp.in[0]: the range holds every address, got "::/0"; leave the filter out if every address is meant']],
    [
      { in: ["0.0.0.0/1", "128.0.0.0/1"] },
      ['requestIp.in: the range holds every address, got ["0.0.0.0/1","128.0.0.0/1"]; leave the filter out if every address is meant'],
    ],
    [
      { in: ["192.0.2.0/24"], notIn: ["198.51.100.0/24"] },
      [
        'requestIp.notIn[0]: the excluded range lies outside every allowed range, so it excludes nothing, got "198.51.100.0/24"; remove it, or check requestIp.in',
      ],
    ],
    [
      { in: ["192.0.2.0/24"], notIn: ["192.0.2.0/25", "192.0.2.128/25"] },
      [
        'requestIp.notIn: the excluded ranges leave no address, got ["192.0.2.0/25","192.0.2.128/25"]; remove an excluded range, or check requestIp.in',
      ],
    ],
    [{ in: Token.asList("x") }, [`requestIp.in: addresses must be known at synth, got <token>; ${literal}`]],
    [
      { in: ["192.0.2.0/24", 5], notIn: [""] },
      [
        'requestIp.in[1]: an address range is an IPv4 or IPv6 address or CIDR, got 5; write it like "192.0.2.0/24" or "2001:db8::/32"',
        'requestIp.notIn[0]: an address range is an IPv4 or IPv6 address or CIDR, got ""; write it like "192.0.2.0/24" or "2001:db8::/32"',
      ],
    ],
  ])("fail: %j", (requestIp, messages) => {
    expect(refusal({ policies: [dnsWrite], requestIp })).toEqual(messages);
  });
});

describe("dates", () => {
  const rule = (path: string, shown: string): string =>
    `${path}: a date is a Date or an RFC 3339 string with time and offset, got ${shown}; write it like "2037-06-01T00:00:00Z"`;
  test.each<readonly [object, readonly string[]]>([
    [{ expiresOn: "2037-06-01" }, [rule("expiresOn", '"2037-06-01"')]],
    [{ expiresOn: "2037-06-01T00:00:00" }, [rule("expiresOn", '"2037-06-01T00:00:00"')]],
    [{ expiresOn: "2037-02-29T00:00:00Z" }, [rule("expiresOn", '"2037-02-29T00:00:00Z"')]],
    [{ expiresOn: "tomorrow", notBefore: "today" }, [rule("notBefore", '"today"'), rule("expiresOn", '"tomorrow"')]],
    [{ expiresOn: new Date(Number.NaN) }, [rule("expiresOn", "null")]],
    [{ expiresOn: 2127427200 }, [rule("expiresOn", "2127427200")]],
    [{ expiresOn: Fn.timestamp() }, [`expiresOn: a date must be known at synth, got <token>; ${literal}`]],
    [{ expiresOn: Token.asNumber("x") }, [`expiresOn: a date must be known at synth, got <token>; ${literal}`]],
    [
      { notBefore: "2037-06-01T02:00:00+02:00", expiresOn: "2037-06-01T00:00:00Z" },
      ['notBefore: notBefore lies before expiresOn (2037-06-01T00:00:00Z), got "2037-06-01T00:00:00Z"; check both dates'],
    ],
  ])("fail: %j", (dates, messages) => {
    expect(refusal({ policies: [dnsWrite], ...dates })).toEqual(messages);
  });
});

test("a template for user tokens fails in a service principal, and names the one to use", () => {
  const [message] = refusal(templates.createAdditionalTokens(User.of(ZONE_1)));
  expect(message).toBe(
    'policies[0].permissions[0]: "API Tokens Write" is a user permission and no account-owned token can hold it; use the account permission of the same kind (templates.manageAccountTokens), or a UserToken',
  );
});
