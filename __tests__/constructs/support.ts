import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Account, allow, permissions, PrincipalError, PrincipalStack, type PrincipalStackProps } from "../../lib";

export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const OTHER_ACCOUNT_ID = "fedcba9876543210fedcba9876543210";
export const ZONE_1 = "11111111111111111111111111111111";
export const ZONE_2 = "22222222222222222222222222222222";
export const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
export const ZONE_READ = "c8fed203ed3043cba015a93ad1616f1f";

export const account = Account.of(ACCOUNT_ID, { name: "Example Inc" });
export const zone = account.zone(ZONE_1, { name: "example.com" });
export const dnsWrite = allow(permissions.zone.dns.write).on(zone);

export function newApp(): App {
  return new App({ outdir: mkdtempSync(join(tmpdir(), "principals-test-")) });
}

export function newStack(id = "prod", props: Partial<PrincipalStackProps> = {}, app: App = newApp()): PrincipalStack {
  return new PrincipalStack(app, id, { account, ...props });
}

export interface TokenJson {
  readonly account_id?: string;
  readonly name: string;
  readonly status: string;
  readonly policies: { effect: string; permission_groups: { id: string }[] | string; resources: string }[];
  readonly condition?: { request_ip: { in?: string[]; not_in?: string[] } };
  readonly expires_on?: string;
  readonly not_before?: string;
  readonly lifecycle: { create_before_destroy: boolean; prevent_destroy?: boolean };
  readonly "//": { metadata: Record<string, unknown> };
}

export interface StackJson {
  readonly "//": { metadata: Record<string, unknown> };
  readonly resource?: { cloudflare_account_token?: Record<string, TokenJson>; cloudflare_api_token?: Record<string, TokenJson> };
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  readonly output?: Record<string, { value: string; sensitive?: boolean; description?: string }>;
  readonly provider?: { cloudflare: Record<string, unknown>[] };
  readonly terraform: {
    required_version?: string;
    required_providers: { cloudflare: { source: string; version: string } };
    backend?: Record<string, Record<string, unknown>>;
  };
  readonly moved?: { from: string; to: string }[];
  readonly variable?: Record<string, Record<string, unknown>>;
}

/** Synthesizes the app and gives what was written for one stack. */
export function synth(app: App, stack = "prod"): StackJson {
  app.synth();
  return read(app.outdir, stack);
}

export function read(outdir: string, stack = "prod"): StackJson {
  return JSON.parse(readText(outdir, stack)) as StackJson;
}

export function readText(outdir: string, stack = "prod"): string {
  return readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
}

export function tokens(json: StackJson): TokenJson[] {
  return [...Object.values(json.resource?.cloudflare_account_token ?? {}), ...Object.values(json.resource?.cloudflare_api_token ?? {})];
}

export function onlyToken(json: StackJson): TokenJson {
  const [token, ...rest] = tokens(json);
  if (token === undefined || rest.length > 0) throw new Error(`expected one token, got ${String(tokens(json).length)}`);
  return token;
}

/** Annotations of a stack as the manifest has them. */
export function annotations(app: App, stack = "prod"): { constructPath: string; level: string; message: string }[] {
  const manifest = JSON.parse(readFileSync(join(app.outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { annotations: { constructPath: string; level: string; message: string }[] }>;
  };
  return (manifest.stacks[stack]?.annotations ?? []).map(({ constructPath, level, message }) => ({ constructPath, level, message }));
}

/** The PrincipalError that a function throws. */
export function errorOf(fn: () => unknown): PrincipalError {
  try {
    fn();
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
