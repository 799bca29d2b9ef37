import { impliedBy } from "../../lib/catalogue";
import {
  type AllowedPart,
  allowedPart,
  ask,
  circumstanceWords,
  OPEN_POLICIES,
  policyWords,
  reasonLines,
  type TokenAnswer,
} from "../../lib/review";
import { accessWords, type ReadAccess, readAccess } from "./access";
import { allowLines, type Block, failure, MOST_LISTED, nameOf, plural } from "./message";
import type { MatcherContext } from "./result";
import { readSubject, stacksOf, withNames } from "./subject";

/** The answer of one token. */
export interface Verdict {
  readonly answer: TokenAnswer;
  /** What a "no" leaves open. */
  readonly part: AllowedPart | undefined;
}

/** A question and its answers. */
export interface Inquiry {
  readonly access: ReadAccess;
  readonly asked: string;
  readonly single: boolean;
  /** See `Subject.notes`. */
  readonly notes: readonly string[];
  readonly verdicts: readonly Verdict[];
}

/** Asks every token of what was passed to `expect`. */
export function inquire(received: unknown, question: unknown): Inquiry {
  const { tokens, single, notes } = readSubject(received);
  const access = readAccess(question, stacksOf(tokens));
  const { permission, resource, names, ip, at } = access;
  const verdicts = tokens.map((token): Verdict => {
    const answer = ask(token, permission, resource, { ip, at });
    return { answer: { ...answer, token: withNames(token, names) }, part: allowedPart(answer, permission, resource) };
  });
  return { access, asked: accessWords(access, tokens), single, notes, verdicts };
}

/** The message where something should be allowed and nothing is. */
export function notAllowed(context: MatcherContext, call: string, inquiry: Inquiry): string {
  const { access, asked, single, verdicts } = inquiry;
  const [first] = verdicts;
  return failure(context, call, {
    expected: `${single && first !== undefined ? nameOf(first.answer.token) : "some token"} may ${asked}`,
    received: single ? "it may not" : `none of ${plural(verdicts.length, "token")} may`,
    blocks: verdicts.map((verdict) => ({ token: verdict.answer.token, lines: refusal(verdict, access) })),
    notes: notesOf(inquiry, verdicts),
  });
}

/** The message where nothing should be allowed, and these allow it. */
export function allowedBy(context: MatcherContext, call: string, inquiry: Inquiry, some: readonly Verdict[]): string {
  const { access, asked, single, verdicts } = inquiry;
  const [first] = verdicts;
  return failure(context, call, {
    expected: `${single && first !== undefined ? nameOf(first.answer.token) : "no token"} may ${single ? "not " : ""}${asked}`,
    received: single ? singly(first) : `${String(some.length)} of ${plural(verdicts.length, "token")} may`,
    blocks: some.map((verdict): Block => ({ token: verdict.answer.token, lines: permit(verdict, access) })),
    notes: notesOf(inquiry, some),
  });
}

function notesOf({ access, notes }: Inquiry, verdicts: readonly Verdict[]): string[] {
  // What is open is said with the token, in fewer words.
  const own = ({ answer, part }: Verdict): readonly string[] =>
    part === undefined ? answer.notes : answer.notes.filter((note) => note !== OPEN_POLICIES);
  return [...notes, ...access.resource.notes, ...verdicts.flatMap(own)];
}

function singly(verdict: Verdict | undefined): string {
  if (verdict === undefined || verdict.answer.allowed) return "it may";
  return verdict.part?.unknown === true ? "it is not known yet whether it may" : "it may do a part of it";
}

const UNKNOWN = "what it names is known at plan time only, and may turn out to be that";

function permit({ answer, part }: Verdict, access: ReadAccess): string[] {
  const from = circumstanceWords(answer.token, MOST_LISTED);
  if (answer.allowed || part === undefined) return [...reasonLines(answer, shown(answer, access)), from];
  const policy = policyWords(answer.token, part.index, shown(answer, access));
  return [policy, part.unknown ? UNKNOWN : "that is a part of what was asked about", from];
}

function refusal({ answer, part }: Verdict, access: ReadAccess): string[] {
  const { key, token } = answer;
  const reasons = reasonLines(answer, shown(answer, access));
  const noPolicy = answer.reasons.some((by) => "reason" in by && by.reason === "default");
  if (!noPolicy || key === undefined) return reasons;
  if (part === undefined) return [...reasons, ...allowLines(token, shown(answer, access))];
  const policy = policyWords(token, part.index, shown(answer, access));
  return part.unknown ? ["no policy surely allows it", policy, UNKNOWN] : ["no policy allows all of it", policy];
}

function shown({ key }: TokenAnswer, { permission }: ReadAccess) {
  return { most: MOST_LISTED, groups: [permission.id, ...impliedBy(permission.id)], key };
}
