// Takes the command out of the package's tarball:  node take-command.cjs <folder> [tarball]
// Which tarball, and what its hash has to be, says command.json beside this file. It lies in vendor/, or npm fetches it: npm's own program, which runs
// nothing of a package and sees no credential. <folder> then holds principals.cjs, and the tarball for a job that has no npm.
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, join, resolve } = require("node:path");
const { gunzipSync } = require("node:zlib");

const NAME = "cloudflare-principals";
const FILE = "package/action/principals.cjs";

class Refusal extends Error {}

/**
 * @param pin the file with `version` and `integrity`
 * @param project the folder that npm is run in, and that may hold vendor/
 * @param folder for principals.cjs
 * @param given the tarball, where another job fetched it
 * @returns {string} the command's path
 */
exports.takeCommand = (pin, project, folder, given) => {
  const { version, integrity } = JSON.parse(readFileSync(pin, "utf8"));
  if (!/^\d[\w.+-]*$/.test(version) || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))
    throw new Refusal(`${basename(pin)} names no version and its sha512: principals init --update writes it`);
  const tarball = `${NAME}-${version}.tgz`;
  const vendored = join(project, "vendor", tarball);
  mkdirSync(folder, { recursive: true });
  const bytes = readFileSync(given ?? (existsSync(vendored) ? vendored : fetchTarball(project, folder, version)));
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== integrity) throw new Refusal(`${tarball} has the hash ${found}, and ${basename(pin)} asks for ${integrity}`);
  writeFileSync(join(folder, `${NAME}.tgz`), bytes);
  const command = join(folder, "principals.cjs");
  writeFileSync(command, fileOf(gunzipSync(bytes)));
  return command;
};

function fetchTarball(project, folder, version) {
  // What npm needs to reach its registry, and nothing else of this job.
  const kept = /^(?:PATH|HOME|LANG|TMPDIR|npm_.*|(?:https?|no)_proxy|NODE_EXTRA_CA_CERTS)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
  const args = ["pack", "--ignore-scripts", "--silent", `--pack-destination=${resolve(folder)}`, `${NAME}@${version}`];
  execFileSync("npm", args, { cwd: project, env, stdio: ["ignore", "ignore", "inherit"] });
  return join(folder, `${NAME}-${version}.tgz`);
}

/** Of a tar archive: a block of 512 bytes says name and size of the file that follows, in blocks of 512. */
function fileOf(archive) {
  for (let at = 0; at + 512 <= archive.length;) {
    const text = (from, length) => archive.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(text(124, 12), 8) || 0;
    if (text(0, 100) === FILE) return archive.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Refusal(`the tarball has no ${FILE}`);
}

if (require.main === module) {
  try {
    const [folder, tarball] = process.argv.slice(2);
    exports.takeCommand(join(__dirname, "command.json"), join(__dirname, ".."), folder, tarball);
  } catch (error) {
    process.stderr.write(`refused: ${error.message}\n`);
    process.exitCode = 1;
  }
}
