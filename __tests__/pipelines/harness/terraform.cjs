#!/usr/bin/env node
// Stands for Terraform: plans what the folder's cdk.tf.json says against the tokens in TERRAFORM_STATE, and writes down what it was called with and
// which credentials it saw. Real Terraform with the real provider runs in __tests__/e2e.
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");

const args = process.argv.slice(2).filter((arg) => !arg.startsWith("-chdir="));
const chdir = process.argv.find((arg) => arg.startsWith("-chdir="));
if (chdir !== undefined) process.chdir(chdir.slice("-chdir=".length));
const [command] = args;
const seen = ["CLOUDFLARE_API_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].filter((name) => (process.env[name] ?? "") !== "");
appendFileSync(process.env.TERRAFORM_LOG, `${JSON.stringify({ args, seen })}\n`);

const document = existsSync("cdk.tf.json") ? JSON.parse(readFileSync("cdk.tf.json", "utf8")) : {};
const stateFile = `${process.env.TERRAFORM_STATE}.${document["//"]?.metadata?.stackName}.json`;
// What was applied, and what is live: they differ where somebody changed the account.
const { state = {}, live: made = {} } = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : {};
// The provider takes a token that has expired for one that is gone.
const present = Date.parse(process.env.PRINCIPALS_NOW || new Date().toISOString());
const live = Object.fromEntries(Object.entries(made).filter(([, { expires_on: end }]) => !(Date.parse(end) <= present)));
const wanted = () => {
  const tokens = document.resource?.cloudflare_account_token ?? {};
  const own = ([key]) => key !== "//" && key !== "lifecycle";
  return Object.fromEntries(
    Object.entries(tokens).map(([name, body]) => [
      name,
      { ...Object.fromEntries(Object.entries(body).filter(own)), value: "made-up-secret" },
    ]),
  );
};
const entry = (name, actions, before, after) => ({
  address: `cloudflare_account_token.${name}`,
  mode: "managed",
  type: "cloudflare_account_token",
  name,
  provider_name: "registry.terraform.io/cloudflare/cloudflare",
  change: { actions, before, after, after_unknown: {}, before_sensitive: { value: true }, after_sensitive: { value: true } },
});
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);

if (command === "plan") {
  const tokens = wanted();
  const replaced = args.find((arg) => arg.startsWith("-replace="))?.slice("-replace=".length);
  const nameOf = (address) => address.split(".")[1];
  // A token that is moved has another name in the state; one that is imported is like the code says.
  const former = new Map((document.moved ?? []).map(({ from, to }) => [nameOf(to), nameOf(from)]).filter(([, from]) => from in live));
  const imports = new Map((document.import ?? []).map(({ to, id }) => [nameOf(to), { id }]).filter(([to]) => !(to in live)));
  const stays = Object.keys(live).filter((name) => ![...former.values()].includes(name));
  const changes = [...new Set([...stays, ...Object.keys(tokens)])].map((name) => {
    const after = tokens[name] ?? null;
    const before = live[former.get(name) ?? name] ?? (imports.has(name) ? after : null);
    const anew = replaced === `cloudflare_account_token.${name}`;
    const actions =
      before === null
        ? ["create"]
        : after === null
          ? ["delete"]
          : anew
            ? ["create", "delete"]
            : equal(before, after)
              ? ["no-op"]
              : ["update"];
    const planned = entry(name, actions, before, after);
    if (former.has(name)) planned.previous_address = `cloudflare_account_token.${former.get(name)}`;
    if (imports.has(name)) planned.change.importing = imports.get(name);
    return planned;
  });
  const drift = Object.entries(state)
    .filter(([name, body]) => !equal(body, live[name]))
    .map(([name, body]) => entry(name, [live[name] === undefined ? "delete" : "update"], body, live[name] ?? null));
  const resources = Object.entries(tokens).map(([name, values]) => ({ ...entry(name), change: undefined, values }));
  const plan = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    errored: false,
    planned_values: { root_module: { resources } },
    resource_changes: changes,
    resource_drift: drift,
    configuration: {},
  };
  writeFileSync(args.find((arg) => arg.startsWith("-out=")).slice("-out=".length), JSON.stringify({ plan, tokens }));
} else if (command === "show") {
  process.stdout.write(JSON.stringify(JSON.parse(readFileSync(args[2], "utf8")).plan));
} else if (command === "apply") {
  const { tokens } = JSON.parse(readFileSync(args.at(-1), "utf8"));
  writeFileSync(stateFile, JSON.stringify({ state: tokens, live: tokens }));
}
