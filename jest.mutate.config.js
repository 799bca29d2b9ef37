/** For `npm run mutate` alone: the tests that MUTATE_TESTS names, by their patterns below __tests__. */
const {
  projects: [unit],
  testTimeout,
} = require("./jest.config.js");

const project = { ...unit };
// Both can't be given.
delete project.testRegex;
const tests = (process.env.MUTATE_TESTS ?? "").split(",").filter((each) => each !== "");

/** @type {import("jest").Config} */
module.exports = { ...project, testMatch: tests.map((each) => `<rootDir>/__tests__/${each}`), testTimeout, maxWorkers: 1 };
