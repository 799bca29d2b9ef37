import type { AskedPermission, TokenAnswer } from "../review";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import type { Io } from "./io";
import { loadCatalogue, loadReview } from "../lazy";
import { examples } from "./inputs";
import { addQuestionOptions, circumstancesOf, type QuestionOptions, RESOURCE_FORMS } from "./question";

/** `principals can`: whether one token may do something, and which policy decides. */
export const addCan: AddCommand = (program, io, finish) => {
  const command = program
    .command("can")
    .summary("ask whether a token may do something")
    .description("Says whether a token may do something, and which policy decides. Exit code 0: it may; 1: it may not.")
    .argument("<name>", "a token's name, or its path where several have the name: prod/dns-publisher")
    .argument("<permission>", 'Cloudflare\'s name, an id, or the name in code: "DNS Write", zone.dns.write')
    .argument("<resource>", RESOURCE_FORMS);
  addQuestionOptions(command)
    .addHelpText("after", examples('principals can prod/dns-publisher "DNS Write" zone:example.com --ip 192.0.2.7'))
    .action((name: string, permission: string, resource: string, options: QuestionOptions) => {
      finish(answer(name, permission, resource, options, io) ? EXIT.ok : EXIT.no);
    });
};

function answer(name: string, permissionText: string, resourceText: string, options: QuestionOptions, io: Io): boolean {
  const { allowedPart, ask, findPermission, findResource, findToken, lineText, readTokens } = loadReview();
  const { stacks } = readTokens(options.input);
  const token = findToken(stacks, name);
  const resource = findResource(resourceText, [token.stack], stacks);
  const permission = findPermission(permissionText, resource.scope);
  const given = ask(token, permission, resource, circumstancesOf(options));
  for (const note of [...resource.notes, ...given.notes]) io.err(`note: ${lineText(note)}\n`);
  const part = given.allowed ? undefined : allowedPart(given, permission, resource);
  // What may turn out to be a part of it has a note already.
  const index = part?.unknown === true ? undefined : part?.index;
  io.out(options.format === "json" ? asJson(given, index, permission.id) : asText(given, index, permission, resourceText));
  return given.allowed;
}

/** @param part the index of the policy that allows a part of what was asked */
function asText(given: TokenAnswer, part: number | undefined, { id, name: permission }: AskedPermission, resourceText: string): string {
  const { circumstanceWords, guardOutput, lineText, policyWords, reasonLines, resourceWords, terminalName } = loadReview();
  const { token, key, allowed } = given;
  const on = key === undefined ? lineText(resourceText) : resourceWords(token, key);
  const lines = [
    `${allowed ? "yes" : "no"}: ${terminalName(token.spec.name)} ${allowed ? "may" : "may not"} ${lineText(permission)} on ${on}`,
    ...reasonLines(given).map((line) => `  ${line}`),
    ...(part === undefined
      ? elsewhere(given, id).map((index) => `  elsewhere: ${policyWords(token, index, { most: 12, groups: [id] })}`)
      : [`  a part of it is allowed: ${policyWords(token, part)}`]),
    ...(allowed ? [`  ${circumstanceWords(token)}`] : []),
  ];
  return guardOutput(`${lines.join("\n")}\n`);
}

/** The policies that allow the same on other resources, where nothing but the resource is in the way. */
function elsewhere({ allowed, by, token }: TokenAnswer, id: string): number[] {
  if (allowed || !("reason" in by) || by.reason !== "default") return [];
  const enough = new Set([id, ...loadCatalogue().impliedBy(id)]);
  return token.spec.policies.flatMap(({ effect, permissionGroups }, index) =>
    effect === "allow" && permissionGroups.some((group) => enough.has(group)) ? [index] : [],
  );
}

function asJson({ token, key, allowed, by, reasons, notes }: TokenAnswer, part: number | undefined, permission: string): string {
  const { asciiJson, placeOf } = loadReview();
  return asciiJson({
    version: 1,
    token: placeOf(token),
    name: token.spec.name,
    permission,
    resource: key ?? null,
    allowed,
    by,
    reasons,
    ...(part === undefined ? {} : { partly: { effect: "allow", index: part } }),
    notes,
  });
}
