import { AccountToken } from "@cdktf/provider-cloudflare/lib/account-token";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import * as cdktf from "cdktf";
import * as worker from "../../bench/worker.cjs";
import * as library from "../../lib";
import { newApp, type StackJson, synth } from "../constructs/support";

/*
 * The benchmark compares what we write with what somebody would write with the raw L1. That says something only while both write the same.
 */

const ACCOUNT = "a".repeat(32);
const COUNT = 3;

/** A stack without metadata, tokens and outputs in order and without the names of their blocks. */
function comparable(json: StackJson): unknown {
  const tokens = Object.entries(json.resource?.cloudflare_account_token ?? {});
  const bare = (value: object): Record<string, unknown> => Object.fromEntries(Object.entries(value).filter(([key]) => key !== "//"));
  const renamed = (text: string): string =>
    tokens.reduce(
      (all, [block, token]) => all.replace(`cloudflare_account_token.${block}.`, `cloudflare_account_token.<${token.name}>.`),
      text,
    );
  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return {
    ...bare(json),
    resource: { cloudflare_account_token: tokens.map(([, token]) => bare(token)).sort(byText) },
    output: Object.values(json.output ?? {})
      .map((output) => ({ ...output, value: renamed(output.value) }))
      .sort(byText),
  };
}

test("the tokens of the benchmark are the same Terraform, written with our constructs and with the raw L1", () => {
  const [ours, raw] = [newApp(), newApp()];
  worker.ours(library, ours, ACCOUNT, 0, COUNT);
  worker.raw(cdktf, AccountToken, CloudflareProvider, raw, ACCOUNT, 0, COUNT);
  const written = synth(ours, "stack-0");
  expect(Object.keys(written.resource?.cloudflare_account_token ?? {})).toHaveLength(COUNT);
  expect(comparable(written)).toEqual(comparable(synth(raw, "stack-0")));
});
