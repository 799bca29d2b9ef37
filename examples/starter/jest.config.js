/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // expect(principal).toAllow(…) and the like; tsconfig.json names the same module for their types.
  setupFilesAfterEnv: ["cloudflare-principals/testing/jest"],
  transform: { "^.+\\.ts$": "ts-jest" },
};
