/** What the page of the access diff has besides the style of all pages: the two sides of each change. */
export const DIFF_STYLE = `
.overall { margin-top: 1.25rem; padding: .8rem 1.1rem .85rem; font-size: 1.0625rem; color: var(--ink); background: var(--read-bg); border-left: 4px solid var(--soft); border-radius: 8px; }
.overall strong { font-weight: 650; margin-right: .35rem; }
.overall.bad { background: var(--bad-bg); border-color: var(--bad); }
.overall.bad strong { color: var(--bad); }
.overall.good { background: var(--good-bg); border-color: var(--good); }
.overall.good strong { color: var(--good); }
body > header .figures { margin-top: 1rem; }
.panel .plain > li + li { margin-top: .35rem; }

.cards-title { font-size: 1rem; font-weight: 620; margin: 0 0 .75rem; }
.changes { display: grid; grid-template-columns: minmax(0, 1fr); gap: .9rem; }
article h3 { font-size: 1.0625rem; font-weight: 620; line-height: 1.3; }
article header .tag:first-of-type { margin-left: .15rem; }
article .about { font-size: .8125rem; }
.named { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); gap: .15rem 1.25rem; margin-top: .35rem; }
.plain.named li, .plain.named li + li { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.named b { font-weight: 600; }
article > .calm { margin-top: .6rem; }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .9rem 1.5rem; margin-top: .85rem; }
.side { border-left: 3px solid var(--line); padding-left: .85rem; }
.side.gained:has(li) { border-color: var(--bad); }
.side.lost:has(li) { border-color: var(--good); }
.side h4, .notes h4 { font-size: .8125rem; font-weight: 600; color: var(--soft); line-height: 1.5; }
.side h4 span { display: inline-block; min-width: .7em; font-weight: 700; }
.side.gained:has(li) h4 { color: var(--bad); }
.side.lost:has(li) h4 { color: var(--good); }
.side details p { margin-top: .35rem; color: var(--soft); }
.notes { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: .75rem; margin-top: .8rem; padding-top: .75rem; border-top: 1px solid var(--line); }
.notes + .notes { margin-top: .55rem; padding-top: 0; border-top: 0; }
.notes h4 { color: var(--warn); font-size: .875rem; line-height: 1.6; }
.notes .plain li + li { margin-top: .1rem; }
.many article { contain-intrinsic-size: auto 11rem; }

@media (max-width: 40rem) {
  .figures { grid-template-columns: repeat(2, 1fr); }
  .figures div:first-child { grid-column: 1 / -1; }
  .sides { grid-template-columns: minmax(0, 1fr); }
  .side:not(:has(li)) { display: none; }
  .notes { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media (forced-colors: active) {
  .side { border-color: currentcolor; }
}
`;
