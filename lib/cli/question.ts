import { type Command, InvalidArgumentError, Option } from "commander";
import { fault, PrincipalError } from "../errors";
import type { Circumstances } from "../review";
import { loadPolicy } from "../lazy";
import { INPUT_FORMS } from "./inputs";

/** Options that both kinds of questions take. */
export interface QuestionOptions {
  readonly input: string;
  readonly ip?: string;
  readonly at?: string;
  readonly format: "text" | "json";
}

/** The forms of the argument <resource>. */
export const RESOURCE_FORMS =
  "account, all-zones, all-buckets, zone:<id or name>, account:<id or name>, r2:<bucket>, worker:<tag>, user:<id> or a resource key";

/** Gives a command the options of `QuestionOptions`. */
export function addQuestionOptions(command: Command): Command {
  return command
    .option("-i, --input <input>", INPUT_FORMS, "cdktf.out")
    .option("--ip <address>", "the address of the call, one like 192.0.2.7 (default: any)")
    .option("--at <time>", 'the time of the call, RFC 3339 or "now" (default: any)', readTime)
    .addOption(new Option("-f, --format <format>", "output format").choices(["text", "json"]).default("text"));
}

/**
 * The call that the options describe; `now` is the clock's.
 *
 * @throws PrincipalError InvalidCidr: a call comes from one address, and `can` would recommend a range
 */
export function circumstancesOf({ ip, at }: QuestionOptions): Circumstances {
  if (ip !== undefined && loadPolicy().parseAddress(ip) === undefined) throw new PrincipalError([fault.invalidCidr("--ip", ip, "address")]);
  return { ip, at: at === "now" ? loadPolicy().now() : at };
}

function readTime(text: string): string {
  // Whether it is one, `can` says.
  if (text === "") throw new InvalidArgumentError('a time is RFC 3339 or "now".');
  return text;
}
