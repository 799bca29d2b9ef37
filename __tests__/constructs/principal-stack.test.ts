import { App, TerraformVariable } from "cdktf";
import { Account, allow, permissions, PrincipalStack, type PrincipalStackProps, ServicePrincipal } from "../../lib";
import { account, ACCOUNT_ID, annotations, dnsWrite, errorOf, newApp, newStack, onlyToken, read, synth, zone } from "./support";

const clock = process.env["PRINCIPALS_NOW"];
const ci = process.env["CI"];
beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-01-02T00:00:00Z";
  delete process.env["CI"];
});
afterAll(() => {
  for (const [name, value] of Object.entries({ PRINCIPALS_NOW: clock, CI: ci })) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

function warnings(app: App, stack = "prod"): string[] {
  return annotations(app, stack)
    .filter((a) => a.level === "@cdktf/warn")
    .map((a) => `${a.constructPath}: ${a.message}`);
}

describe("a stack of service principals", () => {
  test("writes a provider without settings, the version guard, local state beside the project and the environment", () => {
    const app = newApp();
    newStack("prod", { environment: "production" }, app);
    const json = synth(app);
    expect(json).toEqual({
      "//": {
        metadata: {
          backend: "local",
          environment: "production",
          overrides: { stack: ["terraform", "//"] },
          stackName: "prod",
          version: expect.any(String),
        },
        outputs: {},
      },
      provider: { cloudflare: [{}] },
      terraform: {
        backend: { local: { path: "../../../terraform.prod.tfstate" } },
        required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "~> 5.14, != 5.19.0, != 5.19.1" } },
      },
    });
  });

  test("names its state after itself", () => {
    const app = newApp();
    newStack("staging", {}, app);
    expect(synth(app, "staging").terraform.backend).toEqual({ local: { path: "../../../terraform.staging.tfstate" } });
  });

  test("writes no environment when there is none", () => {
    const app = newApp();
    newStack(
      "prod",
      { environment: undefined, backend: undefined, providerVersion: undefined, strict: undefined, tokenQuota: undefined },
      app,
    );
    const { metadata } = synth(app)["//"];
    expect(Object.keys(metadata).sort()).toEqual(["backend", "overrides", "stackName", "version"]);
  });

  test("has the account it was given", () => {
    expect(newStack().account).toBe(account);
  });

  test("fails without an account, and leaves nothing in the tree", () => {
    const app = newApp();
    expect(errorOf(() => new PrincipalStack(app, "prod", {} as PrincipalStackProps)).message).toBe(
      "prod: account: account is a value of Account.of(id), got nothing; pass Account.of(id, { name })",
    );
    expect(app.node.tryFindChild("prod")).toBeUndefined();
  });

  test("fails when the account is an id", () => {
    const props = { account: ACCOUNT_ID } as unknown as PrincipalStackProps;
    expect(errorOf(() => new PrincipalStack(newApp(), "prod", props)).message).toBe(
      `prod: account: account is a value of Account.of(id), got "${ACCOUNT_ID}"; pass Account.of(id, { name })`,
    );
  });

  test("takes an account from another copy of the package, known by its registered symbol", () => {
    const copy = Object.defineProperty({ ...account }, Symbol.for("cloudflare-principals/Account"), { value: true }) as Account;
    expect(newStack("prod", { account: copy }).account).toBe(copy);
  });
});

describe("a credential of the stack's own", () => {
  test("comes from an ephemeral variable, and the other stacks keep theirs", () => {
    const app = newApp();
    newStack("prod", { credentialVariable: "prod_api_token" }, app);
    newStack("staging", { credentialVariable: undefined }, app);
    expect(synth(app)).toMatchObject({
      provider: { cloudflare: [{ api_token: "${var.prod_api_token}" }] },
      terraform: { required_version: ">= 1.10" },
      variable: {
        prod_api_token: {
          type: "string",
          sensitive: true,
          nullable: false,
          ephemeral: true,
          description: "API token with Account API Tokens Write on the account of stack prod",
        },
      },
    });
    const { provider, terraform, variable } = read(app.outdir, "staging");
    expect([provider, terraform.required_version, variable]).toEqual([{ cloudflare: [{}] }, undefined, undefined]);
  });
});

describe("warnings of a stack", () => {
  test("are none for a literal account on a developer's machine", () => {
    const app = newApp();
    newStack("prod", {}, app);
    app.synth();
    expect(annotations(app)).toEqual([]);
  });

  test("say what a change of an account known at plan time would do", () => {
    const app = newApp();
    const outer = newStack("ids", {}, app);
    const id = new TerraformVariable(outer, "account", { type: "string" });
    newStack("prod", { account: Account.of(id.stringValue) }, app);
    app.synth();
    expect(warnings(app)).toEqual([
      "prod: the account's id is known at plan time only: when it changes, Terraform replaces every token of this stack, and so every secret",
    ]);
  });

  test("fails with a clock that can't be read", () => {
    process.env["PRINCIPALS_NOW"] = "tomorrow";
    expect(
      errorOf(() => new ServicePrincipal(newStack(), "ci", { policies: [allow(permissions.account.billing.read).on(account)] })).message,
    ).toBe(
      'PRINCIPALS_NOW: the clock is an RFC 3339 time with offset, got "tomorrow"; unset PRINCIPALS_NOW, or write it like 2026-01-01T00:00:00Z',
    );
  });
});

describe("products that do not accept account-owned tokens", () => {
  const pageRules = allow(permissions.zone.pageRules.write).on(zone);

  test("are a warning that names the product and the alternative, once", () => {
    const app = newApp();
    const p = new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [pageRules, pageRules] });
    p.addPolicies(pageRules);
    app.synth();
    expect(warnings(app)).toEqual([
      expect.stringMatching(
        /^prod\/ci: "Page Rules Write": Page Rules does not accept account-owned tokens \(as of \d{4}-\d\d-\d\d\); use a UserToken/,
      ),
    ]);
  });

  test("fails in a strict stack, also when added later", () => {
    const stack = newStack("prod", { strict: true });
    const message =
      'policies[0].permissions[0]: "Page Rules Write" belongs to Page Rules, which does not accept account-owned tokens; use a UserToken for it, or leave strict off to get a warning';
    expect(errorOf(() => new ServicePrincipal(stack, "ci", { policies: [pageRules] })).message).toBe(`prod/ci: ${message}`);
    const p = new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
    expect(
      errorOf(() => {
        p.addPolicies(pageRules);
      }).message,
    ).toBe(`prod/ci: ${message.replace("[0]", "[1]")}`);
  });
});

describe("what a failed run leaves behind", () => {
  test("is the files of the run before, byte for byte, in every stack", () => {
    const outdir = newApp().outdir;
    const build = (broken: boolean): App => {
      const app = new App({ outdir });
      for (const name of ["a", "b"]) {
        new ServicePrincipal(newStack(name, {}, app), "ci", { name: `ci-${name}`, policies: [dnsWrite] });
      }
      // The stack that is written first would change, the one that is written last is wrong.
      if (broken) {
        new ServicePrincipal(app.node.findChild("a"), "new", { policies: [dnsWrite] });
        new ServicePrincipal(app.node.findChild("b"), "empty");
      }
      return app;
    };
    build(false).synth();
    const before = ["a", "b"].map((name) => read(outdir, name));
    expect(
      errorOf(() => {
        build(true).synth();
      }).message,
    ).toBe("b/empty: policies: nothing is allowed: there is no policy; add a policy with allow(…).on(…)");
    expect(["a", "b"].map((name) => read(outdir, name))).toEqual(before);
  });

  test("fails with every fault of every stack, each named", () => {
    const app = newApp();
    for (const name of ["a", "b", "c"]) new ServicePrincipal(newStack(name, {}, app), "ci", { policies: name === "b" ? [] : [dnsWrite] });
    const error = errorOf(() => {
      app.synth();
    });
    expect(error.scope).toBeUndefined();
    expect(error.faults.map((f) => [f.code, f.path, f.message])).toEqual([
      ["NothingAllowed", "policies", "b/ci: policies: nothing is allowed: there is no policy; add a policy with allow(…).on(…)"],
      ["DuplicateName", "name", 'b/ci: name: token names are unique per account; also used by a/ci, got "ci"; set another name'],
      ["DuplicateName", "name", 'c/ci: name: token names are unique per account; also used by a/ci, got "ci"; set another name'],
    ]);
    expect(error.message.split("\n")).toEqual(error.faults.map((f) => f.message));
  });
});

test("retired principals count for no check", () => {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  new ServicePrincipal(stack, "old", { name: "ci", policies: [], expiresOn: "2025-01-01T00:00:00Z", onExpiry: "retire" });
  new ServicePrincipal(stack, "new", { name: "ci", policies: [dnsWrite] });
  expect(onlyToken(synth(app)).name).toBe("ci");
});

test("principals taken out of the tree again count for no check", () => {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  new ServicePrincipal(stack, "mistake");
  stack.node.tryRemoveChild("mistake");
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  expect(onlyToken(synth(app)).name).toBe("ci");
});

test("fails when the quota of one stack is exceeded by several stacks together", () => {
  const app = newApp();
  for (const name of ["a", "b"]) {
    const stack = newStack(name, { tokenQuota: 501 }, app);
    for (let i = 0; i < 251; i++) new ServicePrincipal(stack, `${name}${String(i)}`, { policies: [dnsWrite] });
  }
  expect(
    errorOf(() => {
      app.synth();
    }).message,
  ).toBe(
    `account ${ACCOUNT_ID}: an account holds at most 501 tokens, got 502; split over accounts, or set tokenQuota when Cloudflare has raised the limit`,
  );
});
