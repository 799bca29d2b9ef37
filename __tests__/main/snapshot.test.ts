import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkSnapshot } from "../../lib";
import { run } from "../cli/run";
import { runMain } from "./run-main";

const ROOT = join(__dirname, "../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

let outdir: string;
beforeAll(() => {
  outdir = runMain();
});
afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

test("access/ is what main.ts says (npm run snapshot)", () => {
  expect(checkSnapshot(outdir, join(ROOT, "access"))).toEqual([]);
});

test("docs/snapshot.md shows the words of one of these files", () => {
  const file = read("access/prod/dns-publisher.md");
  const words = file.slice(file.indexOf("# dns-publisher"), file.indexOf("\n## The same in ids"));
  expect(read("docs/snapshot.md")).toContain(`\`\`\`markdown\n${words}\`\`\`\n`);
});

test.each([
  [["can", "prod/dns-publisher", "DNS Write", "zone:internal.example"], 1],
  [["who", "DNS Read", "zone:example.com"], 0],
])("docs/questions.md shows what %j says", async (args, code) => {
  const result = await run([...args, "--input", outdir]);
  expect(result.code).toBe(code);
  const shown = result.out.replace(/^(?=.)/gm, "    ");
  expect(read("docs/questions.md")).toContain(
    `    $ principals ${args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg)).join(" ")}\n${shown}`,
  );
});
