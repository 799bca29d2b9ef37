// Judges the JSON of `npm audit --json`, given on standard input. Every advisory fails the check, development dependencies included, with one exception:
// copies that cdktf carries inside its own package (bundled dependencies). No override reaches those, and its last release is final; they are listed only.
const BUNDLED = /^node_modules\/cdktf\/node_modules\//;

/** What fails and what is only listed, one line each. */
function judge(report) {
  if (typeof report?.vulnerabilities !== "object")
    return { failures: [`npm audit gave no report: ${JSON.stringify(report?.message ?? report)}`], bundled: [] };
  const failures = [];
  const bundled = [];
  for (const [name, { nodes, via }] of Object.entries(report.vulnerabilities)) {
    // `via` holds advisories (objects) and names of other entries (strings), which have their own turn.
    for (const advisory of via.filter((entry) => typeof entry === "object")) {
      const line = `${advisory.severity}: ${name} ${advisory.range}: ${advisory.title} (${advisory.url}), in ${nodes.join(", ")}`;
      (nodes.every((node) => BUNDLED.test(node)) ? bundled : failures).push(line);
    }
  }
  return { failures, bundled };
}

async function main() {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  const { failures, bundled } = judge(JSON.parse(text));
  for (const line of bundled) console.log(`bundled in cdktf, not ours to change: ${line}`);
  for (const line of failures) console.error(line);
  console.log(`${failures.length} to fix, ${bundled.length} bundled`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

if (require.main === module) void main();

module.exports = { judge };
