import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PrincipalError } from "../../lib/errors";

const made: string[] = [];

/** A new folder with these files; objects become JSON. */
export function makeFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), "principals-test-"));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The messages of a PrincipalError with their codes, with `<dir>` for the folder; throws anything else on. */
export function faultsOf(run: () => unknown, folder: string): string[] {
  try {
    run();
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    return error.faults.map((fault) => `${fault.code} ${fault.message.replaceAll(folder, "<dir>")}`);
  }
  return [];
}

/** A cdktf output folder with one stack. */
export function synthesized(name: string, document: unknown, annotations: readonly unknown[] = []): Record<string, unknown> {
  return {
    "manifest.json": {
      version: "0.21.0",
      stacks: {
        [name]: {
          annotations,
          constructPath: name,
          dependencies: [],
          name,
          stackMetadataPath: `stacks/${name}/metadata.json`,
          synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
          workingDirectory: `stacks/${name}`,
        },
      },
    },
    [`stacks/${name}/cdk.tf.json`]: document,
  };
}

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const ZONE = "11111111111111111111111111111111";
export const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
export const ZONE_READ = "c8fed203ed3043cba015a93ad1616f1f";
export const ZONE_KEY = `com.cloudflare.api.account.zone.${ZONE}`;

/** The body of a token block that may write DNS on one zone. */
export function tokenBody(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    account_id: ACCOUNT,
    name: "ci",
    policies: [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: JSON.stringify({ [ZONE_KEY]: "*" }) }],
    ...more,
  };
}

/** A Terraform JSON document with one account-owned token. */
export function tokenDocument(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { resource: { cloudflare_account_token: { ci: tokenBody(more) } } };
}
