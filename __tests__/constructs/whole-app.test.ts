import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, type App, Aspects, AssetType, TerraformAsset, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { Account, allow, deny, permissions, type Policy, PrincipalStack, rules, ServicePrincipal } from "../../lib";
import { account, annotations, dnsWrite, newApp, newStack, read, tokens, zone } from "./support";

afterEach(() => {
  delete process.env["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"];
});

/** Two stacks in one output folder, of which the first is changed against what was written there before. */
function changed(last: (app: App) => TerraformStack = (app) => newStack("b", {}, app)): { app: App; last: TerraformStack; before: string } {
  const earlier = newApp();
  for (const id of ["a", "b"]) new ServicePrincipal(newStack(id, {}, earlier), "ci", { policies: [dnsWrite], name: id });
  earlier.synth();
  const app = new (earlier.constructor as typeof App)({ outdir: earlier.outdir });
  new ServicePrincipal(newStack("a", {}, app), "ci", { policies: [allow(permissions.zone.zone.read).on(zone)], name: "a" });
  const stack = last(app);
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite], name: "b", account });
  return { app, last: stack, before: files(earlier.outdir) };
}

/** Everything that is in an output folder. */
function files(outdir: string): string {
  const paths = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return JSON.stringify(
    paths
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, readFileSync(path, "utf8")]),
  );
}

function addPolicy(policy: Policy): (node: unknown) => void {
  return (node) => {
    if (node instanceof ServicePrincipal) node.addPolicies(policy);
  };
}

const FAILURES: Record<string, (stack: TerraformStack, app: App) => void> = {
  "an aspect that adds a policy of another account": (stack) => {
    Aspects.of(stack).add({ visit: addPolicy(allow(permissions.account.billing.read).on(Account.of("f".repeat(32)))) });
  },
  "an aspect that denies all there is": (stack) => {
    Aspects.of(stack).add({ visit: addPolicy(deny(permissions.zone.dns.write).on(zone)) });
  },
  "an aspect that throws": (stack) => {
    Aspects.of(stack).add({
      visit: () => {
        throw new Error("no");
      },
    });
  },
  "a validation of a construct": (stack) => {
    stack.node.addValidation({ validate: () => ["no"] });
  },
  "a validation of the app": (_, app) => {
    app.node.addValidation({ validate: () => ["no"] });
  },
  "an annotation that is an error": (stack) => {
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === stack) Annotations.of(node).addError("no");
      },
    });
  },
  "a value that can't be written": (stack) => {
    new TerraformOutput(stack, "o", {
      value: {
        toJSON: () => undefined,
        resolve: () => {
          throw new Error("no");
        },
        creationStack: [],
      },
    });
  },
};

describe("a failure in a later stack leaves all files as they were", () => {
  test.each(Object.entries(FAILURES))("fails: %s", (_, fail) => {
    const { app, last, before } = changed();
    fail(last, app);
    expect(() => {
      app.synth();
    }).toThrow();
    expect(files(app.outdir)).toBe(before);
  });

  test.each(Object.entries(FAILURES))("fails in a stack that is not ours: %s", (_, fail) => {
    const { app, last, before } = changed((parent) => new TerraformStack(parent, "b"));
    fail(last, app);
    expect(() => {
      app.synth();
    }).toThrow();
    expect(files(app.outdir)).toBe(before);
  });

  test("fails for what a guardrail finds in what an aspect adds", () => {
    const { app, last, before } = changed(
      (parent) => new PrincipalStack(parent, "b", { account, guardrails: [[rules.allZonesWrite, "error"]] }),
    );
    Aspects.of(last).add({ visit: addPolicy(allow(permissions.zone.dns.write).on(account.allZones())) });
    expect(() => {
      app.synth();
    }).toThrow("b/ci: all-zones-write (zone.dns.write): a guardrail forbids it: DNS Write reaches every zone; name the zones it works on");
    expect(files(app.outdir)).toBe(before);
  });

  test("fails for a stack of another framework's before ours as well", () => {
    const app = newApp();
    const plain = new TerraformStack(app, "a");
    new TerraformOutput(plain, "o", { value: "x" });
    const stack = newStack("b", {}, app);
    new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
    stack.node.addValidation({ validate: () => ["no"] });
    expect(() => {
      app.synth();
    }).toThrow("no");
    expect(readdirSync(join(app.outdir, "stacks"))).toEqual([]);
  });
});

describe("an app that does not fail", () => {
  test("is written as cdktf writes it, aspects run once, assets and annotations included", () => {
    const { app, last } = changed();
    const visits: string[] = [];
    Aspects.of(last).add({ visit: (node) => void visits.push(node.node.path) });
    Annotations.of(last).addWarning("look");
    const asset = new TerraformAsset(last, "file", { path: __filename, type: AssetType.FILE });
    const plain = new TerraformStack(app, "plain");
    new TerraformOutput(plain, "o", { value: "x", staticId: true });
    app.synth();
    expect(visits).toContain("b/ci");
    expect(new Set(visits).size).toBe(visits.length);
    expect(tokens(read(app.outdir, "a"))[0]?.policies[0]?.permission_groups).toEqual([{ id: "c8fed203ed3043cba015a93ad1616f1f" }]);
    expect(read(app.outdir, "plain").output).toEqual({ o: { value: "x" } });
    expect(annotations(app, "b").map(({ message }) => message)).toEqual(["look"]);
    expect(existsSync(join(app.outdir, "stacks/b", asset.path))).toBe(true);
    expect(readdirSync(app.outdir).sort()).toEqual(["manifest.json", "stacks"]);
  });

  test("is written again, with what was added since", () => {
    const { app } = changed();
    app.synth();
    const first = files(app.outdir);
    app.synth();
    expect(files(app.outdir)).toBe(first);
    new ServicePrincipal(newStack("c", {}, app), "ci", { policies: [dnsWrite], name: "c" });
    app.synth();
    expect(tokens(read(app.outdir, "c"))).toHaveLength(1);
  });

  test("can be synthesized stack by stack in a test", () => {
    const { app, last } = changed();
    app.synth();
    const outdir = Testing.fullSynth(last);
    expect(readdirSync(join(outdir, "stacks"))).toEqual(["b"]);
    expect(tokens(read(outdir, "b"))).toHaveLength(1);
  });
});
