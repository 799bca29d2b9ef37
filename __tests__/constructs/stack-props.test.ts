import { allow, Backend, permissions, ServicePrincipal } from "../../lib";
import { account, dnsWrite, errorOf, newApp, newStack, synth } from "./support";

describe("a credential of the stack's own", () => {
  test("is a sensitive, ephemeral variable that the provider reads", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", { credentialVariable: "cloudflare_api_token_prod" }, app), "ci", { policies: [dnsWrite] });
    const { provider, variable, terraform } = synth(app);
    expect(provider).toEqual({ cloudflare: [{ api_token: "${var.cloudflare_api_token_prod}" }] });
    expect(variable).toEqual({
      cloudflare_api_token_prod: {
        description: "API token with Account API Tokens Write on the account of stack prod",
        ephemeral: true,
        nullable: false,
        sensitive: true,
        type: "string",
      },
    });
    expect(terraform.required_version).toBe(">= 1.10");
  });

  test.each([`cfat_${"x".repeat(48)}`, "a b", "", "${var.x}", "x".repeat(65)])("fails when it is no name: %#", (credentialVariable) => {
    const app = newApp();
    expect(errorOf(() => newStack("prod", { credentialVariable }, app)).code).toBe("InvalidCredentialVariable");
    expect(app.node.children).toEqual([]);
  });
});

test("fails for a pasted credential, without repeating it", () => {
  expect(errorOf(() => newStack("prod", { credentialVariable: `cfat_${"x".repeat(48)}` })).message).toBe(
    "prod: credentialVariable: credentialVariable is the name of a Terraform variable, never the credential itself, got <redacted>; write a name of at most 64 letters, digits and _, and set TF_VAR_<name> where Terraform runs",
  );
});

test("fails for a quota that is no number of tokens", () => {
  expect(errorOf(() => newStack("prod", { tokenQuota: 0.5 })).message).toBe(
    "prod: tokenQuota: tokenQuota is a whole number from 1 on, got 0.5; set the number of tokens that Cloudflare allows the account",
  );
});

test.each([0, -1, 1.5, Number.NaN, Infinity])("fails with a quota of %p", (tokenQuota) => {
  expect(errorOf(() => newStack("prod", { tokenQuota })).code).toBe("InvalidTokenQuota");
});

test.each(["name", "owner", "purpose"])("fails with a credential in the %s, without repeating it", (prop) => {
  const secret = `cfat_${"x".repeat(48)}`;
  const error = errorOf(() => new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite], [prop]: `see ${secret}` }));
  expect(error.faults.map((f) => f.path)).toEqual([prop]);
  expect(JSON.stringify(error) + error.message).not.toContain(secret);
});

test("fails when two principals of a stack adopt one address", () => {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  for (const id of ["a", "b"]) {
    new ServicePrincipal(stack, id, {
      policies: [allow(permissions.account.billing.read).on(account)],
      adopt: "cloudflare_account_token.old",
    });
  }
  expect(
    errorOf(() => {
      app.synth();
    }).message,
  ).toBe(
    'prod/b: adopt: one token can move to one place only; also adopted by prod/a, got "cloudflare_account_token.old"; keep one of the two',
  );
});

test("fails in cdktf's HCL output, which can't write these tokens", () => {
  const stack = newStack();
  const p = new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
  expect(errorOf(() => p.resource.toHclTerraform() as unknown).message).toBe(
    "prod/ci: cdktf's HCL output can't write these tokens as the provider takes them; leave hclOutput off; JSON is the default",
  );
});

test("fails when two stacks keep their state in one place", () => {
  const app = newApp();
  const backend = Backend.r2({ account, bucket: "states", key: "tokens.tfstate" });
  newStack("staging", { backend }, app);
  expect(errorOf(() => newStack("prod", { backend }, app)).message).toBe(
    'prod: backend: another stack keeps its state in the same place, got "staging"; check the backend\'s settings',
  );
  newStack("prod", { backend: Backend.r2({ account, bucket: "states" }) }, app);
  newStack("dev", { backend: Backend.r2({ account, bucket: "states" }) }, app);
});
