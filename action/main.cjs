// What GitHub runs for action.yml: the command of a released version, by the hash that version.json says.
const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { takeCommand } = require("./take-command.cjs");

try {
  const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), "principals-"));
  process.exitCode = require(takeCommand(join(__dirname, "version.json"), folder, folder)).runAction();
} catch (error) {
  process.stdout.write(`::error::${error.message.replace(/[%\r\n]/g, encodeURIComponent)}\n`);
  process.exitCode = 2;
}
