// Prints jest's totals as one plain line, from the files that runs of `jest --json --outputFile` wrote. Exits 1 when a test failed, or when a run has none or left no result.
const { readFileSync } = require("node:fs");

/** The line and the exit code for parsed results; `undefined` stands for a run that left none. */
function totals(...results) {
  const sum = (count) => results.reduce((all, result) => all + (result === undefined ? 0 : count(result)), 0);
  const passed = sum((result) => result.numPassedTests ?? 0);
  const failed = sum((result) => result.numFailedTests ?? 0);
  const skipped = sum((result) => (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0));
  // A suite that could not be loaded has no tests to count, so success is asked for as well.
  const good =
    failed === 0 && results.length > 0 && results.every((result) => result?.success === true && (result.numPassedTests ?? 0) > 0);
  return { line: `${passed} passed, ${failed} failed, ${skipped} skipped`, code: good ? 0 : 1 };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

if (require.main === module) {
  const { line, code } = totals(...process.argv.slice(2).map(read));
  console.log(line);
  process.exitCode = code;
}

module.exports = { totals };
