import { defineRule } from "../define-rule";

/**
 * What Terraform takes from its folder besides what was read: values of variables, a mirror of providers, and more configuration where only one
 * file was given. Case does not count where file systems ignore it.
 */
const READ =
  /^(?:terraform\.tfvars(?:\.json)?|[^]*\.auto\.tfvars(?:\.json)?|terraform\.d|\.terraformrc|terraform\.rc|\.tofurc|[^.][^]*\.(?:tf|tofu)(?:\.json)?)$/i;

export const unexpectedFile = defineRule({
  id: "unexpected-file",
  title: "nothing but the synthesized file is read",
  why: "Terraform takes values and even providers from files in its folder that no review shows",
  fix: "remove it; pass variables by the environment (TF_VAR_…)",
  level: "error",
  waivable: false,
  terraform: ({ others }) =>
    others.filter((name) => READ.test(name)).map((name) => ({ detail: name, message: `Terraform would read ${name} as well` })),
});
