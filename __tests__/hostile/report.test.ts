import { evaluate } from "../../lib/guardrails/evaluate";
import { baseline } from "../../lib";
import { accessDiff, findingsCodeQuality, gateFiles, reportJson, reportMarkdown, type ReviewReport } from "../../lib/review";
import { NOW, token } from "../guardrails/support";
import { obeyedCommands, parseMarkdown, TRICKS } from "./checks";
import { CORPUS } from "./corpus";

/** A report in which everything that a stranger may write is the payload. */
function hostileReport(text: string): ReviewReport {
  const spec = token(undefined, { name: text, owner: text, path: `${text}/x`, address: text });
  const acknowledgement = { rule: text, detail: text, reason: text, owner: text };
  const { findings, acknowledgements } = evaluate(
    [{ name: text, tokens: [{ spec, acknowledgements: [acknowledgement], unreadable: [text] }] }],
    baseline,
    NOW,
  );
  return {
    diff: { ...accessDiff([], [spec]), warnings: [text] },
    findings: { added: findings, resolved: findings, all: findings },
    gate: {
      files: gateFiles([`.github/workflows/${text}`, text]),
      incomplete: true,
      acknowledged: acknowledgements,
      withdrawn: acknowledgements,
      allowed: [
        { change: "added", entry: { type: text, reason: text } },
        { change: "removed", entry: { host: text, for: text, reason: text } },
      ],
    },
  };
}

const pages = CORPUS.map(({ tries, text }) => ({ tries, text, report: hostileReport(text) }));

function failing(check: (page: (typeof pages)[number]) => boolean): string[] {
  return pages.filter((page) => !check(page)).map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);
}

describe("the report, with every payload in every place that a stranger writes,", () => {
  it("as Markdown has blocks of its own only, no link, image, HTML or mention, and fits a comment", () => {
    const headings = (text: string): number => parseMarkdown(text).structure.filter((type) => type === "heading_open").length;
    const broken = failing(({ report }) => {
      const text = reportMarkdown(report);
      const parsed = parseMarkdown(text);
      return (
        parsed.onlyText &&
        headings(text) === 3 &&
        parsed.references.length === 0 &&
        text.length <= 65_000 &&
        obeyedCommands(text).length === 0 &&
        text.split("\n").every((line) => !TRICKS.test(line))
      );
    });
    expect(broken).toEqual([]);
  });

  it("as JSON keeps what it was, in ASCII", () => {
    const broken = failing(({ report, text }) => {
      const out = reportJson(report);
      return /^[\n\x20-\x7e]*$/.test(out) && (JSON.parse(out) as { warnings: string[] }).warnings[0] === text;
    });
    expect(broken).toEqual([]);
  });
});

test("a Code Quality report, with every payload, is in ASCII, whole, and of one line a description", () => {
  const broken = failing(({ report }) => {
    const out = findingsCodeQuality({ findings: report.findings.all, acknowledgements: [] }, { stacks: [] });
    const issues = JSON.parse(out) as { description: string; severity: string; fingerprint: string }[];
    const open = report.findings.all.filter(({ acknowledged }) => acknowledged === undefined);
    return (
      /^[\n\x20-\x7e]*$/.test(out) &&
      obeyedCommands(out).length === 0 &&
      issues.length === open.length &&
      issues.every(
        ({ description, severity, fingerprint }) =>
          !TRICKS.test(description) && /^(?:critical|major|info)$/.test(severity) && /^[0-9a-f]{64}$/.test(fingerprint),
      )
    );
  });
  expect(broken).toEqual([]);
});
