/** Tests that start programs (shells, npm, Terraform, a browser), by their folders, or measure time, by their names. All others are `npm test`. */
const INTEGRATION = "(?:(?:browser|e2e|package|pipelines)/.*|.*\\.size)\\.test\\.ts$";

/** @type {import("jest").ProjectConfig} */
const project = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  setupFiles: ["<rootDir>/__tests__/environment.ts"],
  // Types are checked by `npm run typecheck`: isolatedModules in tsconfig.json makes ts-jest compile file by file.
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  moduleNameMapper: {
    "^cloudflare-principals$": "<rootDir>/lib/index.ts",
    "^cloudflare-principals/testing$": "<rootDir>/testing/index.ts",
    "^cloudflare-principals/testing/jest$": "<rootDir>/testing/jest.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/", "<rootDir>/examples/.*/package.json"],
  restoreMocks: true,
};

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    { ...project, displayName: "unit", testRegex: `/__tests__/(?!${INTEGRATION}).*\\.test\\.ts$` },
    { ...project, displayName: "integration", testRegex: `/__tests__/${INTEGRATION}` },
  ],
  globalSetup: "<rootDir>/__tests__/temporary-folder.cjs",
  reporters: ["default", "<rootDir>/__tests__/tree-reporter.cjs"],
  // Property tests and child processes on a busy machine of two cores.
  testTimeout: 30_000,
  maxWorkers: "100%",
};
