import { PrincipalError } from "../errors";
import type { Io } from "./io";
import { loadReview } from "../lazy";

/** An error as the user sees it: one line a fault, no stack trace unless `DEBUG` asks for it. */
export function showError(error: unknown, io: Io): string {
  const { guardOutput, terminalText } = loadReview();
  const lines = PrincipalError.isPrincipalError(error)
    ? error.faults.map(
        (fault) => `error: ${error.scope === undefined || error.scope === "" ? "" : `${error.scope}: `}${fault.message} [${fault.code}]`,
      )
    : [`internal error: ${error instanceof Error ? error.message : String(error)}; set DEBUG=1 to see where`];
  const stack = (io.env["DEBUG"] ?? "") !== "" && error instanceof Error ? (error.stack ?? "").split("\n") : [];
  return guardOutput([...lines, ...stack].map((line) => `${terminalText(line)}\n`).join(""));
}
