import { App } from "cdktf";
import { PrincipalStack } from "cloudflare-principals";
import { environments } from "./environments";
import { addPrincipals } from "./principals";

const app = new App();

for (const [name, environment] of Object.entries(environments)) {
  const { account, backend } = environment;
  const stack = new PrincipalStack(app, name, { account, backend, environment: name });
  addPrincipals(stack, environment);
}

app.synth();
