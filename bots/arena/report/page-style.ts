// How the report of an arena looks, in light and in dark, from a phone to a wide screen.

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --back: #f6f6fb; --card: #fff; --line: #dcdcea; --ink: #16162c; --dim: #56567a;
  --good: #0b7a3e; --bad: #c3262f; --mark: #2f5bd8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #07071a; --card: #0f0f28; --line: #2b2b55; --ink: #e8e8ff; --dim: #a3a3cc;
    --good: #3fbf74; --bad: #ff6b6b; --mark: #ffe14d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 3rem; background: var(--back); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
header p { margin: 0; color: var(--dim); }
.name { font-size: .9rem; letter-spacing: .04em; }
h1 { margin: 0; font-size: 2.4rem; line-height: 1.15; }
header .lead { margin-top: .8rem; font-size: 1.25rem; color: var(--ink); }
h2 { margin: 2.2rem 0 .2rem; font-size: 1.25rem; }
h3 { margin: 0; font-size: 1rem; }
bdi { overflow-wrap: anywhere; }
tbody th bdi { display: -webkit-inline-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; vertical-align: top; }
abbr { text-decoration: none; }
small { display: block; color: var(--dim); font-size: .8rem; }
.note { margin: 0 0 .6rem; max-width: 60rem; color: var(--dim); font-size: .9rem; }
.table { position: relative; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td, th { padding: .45rem .7rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead td, thead th { border-top: 0; font-size: .85rem; font-weight: normal; color: var(--dim); vertical-align: bottom; }
tbody th { min-width: 8rem; max-width: 22rem; font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
td.chart { min-width: 8rem; width: 38%; }
.axis { display: flex; justify-content: space-between; font-size: .8rem; color: var(--dim); }
thead td.axis { display: table-cell; }
thead td.axis span:last-child { float: right; }
svg { display: block; width: 100%; overflow: visible; }
.interval { height: 2.6em; }
.interval line { stroke: var(--mark); stroke-width: 4; }
.interval .grid { stroke: var(--line); stroke-width: 1; }
.interval circle { fill: var(--ink); }
.matrix { width: fit-content; max-width: 100%; }
.matrix td, .matrix th { border-left: 1px solid var(--line); }
.matrix th:first-child, .matrix td:first-child { border-left: 0; }
.matrix tbody th > span:first-child { float: left; margin-right: .4em; }
.matrix tbody th bdi { display: -webkit-box; }
.matrix td, .ratings td, .ratings th { vertical-align: middle; }
.matrix td.number { min-width: 4rem; text-align: center; }
.matrix thead th { text-align: center; }
.matrix .self { background: var(--line); }
.place { color: var(--dim); font-weight: normal; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: .75rem; }
figure, .fault { margin: 0; padding: .75rem; min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
figcaption { margin-bottom: .5rem; }
figcaption span { display: block; color: var(--dim); font-size: .85rem; }
.bars { border-bottom: 1px solid var(--dim); }
.bars rect { fill: var(--mark); opacity: .75; }
.bars line { stroke: var(--ink); stroke-width: 2; }
.games td p { margin: 0; }
.games ul { margin: 0; padding: 0; min-width: 15rem; max-width: 22rem; list-style: none; }
.games li { display: flex; gap: .4rem; }
.games li bdi { overflow: hidden; overflow-wrap: normal; text-overflow: ellipsis; white-space: nowrap; }
.games tbody th { min-width: 0; }
.games code { white-space: nowrap; }
.points { color: var(--dim); }
.fault { margin-top: .5rem; }
summary { font-weight: 600; cursor: pointer; }
summary span { margin-left: .75rem; color: var(--dim); font-weight: normal; font-size: .9rem; }
pre { margin: .4rem 0 0; max-height: 20rem; overflow: auto; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
code { font-size: .8rem; color: var(--dim); overflow-wrap: anywhere; }
a { color: inherit; }
a.play { font-weight: 600; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
@media (max-width: 40rem) {
  h1 { font-size: 1.8rem; }
  td, th { padding: .4rem .5rem; }
  td.chart { min-width: 5.5rem; }
  tbody th { min-width: 6.5rem; }
  /* A game is a card: its table is too wide for a phone. */
  .games thead { display: none; }
  .games tr, .games td, .games tbody th { display: block; border: 0; padding: .1rem .6rem; }
  .games tbody, .games table { display: block; }
  .games tr { padding: .5rem 0; border-top: 1px solid var(--line); }
  .games tr:first-child { border-top: 0; }
  .games th::before { content: 'Game '; }
  .games td.number { text-align: left; }
  .games code { white-space: normal; }
}
`;
