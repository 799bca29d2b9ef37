import { Lazy, type TerraformElement, TerraformOutput, Tokenization } from "cdktf";
import { PrincipalStack, ServicePrincipal } from "../../lib";
import { account, dnsWrite, newApp, newStack, zone } from "./support";

/* cdktf captures a stack trace for every attribute of an L1. Elements of ours are made without; the user's code must not notice. */

const capture = Error.captureStackTrace;

/** Where a token of the user's was made, as cdktf keeps it. */
function traceOf(text: string): readonly string[] {
  const [token] = Tokenization.reverseString(text).tokens;
  return token?.creationStack ?? [];
}

test("elements of ours keep no stack trace, and tokens that the user makes of them do", () => {
  const p = new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite] });
  expect(p.resource.condition.creationStack).toEqual([]);
  expect(traceOf(p.value).join("\n")).toContain("stack-traces.test.ts");
});

test("the user's own elements and lazy values keep theirs, before and after", () => {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  const trace = (): readonly string[] => traceOf(Lazy.stringValue({ produce: () => "x" }));
  const before = trace();
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  expect(before.length).toBeGreaterThan(0);
  expect(trace().length).toBe(before.length);
  app.synth();
  expect(trace().length).toBe(before.length);
});

test("code of the user that runs meanwhile sees what it always sees", () => {
  const seen: unknown[] = [];
  const note = (): void => {
    seen.push(Error.captureStackTrace);
  };
  class Named extends PrincipalStack {
    protected override allocateLogicalId(element: TerraformElement): string {
      note();
      return super.allocateLogicalId(element);
    }
  }
  const app = newApp();
  const stack = new Named(app, "prod", { account });
  const late = Lazy.stringValue({
    produce: () => {
      note();
      return "1".repeat(32);
    },
  });
  new ServicePrincipal(stack, "1st", { policies: [dnsWrite] });
  new TerraformOutput(stack, "o", { value: late });
  app.synth();
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen)).toEqual(new Set([capture]));
});

test("fails without leaving anything changed", () => {
  const stack = newStack();
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  expect(() => new ServicePrincipal(stack, "ci", { policies: [dnsWrite] })).toThrow("There is already a Construct with name 'ci'");
  expect(Error.captureStackTrace).toBe(capture);
  expect(zone.scope).toBe("zone");
});
