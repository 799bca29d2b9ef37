// Writes the pipeline that applies, one job a stack: node jobs.cjs <what principals stacks wrote> [--nightly]
const { readFileSync } = require("node:fs");

const [file, nightly] = process.argv.slice(2);
const pipeline = /^\d+$/.exec(process.env.CI_PIPELINE_ID)[0];

const jobs = JSON.parse(readFileSync(file, "utf8")).map(({ stack, environment }) => [
  `apply ${stack}`,
  {
    extends: ".apply",
    environment,
    // One run at a time for each stack. A job that waits for somebody to start or approve it is not in the group yet.
    resource_group: `principals-${stack}`,
    // Terraform and the command, by their hashes. No artifact of a job that runs what npm installed.
    needs: [{ pipeline, job: "command" }],
    before_script: [`stack=${stack} pipeline=${pipeline} night=${String(nightly !== undefined)}`],
    ...(nightly === undefined ? { rules: [{ when: "manual" }] } : {}),
  },
]);
// A pipeline has at least one job.
const none = { nothing: { script: ["echo no stack is applied by this run"] } };
process.stdout.write(
  `${JSON.stringify({ include: [{ local: ".principals/gitlab/apply.yml" }], ...(jobs.length > 0 ? Object.fromEntries(jobs) : none) }, undefined, 2)}\n`,
);
