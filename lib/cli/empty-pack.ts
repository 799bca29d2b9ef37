import type { Pack } from "../guardrails";
import type { Io } from "./io";
import { loadReview } from "../lazy";

/** A pack that checks nothing passes everything: `{ "rules": {} }` without `extends` looks like the baseline with no changes. */
export function warnOfEmptyPack(pack: Pack, name: string, io: Io): void {
  if (pack.some(([, level]) => level !== "off")) return;
  io.err(`warning: this pack has no rules, so nothing is checked: ${loadReview().lineText(name)}\n`);
}
