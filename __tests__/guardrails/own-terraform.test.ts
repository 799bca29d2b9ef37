import { TerraformOutput } from "cdktf";
import { allow, Backend, Permission, permissions, PrincipalStack, ServicePrincipal, strict, UserToken, UserTokenStack } from "../../lib";
import { evaluate } from "../../lib/guardrails";
import { readGuardrailInput } from "../../lib/review";
import { account, newApp } from "../constructs/support";
import { NOW } from "./support";

test("no rule on Terraform finds anything in what our own stacks write", () => {
  const app = newApp();
  const backends = {
    r2: Backend.r2({ bucket: "example-state", account, jurisdiction: "eu" }),
    s3: Backend.s3({ bucket: "example-state", region: "eu-central-1" }),
    cloud: Backend.cloud({ organization: "example" }),
  };
  const stacks = Object.entries(backends).map(
    ([id, backend]) => new PrincipalStack(app, id, { account, backend, environment: id, credentialVariable: `cloudflare_${id}` }),
  );
  const principals = stacks.map(
    (stack) =>
      new ServicePrincipal(stack, "ci", {
        policies: [
          allow(permissions.zone.dns.write).on(account.zoneNamed("example.com")),
          allow(Permission.lookup(stack, "Workers Scripts Bind", "account")).on(account),
        ],
        exposeValue: true,
        preventDestroy: true,
        adopt: "cloudflare_account_token.old",
        name: stack.node.id,
      }),
  );
  // References between stacks repeat the backend of the one that is referred to.
  new TerraformOutput(stacks[0] as PrincipalStack, "Id", { value: principals[1]?.tokenId });
  new TerraformOutput(stacks[1] as PrincipalStack, "Value", { value: principals[2]?.value, sensitive: true });
  const users = new UserTokenStack(app, "users", { backend: Backend.r2({ bucket: "example-state", account }) });
  new UserToken(users, "page-rules", { policies: [allow(permissions.zone.pageRules.write).on(account.allZones())] });
  app.synth();

  const { findings } = evaluate(readGuardrailInput(app.outdir), strict, NOW);
  expect(findings.filter(({ token }) => token === undefined)).toEqual([]);
});
