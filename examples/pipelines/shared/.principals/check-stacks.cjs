// Fails where the pipeline's lists of stacks are not the same, or name a stack that the code does not make:
// node check-stacks.cjs <the pipeline's file> <folder of synthesized stacks>
// A stack that is in no list is applied by hand: that is only said.
const { readdirSync, readFileSync } = require("node:fs");

const LISTS = [/\boptions: \[([^\]\n]*)\]/g, /'\[("[^\]{}\n]*)\]'/g, /\bSTACK: \[([^\]\n]*)\]/g];

const [file, folder] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const lists = LISTS.flatMap((list) => [...text.matchAll(list)]).map(([, names]) =>
  names.split(",").map((name) => name.trim().replace(/^["']|["']$/g, "")),
);
const made = readdirSync(folder).sort();

const problems = [];
const [first = []] = lists;
if (first.length === 0) problems.push("no list of stacks was found");
const differs = lists.find((each) => [...each].sort().join() !== [...first].sort().join());
if (differs !== undefined)
  problems.push(`one list of stacks has ${first.join(", ")}, another ${differs.join(", ")}: write the same into both`);
for (const name of new Set(lists.flat())) {
  if (!made.includes(name)) problems.push(`there is no stack ${JSON.stringify(name)}; the code makes ${made.join(", ")}`);
  // It would be applied in the environment of another stack's nightly run, which needs no approval.
  // GitHub does not tell environments apart by case.
  if (/-nightly$/i.test(name)) problems.push(`a stack is not to be called ${JSON.stringify(name)}`);
}
for (const problem of problems) process.stderr.write(`${file}: ${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
else
  for (const name of made.filter((each) => !first.includes(each)))
    process.stdout.write(`${JSON.stringify(name)} is not listed in ${file}: no pipeline applies it\n`);
