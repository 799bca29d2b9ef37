import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { copyStarter, type PipelineName } from "../../../lib/cli/copy-starter";
import { linkDependencies, readManifest, ROOT } from "../../package/consumer";

/** A team's repository, made by `principals init`, with what stands for the programs of a runner. */
export interface Sample {
  readonly folder: string;
  readonly repository: string;
  readonly bin: string;
  /** The command as one file. */
  readonly command: string;
  /** Commits what `change` does to the files, and gives the commit. */
  commit(branch: string, change: (folder: string) => void, from?: string): string;
  /** The merge of a branch into main, as GitHub makes it for a pull request. */
  merge(branch: string): string;
}

/** The environments with a backend that outlives a run: what the pipeline asks for. */
const BACKEND = 'Backend.r2({ bucket: "terraform-state", account: Account.of("0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c") })';

export function makeSample(pipeline: PipelineName): Sample {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "principals-sample-")));
  const repository = path.join(folder, "repository");
  mkdirSync(repository);
  copyStarter(ROOT, repository, pipeline);
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.test", "-c", "commit.gpgsign=false", ...args], {
      cwd: repository,
      encoding: "utf8",
    }).trim();
  const environments = path.join(repository, "environments.ts");
  const text = readFileSync(environments, "utf8")
    .replace("import { Account, type BackendDefinition }", "import { Account, Backend, type BackendDefinition }")
    .replace(/^ *\/\/ backend:.*\n/gm, "")
    .replace(/^( *)network: \[/gm, `$1backend: ${BACKEND},\n$1network: [`);
  writeFileSync(environments, text);
  writeFileSync(path.join(repository, ".terraform.lock.hcl"), "# lock\n");
  writeFileSync(path.join(repository, "package-lock.json"), "{}\n");
  const command = makeCommand(folder, repository);
  const bin = programs(folder, repository, command);
  install(repository);
  // Symbolic links, which are all that an installation is here.
  execFileSync("cp", ["-a", path.join(repository, "node_modules"), path.join(folder, "installed")]);
  synthesize(repository);
  execFileSync(process.execPath, [command, "snapshot"], { cwd: repository });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=start");
  return {
    folder,
    repository,
    bin,
    command,
    commit: (branch, change, from = "main") => {
      git("checkout", "--quiet", ...(branch === from ? [branch] : ["-B", branch, from]));
      change(repository);
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message=change");
      return git("rev-parse", "HEAD");
    },
    merge: (branch) => {
      git("checkout", "--quiet", "--detach", "main");
      git("merge", "--quiet", "--no-ff", "--no-edit", branch);
      const merged = git("rev-parse", "HEAD");
      git("branch", "--force", `merge-${branch}`, merged);
      return merged;
    },
  };
}

/** What `npm run bundle` makes. */
export function makeBundle(folder: string): string {
  execFileSync(process.execPath, ["--require", require.resolve("tsx/cjs"), path.join(ROOT, "scripts/bundle.ts"), folder]);
  return path.join(folder, "principals.cjs");
}

/** The package's tarball as npm would fetch it, with the command in it, and the pin of it in the repository. */
function makeCommand(folder: string, repository: string): string {
  const action = path.join(folder, "package/action");
  mkdirSync(action, { recursive: true });
  const command = makeBundle(action);
  const tarball = path.join(folder, "package.tgz");
  execFileSync("tar", ["-czf", tarball, "-C", folder, "package"]);
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { readonly version: string };
  const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  writeFileSync(path.join(repository, ".principals/command.json"), JSON.stringify({ version, integrity }));
  return command;
}

/** What `npm ci` would do, from what is here: the package runs from its source. */
export function install(project: string): void {
  const modules = path.join(project, "node_modules");
  if (existsSync(modules)) return;
  const { name } = readManifest(ROOT);
  const own = path.join(modules, ".own");
  const target = path.join(own, "node_modules", name);
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, "package.json"), JSON.stringify({ name, main: "index.cjs" }));
  writeFileSync(path.join(target, "index.cjs"), `module.exports = require(${JSON.stringify(path.join(ROOT, "lib/index.ts"))});\n`);
  linkDependencies(project, own);
}

export function synthesize(project: string): void {
  execFileSync(process.execPath, ["--require", require.resolve("tsx/cjs"), "main.ts"], { cwd: project, stdio: "pipe", env: process.env });
}

/** Programs by the names that a runner has; npm is a script of ours, and writes down what it could see. */
function programs(folder: string, repository: string, command: string): string {
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  const program = (name: string, text: string): void => {
    writeFileSync(path.join(bin, name), text);
    chmodSync(path.join(bin, name), 0o755);
  };
  const node = JSON.stringify(process.execPath);
  for (const name of ["gh", "terraform"]) {
    copyFileSync(path.join(__dirname, `${name}.cjs`), path.join(bin, `${name}.cjs`));
    program(name, `#!/bin/sh\nexec ${node} ${JSON.stringify(path.join(bin, `${name}.cjs`))} "$@"\n`);
  }
  const tsx = JSON.stringify(require.resolve("tsx/cjs"));
  // What main says is synthesized once for all jobs of a test; whatever differs from it, is run each time.
  const known = JSON.stringify(path.join(folder, "synthesized-"));
  const synth = [
    `tree=$(git rev-parse --quiet --verify 'HEAD^{tree}' || true)`,
    `main=$(git -C ${JSON.stringify(repository)} rev-parse 'main^{tree}')`,
    `known=${known}$tree-$PRINCIPALS_NOW`,
    `if [ "$tree" != "$main" ] || [ -n "$(git status --porcelain)" ]; then exec ${node} --require ${tsx} main.ts; fi`,
    `if [ -d "$known" ]; then cp -R "$known" cdktf.out; exit; fi`,
    `${node} --require ${tsx} main.ts && cp -R cdktf.out "$known"`,
  ].join("\n  ");
  program(
    "npm",
    `#!/bin/sh
{ echo "npm $*"; env; } >> "$NPM_LOG"
case "$*" in
  "ci --ignore-scripts") [ -e node_modules ] || exec cp -a ${JSON.stringify(path.join(folder, "installed"))} node_modules ;;
  "run synth") ${synth} ;;
  "run typecheck") exit 0 ;;
  "test") exec ${node} ${command} snapshot --check ;;
  "pack --ignore-scripts --silent --pack-destination="*) cp ${path.join(folder, "package.tgz")} "\${4#*=}/cloudflare-principals-\${5#*@}.tgz" ;;
  *) echo "npm $*: nothing stands for it" >&2; exit 1 ;;
esac
`,
  );
  program("npx", `#!/bin/sh\n{ echo "npx $*"; env; } >> "$NPM_LOG"\nshift 2\nexec ${node} ${command} "$@"\n`);
  symlinkSync(process.execPath, path.join(bin, "node"));
  return bin;
}
