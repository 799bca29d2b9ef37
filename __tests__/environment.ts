/** Runs before every test file: the same environment wherever the tests run, with no pipeline, no credential, no terminal, and a clock that stands still. */
const FOREIGN =
  /^(?:CI|GITHUB_\w+|GITLAB_\w+|CLOUDFLARE_\w+|CDKTF_\w+|AWS_\w+|USER_TOKENS|SOURCE_DATE_EPOCH|NO_COLOR|FORCE_COLOR|COLUMNS)$/;

for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) Reflect.deleteProperty(process.env, name);
process.env.PRINCIPALS_NOW = "2026-12-01T00:00:00Z";
