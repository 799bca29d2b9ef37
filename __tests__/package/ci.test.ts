interface Totals {
  totals(...results: readonly unknown[]): { readonly line: string; readonly code: number };
}
interface Audit {
  judge(report: unknown): { readonly failures: string[]; readonly bundled: string[] };
}

const { totals } = jest.requireActual<Totals>("../../.ci/totals.js");
const { judge } = jest.requireActual<Audit>("../../.ci/audit.js");

describe("the closing line of .ci/run", () => {
  const passed = { success: true, numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 };

  test("counts passed, failed and skipped tests, todo among the skipped", () => {
    expect(totals(passed)).toEqual({ line: "7 passed, 0 failed, 3 skipped", code: 0 });
  });

  test("adds up runs, and fails when one of them has no tests", () => {
    expect(totals(passed, passed)).toEqual({ line: "14 passed, 0 failed, 6 skipped", code: 0 });
    expect(totals(passed, undefined)).toEqual({ line: "7 passed, 0 failed, 3 skipped", code: 1 });
  });

  test.each([
    ["a test failed", { ...passed, success: false, numFailedTests: 1 }, "7 passed, 1 failed, 3 skipped"],
    ["a suite could not be loaded", { ...passed, success: false }, "7 passed, 0 failed, 3 skipped"],
    ["no test ran", { ...passed, numPassedTests: 0 }, "0 passed, 0 failed, 3 skipped"],
    ["there is no result", undefined, "0 passed, 0 failed, 0 skipped"],
  ])("fails when %s", (_, result, line) => {
    expect(totals(result)).toEqual({ line, code: 1 });
  });
});

describe("the audit", () => {
  const advisory = {
    title: "Shell command from a file name",
    severity: "high",
    range: "<10.5.0",
    url: "https://github.com/advisories/GHSA-0000-0000-0000",
  };
  const found = (...nodes: string[]) => ({
    vulnerabilities: { glob: { nodes, via: [advisory] }, parent: { nodes: ["node_modules/parent"], via: ["glob"] } },
  });
  const line = (nodes: string) => `high: glob <10.5.0: ${advisory.title} (${advisory.url}), in ${nodes}`;

  test("passes a report without findings", () => {
    expect(judge({ vulnerabilities: {} })).toEqual({ failures: [], bundled: [] });
  });

  test("fails for a finding, once, wherever it comes from", () => {
    expect(judge(found("node_modules/glob"))).toEqual({ failures: [line("node_modules/glob")], bundled: [] });
  });

  test("lists what cdktf carries inside its own package, and fails when another copy is affected as well", () => {
    const bundled = "node_modules/cdktf/node_modules/glob";
    expect(judge(found(bundled))).toEqual({ failures: [], bundled: [line(bundled)] });
    expect(judge(found(bundled, "node_modules/glob")).failures).toHaveLength(1);
    expect(judge(found("node_modules/cdktf-cli/node_modules/glob")).failures).toHaveLength(1);
  });

  test("fails when npm gave no report", () => {
    expect(judge({ message: "audit endpoint returned an error" }).failures).toEqual([
      'npm audit gave no report: "audit endpoint returned an error"',
    ]);
    expect(judge(null).failures).toHaveLength(1);
  });
});
