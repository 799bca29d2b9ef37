/*
 * The access diff of 10,000 tokens against 10,000: CPU time and memory of `accessDiff`, whether four times as many take four times as long, and what
 * the whole command takes, reading included. One process a measurement.
 *
 *     npm run bench:diff
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDiff, type TokenSpec } from "../lib";
import { main } from "../lib/cli";
import { escapeTemplate, writeResources } from "../lib/policy";
import { CASES, type MakeToken, tokens, typical } from "./diff-cases";

const COUNT = 10_000;
const MOST_SECONDS = 2;
const MOST_MEGABYTES = 500;
/** How much more one token of many may cost than one of few: caches and collection make it a little more than 1. */
const MOST_GROWTH = 1.6;

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
  readonly changed: number;
}

const FORMATS = ["text", "markdown", "json", "sarif", "html"];

function measure(run: () => number): Figures {
  const start = process.cpuUsage();
  const changed = run();
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1024, changed };
}

function measureCase(make: MakeToken, count: number): Figures {
  // The first tokens pay for compiling the code, and for reading the catalogue.
  accessDiff(tokens(make, 500, 0), tokens(make, 500, 1));
  const [before, after] = [tokens(make, count, 0), tokens(make, count, 1)];
  return measure(() => accessDiff(before, after).tokens.length);
}

/** The whole command, from files on. */
async function measureCommand(before: string, after: string, format: string): Promise<Figures> {
  let written = 0;
  const start = process.cpuUsage();
  const code = await main(["diff", before, after, "--format", format], {
    out: (text) => (written += text.length),
    err: () => undefined,
    env: {},
    isTerminal: false,
  });
  if (code !== 0 || written === 0) throw new Error(`exit code ${String(code)}`);
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1024, changed: written };
}

/** A folder as cdktf writes it, with 50 stacks. */
function synthesize(folder: string, specs: readonly TokenSpec[]): string {
  const stacks = new Map<string, Record<string, unknown>>();
  for (const { accountId, name, status, policies, requestIp, expiresOn, address = "", path = "" } of specs) {
    const [stack = ""] = path.split("/");
    const resources = stacks.get(stack) ?? {};
    stacks.set(stack, resources);
    resources[address.slice(address.indexOf(".") + 1)] = {
      "//": { metadata: { path: `${path}/Resource`, owner: "team", purpose: "does something useful" } },
      account_id: accountId,
      name: escapeTemplate(name),
      status,
      policies: policies.map((policy) => ({
        effect: policy.effect,
        permission_groups: policy.permissionGroups.map((id) => ({ id })),
        resources: writeResources(policy.resources),
      })),
      ...(requestIp === undefined ? {} : { condition: { request_ip: { in: requestIp.in, not_in: requestIp.notIn } } }),
      ...(expiresOn === undefined ? {} : { expires_on: expiresOn }),
    };
  }
  const entries = [...stacks].map(([name, resources]) => {
    mkdirSync(join(folder, "stacks", name), { recursive: true });
    const file = `stacks/${name}/cdk.tf.json`;
    writeFileSync(join(folder, file), JSON.stringify({ resource: { cloudflare_account_token: resources } }, null, 2));
    return [name, { name, synthesizedStackPath: file, workingDirectory: `stacks/${name}`, annotations: [] }] as const;
  });
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks: Object.fromEntries(entries) }));
  return folder;
}

function inProcess(...args: string[]): Figures {
  const output = execFileSync(process.execPath, ["--require", "tsx/cjs", __filename, ...args], { encoding: "utf8" });
  return JSON.parse(output) as Figures;
}

function benchmark(): void {
  const failures: string[] = [];
  const report = (name: string, { seconds, megabytes }: Figures, limited: boolean): void => {
    console.log(`${name}: ${seconds.toFixed(2)} s CPU, ${megabytes.toFixed(0)} MB`);
    if (limited && (seconds > MOST_SECONDS || megabytes > MOST_MEGABYTES))
      failures.push(`${name}: more than ${String(MOST_SECONDS)} s or ${String(MOST_MEGABYTES)} MB`);
  };
  console.log(`accessDiff, ${String(COUNT)} tokens against ${String(COUNT)}`);
  for (const name of Object.keys(CASES)) {
    const figures = inProcess(name, String(COUNT));
    report(`  ${name}`, figures, true);
    const more = inProcess(name, String(4 * COUNT));
    const growth = more.seconds / figures.seconds / 4;
    // What takes a moment says nothing.
    if (more.seconds > 1 && growth > MOST_GROWTH)
      failures.push(`${name}: one of ${String(4 * COUNT)} tokens costs ${growth.toFixed(2)} times one of ${String(COUNT)}`);
  }
  const folder = mkdtempSync(join(tmpdir(), "principals-bench-"));
  try {
    for (const mix of ["one in ten changed", "all changed"]) {
      const make = CASES[mix] ?? typical;
      const [before, after] = ([0, 1] as const).map((round) => synthesize(join(folder, mix, String(round)), tokens(make, COUNT, round)));
      console.log(`principals diff, from two synthesized folders, ${mix}`);
      for (const format of FORMATS) report(`  ${format}`, inProcess("--command", before ?? "", after ?? "", format), false);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const failure of failures) console.error(`over the limit: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined) benchmark();
else if (name === "--command") {
  const [before = "", after = "", format = ""] = args;
  void measureCommand(before, after, format).then((figures) => console.log(JSON.stringify(figures)));
} else console.log(JSON.stringify(measureCase(CASES[name] ?? typical, Number(args[0]))));
