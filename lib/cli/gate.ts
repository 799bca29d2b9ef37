import { existsSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { fault, PrincipalError } from "../errors";
import type { PlanGateAnswer, PlanGateOptions, PlanGateProblem, PlanReading } from "../review";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { type Io, wantsColor } from "./io";
import { loadReview } from "../lazy";
import { ALLOWED_FILE, examples, readAllowed, repeated } from "./inputs";

const FORMATS = ["text", "json"] as const;

interface GateOptions {
  readonly stack: string;
  readonly snapshot: string;
  readonly replace: readonly string[];
  readonly import: readonly string[];
  readonly moved: readonly string[];
  readonly resolve: readonly Resolution[];
  readonly revertDrift?: true;
  readonly onlyRotation?: true;
  readonly empty?: true;
  readonly allowed?: string;
  readonly format: (typeof FORMATS)[number];
}

/** `principals gate`: whether a plan leads to the reviewed access, by no way that nobody reviewed. */
export const addGate: AddCommand = (program, io, finish) => {
  program
    .command("gate")
    .summary("check that a plan's access is the reviewed one")
    .description(
      "Compares the access that a plan leads to with the reviewed one, which principals snapshot wrote to files, and refuses what these files do not show: tokens that are made anew, and changes made in the account that the plan would undo. Exit code 0: it may be applied; 1: it may not.",
    )
    .argument("<plan>", "the JSON of a plan (terraform show -json tfplan)")
    .requiredOption("-s, --stack <name>", "the stack that the plan is of")
    .option("--snapshot <folder>", "the folder that principals snapshot wrote", "access")
    .addOption(repeated("--replace <address>", "a token that may be made anew, as in terraform plan -replace"))
    .addOption(repeated("--import <address>", "a token that may be imported"))
    .addOption(repeated("--moved <address>", "the new address of a token that may be moved"))
    .addOption(repeated("--resolve <expression=id>", "what an expression may turn out to be, where no data source shows it", readOption))
    .option("--allowed <file>", `what the team allows besides tokens (default: ${ALLOWED_FILE}, where it exists)`)
    .option("--revert-drift", "let the plan undo changes that somebody made in the account")
    .option("--only-rotation", "refuse everything but a turn of rotation slots: for runs that nobody watches")
    .option("--empty", "let the stack end up without any token, where the snapshot has no file of it")
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("text"))
    .addHelpText("after", examples("terraform show -json tfplan > plan.json", "principals gate plan.json --stack prod"))
    .action((file: string, { format, import: imports, moved: moves, resolve, allowed, ...options }: GateOptions) => {
      const given = { ...options, imports, moves, resolve: Object.fromEntries(resolve), allowed: readAllowed(allowed) };
      const { answer, text } = judge(file, given, io);
      io.out(format === "json" ? asJson(answer) : text);
      finish(answer.passed ? EXIT.ok : EXIT.no);
    });
};

/** What a plan is judged by. */
export interface Judging extends PlanGateOptions {
  readonly stack: string;
  /** The snapshot's folder. */
  readonly snapshot: string;
}

/** An expression, and what it may turn out to be. */
export type Resolution = readonly [expression: string, id: string];

export const RESOLUTION_FORM = "write <expression>=<id>, such as var.zone=<id>";

/** Reads `expression=id`; undefined for any other text. An expression may hold an equals sign, an id does not. */
export function readResolution(text: string): Resolution | undefined {
  const [, expression = "", id = ""] = /^([^]+)=([^=]+)$/.exec(text) ?? [];
  return expression === "" ? undefined : [expression, id];
}

function readOption(text: string): Resolution {
  const resolution = readResolution(text);
  if (resolution === undefined) throw new InvalidArgumentError(`${RESOLUTION_FORM}.`);
  return resolution;
}

/**
 * Reads a plan and the snapshot and compares them; warnings go to `io.err`.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function judge(
  file: string,
  { stack, snapshot, ...allowed }: Judging,
  io: Io,
): { readonly answer: PlanGateAnswer; readonly text: string } {
  const { gatePlan, lineText, readSnapshot, readWholePlan } = loadReview();
  if (!existsSync(snapshot)) throw new PrincipalError([fault.unreadableFile(lineText(snapshot), "there is no such folder")]);
  const plan = readWholePlan(file);
  for (const { message } of plan.warnings) io.err(`warning: ${lineText(message)}\n`);
  const answer = gatePlan(stack, plan, readSnapshot(snapshot), allowed);
  for (const { option, value } of answer.unused) io.err(`note: ${FLAGS[option]} ${lineText(value)} matches nothing in the plan\n`);
  return { answer, text: asText(answer, plan, snapshot, io) };
}

const FLAGS: Readonly<Record<PlanGateAnswer["unused"][number]["option"], string>> = {
  replace: "--replace",
  imports: "--import",
  moves: "--moved",
  resolve: "--resolve",
};

function asJson({ passed, problems, resolved, notes, changes, unused }: PlanGateAnswer): string {
  return loadReview().asciiJson({ version: 1, passed, problems, resolved, notes, changes, unused });
}

const CHANGES: Readonly<Record<PlanGateAnswer["changes"], string>> = {
  none: "the plan changes nothing",
  rotation: "the plan turns slots of rotations and changes nothing else",
  other: "the plan may be applied",
};

const NOTES: Readonly<Record<PlanGateAnswer["notes"][number]["note"], string>> = {
  "other-words": "its words are not those of its record, which is what counts; run principals snapshot",
  "older-version": "written by an older version, which did not record where values go; run principals snapshot",
};

function asText(
  { passed, problems, resolved, notes, changes, diff, drift }: PlanGateAnswer,
  { others }: PlanReading,
  folder: string,
  io: Io,
): string {
  const { diffText, guardOutput, terminalText } = loadReview();
  const options = { width: io.columns ?? 100, color: wantsColor(io) };
  const blocks = [
    ...(drift.tokens.length === 0 ? [] : [`Changed in the account since the last apply.\n${diffText(drift, options)}`]),
    ...(diff.tokens.length === 0 ? [] : [`What the plan does.\n${diffText(diff, options)}`]),
  ];
  const lines = [
    ...problems.map((problem) => words(problem, folder)),
    ...others.map(({ address, actions }) => `note: ${terminalText(actions.join(", "))} ${terminalText(address)}, which is no token`),
    ...notes.map(({ file, note }) => `note: ${terminalText(`${folder}/${file}`)}: ${NOTES[note]}`),
    ...resolved.map(({ symbol, value }) => `note: ${terminalText(symbol)} is ${terminalText(value)}`),
    passed ? `the plan's access is the reviewed one; ${CHANGES[changes]}` : "refused: do not apply this plan",
  ];
  return [...blocks.map((block) => `${block}\n`), guardOutput(`${lines.join("\n")}\n`)].join("");
}

function words({ file, token, problem, properties, address, symbol, what = "", where = "" }: PlanGateProblem, folder: string): string {
  const { lineText, terminalName, terminalText } = loadReview();
  const path = lineText(`${folder}/${file ?? ""}`);
  const name = terminalName(token ?? address ?? "");
  const at = address === undefined ? "" : ` (${lineText(address)})`;
  switch (problem) {
    case "no-snapshot":
      return `${lineText(folder)}: nothing of this stack was reviewed`;
    case "damaged":
      return `${path}: its record was edited, contradicts another one, or does not say enough: run principals snapshot`;
    case "unreviewed":
      return `${name}: no file of the snapshot is about this token`;
    case "missing":
      return `${name}: reviewed (${path}), and not in the plan`;
    case "different":
      return `${name}: ${(properties ?? []).join(", ")} not as reviewed (${path})`;
    case "redated":
      return `${name}: the dates or the name of a slot would change while its value stays; a slot has other ones only when it is made anew${at}`;
    case "replaced":
      return `${name}: made anew with a new value, which nobody asked for; if it is meant, --replace its address${at}`;
    case "drifted":
      return `${name}: changed in the account, which the plan would undo; if it is meant, --revert-drift${at}`;
    case "imported":
      return `${name}: would be imported, and somebody may hold its value; if it is meant, --import its address`;
    case "moved":
      return `${name}: is another token's new address, whose value goes on working; if it is meant, --moved its address`;
    case "unknown":
      return `${name}: what it may do is not known before apply, or not shown${at}`;
    case "unproven":
      return `${terminalText(symbol ?? "")}: nothing in the plan shows that it is what was reviewed${file === undefined ? "" : ` (${path})`}; if it is, --resolve it`;
    case "not-understood":
      return `${name}: ${terminalText(what)} (${lineText(where)}), which is not understood here and does not stand so in ${path}`;
    case "not-reviewed":
      return `${terminalText(what)} (${lineText(where)}): not known here, so nobody reviewed what it does`;
    case "outside-the-list":
      return `${terminalText(what)} (${lineText(where)})`;
    case "other-access":
      return `${name}: gives access and is no token, so nobody reviewed what it may do`;
    case "not-rotation":
      return `${name}: would change, and this run only rotates${token === undefined ? "" : at}`;
  }
}
