import "cloudflare-principals/testing/jest";
import { join } from "node:path";
import { TerraformOutput } from "cdktf";
import { allow, baseline, defineRule, type Pack, permissions, rules, ServicePrincipal, strict } from "../../lib";
import { account, messageOf, sample } from "./support";

describe("toPassGuardrails", () => {
  test("takes errors of the baseline, unless another pack or level is named", () => {
    const { app, cachePurger } = sample();
    expect(app).toPassGuardrails();
    expect(app).not.toPassGuardrails(baseline, { level: "warning" });
    expect(cachePurger).toPassGuardrails(baseline, { level: "note" });
    expect(cachePurger.spec).toPassGuardrails(strict);
    expect(app).not.toPassGuardrails(strict);
    expect(app).toPassGuardrails([[rules.noExpiry, "error"]], { level: "note" });
    expect(app).not.toPassGuardrails([[rules.noOwner, "note"]], { level: "note" });
    expect(app).toPassGuardrails([[rules.noOwner, "note"]], { level: "warning" });
  });

  test("counts nothing that is acknowledged, on constructs and in the folder, and counts what a bare spec can't acknowledge", () => {
    const { app, prod, outdir } = sample();
    const deployer = new ServicePrincipal(prod, "deployer", {
      policies: [allow(permissions.account.accountApiTokens.write).on(account)],
      requestIp: { in: ["192.0.2.0/24"] },
    });
    expect(deployer).not.toPassGuardrails();
    deployer.acknowledge({ rule: "manages-access", detail: "account.accountApiTokens.write", reason: "the pipeline's own" });
    expect(deployer).toPassGuardrails();
    expect(deployer.spec).not.toPassGuardrails();
    app.synth();
    expect(outdir).toPassGuardrails();
  });

  test("looks at each token among those of its stack, also when only one is passed", () => {
    const { prod, cachePurger, dnsPublisher, app } = sample();
    const seen: string[][] = [];
    const rule = defineRule({
      id: "company",
      title: "t",
      why: "w",
      fix: "f",
      token: (_, { tokens, stack }) => (seen.push([stack, ...tokens.map(({ name }) => name)]), []),
    });
    const pack: Pack = [[rule, "error"]];
    const both = ["prod", "cache-purger", "dns-publisher"];
    for (const subject of [cachePurger, prod, app]) {
      seen.length = 0;
      expect(subject).toPassGuardrails(pack);
      expect(seen).toEqual(subject === cachePurger ? [both] : [both, both]);
    }
    seen.length = 0;
    expect([cachePurger.spec, dnsPublisher.spec]).toPassGuardrails(pack);
    expect(seen).toEqual([both, both]);
    seen.length = 0;
    expect(dnsPublisher.spec).toPassGuardrails(pack);
    expect(seen).toEqual([["prod", "dns-publisher"]]);
  });

  test("of a synthesized folder looks at the Terraform as well", () => {
    const { app, prod, cachePurger, outdir } = sample();
    new TerraformOutput(prod, "leak", { value: cachePurger.value });
    app.synth();
    expect(app).toPassGuardrails();
    expect(outdir).not.toPassGuardrails();
    expect(join(outdir, "stacks/prod/cdk.tf.json")).not.toPassGuardrails();
    expect(messageOf(() => expect(outdir).toPassGuardrails()).replaceAll(outdir, "cdktf.out")).toMatchInlineSnapshot(`
      "expect(received).toPassGuardrails(pack)

      Expected: no finding of level error in 2 tokens
      Received: 1 such finding

      prod · 1 error

        Terraform
          error    outside-the-list (output.leak): token-value-exposed: output.leak shows a token's value
                   mark the output as sensitive, or write the value to a secret store; take it as it is
                   in cdktf.out/stacks/prod/cdk.tf.json"
    `);
  });

  test("fails with rule, detail, message and what to do", () => {
    const { dnsPublisher } = sample();
    expect(messageOf(() => expect(dnsPublisher).toPassGuardrails(strict))).toMatchInlineSnapshot(`
      "expect(received).toPassGuardrails(pack)

      Expected: no finding of level error in dns-publisher
      Received: 3 such findings

      prod · 3 errors

        dns-publisher
          error    max-lifetime (expiresOn): the token lives 3698 days, until 2037-01-15T00:00:00Z
                   set an earlier expiresOn, and make a new token before that
          error    no-ip-filter-on-write (requestIp): DNS Write can be used from every address
                   set requestIp.in
          error    no-owner (owner): nobody answers for the token
                   set owner

      What is meant is acknowledged where the token is made: principal.acknowledge({ rule, detail, reason })"
    `);
    expect(messageOf(() => expect([dnsPublisher]).toPassGuardrails(baseline, { level: "warning" }))).toContain(
      "Expected: no finding of level warning or worse in 1 token\nReceived: 2 such findings\n",
    );
  });

  test("fails with .not where nothing of that level is found, and shows what is below it or acknowledged", () => {
    const { cachePurger, dnsPublisher } = sample();
    dnsPublisher.acknowledge({ rule: "no-owner", detail: "owner", reason: "being decided" });
    expect(messageOf(() => expect(cachePurger).not.toPassGuardrails())).toMatchInlineSnapshot(`
      "expect(received).not.toPassGuardrails(pack)

      Expected: some finding of level error in cache-purger
      Received: 0 such findings"
    `);
    expect(messageOf(() => expect(dnsPublisher).not.toPassGuardrails())).toMatchInlineSnapshot(`
      "expect(received).not.toPassGuardrails(pack)

      Expected: some finding of level error in dns-publisher
      Received: 0 such findings

      prod · 1 warning · 1 acknowledged

        dns-publisher
          warning  no-ip-filter-on-write (requestIp): DNS Write can be used from every address
                   set requestIp.in
          noted    no-owner (owner): nobody answers for the token
                   acknowledged: being decided"
    `);
  });

  test.each([
    ["a pack by name", ["strict"], /^pack: a pack is a list of \[rule, level\]/],
    ["a rule that is not called", [[[rules.maxLifetime, "error"]]], /^pack\[0\]: an entry of a pack is \[rule, level\], with a rule/],
    ["a level in the pack", [[[rules.noExpiry, "eror"]]], /^pack\[0\]: a rule's level in a pack/],
    [
      "a level",
      [baseline, { level: "eror" }],
      /^options\.level: the level of a finding is error, warning or note, got "eror"; choose one of these/,
    ],
    ["a level in the place of the options", [baseline, "warning"], /^options\.level: the level of a finding is/],
    ["an option", [baseline, { levle: "warning" }], /^options\.levle: there is no such property/],
  ])("fails with and without .not for %s that is none", (_, args, message) => {
    const { app } = sample();
    expect(() => expect(app).toPassGuardrails(...(args as [never, never]))).toThrow(message);
    expect(() => expect(app).not.toPassGuardrails(...(args as [never, never]))).toThrow(message);
  });
});
