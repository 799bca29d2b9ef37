import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildBroadApp } from "../constructs/broad-app";
import { newApp, readText, synth } from "../constructs/support";
import { runMain } from "../main/run-main";
import { problemsOf, providerSchemas } from "./provider-schema";

function broadFixture(): unknown[] {
  const app = newApp();
  buildBroadApp(app);
  return [synth(app), JSON.parse(readText(app.outdir, "users"))];
}

function mainStacks(): unknown[] {
  const outdir = runMain({ env: { USER_TOKENS: "1" } });
  return ["staging", "prod", "user-tokens"].map(
    (name) => JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8")) as unknown,
  );
}

const sources: readonly (readonly [string, () => unknown[]])[] = [
  ["a broad fixture", broadFixture],
  ["main.ts", mainStacks],
];

describe.each(providerSchemas().map((schema) => [schema.version, schema] as const))("under provider %s", (_, schema) => {
  test.each(sources)("every token of %s is valid", (__, build) => {
    const stacks = build();
    expect(stacks.map((stack) => problemsOf(stack, schema))).toEqual(stacks.map(() => []));
  });

  test("the fixture has both kinds of token, so that the test above says something of each", () => {
    const types = broadFixture().map((stack) => Object.keys((stack as { resource: object }).resource));
    expect(types).toEqual([["cloudflare_account_token"], ["cloudflare_api_token"]]);
  });
});
