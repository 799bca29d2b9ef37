/**
 * The style that all pages share. Colour is for meaning only: blue for what can change things, amber for what to look at, red for what is denied, expired,
 * wrong or widened, green for what is narrowed; and nothing is said by colour alone. No style attribute stands anywhere, since the content security policy
 * knows the page's style only.
 */
export const BASE_STYLE = `
:root {
  --ink: #16191d; --soft: #545b66; --line: #e1e4e8; --page: #f6f7f8; --card: #fff; --link: #0b57b0;
  --write-bg: #dbe8fb; --write: #0a438a; --read-bg: #eef0f2; --read: #434a54;
  --warn-bg: #fdf0d3; --warn: #7a4b00; --bad-bg: #fde4e1; --bad: #9c1c13; --good-bg: #ddf3e4; --good: #14562f;
  --shadow: 0 1px 2px rgb(16 24 40 / .05);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8eaed; --soft: #a5adb8; --line: #2e343c; --page: #111418; --card: #191d23; --link: #8bbcff;
    --write-bg: #1b3557; --write: #b9d6ff; --read-bg: #262c34; --read: #c0c7d0;
    --warn-bg: #3d2f10; --warn: #f5cf7d; --bad-bg: #46201d; --bad: #ffb3ab; --good-bg: #173a26; --good: #9be0b5;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 6rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
body > header, main, footer { max-width: 110rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
h1, h2, h3, h4, p, dl, dd, ul { margin: 0; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
[tabindex="-1"]:focus { outline: none; }
code { font: .88em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 9; }

body > header { padding-top: clamp(1.75rem, 5vw, 3.5rem); }
.eyebrow { color: var(--soft); font-size: .875rem; font-weight: 500; }
h1 { font-size: clamp(1.75rem, 4vw, 2.5rem); line-height: 1.15; letter-spacing: -.022em; font-weight: 650; margin-top: .25rem; }
.lead { color: var(--soft); margin-top: .6rem; font-size: 1.0625rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.75rem, 1fr)); gap: 1px; margin-top: 1.75rem; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; box-shadow: var(--shadow); }
.figures div { background: var(--card); padding: .9rem 1.1rem 1rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.figures dd { font-size: 1.625rem; font-weight: 600; line-height: 1.2; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.figures dt { color: var(--soft); font-size: .8125rem; line-height: 1.35; }

main { padding-bottom: 2rem; }
.attention { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem; margin-top: 1rem; align-items: start; }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem 1.25rem; box-shadow: var(--shadow); }
.panel h2 { font-size: 1rem; font-weight: 620; margin-bottom: .5rem; }
.panel .plain > li + li, .panel .plain + .plain, .panel .plain + details, .panel details + details { margin-top: .6rem; }
.plain { list-style: none; padding: 0; }
.plain li + li { margin-top: .3rem; }
.calm, .quiet { color: var(--soft); }
.quiet { font-size: .8125rem; }
summary { cursor: pointer; }
.tag { font-size: .75rem; font-weight: 600; line-height: 1; padding: .22rem .45rem; border-radius: 5px; white-space: nowrap; background: var(--read-bg); color: var(--read); }
.tag.warn { background: var(--warn-bg); color: var(--warn); }
.tag.bad { background: var(--bad-bg); color: var(--bad); }
.tag.good { background: var(--good-bg); color: var(--good); }

.filters { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: .6rem .75rem; align-items: end; margin: 2rem calc(-1 * clamp(0rem, 1vw, .75rem)) 0; padding: .75rem clamp(0rem, 1vw, .75rem); background: var(--page); border-bottom: 1px solid var(--line); }
.filters label { display: grid; gap: .2rem; font-size: .8125rem; color: var(--soft); }
.filters .grow { flex: 1 1 15rem; }
.filters input, .filters select, .filters button { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--card); border: 1px solid color-mix(in srgb, var(--soft) 55%, transparent); border-radius: 8px; padding: 0 .65rem; height: 2.4rem; width: 100%; max-width: 100%; }
.filters ::placeholder { color: var(--soft); opacity: 1; }
.filters button { width: auto; cursor: pointer; padding: 0 .9rem; }
#count { color: var(--soft); font-size: .875rem; line-height: 2.4rem; min-width: 6.5rem; font-variant-numeric: tabular-nums; }
.none { padding: 3rem 0; text-align: center; color: var(--soft); }

.stack { margin-top: 2.25rem; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 1rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem 1.2rem; box-shadow: var(--shadow); scroll-margin-top: 6rem; }
.many article { content-visibility: auto; contain-intrinsic-size: auto 17rem; }
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
article header { display: flex; flex-wrap: wrap; gap: .3rem .5rem; align-items: center; }
h4 { font-size: 1.0625rem; font-weight: 620; line-height: 1.3; }
.about { color: var(--soft); margin-top: .15rem; }
article dl { display: grid; gap: .5rem; margin-top: .9rem; }
article dl > div { display: grid; grid-template-columns: 4.75rem 1fr; gap: .75rem; }
dt { color: var(--soft); }
article dd b { font-weight: 600; }
.on { color: var(--soft); }
.warn-text { color: var(--warn); }
footer { color: var(--soft); font-size: .8125rem; padding-top: 1rem; padding-bottom: 3rem; }

@media (max-width: 40rem) {
  body { font-size: 16px; }
  .figures { grid-template-columns: repeat(3, 1fr); }
  .figures div { padding: .7rem .8rem .8rem; }
  .filters { position: static; }
  .filters label { flex: 1 1 40%; }
  .filters .grow { flex-basis: 100%; }
  article { scroll-margin-top: 1rem; }
  article dl > div { grid-template-columns: 1fr; gap: 0; }
  article dt { font-size: .8125rem; }
}
@media print {
  :root { --page: #fff; --shadow: none; }
  body { font-size: 10pt; }
  .filters, .skip { display: none; }
  .many article { content-visibility: visible; }
  article, .panel, tr { break-inside: avoid; }
}
@media (forced-colors: active) {
  .tag { border: 1px solid; }
}
`;

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
