import { createHash } from "node:crypto";
import { isAbsolute, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Finding, GuardrailReport, Pack, Rule, StackInput } from "../../guardrails";
import { loadGuardrails } from "../../lazy";
import { markdownCode, markdownText, printable, sarifText, shorten } from "./escape";
import { sarifLog } from "./sarif-log";

/** Rules about the whole of what was read name no file; code scanning asks for one. */
const NO_FILE = "cdk.tf.json";

/**
 * The findings as SARIF 2.1.0, for code scanning. Acknowledged ones are suppressed results with their reason.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @param from the folder that file names are relative to. @default - the working directory
 */
export function findingsSarif(
  { findings }: GuardrailReport,
  {
    pack,
    stacks,
    version,
    from = process.cwd(),
  }: { readonly pack: Pack; readonly stacks: readonly StackInput[]; readonly version: string; readonly from?: string },
): string {
  const known = new Map([...Object.values(loadGuardrails().RULES), ...pack.map(([rule]) => rule)].map((rule) => [rule.id, rule]));
  const used = [...new Set(findings.map(({ rule }) => rule))].sort();
  const placeOf = placeFinder(stacks, from);
  return sarifLog(
    version,
    used.map((id) => {
      const rule = known.get(id);
      return {
        id,
        shortDescription: { text: sentence(rule?.title ?? id) },
        fullDescription: { text: sentence(rule?.why ?? id) },
        help: helpOf(id, rule),
        defaultConfiguration: { level: rule?.level ?? "warning" },
      };
    }),
    findings.map((finding) => result(finding, used.indexOf(finding.rule), placeOf(finding))),
  );
}

/**
 * What code scanning shows beside a result. All of it stands here: pages of this package are on no server that an address could name, and a relative
 * one would lead into the reader's own repository.
 */
function helpOf(id: string, rule: Rule | undefined): { readonly text: string; readonly markdown: string } {
  const why = sentence(rule?.why ?? `${id} is a rule of your own pack`);
  const fix = sentence(rule?.fix ?? "see where the pack defines it");
  const waive =
    rule?.waivable === false
      ? "This rule can't be waived."
      : "If it is meant, say so where the token is made, with the detail of the finding: ";
  const call = `principal.acknowledge({ rule: ${JSON.stringify(id)}, detail, reason })`;
  const end = rule?.waivable === false ? "" : call;
  return {
    text: `${why} ${fix} ${waive}${end}`,
    markdown: `${markdownText(why)}\n\n**Fix:** ${markdownText(fix)}\n\n${markdownText(waive)}${end === "" ? "" : markdownCode(end)}`,
  };
}

/** The file that a finding stands in, as a URI. */
export function placeFinder(stacks: readonly StackInput[], from: string): (finding: Finding) => string {
  const files = new Map(stacks.map(({ name, terraform }) => [name, terraform?.files[0]?.file]));
  return ({ file, stack }) => uriOf(file ?? files.get(stack) ?? NO_FILE, from);
}

/** The same for the same finding in the next run, wherever it stands then. */
export function fingerprintOf({ rule, stack, token, detail }: Finding): string {
  return createHash("sha256")
    .update(JSON.stringify([rule, stack, token?.address ?? token?.name, detail]))
    .digest("hex");
}

function result(finding: Finding, ruleIndex: number, uri: string): Record<string, unknown> {
  const { rule, level, detail, message, fix, stack, token, acknowledged } = finding;
  const who = token === undefined ? stack : (token.path ?? `${stack}/${token.name}`);
  const { reason, owner, until } = acknowledged ?? { reason: "" };
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: {
      text: sarifText(shorten(`${who}: ${message} (${detail}); ${fix}`)),
      markdown: `${markdownCode(rule)} ${text(who)}: ${text(message)} (${text(detail)}); ${text(fix)}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: printable(shorten(who)), kind: "resource" }],
      },
    ],
    partialFingerprints: { "principals/v1": fingerprintOf(finding) },
    ...(acknowledged === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "inSource",
              status: "accepted",
              justification: printable(
                `${reason}${owner === undefined ? "" : ` (${owner})`}${until === undefined ? "" : `, until ${until}`}`,
              ),
            },
          ],
        }),
  };
}

function text(foreign: string): string {
  return markdownText(shorten(foreign));
}

function sentence(words: string): string {
  return words === "" ? "" : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Relative with slashes, as code scanning wants it; absolute where the file lies elsewhere. */
function uriOf(file: string, from: string): string {
  const way = isAbsolute(file) ? relative(from, file) : file;
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return pathToFileURL(file).href;
  return way.split(sep).map(encodeURIComponent).join("/");
}
