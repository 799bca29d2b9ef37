import "cloudflare-principals/testing/jest";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App } from "cdktf";
import {
  allow,
  permissions,
  PrincipalStack,
  readSynth,
  ServicePrincipal,
  type TokenSpec,
  UserToken,
  UserTokenStack,
  User,
} from "../../lib";
import { account, dnsWrite, messageOf, sample, zone } from "./support";

const matchers: readonly (readonly [string, (subject: unknown) => void, (subject: unknown) => void])[] = [
  ["toAllow", (s) => expect(s).toAllow(dnsWrite), (s) => expect(s).not.toAllow(dnsWrite)],
  ["toDeny", (s) => expect(s).toDeny(dnsWrite), (s) => expect(s).not.toDeny(dnsWrite)],
  ["toGrantOnly", (s) => expect(s).toGrantOnly([dnsWrite]), (s) => expect(s).not.toGrantOnly([dnsWrite])],
  ["toExpireWithin", (s) => expect(s).toExpireWithin({ days: 1 }), (s) => expect(s).not.toExpireWithin({ days: 1 })],
  [
    "toBeReachableOnlyFrom",
    (s) => expect(s).toBeReachableOnlyFrom(["192.0.2.1"]),
    (s) => expect(s).not.toBeReachableOnlyFrom(["192.0.2.1"]),
  ],
  ["toPassGuardrails", (s) => expect(s).toPassGuardrails(), (s) => expect(s).not.toPassGuardrails()],
];

/** What a matcher that fails says; nothing for one that passes. */
function outcomeOf(expectation: () => void): string {
  try {
    expectation();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(matchers)("%s", (_, matcher, negated) => {
  test("takes principals, specs, lists, stacks, apps and synthesized folders and files", () => {
    const { app, prod, cachePurger, dnsPublisher, outdir } = sample();
    const subjects = [cachePurger, dnsPublisher.spec, [cachePurger, dnsPublisher.spec], [[prod]], prod, app];
    app.synth();
    for (const subject of [...subjects, outdir, join(outdir, "stacks/prod/cdk.tf.json"), readSynth(outdir)]) {
      const outcomes = [matcher, negated].map((each) => {
        try {
          each(subject);
          return "passed";
        } catch (error) {
          return (error as Error).message.slice(0, 16);
        }
      });
      expect(outcomes.sort()).toEqual(["expect(received)", "passed"]);
    }
  });

  test("fails with a note where the code beside a folder is newer than the folder", () => {
    const project = mkdtempSync(join(tmpdir(), "principals-stale-"));
    const outdir = join(project, "cdktf.out");
    sample(outdir).app.synth();
    const failureOf = (): string => [matcher, negated].map((each) => outcomeOf(() => each(outdir))).join("");
    const source = join(project, "main.ts");
    writeFileSync(source, "");
    utimesSync(source, new Date("2020-01-01"), new Date("2020-01-01"));
    expect(failureOf()).not.toContain("synthesize");
    const later = new Date(Date.now() + 60_000);
    utimesSync(source, later, later);
    expect(failureOf()).toContain(
      "\nnote: main.ts changed after cdktf.out was made: synthesize again before you trust this (npm run synth)",
    );
    utimesSync(source, new Date("2020-01-01"), new Date("2020-01-01"));
    const touch = (path: string): void => {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), "");
      utimesSync(join(project, path), later, later);
    };
    // Neither tests nor what is installed, made or deeper than one level makes the folder.
    const others = [
      "__tests__/x.ts",
      "principals/x.test.ts",
      "node_modules/p/x.ts",
      "dist/x.ts",
      "team/dns/x.ts",
      "cdktf.out/x.ts",
      "src/x.d.ts",
    ];
    for (const path of others) touch(path);
    expect(failureOf()).not.toContain("synthesize");
    for (const path of ["principals/dns.ts", "src/a/b/zone.ts", "lib/c.ts"]) {
      touch(path);
      expect(failureOf()).toContain(`\nnote: ${path} changed after cdktf.out was made`);
      rmSync(join(project, path));
    }
  });

  test.each([
    [
      "a number",
      5,
      "received: a matcher is given a principal, a token spec, a list of these, a stack, an app, or the path of a synthesized folder, got 5; pass one of these to expect(…)",
    ],
    ["nothing", undefined, /^received: a matcher is given .*got nothing/],
    ["null", null, /^received: a matcher is given .*got null/],
    ["an answer of can", { allowed: true, by: { reason: "default" } }, /^received: a matcher is given /],
    ["a spec without policies", { kind: "account", name: "x", status: "active" }, /^received: a matcher is given /],
    [
      "a spec with a broken policy",
      { kind: "account", name: "x", status: "active", policies: [{ effect: "allow", permissionGroups: "x", resources: {} }] },
      /^received: a matcher is given /,
    ],
    ["a list with something else", [5], /^received\[0\]: a matcher is given /],
    [
      "an empty list",
      [],
      "received: there is no token in it, so nothing would be tested: the list is empty; check what is passed to expect(…)",
    ],
    ["a list of nothing", [[]], /^received: there is no token in it/],
    ["an app without principals", new App({ outdir: "unused" }), /^received: there is no token in it, .*no principal below it is written/],
    ["a path that leads nowhere", "no-such-folder", /^no-such-folder: the file can't be read/],
  ])("fails with and without .not for %s", (__, subject, message) => {
    expect(() => matcher(subject)).toThrow(message);
    expect(() => negated(subject)).toThrow(message);
  });

  test("fails with and without .not for a folder without tokens and for a retired principal", () => {
    const folder = mkdtempSync(join(tmpdir(), "principals-matchers-"));
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ locals: { a: 1 } }));
    const { prod } = sample();
    const retired = new ServicePrincipal(prod, "old", {
      policies: [allow(permissions.zone.dns.write).on(zone)],
      expiresOn: "2020-01-01T00:00:00Z",
      onExpiry: "retire",
    });
    for (const each of [matcher, negated]) {
      expect(() => each(folder)).toThrow("no token is synthesized there");
      expect(() => each(retired)).toThrow("its expiry has passed, and it is left out of the Terraform");
      expect(() => each([retired])).toThrow("no principal below it is written");
    }
  });
});

test("principals that are retired do not count among others, as the folder does not have them", () => {
  const { prod, app, cachePurger } = sample();
  new ServicePrincipal(prod, "old", {
    policies: [allow(permissions.zone.zoneSettings.write).on(zone)],
    expiresOn: "2020-01-01T00:00:00Z",
    onExpiry: "retire",
  });
  expect(app).toDeny({ permission: permissions.zone.zoneSettings.write, resource: zone });
  expect(cachePurger).toPassGuardrails();
});

test("user tokens are tokens as well", () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "principals-matchers-")) });
  const token = new UserToken(new UserTokenStack(app, "users"), "mine", {
    policies: [allow(permissions.zone.dns.write).on(User.allZones())],
  });
  expect(token).toAllow({ ...dnsWrite, resource: account.allZones() });
  expect(app).not.toDeny(dnsWrite);
});

test("a folder, a stack and a list say the same, and name resources alike", () => {
  const { app, prod, cachePurger, dnsPublisher, outdir } = sample();
  app.synth();
  const messages = [app, prod, [dnsPublisher, cachePurger], outdir].map((subject) => messageOf(() => expect(subject).toDeny(dnsWrite)));
  expect(new Set(messages).size).toBe(1);
});

test("more tokens than can be shown are counted", () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "principals-matchers-")) });
  const stack = new PrincipalStack(app, "prod", { account });
  for (let i = 10; i < 23; i++) new ServicePrincipal(stack, `t${String(i)}`, { policies: [allow(permissions.zone.dns.write).on(zone)] });
  const message = messageOf(() => expect(app).toDeny(dnsWrite));
  expect(message).toContain("Received: 13 of 13 tokens may\n");
  expect(message).toContain("t19 (prod/t19)");
  expect(message).not.toContain("t20");
  expect(message).toMatch(/\n\n {2}and 3 more tokens$/);
});

test("a spec of nobody's app goes by its name, and its ids stand for its resources", () => {
  const spec: TokenSpec = {
    kind: "account",
    accountId: account.id,
    name: "a\u001b[31m",
    status: "active",
    policies: [{ effect: "allow", permissionGroups: [permissions.zone.dns.write.id], resources: { [zone.key]: "*" } }],
  };
  expect(messageOf(() => expect(spec).toDeny({ permission: "DNS Write", resource: zone.key }))).toMatchInlineSnapshot(`
    "expect(received).toDeny(access)

    Expected: "a\\u{1b}[31m" may not DNS Write on zone 11111111111111111111111111111111
    Received: it may

      "a\\u{1b}[31m"
        policy 1 of 1: may DNS Write on zone 11111111111111111111111111111111
        from any address, no expiry"
  `);
});
