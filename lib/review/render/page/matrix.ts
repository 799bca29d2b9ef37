import { htmlText } from "../escape";
import type { PrincipalSummary } from "../../summary/summarize";
import type { MatrixCell, MatrixColumn, PageStack } from "./page";
import { plural, style } from "./frame";

const SCOPE_TITLES: Readonly<Record<MatrixColumn["scope"], string>> = {
  account: "Account",
  zone: "Zone",
  user: "User",
  r2Bucket: "R2 bucket",
  worker: "Worker",
  flagshipApp: "Flagship app",
  other: "Other",
};

/** Tokens by permissions: one word in each cell. End tags that HTML does not need are left out, since there may be 100,000 cells. */
export function renderMatrix({ tokens, matrix }: PageStack, id: string): string {
  const { columns } = matrix;
  if (columns.length === 0) return "";
  const groups: { scope: MatrixColumn["scope"]; span: number }[] = [];
  for (const { scope } of columns) {
    const last = groups.at(-1);
    if (last?.scope === scope) last.span++;
    else groups.push({ scope, span: 1 });
  }
  const first = new Set<number>();
  let start = 0;
  for (const { span } of groups) {
    first.add(start);
    start += span;
  }
  const mark = (index: number): string => (first.has(index) ? " class=g" : "");
  const rows = tokens.map(({ id: token, summary }, row) => {
    const cells = matrix.rows[row];
    return `<tr><th scope=row><a href="#${token}">${style.name(summary.name)}</a>${idle(summary)}${columns
      .map((_, index) => `<td${mark(index)}>${renderCell(cells?.get(index))}`)
      .join("")}`;
  });
  const everywhere = matrix.rows.some((cells) => [...cells.values()].some((cell) => cell.everywhere));
  return [
    `<div class="matrix" role="region" tabindex="0" aria-labelledby="${id} ${id}m"><table>`,
    `<caption id="${id}m">Permissions of each token</caption>`,
    `<thead><tr><th scope=col rowspan=2 class=corner>Token${groups.map(({ scope, span }) => `<th scope=colgroup class=g colspan=${String(span)}>${SCOPE_TITLES[scope]}`).join("")}`,
    `<tr>${columns.map(({ subject }, index) => `<th scope=col${mark(index)}><span>${htmlText(cut(subject))}</span>`).join("")}</thead>`,
    `<tbody>${rows.join("\n")}</tbody></table></div>`,
    '<p class="legend"><b class="c w">Write</b> changes things <b class="c r">Read</b> only reads <b class="c d">Denied</b> is forbidden on some resources, which the card names',
    everywhere ? " <b>*</b> on every zone, bucket or Worker of the account, those added later included" : "",
    matrix.leftOut > 0 ? ` <span>${plural(matrix.leftOut, "rarer permission")} left out here; the cards show all.</span>` : "",
    "</p>",
  ].join("\n");
}

function renderCell(cell: MatrixCell | undefined): string {
  if (cell === undefined) return "";
  const [word] = cell.allowed;
  const allowed = word === undefined ? "" : `<b class="c ${word === "Read" ? "r" : "w"}">${word}${cell.everywhere ? "*" : ""}</b>`;
  return allowed + (cell.denied ? '<b class="c d">Denied</b>' : "");
}

/** Says why a token does nothing of what its row says. */
function idle({ status, lifetime }: PrincipalSummary): string {
  const why = status === "disabled" ? "disabled" : lifetime === "expired" ? "expired" : lifetime === "pending" ? "not yet" : "";
  return why === "" ? "" : ` <small>${why}</small>`;
}

const LONGEST = 44;

function cut(subject: string): string {
  const characters = [...subject];
  return characters.length <= LONGEST ? subject : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
