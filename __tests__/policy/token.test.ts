import {
  Account,
  type OnExpiry,
  readToken,
  type TokenDescription,
  type TokenReading,
  type TokenSpec,
  type TokenStatus,
} from "../../lib/policy";
import { shown } from "./support";

const account = Account.of("0123456789abcdef0123456789abcdef");
const NOW = new Date("2030-01-01T00:00:00Z");

function read(description: TokenDescription, name: unknown = "ci", kind: TokenSpec["kind"] = "account"): TokenReading {
  return readToken(kind, kind === "account" ? account : undefined, name as string, description, NOW);
}

function faults(description: unknown, name?: unknown): ReturnType<typeof shown> {
  return shown(read(description as TokenDescription, name).faults);
}

describe("readToken", () => {
  test("gives a spec in normal form, with what is absent left out", () => {
    expect(read({})).toStrictEqual({
      spec: { kind: "account", accountId: account.id, name: "ci", status: "active", policies: [] },
      faults: [],
      warnings: [],
      retired: false,
    });
    expect(
      read(
        {
          status: "disabled",
          requestIp: { in: ["192.0.2.1"] },
          notBefore: "2031-01-01T01:00:00+01:00",
          expiresOn: new Date("2037-06-01T00:00:00Z"),
          owner: "team",
          purpose: "why",
        },
        "ci",
        "user",
      ).spec,
    ).toStrictEqual({
      kind: "user",
      name: "ci",
      status: "disabled",
      policies: [],
      requestIp: { in: ["192.0.2.1/32"] },
      notBefore: "2031-01-01T00:00:00Z",
      expiresOn: "2037-06-01T00:00:00Z",
      owner: "team",
      purpose: "why",
    });
  });

  test("fails with the faults of every part at once, in one order", () => {
    const all = faults(
      { requestIp: { in: [] }, notBefore: "x", expiresOn: "y", status: "on", owner: "\n", purpose: "\n", onExpiry: "keep" },
      "",
    );
    expect(all.map(([code, path]) => [code, path])).toEqual([
      ["InvalidName", "name"],
      ["EmptyIpList", "requestIp.in"],
      ["InvalidDate", "notBefore"],
      ["InvalidDate", "expiresOn"],
      ["InvalidStatus", "status"],
      ["InvalidText", "owner"],
      ["InvalidText", "purpose"],
      ["InvalidOnExpiry", "onExpiry"],
    ]);
  });
});

describe("names", () => {
  test.each([
    ["x"],
    ["dns publisher (prod) / #1"],
    ["n".repeat(120)],
    ["🔑".repeat(120)],
    ["Bücher-Übersicht"],
    ["قائمة"],
    ["👩‍💻"],
    ["$a {b} %c"],
    ["__proto__"],
  ])("accepts %s", (name) => {
    expect([faults({}, name), read({}, name).spec.name]).toEqual([[], name]);
  });

  test.each([
    ["empty", "", '""'],
    ["blank", "   ", '"   "'],
    ["121 letters", "n".repeat(121), `"${"n".repeat(78)}…`],
    ["121 emoji", "🔑".repeat(121), `"${"🔑".repeat(39)}…`],
    ["a newline", "a\nb", '"a\\nb"'],
    ["a tab", "a\tb", '"a\\tb"'],
    ["NUL", "a\u0000b", '"a\\u0000b"'],
    ["escape", "a\u001b[31mb", '"a\\u001b[31mb"'],
    ["delete", "a\u007fb", '"a\\u007fb"'],
    ["a C1 control", "a\u0085b", '"a\\u0085b"'],
    ["a line separator", "a\u2028b", '"a\\u2028b"'],
    ["a direction override", "a\u202eb", '"a\\u202eb"'],
    ["an isolate", "a\u2066b", '"a\\u2066b"'],
    ["half an emoji", "a\ud83d", '"a\\ud83d"'],
    ["a token's value", `ci cfat_${"FAKE".repeat(10)}`, "<redacted>"],
    ["nothing", null, "null"],
    ["a number", 7, "7"],
  ])("fails on %s", (_, name, got) => {
    expect(faults({}, name)).toEqual([
      [
        "InvalidName",
        "name",
        `name: a token name has 1 to 120 characters and no control characters, got ${got}; shorten or clean the name`,
      ],
    ]);
  });

  test.each([["${TfToken[TOKEN.1]}"], ["ci-${var.env}"]])("fails on the cdktf token %s", (name) => {
    expect(faults({}, name)).toEqual([
      ["LiteralRequired", "name", "name: a token name must be known at synth, got <token>; pass a plain value instead of a cdktf token"],
    ]);
  });
});

describe("owner and purpose", () => {
  test.each([[""], ["team-dns <dns@example.com>"], ["t".repeat(500)], ["🔑".repeat(500)]])("accepts %s", (text) => {
    expect([faults({ owner: text, purpose: text }), read({ owner: text }).spec.owner]).toEqual([[], text]);
  });

  test.each([
    ["a newline", "a\nb", '"a\\nb"'],
    ["a direction override", "a\u202eb", '"a\\u202eb"'],
    ["501 characters", "t ".repeat(250) + "t", `"${"t ".repeat(39)}…`],
    ["a number", 7, "7"],
    ["null", null, "null"],
  ])("fails on %s", (_, text, got) => {
    const message = (path: string): string[] => [
      "InvalidText",
      path,
      `${path}: text has at most 500 characters and no control characters, got ${got}; shorten or clean the text`,
    ];
    expect(faults({ owner: text, purpose: text })).toEqual([message("owner"), message("purpose")]);
  });

  test("fails on a cdktf token", () => {
    expect(faults({ owner: "${var.owner}", purpose: "${var.purpose}" })).toEqual([
      ["LiteralRequired", "owner", "owner: the owner must be known at synth, got <token>; pass a plain value instead of a cdktf token"],
      [
        "LiteralRequired",
        "purpose",
        "purpose: the purpose must be known at synth, got <token>; pass a plain value instead of a cdktf token",
      ],
    ]);
  });

  test("fails on a token's value without showing it", () => {
    const message = (path: string): string[] => [
      "InvalidText",
      path,
      `${path}: text has at most 500 characters and no control characters, got <redacted>; shorten or clean the text`,
    ];
    const text = `made with cfat_${"FAKE".repeat(10)}`;
    expect(faults({ owner: text, purpose: text })).toEqual([message("owner"), message("purpose")]);
    expect(JSON.stringify(read({ owner: text }).faults)).not.toContain("FAKE");
  });
});

describe("status", () => {
  test.each<[TokenStatus]>([["active"], ["disabled"]])("accepts %s", (status) => {
    expect([faults({ status }), read({ status }).spec.status]).toEqual([[], status]);
  });

  test.each([
    ["Active", '"Active"', ' (did you mean "active")'],
    ["actve", '"actve"', ' (did you mean "active")'],
    ["enabled", '"enabled"', ' (did you mean "active")'],
    ["ACTIVE ", '"ACTIVE "', ' (did you mean "active")'],
    ["disable", '"disable"', ' (did you mean "disabled")'],
    ["DISABLED", '"DISABLED"', ' (did you mean "disabled")'],
    ["inactive", '"inactive"', ' (did you mean "disabled")'],
    ["expired", '"expired"', ""],
    ["", '""', ""],
    ["toString", '"toString"', ""],
    [true, "true", ""],
    [null, "null", ""],
    [["active"], '["active"]', ' (did you mean "active")'],
  ])("fails on %j", (status, got, near) => {
    expect(faults({ status })).toEqual([
      ["InvalidStatus", "status", `status: status is "active" or "disabled", got ${got}; choose one of these${near}`],
    ]);
  });

  test("fails on a cdktf token", () => {
    expect(faults({ status: "${var.status}" })).toEqual([
      ["LiteralRequired", "status", "status: the status must be known at synth, got <token>; pass a plain value instead of a cdktf token"],
    ]);
  });
});

describe("expiry", () => {
  const message = 'set a later date, remove the principal, or use onExpiry: "retire"';

  test.each([
    ["2029-12-31T23:59:59Z", "2029-12-31T23:59:59Z"],
    ["2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:59:59+01:00", "2029-12-31T23:59:59Z"],
    ["2001-01-01T00:00:00Z", "2001-01-01T00:00:00Z"],
  ])("fails on %s, which has passed", (expiresOn, shownAs) => {
    const expected = [
      [
        "Expired",
        "expiresOn",
        `expiresOn: the expiry lies in the past, and Terraform would re-create such a token for ever, got "${shownAs}"; ${message}`,
      ],
    ];
    expect([faults({ expiresOn }), faults({ expiresOn, onExpiry: "error" })]).toEqual([expected, expected]);
    expect(read({ expiresOn }).retired).toBe(false);
  });

  test("retires a lapsed principal with a warning instead, when told so", () => {
    expect(read({ expiresOn: "2029-12-31T23:59:59Z", onExpiry: "retire" })).toMatchObject({
      faults: [],
      warnings: [{ code: "ExpiredAndRetired", message: "expired on 2029-12-31T23:59:59Z and is left out; remove it from the code" }],
      retired: true,
    });
  });

  test("retires nothing before its time", () => {
    expect(read({ expiresOn: "2037-06-01T00:00:00Z", onExpiry: "retire" })).toMatchObject({ faults: [], warnings: [], retired: false });
  });

  test.each([
    ["2030-01-01T00:00:01Z", "less than a day"],
    ["2030-01-01T23:59:59Z", "less than a day"],
    ["2030-01-02T00:00:00Z", "1 day"],
    ["2030-01-03T23:59:59Z", "2 days"],
    ["2030-01-31T00:00:00Z", "30 days"],
  ])("warns of %s", (expiresOn, left) => {
    expect(read({ expiresOn })).toMatchObject({
      faults: [],
      warnings: [{ code: "ExpiresSoon", message: `expires on ${expiresOn}, in ${left}` }],
    });
  });

  test("does not warn of more than 30 days", () => {
    expect(read({ expiresOn: "2030-01-31T00:00:01Z" }).warnings).toEqual([]);
  });

  test.each([
    ["Error", '"Error"'],
    ["ignore", '"ignore"'],
    ["", '""'],
    [true, "true"],
  ])("fails on onExpiry %j", (onExpiry, got) => {
    expect(faults({ expiresOn: "2037-06-01T00:00:00Z", onExpiry: onExpiry as OnExpiry })).toEqual([
      ["InvalidOnExpiry", "onExpiry", `onExpiry: onExpiry is "error" or "retire", got ${got}; choose one of these`],
    ]);
  });
});
