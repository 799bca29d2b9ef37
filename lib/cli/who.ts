import type { TokenAnswer } from "../review";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import type { Io } from "./io";
import { loadReview } from "../lazy";
import { examples } from "./inputs";
import { addQuestionOptions, circumstancesOf, type QuestionOptions, RESOURCE_FORMS } from "./question";

/** `principals who`: every token that may do something. */
export const addWho: AddCommand = (program, io, finish) => {
  const command = program
    .command("who")
    .summary("ask which tokens may do something")
    .description(
      "Lists every token that may do something, with the policy that decides, and names those that may a part of it only. Exit code 0: some token may; 1: none may.",
    )
    .argument("<permission>", 'Cloudflare\'s name, an id, or the name in code: "DNS Write", zone.dns.write')
    .argument("<resource>", RESOURCE_FORMS);
  addQuestionOptions(command)
    .addHelpText("after", examples('principals who "DNS Write" all-zones'))
    .action((permission: string, resource: string, options: QuestionOptions) => {
      finish(answer(permission, resource, options, io) ? EXIT.ok : EXIT.no);
    });
};

function answer(permissionText: string, resourceText: string, options: QuestionOptions, io: Io): boolean {
  const { allowedPart, ask, findPermission, findResource, lineText, placedTokens, placeOf, readTokens } = loadReview();
  const { stacks } = readTokens(options.input);
  const resource = findResource(resourceText, stacks);
  const permission = findPermission(permissionText, resource.scope);
  const answers = placedTokens(stacks).map((token) => ask(token, permission, resource, circumstancesOf(options)));
  const allowed = answers.filter((each) => each.allowed);
  const partly = answers.flatMap((each): Partly[] => {
    const part = each.allowed ? undefined : allowedPart(each, permission, resource);
    // What may turn out to be a part of it has a note already.
    return part === undefined || part.unknown ? [] : [{ answer: each, ...part }];
  });
  for (const note of resource.notes) io.err(`note: ${lineText(note)}\n`);
  for (const each of answers) for (const note of each.notes) io.err(`note: ${lineText(placeOf(each.token))}: ${lineText(note)}\n`);
  io.out(
    options.format === "json"
      ? asJson(allowed, partly, permission.id, resourceText)
      : asText(allowed, partly, answers.length, permission.name, resourceText),
  );
  return allowed.length > 0;
}

/** A token that may do what was asked on some of the resources that were asked about. */
interface Partly {
  readonly answer: TokenAnswer;
  /** The index of the policy that lets it. */
  readonly index: number;
  /** How many of all it may not, where it may all others. */
  readonly butFor?: number;
}

/** Of more of them the first are named. */
const MOST_NAMED = 12;
const KINDS: ReadonlyMap<string, string> = new Map([
  ["all-zones", "zone"],
  ["all-buckets", "bucket"],
]);

function asText(allowed: readonly TokenAnswer[], partly: readonly Partly[], all: number, permission: string, resource: string): string {
  const { circumstanceWords, guardOutput, lineText, placeOf, reasonLines, terminalName } = loadReview();
  const count = `${String(allowed.length)} of ${all === 1 ? "1 token" : `${String(all)} tokens`} may ${lineText(permission)} on ${lineText(resource)}`;
  const blocks = allowed.map((each) =>
    [terminalName(placeOf(each.token)), ...[...reasonLines(each), circumstanceWords(each.token)].map((line) => `  ${line}`)].join("\n"),
  );
  return guardOutput(`${[[count, ...partLines(partly, allowed.length, resource)].join("\n"), ...blocks].join("\n\n")}\n`);
}

/** Who asks about all zones hears of those that may change one of them as well, or all but some. */
function partLines(partly: readonly Partly[], allowed: number, resource: string): string[] {
  const { placeOf, terminalName } = loadReview();
  const kind = KINDS.get(resource);
  const groups = new Map<string, string[]>();
  for (const { answer, butFor } of partly) {
    const where = kind === undefined ? "a part of it" : butFor === undefined ? `single ${kind}s` : `every ${kind} but ${String(butFor)}`;
    groups.set(where, [...(groups.get(where) ?? []), terminalName(placeOf(answer.token))]);
  }
  return [...groups].map(([where, names]) => {
    const more = names.length > MOST_NAMED ? ` and ${String(names.length - MOST_NAMED)} more` : "";
    return `${String(names.length)} of ${allowed === 0 ? "them" : "the others"} may on ${where}: ${names.slice(0, MOST_NAMED).join(", ")}${more}`;
  });
}

function asJson(allowed: readonly TokenAnswer[], partly: readonly Partly[], permission: string, resource: string): string {
  const { asciiJson, placeOf } = loadReview();
  const tokens = allowed.map(({ token, key, by, notes }) => ({
    token: placeOf(token),
    name: token.spec.name,
    resource: key ?? null,
    by,
    notes,
  }));
  const part = partly.map(({ answer, index }) => ({
    token: placeOf(answer.token),
    name: answer.token.spec.name,
    resource: answer.key ?? null,
    by: { effect: "allow", index },
  }));
  return asciiJson({ version: 1, permission, resource, tokens, partly: part });
}
