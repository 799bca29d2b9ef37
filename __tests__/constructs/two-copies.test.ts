import type * as Cdktf from "cdktf";
import * as library from "../../lib";
import { account, annotations, dnsWrite, errorOf, newApp, newStack, synth, tokens, zone } from "./support";

/*
 * A project may hold two copies of this package, one of them through a dependency. What they share hangs on the tree.
 */

/** A second copy of the package, on the cdktf of the first. */
const copy = ((): typeof library => {
  let loaded: typeof library | undefined;
  const cdktf = jest.requireActual<typeof Cdktf>("cdktf");
  jest.isolateModules(() => {
    jest.doMock("cdktf", () => cdktf);
    loaded = jest.requireActual<typeof library>("../../lib");
  });
  if (loaded === undefined) throw new Error("no second copy");
  return loaded;
})();

const copied = (): library.Policy =>
  copy
    .allow(copy.permissions.zone.dns.write)
    .on(copy.Account.of(account.id, { name: "Example Inc" }).zone("1".repeat(32), { name: "example.com" }));

test("is another copy, whose values hold in both", () => {
  expect(copy.ServicePrincipal).not.toBe(library.ServicePrincipal);
  const app = newApp();
  new library.ServicePrincipal(newStack("prod", {}, app), "ours", { policies: [copied()] });
  new copy.ServicePrincipal(new copy.PrincipalStack(app, "other", { account }), "theirs", { policies: [dnsWrite] });
  expect(tokens(synth(app))).toHaveLength(1);
});

describe("checks over an app count the principals of both copies", () => {
  test.each([
    ["ours first", [library, copy]],
    ["theirs first", [copy, library]],
  ] as const)("fails for one name in one account: %s", (_, [first, second]) => {
    const app = newApp();
    new first.ServicePrincipal(new first.PrincipalStack(app, "a", { account }), "ci", { policies: [dnsWrite] });
    new second.ServicePrincipal(new second.PrincipalStack(app, "b", { account }), "ci", { policies: [copied()] });
    const error = errorOf(() => {
      app.synth();
    });
    expect(error.message).toBe('b/ci: name: token names are unique per account; also used by a/ci, got "ci"; set another name');
  });

  test("fails for more tokens than an account may hold", () => {
    const app = newApp();
    const stacks = { a: new library.PrincipalStack(app, "a", { account }), b: new copy.PrincipalStack(app, "b", { account }) };
    for (let i = 0; i < 251; i++) {
      new library.ServicePrincipal(stacks.a, `a${String(i)}`, { policies: [dnsWrite] });
      new copy.ServicePrincipal(stacks.b, `b${String(i)}`, { policies: [dnsWrite] });
    }
    expect(
      errorOf(() => {
        app.synth();
      }).code,
    ).toBe("QuotaExceeded");
  });

  test("fails for two stacks of one folder", () => {
    const app = newApp();
    new library.PrincipalStack(app, "prod", { account });
    const team = new library.PrincipalStack(app, "team", { account });
    expect(errorOf(() => new copy.PrincipalStack(team, "prod", { account })).code).toBe("DuplicateStackId");
  });
});

describe("guardrails of one copy hold for principals of the other", () => {
  test.each([
    ["the app's are ours", library, copy],
    ["the app's are theirs", copy, library],
  ] as const)("fails before any file is written: %s", (_, rules, principals) => {
    const app = newApp();
    rules.Guardrails.of(app).use([[rules.rules.noOwner, "error"]]);
    new principals.ServicePrincipal(new principals.PrincipalStack(app, "prod", { account }), "ci", {
      policies: [principals.allow(principals.permissions.zone.dns.write).on(zone)],
    });
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe("prod/ci: no-owner (owner): a guardrail forbids it: nobody answers for the token; set owner");
  });

  test("each finding is told once, whichever copies have packs", () => {
    const app = newApp();
    library.Guardrails.of(app).use([[library.rules.noOwner, "warning"]]);
    copy.Guardrails.of(app).use([[copy.rules.noExpiry, "warning"]]);
    const stack = newStack("prod", {}, app);
    new library.ServicePrincipal(stack, "a", { policies: [dnsWrite] });
    new copy.ServicePrincipal(stack, "b", { policies: [dnsWrite] });
    app.synth();
    expect(annotations(app).map(({ constructPath, message }) => `${constructPath} ${message.replace(/ .*/, "")}`)).toEqual([
      "prod/a no-expiry",
      "prod/a no-owner",
      "prod/b no-expiry",
      "prod/b no-owner",
    ]);
  });
});
