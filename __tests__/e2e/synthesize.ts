import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { PrincipalStack } from "../../lib";
import { allPermissions, SCOPES } from "../../lib/catalogue";
import type { SimulatedPermissionGroup, SimulatedToken, Simulator } from "../../testing";
import { account, readText } from "../constructs/support";
import type { Workspace } from "./harness";

/** Every permission group there is, so that the simulator takes whatever the library may write. */
export const ALL_GROUPS: readonly SimulatedPermissionGroup[] = allPermissions.map(({ id, name, scope }) => ({
  id,
  name,
  scopes: [SCOPES[scope]],
}));

/** The text that an app writes for each stack. */
export function synthesize(build: (app: App) => void): (stack?: string) => string {
  const outdir = mkdtempSync(join(tmpdir(), "principals-e2e-synth-"));
  const app = new App({ outdir });
  build(app);
  app.synth();
  const texts = new Map(app.node.children.map((stack) => [stack.node.id, readText(outdir, stack.node.id)]));
  rmSync(outdir, { recursive: true });
  return (stack = "test") => texts.get(stack) ?? "";
}

/** The text of one stack, named `test` as the harness names its own. */
export function synthesizeStack(build: (stack: PrincipalStack) => void): string {
  return synthesize((app) => {
    build(new PrincipalStack(app, "test", { account }));
  })();
}

/** Values of variables, where Terraform looks for them by itself. */
export function setVariables(workspace: Workspace, values: Readonly<Record<string, string>>): void {
  writeFileSync(join(workspace.directory, "test.auto.tfvars.json"), JSON.stringify(values));
}

/** The only token on the server. */
export function onlyToken(simulator: Simulator): SimulatedToken {
  const [token, ...more] = simulator.tokens();
  if (token === undefined || more.length > 0) throw new Error(`expected one token, found ${String(simulator.tokens().length)}`);
  return token;
}

/** Ids and fingerprints of the secrets of every token in the state, by the token's name. */
export async function secretsOf(workspace: Workspace): Promise<Record<string, readonly [id: unknown, secret: unknown]>> {
  const { resources } = await workspace.show();
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([address]) => /^cloudflare_(?:account|api)_token\./.test(address))
      .map(([, { name, id, value }]) => [String(name), [id, value] as const]),
  );
}

/** What a plan would do, without what stays as it is. */
export async function changesOf(workspace: Workspace): Promise<readonly (readonly [string, string])[]> {
  await workspace.plan();
  return (await workspace.changes()).filter(([, actions]) => actions !== "no-op" && actions !== "read");
}
