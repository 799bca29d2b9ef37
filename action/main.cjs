// What GitHub runs for action.yml. The command beside it is one file, so nothing is installed.
const { runAction } = require("./principals.cjs");

process.exitCode = runAction();
