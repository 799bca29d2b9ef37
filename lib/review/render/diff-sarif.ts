import { createHash } from "node:crypto";
import { abridge, markdownText, printable, sarifText } from "./escape";
import { sarifLog } from "./sarif-log";
import type { Style } from "../summary/words";
import type { AccessDiff, TokenDiff } from "../diff/model";
import { changePhrases, disruptionPhrases, placePhrase } from "../diff/words";

/** Where a token stands in the source. */
export interface SourcePlace {
  /** Relative, with slashes. */
  readonly file: string;
  readonly line: number;
}

export interface SarifOptions {
  readonly version: string;
  /** @default - `cdk.tf.json`, line 1: code scanning asks for a file */
  readonly placeOf?: (token: TokenDiff) => SourcePlace | undefined;
}

const plain: Style = { name: (text) => abridge(text, 200), text: (text) => abridge(text), id: (text) => abridge(text, 200) };
/** Longer lists are counted. */
const LISTS = { most: 12, mostPermissions: 40 };

/** What code scanning shows beside a result: all of it, since pages of this package are on no server. */
const RULES = [
  {
    id: "access-broadening",
    text: "A token may do more than before.",
    help: "Approve it when the code that uses the token needs what it gains; else take it out of the policies.",
    level: "warning",
  },
  {
    id: "access-narrowing",
    text: "A token may do less than before.",
    help: "Make sure that nobody uses what it loses: such calls fail from then on.",
    level: "note",
  },
  {
    id: "access-mixed",
    text: "A token may do more than before, and less.",
    help: "Look at both sides: what it gains can be misused, and what it loses can break a running integration. Where the result lists neither, what is live is not known from the code.",
    level: "warning",
  },
  {
    id: "access-neutral",
    text: "A token changes, and what it may do does not.",
    help: "Equal access can be written in different ways: then nothing has to be done. What the change breaks all the same, such as the value of a token that is replaced, is a result of its own.",
    level: "note",
  },
  {
    id: "access-disruptive",
    text: "A change can break a running integration.",
    help: "The reason stands in the result: whoever uses the token has to be ready before this is applied.",
    level: "warning",
  },
  {
    id: "access-risk",
    text: "Something to look at in a token that changes.",
    help: "The result says what it is. What the token could do in the wrong hands gets less with less access, an expiry or a filter on addresses; what Terraform does with it, such as a new value or another credential, has to be meant.",
    level: "warning",
  },
] as const;

/**
 * The diff as SARIF 2.1.0, for code scanning.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function diffSarif({ tokens }: AccessDiff, { version, placeOf = () => undefined }: SarifOptions): string {
  return sarifLog(
    version,
    RULES.map(({ id, text, help, level }) => ({
      id,
      shortDescription: { text },
      help: { text: `${text} ${help}`, markdown: `${text} ${help}` },
      defaultConfiguration: { level },
    })),
    tokens.flatMap((token) => resultsOf(token, placeOf(token))),
  );
}

function resultsOf(token: TokenDiff, place: SourcePlace | undefined): Record<string, unknown>[] {
  const phrases = (side: "gained" | "lost"): string => changePhrases(token, side, { style: plain, ...LISTS }).join("; ");
  const said = [
    `${token.change}, ${token.verdict}`,
    ...(token.gained.length === 0 ? [] : [`gains ${phrases("gained")}`]),
    ...(token.lost.length === 0 ? [] : [`loses ${phrases("lost")}`]),
  ].join("; ");
  return [
    result(token, `access-${token.verdict}`, said, place),
    ...(token.disruptive.length === 0 ? [] : [result(token, "access-disruptive", disruptionPhrases(token, plain).join(", "), place)]),
    ...token.risks.map(({ reason }) => result(token, "access-risk", reason, place)),
  ];
}

function result(token: TokenDiff, rule: string, said: string, place: SourcePlace | undefined): Record<string, unknown> {
  const index = RULES.findIndex(({ id }) => id === rule);
  const who = placePhrase(token) ?? token.name;
  return {
    ruleId: rule,
    ruleIndex: index,
    level: RULES[index]?.level ?? "warning",
    message: {
      text: `${plainText(who)}: ${plainText(said)}`,
      // Not at the start of a line, where `1.` would begin a list.
      markdown: `token ${markdownText(abridge(who, 200))}: ${markdownText(abridge(said, 2000))}`,
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: (place?.file ?? "cdk.tf.json").split("/").map(encodeURIComponent).join("/") },
          region: { startLine: place?.line ?? 1 },
        },
        logicalLocations: [{ fullyQualifiedName: printable(abridge(who)), kind: "resource" }],
      },
    ],
    // The same change in the next run, wherever it stands then.
    partialFingerprints: {
      "principals/v1": createHash("sha256")
        .update(JSON.stringify([rule, token.account, token.address ?? token.name, said]))
        .digest("hex"),
    },
  };
}

function plainText(foreign: string): string {
  return sarifText(abridge(foreign, 2000));
}
