/* Run by tsx in processes of their own, see processes.test.ts: synthesizes two apps into folders below the working directory. */
import { App } from "cdktf";
// Writes into the default folder, `cdktf.out`.
import "../../main";
import { buildBroadApp } from "../constructs/broad-app";

const app = new App({ outdir: "broad" });
buildBroadApp(app);
app.synth();
