/** What a terminal shows, as SVG: text stays text, so the file is small and sharp at every size. */

const CELL = { width: 8.43, height: 20 };
const PADDING = 20;
const BAR = 34;
const COLORS: Readonly<Record<string, string>> = { "31": "#ff9d96", "32": "#7ee2a8", "33": "#f5cf7d" };

interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: string | undefined;
}

/** @param text with the colour codes of picocolors */
export function terminalSvg(text: string, command: string, label: string): string {
  const lines = [`\u001b[2m$\u001b[22m ${command}`, "", ...text.trimEnd().split("\n")].map(runsOf);
  const columns = Math.max(...lines.map((runs) => runs.reduce((sum, run) => sum + run.text.length, 0)));
  const [width, height] = [Math.ceil(columns * CELL.width) + 2 * PADDING, lines.length * CELL.height + BAR + PADDING + 6];
  const rows = lines.map((runs, index) => {
    const y = BAR + 16 + index * CELL.height;
    let column = 0;
    return runs
      .map((run) => {
        const x = PADDING + column * CELL.width;
        column += run.text.length;
        const look = `${run.bold ? ' font-weight="700"' : ""} fill="${run.color ?? (run.dim ? "#9aa4b0" : "#e8eaed")}"`;
        // Gaps of several spaces would be one: what stands between them is placed by itself. textLength keeps the columns in every font.
        return [...run.text.matchAll(/\S+(?: \S+)*/g)]
          .map((match) => {
            const [at, length] = [x + match.index * CELL.width, match[0].length * CELL.width];
            return `<text x="${at.toFixed(1)}" y="${String(y)}" textLength="${length.toFixed(1)}"${look}>${escape(match[0])}</text>`;
          })
          .join("");
      })
      .join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${escape(label)}">`,
    `<rect width="100%" height="100%" rx="10" fill="#16191d"/>`,
    ...[0, 1, 2].map((index) => `<circle cx="${String(PADDING + 4 + index * 18)}" cy="18" r="5" fill="#3a424d"/>`),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">`,
    ...rows.filter((row) => row !== ""),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let state = { bold: false, dim: false, color: undefined as string | undefined };

  for (const part of line.split(/(\u001b\[\d+m)/)) {
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code === undefined) {
      if (part !== "") runs.push({ text: part, ...state });
    } else if (code === "1") state = { ...state, bold: true };
    else if (code === "2") state = { ...state, dim: true };
    else if (code === "22") state = { ...state, bold: false, dim: false };
    else state = { ...state, color: COLORS[code] };
  }
  return runs;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`);
}
