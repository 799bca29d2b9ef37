#!/usr/bin/env node
// Stands for GitHub's command line, on the file that GH_STATE names: pull requests, trees of commits, artifacts, comments. Answers with what --jq makes of it.
const { spawnSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");

const file = process.env.GH_STATE;
const state = JSON.parse(readFileSync(file, "utf8"));
const args = process.argv.slice(3);
const option = (name) => args.flatMap((arg, index) => (arg === name ? [args[index + 1]] : []));
const flags = new Set(["--method", "-f", "-F", "--jq", "--input"]);
const [route] = args.filter((arg, index) => !arg.startsWith("-") && !flags.has(args[index - 1]));
const url = new URL(`https://example.test/${route}`);
const fields = Object.fromEntries(
  option("-f")
    .concat(option("-F"))
    .map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]),
);
const method = option("--method")[0] ?? "GET";
state.log.push({ method, route, token: process.env.GH_TOKEN });

/** What a pull request changes is what its commit has and the base has not. The hash of a file is its text here. */
function treeOf(sha) {
  const files = state.pulls.find(({ head }) => head.sha === sha)?.files ?? [];
  return { tree: files.map(({ filename, text = "x" }) => ({ path: filename, type: "blob", mode: "100644", sha: text })), truncated: false };
}

function answer() {
  const [, , , , kind, ...rest] = url.pathname.split("/");
  if (kind === "pulls" && rest.length === 0) return state.pulls.filter(({ label }) => label === fields.head);
  const pull = state.pulls.find(({ number }) => String(number) === rest[0]);
  if (kind === "pulls" && rest.length === 1) return pull;
  if (kind === "compare") return { merge_base_commit: { sha: "base" } };
  if (kind === "git" && rest[0] === "trees") return treeOf(rest[1]);
  if (kind === "git" && rest[0] === "blobs") return { content: Buffer.from(rest[1]).toString("base64") };
  if (kind === "git") return { object: { sha: state.main } };
  if (kind === "actions") return { artifacts: state.artifacts };
  if (kind === "issues" && rest[1] === "comments" && method === "GET")
    return state.comments.filter(({ number }) => String(number) === rest[0]);
  const { body } = JSON.parse(readFileSync(0, "utf8"));
  // GitHub's limit.
  if (body.length > 65_536) throw new Error("HTTP 422: body is too long");
  if (method === "POST")
    state.comments.push({ id: state.comments.length + 1, number: Number(rest[0]), user: { login: "github-actions[bot]" }, body });
  else state.comments.find(({ id }) => String(id) === rest[1]).body = body;
  return {};
}

const result = JSON.stringify(answer());
writeFileSync(file, JSON.stringify(state));
const [query] = option("--jq");
if (args.includes("--silent")) process.exit(0);
if (query === undefined) process.stdout.write(result);
else {
  const { stdout, stderr, status } = spawnSync("jq", ["--raw-output", "--compact-output", query], { input: result, encoding: "utf8" });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exit(status);
}
