import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, App, Aspects, AssetType, TerraformAsset, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { Account, allow, deny, permissions, type Policy, PrincipalStack, rules, ServicePrincipal } from "../../lib";
import { account, annotations, dnsWrite, errorOf, newApp, newStack, read, readText, tokens, zone } from "./support";

/** Two stacks in one output folder, of which the first is changed against what was written there before. */
function changed(last: (app: App) => TerraformStack = (app) => newStack("b", {}, app)): { app: App; last: TerraformStack; before: string } {
  const earlier = newApp();
  for (const id of ["a", "b"]) new ServicePrincipal(newStack(id, {}, earlier), "ci", { policies: [dnsWrite], name: id });
  earlier.synth();
  const app = new App({ outdir: earlier.outdir });
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

function addPolicy(policy: Policy): { visit: (node: unknown) => void } {
  return {
    visit: (node) => {
      if (node instanceof ServicePrincipal) node.addPolicies(policy);
    },
  };
}

const FAULTS: Record<string, (stack: TerraformStack) => void> = {
  "a token that may do nothing": (stack) => {
    new ServicePrincipal(stack, "empty", { account });
  },
  "a name that the first stack has": (stack) => {
    new ServicePrincipal(stack, "again", { policies: [dnsWrite], name: "a", account });
  },
  "an address that two tokens had": (stack) => {
    for (const id of ["x", "y"]) new ServicePrincipal(stack, id, { policies: [dnsWrite], account, adopt: "cloudflare_account_token.old" });
  },
  "policies added since that deny all there is": (stack) => {
    (stack.node.findChild("ci") as ServicePrincipal).addPolicies(deny(permissions.zone.dns.write).on(zone));
  },
};

describe("a fault in a later stack leaves all files as they were", () => {
  test.each(Object.entries(FAULTS))("fails: %s", (_, fault) => {
    const { app, last, before } = changed();
    fault(last);
    errorOf(() => {
      app.synth();
    });
    expect(files(app.outdir)).toBe(before);
  });

  test.each(Object.entries(FAULTS))("fails in a stack that is not ours: %s", (_, fault) => {
    const { app, last, before } = changed((parent) => new TerraformStack(parent, "b"));
    fault(last);
    errorOf(() => {
      app.synth();
    });
    expect(files(app.outdir)).toBe(before);
  });

  test("fails for what a guardrail finds", () => {
    const { app, last, before } = changed(
      (parent) => new PrincipalStack(parent, "b", { account, guardrails: [[rules.allZonesWrite, "error"]] }),
    );
    (last.node.findChild("ci") as ServicePrincipal).addPolicies(allow(permissions.zone.dns.write).on(account.allZones()));
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe("b/ci: all-zones-write (zone.dns.write): a guardrail forbids it: DNS Write reaches every zone; name the zones it works on");
    expect(files(app.outdir)).toBe(before);
  });
});

describe("an aspect that adds what is wrong", () => {
  test.each<[string, Policy]>([
    ["a policy of another account", allow(permissions.account.billing.read).on(Account.of("f".repeat(32)))],
    ["a deny of all there is", deny(permissions.zone.dns.write).on(zone)],
  ])("fails before its stack is written, and leaves no manifest of the run: %s", (_, policy) => {
    const { app, last } = changed();
    const [manifest, own] = [readFileSync(join(app.outdir, "manifest.json"), "utf8"), readText(app.outdir, "b")];
    Aspects.of(last).add(addPolicy(policy));
    errorOf(() => {
      app.synth();
    });
    expect(readText(app.outdir, "b")).toBe(own);
    expect(readFileSync(join(app.outdir, "manifest.json"), "utf8")).toBe(manifest);
  });

  test("fails for what a guardrail finds in it", () => {
    const { app, last } = changed((parent) => new PrincipalStack(parent, "b", { account, guardrails: [[rules.allZonesWrite, "error"]] }));
    Aspects.of(last).add(addPolicy(allow(permissions.zone.dns.write).on(account.allZones())));
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe("b/ci: all-zones-write (zone.dns.write): a guardrail forbids it: DNS Write reaches every zone; name the zones it works on");
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
