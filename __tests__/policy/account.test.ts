import { Account, isResource, type Jurisdiction } from "../../lib/policy";
import { faultsOf } from "./support";

const ID = "0123456789abcdef0123456789abcdef";
const ZONE = "11111111111111111111111111111111";
const account = Account.of(ID, { name: "Example Inc" });

/** What is not 32 lower-case hexadecimal characters, and how a message shows it. */
const BAD_IDS: readonly [what: string, id: unknown, got: string][] = [
  ["short", "0123456789abcdef0123456789abcde", '"0123456789abcdef0123456789abcde" (31 characters)'],
  ["long", "0123456789abcdef0123456789abcdef0", '"0123456789abcdef0123456789abcdef0" (33 characters)'],
  ["upper case", "0123456789ABCDEF0123456789ABCDEF", '"0123456789ABCDEF0123456789ABCDEF"'],
  ["a newline at the end", `${ID}\n`, `"${ID}\\n"`],
  ["a newline within", "0123456789abcdef\n123456789abcdef", '"0123456789abcdef\\n123456789abcdef"'],
  ["a space before", " 0123456789abcdef0123456789abcde", '" 0123456789abcdef0123456789abcde"'],
  ["a letter beyond f", "g123456789abcdef0123456789abcdef", '"g123456789abcdef0123456789abcdef"'],
  ["dashes of a UUID", "01234567-89ab-cdef-0123-456789abcdef", '"01234567-89ab-cdef-0123-456789abcdef"'],
  ["full-width digits", "０123456789abcdef0123456789abcdef", '"０123456789abcdef0123456789abcdef"'],
  ["the wildcard", "*", '"*"'],
  ["__proto__", "__proto__", '"__proto__"'],
  ["empty", "", '""'],
  ["a symbol among what no id holds", '${var.a}"}, x = {"', "<token>"],
  ["a symbol and a Terraform directive", "%{ if true }${var.a}", "<token>"],
  ["a symbol and a newline", "${var.a}\n", "<token>"],
  ["an entry of a cdktf list", "#{TfToken[TOKEN.0]}", "<token>"],
  ["nothing", undefined, "nothing"],
  ["null", null, "null"],
  ["a number", 7, "7"],
  ["an array", [ID], `["${ID}"]`],
  ["40 characters, like a token without prefix", "0123456789abcdef0123456789abcdef01234567", "<redacted>"],
];

describe("Account.of", () => {
  test("is the account and the resource that account permissions act on", () => {
    expect({ ...account }).toEqual({
      id: ID,
      scope: "account",
      key: `com.cloudflare.api.account.${ID}`,
      accountId: ID,
      name: "Example Inc",
    });
    expect([isResource(account), Account.isAccount(account), Object.isFrozen(account)]).toEqual([true, true, true]);
  });

  test("has no name when none is given", () => {
    expect(Object.keys(Account.of(ID))).not.toContain("name");
  });

  test("accepts a cdktf token as id", () => {
    expect(Account.of("${TfToken[TOKEN.0]}").key).toBe("com.cloudflare.api.account.${TfToken[TOKEN.0]}");
  });

  test.each(BAD_IDS)("fails on an id that is %s", (_, id, got) => {
    expect(faultsOf(() => Account.of(id as string))).toEqual([
      [
        "InvalidAccountId",
        "accountId",
        `accountId: an account id is 32 lower-case hexadecimal characters, got ${got}; copy it from the account's overview page, or pass a cdktf token`,
      ],
    ]);
  });

  test("isAccount says no to what only looks like one", () => {
    expect([{ ...account }, null, undefined, ID, account.zone(ZONE)].map((value) => Account.isAccount(value))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("zones", () => {
  test("one by its id", () => {
    expect(account.zone(ZONE, { name: "example.com" })).toEqual({
      scope: "zone",
      key: `com.cloudflare.api.account.zone.${ZONE}`,
      accountId: ID,
      name: "example.com",
    });
    expect(account.zone("${var.zone}")).toEqual({ scope: "zone", key: "com.cloudflare.api.account.zone.${var.zone}", accountId: ID });
  });

  test.each(BAD_IDS)("fails on a zone id that is %s", (_, id, got) => {
    expect(faultsOf(() => account.zone(id as string))).toEqual([
      [
        "InvalidZoneId",
        "zoneId",
        `zoneId: a zone id is 32 lower-case hexadecimal characters, got ${got}; copy it from the zone's overview page, or pass a cdktf token`,
      ],
    ]);
  });

  test("all of an account are nested in it", () => {
    expect(account.allZones()).toEqual({
      scope: "zone",
      key: `com.cloudflare.api.account.${ID}`,
      nested: "com.cloudflare.api.account.zone.*",
      accountId: ID,
    });
  });

  test.each([["example.com"], ["a.b.c.example"], ["xn--bcher-kva.example"], ["3com.example"], [`${"a".repeat(63)}.example`]])(
    "one by its name %s",
    (name) => {
      expect(account.zoneNamed(name)).toMatchObject({ scope: "zone", accountId: ID, name, zoneName: name });
    },
  );

  test("two of one name are equal, two of different names or accounts are not", () => {
    const other = Account.of("fedcba9876543210fedcba9876543210");
    const keys = [
      account.zoneNamed("a.example"),
      account.zoneNamed("a.example"),
      account.zoneNamed("b.example"),
      other.zoneNamed("a.example"),
    ].map((zone) => zone.key);
    expect([keys[0] === keys[1], new Set(keys).size]).toEqual([true, 3]);
  });

  test.each([
    ["example", '"example"'],
    ["Example.com", '"Example.com"'],
    ["bücher.example", '"bücher.example"'],
    ["example.com.", '"example.com."'],
    [".example.com", '".example.com"'],
    ["-a.example", '"-a.example"'],
    ["a-.example", '"a-.example"'],
    ["*.example.com", '"*.example.com"'],
    ["https://example.com", '"https://example.com"'],
    ["example.com\n", '"example.com\\n"'],
    ["example com", '"example com"'],
    ["${var.zone}", "<token>"],
    [`${"z".repeat(64)}.example`, `"${"z".repeat(64)}.example"`],
    ["", '""'],
    [undefined, "nothing"],
  ])("fails on the name %j", (name, got) => {
    expect(faultsOf(() => account.zoneNamed(name as string))).toEqual([
      ["InvalidZoneName", "zoneName", `zoneName: a zone name is a domain name such as example.com, got ${got}; check the name`],
    ]);
  });

  test("fails on a name of more than 253 characters", () => {
    expect(() => account.zoneNamed(`${"a23456789.".repeat(25)}abc`)).not.toThrow();
    expect(() => account.zoneNamed(`${"a23456789.".repeat(25)}abcd`)).toThrow("a zone name is a domain name");
  });
});

describe("R2 buckets", () => {
  test("one, in the default jurisdiction or in a named one", () => {
    expect(account.r2Bucket("my-data")).toEqual({
      scope: "r2Bucket",
      key: `com.cloudflare.edge.r2.bucket.${ID}_default_my-data`,
      accountId: ID,
      name: "my-data",
    });
    const jurisdictions: Jurisdiction[] = ["default", "eu", "fedramp"];
    expect(jurisdictions.map((jurisdiction) => account.r2Bucket("abc", { jurisdiction }).key)).toEqual([
      `com.cloudflare.edge.r2.bucket.${ID}_default_abc`,
      `com.cloudflare.edge.r2.bucket.${ID}_eu_abc`,
      `com.cloudflare.edge.r2.bucket.${ID}_fedramp_abc`,
    ]);
  });

  test.each([["abc"], ["a-b"], ["0a9"], ["a--b"], ["x".repeat(63)], ["${var.bucket}"]])("accepts the name %s", (name) => {
    expect(account.r2Bucket(name).key.endsWith(`_default_${name}`)).toBe(true);
  });

  test.each([
    ["ab", '"ab"'],
    ["x".repeat(64), `"${"x".repeat(64)}"`],
    ["-abc", '"-abc"'],
    ["abc-", '"abc-"'],
    ["aBc", '"aBc"'],
    ["a_b", '"a_b"'],
    ["a.b", '"a.b"'],
    ["a b", '"a b"'],
    ["a/b", '"a/b"'],
    ["abc\n", '"abc\\n"'],
    ["*", '"*"'],
    ["äbc", '"äbc"'],
    ["${var.bucket}.*", "<token>"],
    ["", '""'],
    [null, "null"],
  ])("fails on the name %j", (name, got) => {
    expect(faultsOf(() => account.r2Bucket(name as string))).toEqual([
      [
        "InvalidBucketName",
        "bucketName",
        `bucketName: an R2 bucket name has 3 to 63 characters of a-z, 0-9 and -, and neither starts nor ends with -, got ${got}; check the name`,
      ],
    ]);
  });

  test.each(["default", "eu", "us", "fedramp", "fedramp-high", "mars"])("takes the jurisdiction %s", (jurisdiction) => {
    expect(account.r2Bucket("logs", { jurisdiction }).key).toContain(`_${jurisdiction}_logs`);
  });

  test.each([
    ["EU", '"EU"'],
    ["eu ", '"eu "'],
    ["", '""'],
    ["${var.place}", "<token>"],
    ["toString", '"toString"'],
    [7, "7"],
  ])("fails on the jurisdiction %j", (jurisdiction, got) => {
    expect(faultsOf(() => account.r2Bucket("abc", { jurisdiction: jurisdiction as Jurisdiction }))).toEqual([
      [
        "InvalidJurisdiction",
        "jurisdiction",
        `jurisdiction: a jurisdiction is "default", "eu", "us", "fedramp", "fedramp-high" or another name of that form, got ${got}; check the name`,
      ],
    ]);
  });

  test("fails with both faults at once", () => {
    expect(faultsOf(() => account.r2Bucket("A", { jurisdiction: "US" })).map(([code]) => code)).toEqual([
      "InvalidBucketName",
      "InvalidJurisdiction",
    ]);
  });

  test("all of an account are nested in it", () => {
    expect(account.allR2Buckets()).toEqual({
      scope: "r2Bucket",
      key: `com.cloudflare.api.account.${ID}`,
      nested: "com.cloudflare.edge.r2.bucket.*",
      accountId: ID,
    });
  });
});

describe("Workers", () => {
  test("one by its tag is nested in the account", () => {
    expect(account.worker(ZONE, { name: "mailer" })).toEqual({
      scope: "worker",
      key: `com.cloudflare.api.account.${ID}`,
      nested: `com.cloudflare.edge.worker.script.${ZONE}`,
      accountId: ID,
      name: "mailer",
    });
  });

  test.each([...BAD_IDS, ["a script's name", "mailer", '"mailer"'] as const])("fails on a tag that is %s", (_, tag, got) => {
    expect(faultsOf(() => account.worker(tag as string))).toEqual([
      [
        "InvalidWorkerTag",
        "workerTag",
        `workerTag: a Worker's tag is 32 lower-case hexadecimal characters, got ${got}; take the id from the Workers API, not the script's name`,
      ],
    ]);
  });
});

test("resources are frozen", () => {
  const all = [
    account,
    account.zone(ZONE),
    account.zoneNamed("a.example"),
    account.allZones(),
    account.r2Bucket("abc"),
    account.allR2Buckets(),
    account.worker(ZONE),
  ];
  expect(all.map((resource) => [isResource(resource), Object.isFrozen(resource)])).toEqual(all.map(() => [true, true]));
});
