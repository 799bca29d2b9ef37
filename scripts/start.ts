/**
 * `npm start`: synthesizes main.ts and prints what its principals may do. One process, because starting a second one costs as much as the work.
 */
import { rmSync } from "node:fs";
import { main } from "../lib/cli";

const OUTDIR = "cdktf.out";

// What an earlier run left must not pass for this one's.
rmSync(OUTDIR, { recursive: true, force: true });
process.env["CDKTF_OUTDIR"] = OUTDIR;
// eslint-disable-next-line @typescript-eslint/no-require-imports -- main.ts does its work when it is loaded
require("../main");
void main(["summary", OUTDIR]).then((code) => {
  process.exitCode = code;
});
