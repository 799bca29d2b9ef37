/** What the summary's page has besides the style of all pages: the table of permissions, and what expires when. */
export const SUMMARY_STYLE = `
.looked { margin-top: .8rem; }
.group { font-size: .8125rem; font-weight: 600; color: var(--soft); margin: .8rem 0 .25rem; }
.group.warn { color: var(--warn); }
.group.bad { color: var(--bad); }
.panel .group ~ .plain > li + li, .panel .group ~ details .plain > li + li { margin-top: .15rem; }
.end { display: flex; gap: .9rem; }
.when { flex: none; min-width: 5.75rem; font-variant-numeric: tabular-nums; color: var(--soft); }
.stack-head { display: flex; flex-wrap: wrap; gap: .15rem 1rem; align-items: baseline; margin-bottom: .9rem; }
.stack-head h2 { font-size: 1.5rem; line-height: 1.2; letter-spacing: -.015em; font-weight: 640; }
.stack-head p { color: var(--soft); }
.matrix { overflow: auto; max-height: 85vh; max-width: 100%; width: fit-content; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); overflow-wrap: normal; }
.matrix caption { position: absolute; left: -99rem; }
.matrix table { border-collapse: separate; border-spacing: 0; font-size: .8125rem; }
.matrix th { font-weight: 500; text-align: left; background: var(--card); }
.matrix thead th { color: var(--soft); vertical-align: bottom; }
.matrix thead tr:first-child th { font-weight: 600; padding: .6rem .5rem .1rem; white-space: nowrap; }
.matrix thead tr:first-child th:not(.corner) { color: var(--ink); }
.matrix thead tr:last-child th { padding: .35rem .1rem .5rem; border-bottom: 1px solid var(--line); }
.matrix thead span { display: block; writing-mode: vertical-rl; transform: rotate(180deg); max-height: 10.5rem; line-height: 1.2; margin: 0 auto; overflow-wrap: anywhere; }
.matrix .corner, .matrix tbody th { position: sticky; left: 0; z-index: 1; min-width: 8rem; max-width: 14rem; padding: .42rem .9rem; }
.matrix .corner { border-bottom: 1px solid var(--line); }
.matrix tbody th { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.matrix tbody th a { color: var(--ink); text-decoration: none; }
.matrix tbody th a:hover, .matrix tbody th a:focus-visible { text-decoration: underline; }
.matrix small { color: var(--soft); margin-left: .3rem; }
.matrix td { text-align: center; padding: .3rem .15rem; min-width: 3.1rem; white-space: nowrap; }
.matrix .g { border-left: 1px solid var(--line); }
.matrix tbody tr + tr > * { border-top: 1px solid color-mix(in srgb, var(--line) 60%, transparent); }
.matrix tbody tr:hover > * { background: color-mix(in srgb, var(--page) 60%, var(--card)); }
.c { display: inline-block; font-size: .6875rem; font-weight: 600; line-height: 1; padding: .25rem .35rem; border-radius: 5px; }
.w { background: var(--write-bg); color: var(--write); }
.r { background: var(--read-bg); color: var(--read); font-weight: 500; }
.d { background: var(--bad-bg); color: var(--bad); text-decoration: line-through; text-decoration-thickness: 1px; }
.c + .c { margin-left: .2rem; }
.legend { color: var(--soft); font-size: .8125rem; margin-top: .6rem; }
.legend .c:not(:first-child), .legend > b:not(.c) { margin-left: .8rem; }
.cards-title { font-size: 1rem; font-weight: 620; margin: 1.75rem 0 .75rem; }
.owner { color: var(--ink); font-weight: 500; }
.deny dt, .deny dt + dd b { color: var(--bad); }
.risk dt { color: var(--warn); font-weight: 600; }

@media (max-width: 40rem) {
  .matrix small { display: block; margin: 0; }
  .matrix .corner, .matrix tbody th { min-width: 6.5rem; max-width: 8.5rem; padding: .5rem .6rem; }
}
@media print {
  .matrix { overflow: visible; max-height: none; }
  .matrix .corner, .matrix tbody th { position: static; }
  .stack { break-before: page; }
  .c { border: 1px solid currentcolor; }
}
@media (forced-colors: active) {
  .c { border: 1px solid; }
}
`;
