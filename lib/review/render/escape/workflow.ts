import { CI_MARK } from "../../../printable";

/*
 * GitHub's runner obeys `::command …::text` at the start of a line of output (leading spaces do not help) and the older `##[command]text`
 * anywhere in it; other CI systems have kept the second form.
 *
 * Source: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions
 */

/** A command at the start of a line. An IPv6 address such as `::1/128` is none: a command's name is letters, and `::` follows. */
const COMMAND = /(^|[\r\n])([^\S\r\n]*):(?=:[a-z-]+(?:\s[^\r\n]*?)?::)/gi;

/** Finished output that a CI runner will not obey. Nothing else in it is changed. */
export function guardOutput(text: string): string {
  return text.replace(COMMAND, "$1$2\\u{3a}").replace(CI_MARK, "#\\u{23}");
}

/** The text of a workflow command that we write ourselves. */
export function workflowData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(CI_MARK, "#%23");
}

/** A property of a workflow command that we write ourselves (`file=…`). */
export function workflowProperty(text: string): string {
  return workflowData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
