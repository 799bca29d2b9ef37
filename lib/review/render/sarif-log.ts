import { asciiJson } from "./escape";

/**
 * What every SARIF 2.1.0 log of this package has around its rules and results.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @param version the package's
 */
export function sarifLog(version: string, rules: readonly object[], results: readonly object[]): string {
  return asciiJson({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "principals", semanticVersion: version, rules } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  });
}
