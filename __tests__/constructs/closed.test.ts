import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import * as library from "../../lib";
import { UserToken, UserTokenStack } from "../../lib";
import { dnsWrite, errorOf, newApp, newStack, read } from "./support";

type Class = abstract new (...args: never[]) => object;

/** The classes of the public API, by name. */
const CLASSES = Object.entries(library as Record<string, unknown>).filter(
  (entry): entry is [string, Class] =>
    // Principal is what two of them have in common.
    entry[0] !== "Principal" && typeof entry[1] === "function" && /^class\b/.test(Function.prototype.toString.call(entry[1])),
);
/** Of cdktf and constructs: their own `addX` are not ours to close. */
const FOREIGN: readonly object[] = [Construct.prototype, TerraformStack.prototype, Object.prototype, Error.prototype];

/** Every method of ours that adds something, `ServicePrincipal.addPolicies` for instance, inherited ones included. */
function adders(): string[] {
  return CLASSES.flatMap(([name, each]) => {
    const found = new Set<string>();
    for (let at = each.prototype as object; !FOREIGN.includes(at); at = Object.getPrototypeOf(at) as object) {
      for (const key of Object.getOwnPropertyNames(at)) if (/^(?:add[A-Z]|acknowledge$)/.test(key)) found.add(`${name}.${key}`);
    }
    return [...found];
  }).sort();
}

/** For each of them: a construct in a synthesized app, and a call that would have been right before. */
const CALLS: Readonly<Record<string, () => { readonly outdir: string; readonly stack: string; readonly add: () => void }>> = {
  "ServicePrincipal.acknowledge": () => {
    const app = newApp();
    const p = new library.ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite] });
    app.synth();
    return {
      outdir: app.outdir,
      stack: "prod",
      add: () => {
        p.acknowledge({ rule: "no-owner", detail: "owner", reason: "a spare" });
      },
    };
  },
  "ServicePrincipal.addPolicies": () => {
    const app = newApp();
    const p = new library.ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite] });
    app.synth();
    return {
      outdir: app.outdir,
      stack: "prod",
      add: () => {
        p.addPolicies(dnsWrite);
      },
    };
  },
  "UserToken.acknowledge": () => {
    const app = newApp();
    const p = new UserToken(new UserTokenStack(app, "users"), "t", { policies: [dnsWrite] });
    app.synth();
    return {
      outdir: app.outdir,
      stack: "users",
      add: () => {
        p.acknowledge({ rule: "no-owner", detail: "owner", reason: "a spare" });
      },
    };
  },
  "UserToken.addPolicies": () => {
    const app = newApp();
    const token = new UserToken(new UserTokenStack(app, "users"), "t", { policies: [dnsWrite] });
    app.synth();
    return {
      outdir: app.outdir,
      stack: "users",
      add: () => {
        token.addPolicies(dnsWrite);
      },
    };
  },
};

describe("adding after synth", () => {
  test("is tried with every method that adds, of every exported class", () => {
    expect(CLASSES.map(([name]) => name)).toEqual(
      expect.arrayContaining(["Account", "PrincipalError", "PrincipalStack", "ServicePrincipal", "User", "UserToken", "UserTokenStack"]),
    );
    expect(adders()).toEqual(Object.keys(CALLS).sort());
  });

  test.each(Object.entries(CALLS))("fails: %s", (_, make) => {
    const { outdir, stack, add } = make();
    const before = read(outdir, stack);
    const error = errorOf(add);
    expect(error.code).toBe("ClosedAfterSynth");
    expect(error.message).toMatch(
      /^\w+\/\w+: \w+: the stack has been synthesized and nothing can be added; add everything before app\.synth\(\)$/,
    );
    expect(read(outdir, stack)).toEqual(before);
  });
});
