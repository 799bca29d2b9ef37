import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { equipment } from "./harness/describe-e2e";
import { compareVersions, findProviders, PLATFORM } from "./harness/provider-binaries";
import { fingerprint, redactJson, redactText } from "./harness/redact";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "principals-harness-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An executable file; what it is does not matter, but for a terraform that is asked for its version. */
function program(path: string, script = ""): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const terraform = (version: string) => {
  program("bin/terraform", `echo '{"terraform_version":"${version}"}'`);
};

describe("providers are found", () => {
  test("by version below the folder that is named, oldest first", () => {
    program("5.22.0/terraform-provider-cloudflare_v5.22.0");
    program("5.9.0/terraform-provider-cloudflare_v5.9.0_x5");
    program("5.15.0/README.md");
    program("latest/terraform-provider-cloudflare_v5.22.0");
    expect(findProviders({ PRINCIPALS_E2E_PROVIDER_DIR: folder })).toEqual([
      { version: "5.9.0", directory: join(folder, "5.9.0") },
      { version: "5.22.0", directory: join(folder, "5.22.0") },
    ]);
  });

  test("in a filesystem mirror, for this platform", () => {
    const source = "registry.terraform.io/cloudflare/cloudflare";
    program(`${source}/5.14.0/${PLATFORM}/terraform-provider-cloudflare_v5.14.0`);
    program(`${source}/5.16.0/plan9_mips/terraform-provider-cloudflare_v5.16.0`);
    expect(findProviders({ PRINCIPALS_E2E_PROVIDER_DIR: folder })).toEqual([
      { version: "5.14.0", directory: join(folder, source, "5.14.0", PLATFORM) },
    ]);
  });

  test("where Terraform looks when no folder is named, the first of a version counting", () => {
    const path = (version: string) =>
      `registry.terraform.io/cloudflare/cloudflare/${version}/${PLATFORM}/terraform-provider-cloudflare_v${version}`;
    program(`cache/${path("5.14.0")}`);
    program(`.terraform.d/plugins/${path("5.14.0")}`);
    program(`.terraform.d/plugins/${path("5.16.0")}`);
    program(`data/terraform/plugins/${path("5.22.0")}`);
    const env = { TF_PLUGIN_CACHE_DIR: join(folder, "cache"), XDG_DATA_HOME: join(folder, "data"), XDG_DATA_DIRS: "" };
    expect(findProviders(env, folder).map(({ directory }) => directory)).toEqual([
      join(folder, "cache", path("5.14.0"), ".."),
      join(folder, ".terraform.d/plugins", path("5.16.0"), ".."),
      join(folder, "data/terraform/plugins", path("5.22.0"), ".."),
    ]);
  });
});

test("versions compare by number", () => {
  expect(["5.22.0", "5.9.0", "5.22.1", "4.30.0"].sort(compareVersions)).toEqual(["4.30.0", "5.9.0", "5.22.0", "5.22.1"]);
});

describe("the equipment", () => {
  const env = () => ({ PATH: join(folder, "bin"), PRINCIPALS_E2E_PROVIDER_DIR: join(folder, "providers") });

  test("is terraform and the versions that fit, without those known to be broken", () => {
    terraform("1.11.4");
    for (const version of ["5.12.0", "5.14.0", "5.19.1", "5.22.0"]) {
      program(`providers/${version}/terraform-provider-cloudflare_v${version}`);
    }
    const fitting = (provider?: (version: string) => boolean) => {
      const found = equipment(provider === undefined ? {} : { provider }, env());
      return "missing" in found ? found.missing : found.providers.map(({ version }) => version);
    };
    expect(fitting()).toEqual(["5.14.0", "5.22.0"]);
    expect(fitting((version) => version.startsWith("5.19."))).toEqual(["5.19.1"]);
    expect(fitting(() => false)).toBe("no version of the Cloudflare provider fits, found 5.12.0, 5.14.0, 5.19.1, 5.22.0");
  });

  test("fails without terraform, with an old one, with one that does not run, and without a provider", () => {
    const missing = () => equipment({}, env());
    expect(missing()).toEqual({ missing: "there is no terraform on PATH" });
    terraform("1.4.7");
    expect(missing()).toEqual({ missing: "terraform is 1.4.7, and 1.5 is needed" });
    program("bin/terraform", "exit 1");
    expect(missing()).toEqual({ missing: "terraform is of an unknown version, and 1.5 is needed" });
    terraform("1.12.0-beta1");
    expect(missing()).toEqual({
      missing: "there is no Cloudflare provider: set PRINCIPALS_E2E_PROVIDER_DIR (docs/testing-e2e.md)",
    });
  });
});

describe("without the equipment", () => {
  interface Report {
    readonly numPendingTests: number;
    readonly numFailedTests: number;
    readonly testResults: readonly {
      readonly assertionResults: readonly { readonly fullName: string; readonly failureMessages: string[] }[];
    }[];
  }
  const run = (env: Record<string, string>) => {
    const jest = require.resolve("jest/bin/jest");
    const args = [jest, "--json", "--ci", join(__dirname, "expressions.test.ts")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: join(__dirname, "..", ".."),
      env: { PATH: join(folder, "bin"), HOME: folder, ...env },
      encoding: "utf8",
    });
    const report = JSON.parse(stdout) as Report;
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    return { status, stderr, skipped: report.numPendingTests, failed: report.numFailedTests, tests };
  };

  test("every test is skipped by name, and the reason is printed", () => {
    const { status, stderr, skipped, failed, tests } = run({});
    expect([status, failed, skipped]).toEqual([0, 0, tests.length]);
    expect(tests.map(({ fullName }) => fullName)).toContain(
      "resources as an expression (skipped: there is no terraform on PATH) over values known only after apply work too",
    );
    expect(stderr).toContain("end-to-end tests are skipped: there is no terraform on PATH\n");
  }, 60_000);

  test("fails once for each group under E2E=required", () => {
    const { status, failed, tests } = run({ E2E: "required" });
    expect([status, failed, tests.length]).toEqual([1, 3, 3]);
    expect(tests[0]?.failureMessages[0]).toContain("there is no terraform on PATH");
  }, 60_000);
});

describe("secrets", () => {
  const secret = "cfat_SIMULATED_NOT_A_REAL_TOKEN_0000000000000";

  test("become fingerprints that tell equal from different", () => {
    expect(fingerprint(secret)).toMatch(/^<secret [0-9a-f]{12}>$/);
    expect(fingerprint(secret)).toBe(fingerprint(secret));
    expect(fingerprint(secret)).not.toBe(fingerprint(`${secret}1`));
    expect(redactText(`a ${secret}, b ${secret}`)).toBe(`a ${fingerprint(secret)}, b ${fingerprint(secret)}`);
  });

  test("are cut out of JSON, sensitive strings whatever they look like", () => {
    const value = { list: [secret, "plain"], [secret]: null, count: 1 };
    const cut = fingerprint(secret);
    expect(redactJson(value)).toEqual({ list: [cut, "plain"], [cut]: null, count: 1 });
    expect(redactJson(value, true)).toEqual({ list: [cut, fingerprint("plain")], [cut]: null, count: 1 });
  });
});
