// Hands the synthesized stacks to `apply` by the project's package registry: node hand-over.cjs give <folder of stacks>
// and takes one of a pipeline: node hand-over.cjs take <pipeline> <stack> <file>
//
// Not by artifacts: what npm installed can see the token of its own job, and so can upload artifacts in the job's name. GitLab would unpack them over
// the files that `apply` runs, and set the variables of a dotenv report in its environment. What comes by this way is one text, and is read as a
// stranger's.
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const MOST_BYTES = 10_000_000;

const { CI_API_V4_URL: api, CI_PROJECT_ID: project, CI_PIPELINE_ID: own, CI_JOB_TOKEN: token } = process.env;

const urlOf = (pipeline, stack) =>
  `${api}/projects/${project}/packages/generic/principals-synthesized/${pipeline}/${encodeURIComponent(stack)}.json`;

async function call(pipeline, stack, options) {
  // A redirect would take the token elsewhere; an object store gets none.
  const answer = await fetch(urlOf(pipeline, stack), { redirect: "manual", ...options, headers: { "JOB-TOKEN": token } });
  const place = answer.headers.get("location");
  const last = answer.status >= 300 && answer.status < 400 && place !== null ? await fetch(place) : answer;
  if (!last.ok) throw new Error(`the package registry answered ${last.status} for ${stack}: is it switched on for this project?`);
  return last;
}

async function give(folder) {
  for (const stack of readdirSync(folder))
    await call(own, stack, { method: "PUT", body: readFileSync(join(folder, stack, "cdk.tf.json")) });
}

async function take(pipeline, stack, file) {
  const text = Buffer.from(await (await call(pipeline, stack, {})).arrayBuffer());
  if (text.length > MOST_BYTES) throw new Error(`${stack} has more than ${MOST_BYTES} bytes`);
  writeFileSync(file, text);
}

const [verb, ...args] = process.argv.slice(2);
({ give, take })[verb](...args).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
