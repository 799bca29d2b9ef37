import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkSnapshot } from "../../lib";
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
