import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  allow,
  baseline,
  defineRule,
  deny,
  Guardrails,
  type Pack,
  permissions,
  rules,
  ServicePrincipal,
  strict,
  UserToken,
  UserTokenStack,
} from "../../lib";
import { account, annotations, dnsWrite, errorOf, newApp, newStack, onlyToken, read, readText, synth, tokens } from "./support";

beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-11-22T00:00:00Z";
});
afterEach(() => {
  delete process.env["PRINCIPALS_NOW"];
});

const noOwner: Pack = [[rules.noOwner, "error"]];
const NO_OWNER = "no-owner (owner): a guardrail forbids it: nobody answers for the token; set owner";

test("a stack without guardrails is written as it was: no annotation, no metadata", () => {
  const app = newApp();
  new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [allow(permissions.zone.dns.write).on(account.allZones())] });
  const json = synth(app);
  expect(annotations(app)).toEqual([]);
  expect(Object.keys(onlyToken(json)["//"].metadata).sort()).toEqual(["names", "path", "uniqueId"]);
});

test("fails before any file is written, and names all findings of all stacks", () => {
  const app = newApp();
  new ServicePrincipal(newStack("a", {}, app), "fine", { policies: [dnsWrite] });
  const stack = newStack("b", { guardrails: [...noOwner, [rules.noExpiry, "error"]] }, app);
  new ServicePrincipal(stack, "x", { policies: [dnsWrite] });
  new ServicePrincipal(stack, "y", { policies: [dnsWrite], name: "other", owner: "team-dns" });
  const error = errorOf(() => {
    app.synth();
  });
  expect(error.faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "GuardrailViolated b/x: no-expiry (expiresOn): a guardrail forbids it: the token never expires; set expiresOn",
    `GuardrailViolated b/x: ${NO_OWNER}`,
    "GuardrailViolated b/y: no-expiry (expiresOn): a guardrail forbids it: the token never expires; set expiresOn",
  ]);
  expect(existsSync(join(app.outdir, "stacks/a/cdk.tf.json"))).toBe(false);
});

test("fails with what guardrails find and with other faults at once", () => {
  const app = newApp();
  const stack = newStack("prod", { guardrails: noOwner }, app);
  new ServicePrincipal(stack, "x", { policies: [dnsWrite], name: "same" });
  new ServicePrincipal(stack, "y", { policies: [dnsWrite], name: "same", owner: "team-dns" });
  const error = errorOf(() => {
    app.synth();
  });
  expect(error.faults.map(({ code, scope, path }) => `${code} ${scope ?? ""}: ${path}`)).toEqual([
    "DuplicateName prod/y: name",
    "GuardrailViolated prod/x: no-owner (owner)",
  ]);
});

test("a failed synth leaves the files of an earlier one alone, and a corrected app is written", () => {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  const p = new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  expect(p.acknowledgements).toEqual([]);
  app.synth();
  const before = readText(app.outdir);
  Guardrails.of(app).use(noOwner);
  expect(
    errorOf(() => {
      app.synth();
    }).message,
  ).toBe(`prod/ci: ${NO_OWNER}`);
  expect(readText(app.outdir)).toBe(before);
  Guardrails.of(stack).use([[rules.noOwner, "off"]]);
  app.synth();
  expect(readText(app.outdir)).toBe(before);
});

test("warnings and notes become annotations of the principal, each once", () => {
  const app = newApp();
  const stack = newStack(
    "prod",
    {
      guardrails: [
        [rules.noOwner, "warning"],
        [rules.noExpiry, "note"],
      ],
    },
    app,
  );
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  app.synth();
  new ServicePrincipal(stack, "second", { policies: [dnsWrite], owner: "x", expiresOn: "2027-01-01T00:00:00Z" });
  app.synth();
  expect(annotations(app)).toEqual([
    { constructPath: "prod/ci", level: "@cdktf/warn", message: "no-owner (owner): nobody answers for the token; set owner" },
    { constructPath: "prod/ci", level: "@cdktf/info", message: "no-expiry (expiresOn): the token never expires; set expiresOn" },
  ]);
});

test("the pack nearer to the token counts, rule by rule; of two on one construct the later", () => {
  const app = newApp();
  Guardrails.of(app).use([
    [rules.noOwner, "error"],
    [rules.noExpiry, "warning"],
  ]);
  const stack = newStack("prod", { guardrails: [[rules.noOwner, "error"]] }, app);
  Guardrails.of(stack).use([[rules.noOwner, "note"]]);
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  app.synth();
  expect(annotations(app).map(({ level, message }) => `${level} ${message.split(" ")[0] ?? ""}`)).toEqual([
    "@cdktf/warn no-expiry",
    "@cdktf/info no-owner",
  ]);
});

test("acknowledgements are kept in the file in order, and shown", () => {
  const app = newApp();
  const p = new ServicePrincipal(newStack("prod", { guardrails: noOwner }, app), "ci", { policies: [dnsWrite] });
  p.acknowledge({ rule: "z-rule", detail: "x", reason: "of another pack" });
  p.acknowledge({ rule: "no-owner", detail: "owner", reason: "a spare", owner: "team-dns", until: new Date("2027-01-01T00:00:00.5Z") });
  p.acknowledge({ rule: "z-rule", detail: "x", reason: "of another pack" });
  const json = synth(app);
  const written = [
    { rule: "no-owner", detail: "owner", reason: "a spare", owner: "team-dns", until: "2027-01-01T00:00:00Z" },
    { rule: "z-rule", detail: "x", reason: "of another pack" },
  ];
  expect(onlyToken(json)["//"].metadata["acknowledgements"]).toEqual(written);
  expect(p.acknowledgements).toEqual(written);
  expect(annotations(app)).toEqual([
    {
      constructPath: "prod/ci",
      level: "@cdktf/info",
      message: "no-owner (owner): nobody answers for the token; acknowledged by team-dns until 2027-01-01T00:00:00Z: a spare",
    },
  ]);
});

test("fails once an acknowledgement has ended, by the clock of PRINCIPALS_NOW", () => {
  const app = newApp();
  const p = new ServicePrincipal(newStack("prod", { guardrails: noOwner }, app), "ci", { policies: [dnsWrite] });
  p.acknowledge({ rule: "no-owner", detail: "owner", reason: "a spare", until: "2026-11-22T00:00:00Z" });
  expect(
    errorOf(() => {
      app.synth();
    }).message,
  ).toBe(`prod/ci: ${NO_OWNER}`);
});

test("fails for acknowledgements of what can't be waived and of what is not found, with strict", () => {
  const app = newApp();
  const p = new ServicePrincipal(newStack("prod", { guardrails: strict }, app), "ci", {
    policies: [dnsWrite],
    owner: "team-dns",
    expiresOn: "2027-01-01T00:00:00Z",
    requestIp: { in: ["192.0.2.0/24"] },
  });
  p.acknowledge({ rule: "no-owner", detail: "owner", reason: "x" });
  p.acknowledge({ rule: "user-scope-permission", detail: "x", reason: "x" });
  expect(
    errorOf(() => {
      app.synth();
    }).faults.map(({ message }) => message),
  ).toEqual([
    "acknowledgement-refused (user-scope-permission x): a guardrail forbids it: the acknowledgement of user-scope-permission (x) does not count: this rule can't be waived; remove it, and correct what the rule found",
    "acknowledgement-unused (no-owner owner): a guardrail forbids it: the acknowledgement of no-owner (owner) is about nothing that was found; remove it, or correct its rule and detail",
  ]);
});

test.each<[string, unknown, string, string]>([
  [
    "no reason",
    { rule: "r", detail: "d", reason: "" },
    "InvalidAcknowledgement",
    'acknowledgements.reason: the reason is a text of at most 500 characters, got ""; acknowledge({ rule, detail, reason }) as the report shows rule and detail',
  ],
  [
    "no detail",
    { rule: "r", reason: "x" },
    "InvalidAcknowledgement",
    "acknowledgements.detail: the detail is a text of at most 500 characters",
  ],
  [
    "a cdktf token",
    { rule: "r", detail: "${TfToken[1]}", reason: "x" },
    "InvalidAcknowledgement",
    "acknowledgements.detail: the detail is a text of at most 500 characters, got <token>",
  ],
  [
    "a credential",
    { rule: "r", detail: "d", reason: `cfat_${"x".repeat(40)}` },
    "InvalidAcknowledgement",
    "acknowledgements.reason: the reason is a text of at most 500 characters, got <redacted>",
  ],
  [
    "a date without time",
    { rule: "r", detail: "d", reason: "x", until: "2027-01-01" },
    "InvalidDate",
    "acknowledgements.until: a date is a Date or an RFC 3339 string",
  ],
  ["nothing", undefined, "InvalidAcknowledgement", "acknowledgements: an acknowledgement has a rule, a detail and a reason"],
])("fails for an acknowledgement with %s", (_, value, code, message) => {
  const p = new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite] });
  const error = errorOf(() => {
    p.acknowledge(value as never);
  });
  expect(error.code).toBe(code);
  expect(error.message.startsWith(`prod/ci: ${message}`) ? message : error.message).toBe(message);
  expect(p.acknowledgements).toEqual([]);
});

test("fails for something that is no pack, and leaves no stack behind", () => {
  const app = newApp();
  const error = errorOf(() => newStack("prod", { guardrails: "strict" as never }, app));
  expect(error.message).toBe(
    'prod: guardrails: a pack is a list of [rule, level], got "strict"; use baseline, strict or a list such as [[rules.noExpiry, "error"]], in JSON { "extends": "baseline", "rules": { "no-expiry": "error" } }',
  );
  expect(app.node.children).toEqual([]);
  expect(
    errorOf(() => {
      Guardrails.of(app).use([[rules.maxLifetime, "error"]] as never);
    }).code,
  ).toBe("InvalidPack");
});

test("fails for a rule that throws, whatever its level", () => {
  const app = newApp();
  const rule = defineRule({
    id: "acme-broken",
    title: "t",
    why: "w",
    fix: "f",
    token: () => {
      throw new Error("x is undefined");
    },
  });
  new ServicePrincipal(newStack("prod", { guardrails: [[rule, "note"]] }, app), "ci", { policies: [dnsWrite] });
  expect(
    errorOf(() => {
      app.synth();
    }).message,
  ).toBe(
    "prod/ci: rule-failed (acme-broken): a guardrail forbids it: rule acme-broken failed: x is undefined; correct the rule, or report it if it is one of this package",
  );
});

test("rules see what is added later, and not what is retired or in another stack", () => {
  const app = newApp();
  const stack = newStack(
    "prod",
    {
      guardrails: [
        [rules.allZonesWrite, "error"],
        [rules.noOwner, "error"],
      ],
    },
    app,
  );
  const p = new ServicePrincipal(stack, "ci", { policies: [dnsWrite], owner: "x" });
  new ServicePrincipal(stack, "old", { policies: [dnsWrite], expiresOn: "2020-01-01T00:00:00Z", onExpiry: "retire" });
  app.synth();
  const second = newApp();
  const late = new ServicePrincipal(newStack("prod", { guardrails: [[rules.allZonesWrite, "error"]] }, second), "ci", {
    policies: [dnsWrite],
  });
  late.addPolicies(allow(permissions.zone.cache.purge).on(account.allZones()));
  expect(
    errorOf(() => {
      second.synth();
    }).message,
  ).toContain("all-zones-write (zone.cache.purge): a guardrail forbids it: Cache Purge reaches every zone");
  expect(p.spec.owner).toBe("x");
});

test("user tokens have guardrails as well", () => {
  const app = newApp();
  new UserToken(new UserTokenStack(app, "users", { guardrails: baseline }), "t", {
    policies: [
      allow(permissions.zone.pageRules.write).on(account.zone("1".repeat(32))),
      deny(permissions.zone.dns.write).on(account.zone("1".repeat(32))),
    ],
  });
  app.synth();
  expect(tokens(read(app.outdir, "users"))).toHaveLength(1);
  expect(annotations(app, "users").map(({ message }) => message.split(" ")[0])).toEqual([
    "no-expiry",
    "no-ip-filter-on-write",
    "no-owner",
    "unused-deny",
  ]);
});
