// How the page of a load test looks, in light and in dark.

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --back: #f6f6fb; --card: #fff; --line: #dcdcea; --ink: #16162c; --dim: #5c5c7c;
  --good: #0b7a3e; --bad: #c3262f; --first: #2f5bd8; --second: #d9620f; --gap: #f3c9c9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #07071a; --card: #0f0f28; --line: #2b2b55; --ink: #e8e8ff; --dim: #a3a3cc;
    --good: #6ee7a0; --bad: #ff7b7b; --first: #ffe14d; --second: #4dd8ff; --gap: #4a1f33;
  }
}
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.4 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
header p { margin: 0; color: var(--dim); }
header .name { font-size: .9rem; letter-spacing: .04em; }
h1 { margin: 0; font-size: 2.4rem; line-height: 1.15; }
h2 { margin: 2rem 0 .6rem; font-size: 1.15rem; }
small { margin-left: .25em; font-size: .65em; font-weight: normal; color: var(--dim); }
header .badge { display: inline-block; margin-top: .8rem; padding: .35rem 1rem; border: 2px solid; border-radius: 2rem; font-weight: 600; color: var(--ink); }
header .badge.ok, .ok td:first-child { color: var(--good); }
header .badge.broken, .broken td:first-child { color: var(--bad); }
.badge.ok::before, .ok td:first-child::before { content: '\\2713  '; }
.badge.broken::before, .broken td:first-child::before { content: '\\2717  '; }
.warning { padding: .75rem 1rem; border: 2px solid var(--second); border-radius: .5rem; }
main > table { border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
main > table td, main > table th { padding: .4rem .8rem; text-align: left; overflow-wrap: anywhere; border-top: 1px solid var(--line); }
main > table th:last-child, main > table td:last-child { overflow-wrap: normal; white-space: nowrap; }
main > table th { border: 0; font-weight: normal; color: var(--dim); }
main > table td:first-child { font-weight: 600; white-space: nowrap; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(9.5rem, 22%), 1fr)); gap: .75rem; }
.tiles div, figure, pre { padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.tiles b { display: block; font-size: 1.6rem; }
.tiles span { display: block; } .tiles i { font-size: .8rem; color: var(--dim); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 28rem), 1fr)); gap: .75rem; }
.charts.three { grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: .25rem; }
figcaption span { display: block; color: var(--dim); font-size: .9rem; }
.chart { min-height: 200px; overflow: hidden; }
/* Values are those under the pointer: without one there is nothing to read but which line is which. */
.chart:not(:hover) .u-value, .chart:not(:hover) .u-series:first-child, .chart.one:not(:hover) .u-legend { visibility: hidden; }
.u-legend { color: var(--dim); font-size: .8rem; }
p.gaps::before { content: ''; display: inline-block; width: 1em; height: 1em; margin-right: .5em; vertical-align: -.1em; background: var(--gap); }
pre { margin: 0; overflow-x: auto; font-size: .85rem; }
`;
