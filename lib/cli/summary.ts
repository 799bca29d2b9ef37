import { Option } from "commander";
import type { GuardrailReport } from "../guardrails";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { type Io, wantsColor } from "./io";
import { loadGuardrails, loadPolicy, loadReview } from "../lazy";
import { INPUT_FORMS, noteOfState, readPack, readWidth } from "./inputs";

const FORMATS = ["text", "markdown", "json", "html"] as const;
type Format = (typeof FORMATS)[number];

interface SummaryOptions {
  readonly format: Format;
  readonly width?: number;
  readonly pack?: string;
}

/** The page has a place for findings; the other formats say what the synth noted, and more when asked. */
const PACK_OF_PAGE = "baseline";

/** `principals summary`: what every token of a synthesized folder may do. */
export const addSummary: AddCommand = (program, io, finish) => {
  program
    .command("summary")
    .summary("show what every token may do")
    .description("Shows for each token who answers for it, what it may and may not do, from which addresses and until when.")
    .argument("[input]", INPUT_FORMS, "cdktf.out")
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("text"))
    .option("-w, --width <columns>", "columns of the text, 40 to 1000 (default: the terminal's, else 100)", readWidth)
    .option("-p, --pack <pack>", "show what the rules of a pack find, as `principals check` does (default: baseline for html, else none)")
    .action((input: string, options: SummaryOptions) => {
      io.out(summary(input, options, io));
      finish(EXIT.ok);
    });
};

function summary(input: string, { format, width, pack = format === "html" ? PACK_OF_PAGE : undefined }: SummaryOptions, io: Io): string {
  const { readGuardrailInput, readTokens, summarize, renderText, renderMarkdown, renderJson, renderHtml, withFindings } = loadReview();
  const read = readTokens(input).stacks;
  const check = (name: string): GuardrailReport => {
    const checked = readGuardrailInput(input);
    noteOfState(checked, io);
    return loadGuardrails().evaluate(checked, readPack(name), loadPolicy().now());
  };
  const stacks = pack === undefined ? read : withFindings(read, check(pack));
  const model = summarize(stacks);
  const renderers: Readonly<Record<Format, () => string>> = {
    text: () => renderText(model, { width: width ?? io.columns ?? 100, color: wantsColor(io) }),
    markdown: () => renderMarkdown(model),
    json: () => renderJson(model),
    html: () => renderHtml(stacks, { pack }),
  };
  return renderers[format]();
}
