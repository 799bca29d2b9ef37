import MarkdownIt from "markdown-it";

const STYLE = `
body { margin: 0; padding: 28px 32px; background: #fff; color: #1f2328; font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
.comment { border: 1px solid #d1d9e0; border-radius: 8px; overflow: hidden; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 9px 16px; color: #59636e; font-size: 14px; }
.head b { color: #1f2328; font-weight: 600; }
.body { padding: 4px 16px 14px; }
h2, h3 { font-size: 19px; font-weight: 600; margin: 14px 0 12px; }
table { border-collapse: collapse; margin: 12px 0; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; vertical-align: top; }
tr:nth-child(2n) td { background: #f6f8fa; }
ul { padding-left: 24px; margin: 8px 0; }
code { background: #eff1f3; border-radius: 5px; padding: 2px 5px; font: 85% ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
`;

/** A comment on a pull request as a forge shows it. */
export function commentPage(markdown: string): string {
  const html = new MarkdownIt().render(markdown);
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div class="comment"><div class="head"><b>principals</b> commented</div><div class="body">${html}</div></div>`;
}
