import { spawnSync } from "node:child_process";

/**
 * Shells that images of runners have. bash is GitHub's, and GitLab's where an image has it; a small image has busybox. Scripts of both have to run in
 * each of them; one that is not here is skipped by name.
 */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: ["bash", "--noprofile", "--norc"],
  busybox: ["busybox", "sh"],
  dash: ["dash"],
};

const there = Object.entries(SHELLS).filter(([, [program = "", ...args]]) => spawnSync(program, [...args, "-c", ":"]).status === 0);
const absent = Object.keys(SHELLS).filter((name) => there.every(([each]) => each !== name));
if (absent.length > 0) process.stderr.write(`not on PATH: ${absent.join(", ")}; skipped as shells of the pipelines\n`);
/** The strictest that is here: what works in it works in the others. */
const strictestName = ["busybox", "dash"].find((name) => !absent.includes(name)) ?? (process.env.E2E === "required" ? "dash" : "bash");

/** Name and command of each shell. */
export const shells = there;
export const strictest = SHELLS[strictestName]!;
