// Prints jest's totals as one plain line, from the file that `jest --json --outputFile` wrote. Exits 1 when a test failed, none ran, or there is no result.
const { readFileSync } = require("node:fs");

/** The line and the exit code for a parsed result; `undefined` stands for a run that left none. */
function totals(result) {
  const passed = result?.numPassedTests ?? 0;
  const failed = result?.numFailedTests ?? 0;
  const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  // A suite that could not be loaded has no tests to count, so success is asked for as well.
  const good = result?.success === true && failed === 0 && passed > 0;
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
  const { line, code } = totals(read(process.argv[2]));
  console.log(line);
  process.exitCode = code;
}

module.exports = { totals };
