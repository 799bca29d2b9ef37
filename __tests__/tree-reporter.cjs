const { spawnSync } = require("node:child_process");

/**
 * A jest reporter: fails a run that changed the repository's tree, and names the test files that were running. Tests work in folders of their own.
 * Outside a clone it says nothing.
 */
module.exports = class TreeReporter {
  #root;
  #tree;
  #running = new Set();
  #faults = [];

  constructor({ rootDir }) {
    this.#root = rootDir;
  }

  onRunStart() {
    this.#tree = this.#read();
  }

  onTestFileStart({ path }) {
    this.#running.add(path);
  }

  onTestFileResult({ path }) {
    const tree = this.#read();
    if (tree !== this.#tree) this.#faults.push(`one of ${[...this.#running].join(", ")} changed the tree:\n${tree}`);
    this.#tree = tree;
    this.#running.delete(path);
  }

  onRunComplete() {
    for (const fault of this.#faults) process.stderr.write(`\n${fault}`);
  }

  /** jest ends with exit code 1 where there is one. */
  getLastError() {
    return this.#faults.length === 0 ? undefined : new Error("tests changed the tree");
  }

  /** What differs from the last commit, with the content of changed files. */
  #read() {
    const git = (...args) => spawnSync("git", args, { cwd: this.#root, encoding: "utf8", maxBuffer: 2 ** 28 }).stdout ?? "";
    return `${git("status", "--porcelain")}${git("diff", "--no-ext-diff", "--stat")}`;
  }
};
