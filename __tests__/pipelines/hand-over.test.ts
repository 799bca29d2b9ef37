import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../package/consumer";

const SCRIPT = path.join(ROOT, "examples/pipelines/gitlab/.principals/gitlab/hand-over.cjs");
const PLACE = "/api/v4/projects/7/packages/generic/principals-synthesized/42";

let folder: string;
let server: Server;
let origin: string;
let calls: { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
let answer: (url: string) => { readonly status: number; readonly body?: string; readonly location?: string };
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "principals-hand-over-"));
  calls = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const url = request.url ?? "";
      calls.push({ method: request.method ?? "", url, headers: request.headers, body });
      const { status, body: text = "", location } = answer(url);
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): Promise<{ readonly status: number; readonly said: string }> {
  const env = {
    PATH: process.env.PATH,
    CI_API_V4_URL: `${origin}/api/v4`,
    CI_PROJECT_ID: "7",
    CI_PIPELINE_ID: "42",
    CI_JOB_TOKEN: "job-token",
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === "number" ? error.code : 0, said: stdout + stderr });
    });
  });
}

describe("hand-over.cjs", () => {
  test("gives each stack to the registry of the project, under the pipeline's id", async () => {
    answer = () => ({ status: 201 });
    for (const stack of ["prod", "staging"]) {
      mkdirSync(path.join(folder, "stacks", stack), { recursive: true });
      writeFileSync(path.join(folder, "stacks", stack, "cdk.tf.json"), `{"stack":"${stack}"}`);
    }
    expect(await run("give", "stacks")).toEqual({ status: 0, said: "" });
    expect(calls.map(({ method, url, headers, body }) => [method, url, headers["job-token"], body])).toEqual(
      ["prod", "staging"].map((stack) => ["PUT", `${PLACE}/${stack}.json`, "job-token", `{"stack":"${stack}"}`]),
    );
  });

  test("takes one stack, also from an object store, which gets no token", async () => {
    answer = (url) => (url.startsWith("/store") ? { status: 200, body: "{}" } : { status: 302, location: `${origin}/store/prod` });
    expect(await run("take", "42", "prod", "file.json")).toEqual({ status: 0, said: "" });
    expect(readFileSync(path.join(folder, "file.json"), "utf8")).toBe("{}");
    expect(calls.map(({ url, headers }) => [url, headers["job-token"]])).toEqual([
      [`${PLACE}/prod.json`, "job-token"],
      ["/store/prod", undefined],
    ]);
  });

  test("fails where there is nothing to take, and for a file that is too large", async () => {
    answer = () => ({ status: 404 });
    const missing = "the package registry answered 404 for ../prod: is it switched on for this project?\n";
    expect(await run("take", "42", "../prod", "file.json")).toEqual({ status: 1, said: missing });
    expect(calls.map(({ url }) => url)).toEqual([`${PLACE}/..%2Fprod.json`]);
    answer = () => ({ status: 200, body: "x".repeat(10_000_001) });
    expect(await run("take", "42", "prod", "file.json")).toEqual({ status: 1, said: "prod has more than 10000000 bytes\n" });
  });
});
