/*
 * Mutation tests: each change of the code that no test notices is a hole in the tests. `npm run mutate` (scripts/mutate.ts) says what is changed and which
 * tests have to notice.
 */
const list = (name) => (process.env[name] ?? "").split(",").filter((each) => each !== "");

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "jest",
  coverageAnalysis: "perTest",
  mutate: list("MUTATE_FILES"),
  jest: { projectType: "custom", configFile: "jest.mutate.config.js", enableFindRelatedTests: false },
  ignorePatterns: ["dist", "cdktf.out", "coverage", "reports", "access", ".git"],
  // Messages are asserted word by word elsewhere; a changed text says nothing of the logic.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  tempDirName: ".stryker-tmp",
  cleanTempDir: "always",
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: "reports/mutation.json" },
  allowEmpty: true,
};
