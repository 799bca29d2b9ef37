import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, fault } from "../lib/errors";

/*
 * errors.test.ts holds the message of every factory. This holds that whatever the library raises is raised by a test as well, with its message:
 * bad input of each kind, not the factory called by hand.
 */

const ROOT = join(__dirname, "..");
/** Tests of the factories themselves. */
const APART = ["errors.test.ts", "errors-coverage.test.ts", "show-value.test.ts"];
const MARK = "§§";

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !(folder === "__tests__" && APART.includes(file)))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8"));
}

/** The factories that the library and what it gives to tests call. */
const raised = factoriesIn("lib", "testing");

function factoriesIn(...folders: readonly string[]): string[] {
  return [
    ...new Set(folders.flatMap(sources).flatMap((text) => [...text.matchAll(/\bfault\.(\w+)\(/g)].map(([, name]) => name ?? ""))),
  ].sort();
}

/** The longest part of a message that does not depend on the arguments. */
function fixedPart(factory: keyof typeof fault): string {
  // A list of one text is a text, a list and a value to all of them; the fourth of one is an object.
  const args = Array<readonly string[]>(factory === "unknownPermission" ? 3 : 4).fill([MARK]);
  const { message } = (fault[factory] as (...all: readonly unknown[]) => Fault)(...args);
  const parts = message.split(new RegExp(`\\[?"?${MARK}"?\\]?`));
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

const tests = sources("__tests__").join("\n").replaceAll("\\", "");

test("every factory is raised by the library or its scripts, and there is a factory for whatever they raise", () => {
  expect([...new Set([...raised, ...factoriesIn("scripts")])].sort()).toEqual(Object.keys(fault).sort());
});

test.each(raised)("%s: some bad input is tested with the message", (factory) => {
  const part = fixedPart(factory as keyof typeof fault).replaceAll("\\", "");
  expect(part.length).toBeGreaterThan(15);
  expect(tests.includes(part) ? "tested" : part).toBe("tested");
});
