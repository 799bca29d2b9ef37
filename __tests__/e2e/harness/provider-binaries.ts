import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** An unpacked Cloudflare provider on this machine. */
export interface ProviderBinary {
  /** `5.22.0` for instance. */
  readonly version: string;
  /** The folder that holds `terraform-provider-cloudflare_v<version>`. */
  readonly directory: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

const SOURCE = join("registry.terraform.io", "cloudflare", "cloudflare");
const VERSION = /^\d+\.\d+\.\d+$/;
const BINARY = /^terraform-provider-cloudflare(?:_v?\d+\.\d+\.\d+)?(?:_x\d)?(?:\.exe)?$/;

/** Terraform's name for this machine, `linux_amd64` for instance. */
export const PLATFORM = [
  { win32: "windows" }[process.platform as string] ?? process.platform,
  { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch,
].join("_");

/**
 * Every version found, oldest first: in PRINCIPALS_E2E_PROVIDER_DIR (as `<dir>/<version>/<binary>` or laid out as a filesystem mirror) when it
 * is set, else in the folders where Terraform itself looks. Of one version the first found counts.
 */
export function findProviders(env: Env = process.env, home: string = env.HOME ?? homedir()): readonly ProviderBinary[] {
  const own = env.PRINCIPALS_E2E_PROVIDER_DIR;
  const mirrors = own === undefined || own === "" ? pluginFolders(env, home) : [own];
  const found = new Map<string, ProviderBinary>();
  for (const mirror of mirrors) {
    for (const version of versionsIn(mirror)) add(version, join(mirror, version));
    for (const version of versionsIn(join(mirror, SOURCE))) add(version, join(mirror, SOURCE, version, PLATFORM));
  }
  return [...found.values()].sort((a, b) => compareVersions(a.version, b.version));

  function add(version: string, directory: string): void {
    if (!found.has(version) && namesIn(directory).some((name) => BINARY.test(name))) found.set(version, { version, directory });
  }
}

/** Negative, zero or positive, as `sort` wants it. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const index = left.findIndex((part, i) => part !== right[i]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** See "Implied Local Mirror Directories" in Terraform's documentation of its CLI configuration. */
function pluginFolders(env: Env, home: string): readonly string[] {
  const data = env.XDG_DATA_HOME ?? join(home, ".local", "share");
  const shared = env.XDG_DATA_DIRS ?? ["/usr/local/share", "/usr/share"].join(delimiter);
  return [
    env.TF_PLUGIN_CACHE_DIR ?? "",
    join(home, ".terraform.d", "plugins"),
    join(home, "Library", "Application Support", "io.terraform", "plugins"),
    join(data, "terraform", "plugins"),
    ...shared.split(delimiter).map((folder) => join(folder, "terraform", "plugins")),
  ].filter((folder) => folder !== "");
}

function versionsIn(folder: string): readonly string[] {
  return namesIn(folder).filter((name) => VERSION.test(name));
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
