import { startSimulator, type Simulator, type SimulatorOptions } from "../../../testing";
import { compareVersions, type Env, findProviders, type ProviderBinary } from "./provider-binaries";
import { findTerraform, terraformVersion } from "./terraform";
import { Workspace, type WorkspaceOptions } from "./workspace";

/** What a group of tests needs. */
export interface Requirements {
  /** Which versions of the provider it runs on. @default usableProvider */
  readonly provider?: (version: string) => boolean;
}

/** What the tests of a group are given. Simulators and workspaces end with the test that made them. */
export interface E2e {
  /** The provider's version, `5.22.0` for instance. */
  readonly version: string;
  simulator(options?: SimulatorOptions): Promise<Simulator>;
  /** A workspace with this configuration, initialized. @param api a simulator, or a live account */
  workspace(
    api: WorkspaceOptions["api"],
    config: object | string,
    options?: Pick<WorkspaceOptions, "credential" | "stack" | "beside">,
  ): Promise<Workspace>;
}

/** What is there to run with, or why nothing is. */
export type Equipment = { readonly terraform: string; readonly providers: readonly ProviderBinary[] } | { readonly missing: string };

/** 5.13 changed the shape of `resources`; 5.19 reports differences that are none, whatever one writes. */
export function usableProvider(version: string): boolean {
  return compareVersions(version, "5.13.0") >= 0 && !version.startsWith("5.19.");
}

export function equipment(requirements: Requirements = {}, env: Env = process.env): Equipment {
  const terraform = findTerraform(env.PATH ?? "");
  if (terraform === undefined) return { missing: "there is no terraform on PATH" };
  const version = terraformVersion(terraform);
  // `import` blocks came with 1.5.
  if (version === undefined || compareVersions(version.replace(/-.*/, ""), "1.5.0") < 0) {
    return { missing: `terraform is ${version ?? "of an unknown version"}, and 1.5 is needed` };
  }
  const found = findProviders(env);
  if (found.length === 0) return { missing: "there is no Cloudflare provider: set PRINCIPALS_E2E_PROVIDER_DIR (docs/testing-e2e.md)" };
  const providers = found.filter((provider) => (requirements.provider ?? usableProvider)(provider.version));
  if (providers.length > 0) return { terraform, providers };
  return { missing: `no version of the Cloudflare provider fits, found ${found.map((provider) => provider.version).join(", ")}` };
}

let told = false;

/**
 * A group of tests with real Terraform and the real provider, once for each version of the provider that is there and fits. When something is
 * missing they are skipped by name and the reason is printed; under `E2E=required` they fail instead.
 */
export function describeE2e(name: string, requirements: Requirements, fn: (e2e: E2e) => void): void {
  jest.setTimeout(180_000);
  const equipped = equipment(requirements);
  if ("missing" in equipped) {
    if (process.env.E2E === "required") {
      describe(name, () => {
        test("fails: the end-to-end tests are required, and something is missing", () => {
          throw new Error(equipped.missing);
        });
      });
      return;
    }
    if (!told) process.stderr.write(`end-to-end tests are skipped: ${equipped.missing}\n`);
    told = true;
    describe.skip(`${name} (skipped: ${equipped.missing})`, () => {
      fn(unavailable);
    });
    return;
  }
  for (const provider of equipped.providers) {
    describe(`${name} (provider ${provider.version})`, () => {
      const simulators: Simulator[] = [];
      const workspaces: Workspace[] = [];
      afterEach(async () => {
        for (const workspace of workspaces.splice(0)) workspace.dispose();
        await Promise.all(simulators.splice(0).map((simulator) => simulator.close()));
      });
      fn({
        version: provider.version,
        async simulator(options) {
          const simulator = await startSimulator(options);
          simulators.push(simulator);
          return simulator;
        },
        async workspace(api, config, options) {
          const workspace = new Workspace({
            terraform: equipped.terraform,
            provider,
            api: { url: api.url, credential: api.credential },
            ...options,
          });
          workspaces.push(workspace);
          workspace.write(config);
          await workspace.init();
          return workspace;
        },
      });
    });
  }
}

/** For the tests that are named but not run. */
const unavailable: E2e = {
  version: "0.0.0",
  simulator: () => Promise.reject(new Error("not available")),
  workspace: () => Promise.reject(new Error("not available")),
};
