const { mkdtempSync, realpathSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

/** Runs once, before all tests: what they leave in the folder for temporary files goes with it. */
module.exports = () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "principals-"));
  process.env.TMPDIR = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
};
