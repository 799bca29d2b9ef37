import type { TokenAnswer } from "../review";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import type { Io } from "./io";
import { loadReview } from "./lazy";
import { addQuestionOptions, circumstancesOf, type QuestionOptions } from "./question";

/** `principals who`: every token that may do something. */
export const addWho: AddCommand = (program, io, finish) => {
  const command = program
    .command("who")
    .summary("ask which tokens may do something")
    .description("Lists every token that may do something, with the policy that decides. Exit code 0: there are some; 1: there is none.")
    .argument("<permission>", 'a permission, "DNS Write" for instance')
    .argument("<resource>", "zone:<id or name>, account, all-zones, r2:<bucket>, worker:<tag>, user:<id> or a resource key");
  addQuestionOptions(command).action((permission: string, resource: string, options: QuestionOptions) => {
    finish(answer(permission, resource, options, io) ? EXIT.ok : EXIT.no);
  });
};

function answer(permissionText: string, resourceText: string, options: QuestionOptions, io: Io): boolean {
  const { ask, findPermission, findResource, lineText, placedTokens, placeOf, readSynthesized } = loadReview();
  const { stacks } = readSynthesized(options.input);
  const resource = findResource(resourceText, stacks);
  const permission = findPermission(permissionText, resource.scope);
  const answers = placedTokens(stacks).map((token) => ask(token, permission, resource, circumstancesOf(options)));
  const allowed = answers.filter((each) => each.allowed);
  for (const note of resource.notes) io.err(`note: ${lineText(note)}\n`);
  for (const each of answers) for (const note of each.notes) io.err(`note: ${lineText(placeOf(each.token))}: ${lineText(note)}\n`);
  io.out(
    options.format === "json"
      ? asJson(allowed, permission.id, resourceText)
      : asText(allowed, answers.length, permission.name, resourceText),
  );
  return allowed.length > 0;
}

function asText(allowed: readonly TokenAnswer[], all: number, permission: string, resource: string): string {
  const { circumstanceWords, guardOutput, lineText, placeOf, reasonLines, terminalName } = loadReview();
  const count = `${String(allowed.length)} of ${all === 1 ? "1 token" : `${String(all)} tokens`} may ${lineText(permission)} on ${lineText(resource)}`;
  const blocks = allowed.map((each) =>
    [terminalName(placeOf(each.token)), ...[...reasonLines(each), circumstanceWords(each.token)].map((line) => `  ${line}`)].join("\n"),
  );
  return guardOutput(`${[count, ...blocks].join("\n\n")}\n`);
}

function asJson(allowed: readonly TokenAnswer[], permission: string, resource: string): string {
  const { asciiJson, placeOf } = loadReview();
  const tokens = allowed.map(({ token, key, by, notes }) => ({
    token: placeOf(token),
    name: token.spec.name,
    resource: key ?? null,
    by,
    notes,
  }));
  return asciiJson({ version: 1, permission, resource, tokens });
}
