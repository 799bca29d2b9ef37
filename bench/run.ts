/**
 * Construct and synth of N principals against the same tokens written with the raw L1: compiled code, one process a measurement, interleaved
 * pairs, medians. Prints ratios, since seconds say more about the machine than about the code.
 *
 * usage: npm run bench [-- --pairs 7] [-- --check]
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

interface Figures {
  readonly cpu: number;
  readonly wall: number;
  readonly memory?: number;
  readonly shares?: Readonly<Record<string, number>>;
}

const { values } = parseArgs({ options: { pairs: { type: "string", default: "7" }, check: { type: "boolean", default: false } } });
const pairs = Number(values.pairs);
const worker = join(__dirname, "worker.cjs");

/** What docs/performance.md says. */
const LIMITS = { cpu: 1.1, memory: 1.05, importMs: 60, growth: 1.3 };
/** Fewer than this are over before the compiler of JavaScript has begun, and say more about it than about the code. */
const FEWEST = 1000;

function run(...args: string[]): Figures {
  return JSON.parse(execFileSync(process.execPath, [worker, ...args], { encoding: "utf8", env: { ...process.env, CI: "" } })) as Figures;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const failures: string[] = [];
const perPrincipal = new Map<number, number>();
console.log(`${String(pairs)} interleaved pairs each, medians; raw = the same Terraform written with AccountToken and TerraformOutput\n`);
console.log("| principals | raw CPU | ours CPU | CPU ratio | memory ratio |");
console.log("| ---: | ---: | ---: | ---: | ---: |");
for (const count of [1, 100, 1000, 5000, 10000]) {
  const cpu: number[] = [];
  const memory: number[] = [];
  const [raw, ours]: [number[], number[]] = [[], []];
  for (let i = 0; i < pairs; i++) {
    // Which one goes first alternates, so that a machine that slows down favours neither.
    const order = i % 2 === 0 ? (["raw", "ours"] as const) : (["ours", "raw"] as const);
    const [first, second] = order.map((kind) => run(kind, String(count)));
    if (first === undefined || second === undefined) throw new Error("no figures");
    const [r, o] = order[0] === "raw" ? [first, second] : [second, first];
    cpu.push(o.cpu / r.cpu);
    memory.push((o.memory ?? 0) / (r.memory ?? 1));
    raw.push(r.cpu);
    ours.push(o.cpu);
  }
  perPrincipal.set(count, median(ours) / count);
  console.log(
    `| ${String(count)} | ${median(raw).toFixed(0)} ms | ${median(ours).toFixed(0)} ms | ${median(cpu).toFixed(2)}x | ${median(memory).toFixed(2)}x |`,
  );
  if (count < FEWEST) continue;
  if (median(cpu) > LIMITS.cpu)
    failures.push(`${String(count)} principals: CPU ${median(cpu).toFixed(2)}x, at most ${String(LIMITS.cpu)}x`);
  if (median(memory) > LIMITS.memory)
    failures.push(`${String(count)} principals: memory ${median(memory).toFixed(2)}x, at most ${String(LIMITS.memory)}x`);
}
const growth = (perPrincipal.get(10000) ?? 0) / (perPrincipal.get(1000) ?? 1);
console.log(`\ngrowth: one of 10,000 principals costs ${growth.toFixed(2)}x of one of 1,000`);
if (growth > LIMITS.growth) failures.push(`growth ${growth.toFixed(2)}x, at most ${String(LIMITS.growth)}x`);

const added: number[] = [];
for (let i = 0; i < pairs * 2; i++) {
  const [a, b] =
    i % 2 === 0
      ? [run("import-raw"), run("import-ours")].map((f) => f.cpu)
      : [run("import-ours"), run("import-raw")].map((f) => f.cpu).reverse();
  added.push((b ?? 0) - (a ?? 0));
}
console.log(`import: ${median(added).toFixed(0)} ms over importing cdktf and the L1`);
if (median(added) > LIMITS.importMs) failures.push(`import ${median(added).toFixed(0)} ms, at most ${String(LIMITS.importMs)} ms`);

const shares = Object.entries(run("ours", "10000", "--profile").shares ?? {}).sort((a, b) => b[1] - a[1]);
console.log(
  `where the time of 10,000 principals goes: ${shares.map(([owner, share]) => `${owner} ${(share * 100).toFixed(0)} %`).join(", ")}`,
);

for (const failure of failures) console.log(`over the limit: ${failure}`);
if (values.check && failures.length > 0) process.exitCode = 1;
