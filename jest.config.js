/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
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
  // Property tests and child processes on a busy machine of two cores.
  testTimeout: 30_000,
  maxWorkers: "100%",
};
