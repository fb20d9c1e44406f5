// The report of a load test as files: report.json for programs, report.html for people, whole in itself. What a chart
// looks like is in chart.ts.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart, type Chart } from './chart.ts';
import { check, MEASURES, type Expectation } from './load-measures.ts';
import { reportLines, type LoadReport } from './load-report.ts';
import type { Sample } from './load-series.ts';

/** One measured window. */
export interface LoadStep {
  readonly clients: number;
  readonly report: LoadReport;
  /** Whether it was as expected. */
  readonly ok: boolean;
}

export interface LoadResults {
  /** One, or as many as the search for a limit took. */
  readonly steps: readonly LoadStep[];
  readonly samples: readonly Sample[];
  readonly expect: readonly Expectation[];
}

/** @returns the path of the page. @throws when the folder cannot be written. */
export async function writeReports(folder: string, results: LoadResults): Promise<string> {
  await mkdir(folder, { recursive: true });
  const page = join(folder, 'report.html');
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(jsonOf(results), null, 2)}\n`);
  await writeFile(page, pageOf(results));
  return page;
}

function jsonOf({ steps, samples, expect }: LoadResults): object {
  return {
    expected: verdictsOf(expect, steps.at(-1)!.report),
    steps: steps.map(({ clients, report, ok }) => ({
      ...{ clients, ok },
      measures: measuresOf(report),
      report: { ...report, lost: Object.fromEntries(report.lost) },
    })),
    samples,
  };
}

function measuresOf(report: LoadReport): Record<string, number | null> {
  return Object.fromEntries(Object.entries(MEASURES).map(([name, { read }]) => [name, read(report)]));
}

function verdictsOf(expect: readonly Expectation[], report: LoadReport) {
  return expect.map((expectation) => ({ text: expectation.text, ...check(expectation, report) }));
}

function pageOf(results: LoadResults): string {
  const { report, clients } = results.steps.at(-1)!;
  const verdicts = verdictsOf(results.expect, report);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Packetman under load: ${clients} clients</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<main>
<h1>${clients} clients</h1>
<p>${report.seconds.toFixed(0)} s at ${report.rate} snapshots a second</p>
${verdicts.length === 0 ? '' : `<ul class="verdicts">${verdicts.map(verdictItem).join('')}</ul>`}
<div class="tiles">${TILES.map((name) => tile(name, report)).join('')}</div>
<div class="charts">${chartsOf(results).map(chart).join('\n')}</div>
<h2>In words</h2>
<pre>${escapeHtml(reportLines(report).join('\n'))}</pre>
</main>
</html>
`;
}

const TILES = [
  'cpu',
  'tick_p99',
  'tick_lateness_p99',
  'memory',
  'bytes_in',
  'input_latency_p50',
  'input_latency_p99',
  'lost',
];

function tile(name: string, report: LoadReport): string {
  const { unit, meaning, read } = MEASURES[name]!;
  const value = read(report);
  const text =
    value === null ? 'not measured' : `${value.toFixed(value < 10 && value !== 0 ? 2 : 0)}<small>${unit}</small>`;
  return `<div><b>${text}</b><span>${name.replaceAll('_', ' ')}</span><i>${meaning}</i></div>`;
}

function verdictItem({ text, value, ok }: { text: string; value: number | null; ok: boolean }): string {
  const was = value === null ? 'not measured' : value.toFixed(2);
  return `<li class="${ok ? 'ok' : 'broken'}">${escapeHtml(text)} <small>was ${was}</small></li>`;
}

/** Against the clients where there were several steps, else against time. */
function chartsOf({ steps, samples }: LoadResults): Chart[] {
  if (steps.length > 1) {
    const against = (title: string, unit: string, name: string): Chart => ({
      ...{ title, unit, xUnit: 'clients' },
      x: steps.map(({ clients }) => clients),
      lines: [{ name, y: steps.map(({ report }) => MEASURES[name]!.read(report)) }],
    });
    return [
      against('Processor', '%', 'cpu'),
      against('Tick lateness, p99', 'ms', 'tick_lateness_p99'),
      against('Tick, p99', 'ms', 'tick_p99'),
      against('Memory a client', 'KiB', 'memory'),
      against('Input to snapshot, p99', 'ms', 'input_latency_p99'),
    ];
  }
  const over = (title: string, unit: string, ...lines: [name: string, read: (sample: Sample) => number | null][]) => ({
    ...{ title, unit, xUnit: 's' },
    x: samples.map(({ seconds }) => seconds),
    lines: lines.map(([name, read]) => ({ name, y: samples.map(read) })),
  });
  return [
    over('Clients', '', ['here', (sample) => sample.clients]),
    over('Processor', '%', ['of one core', (sample) => sample.cpuPercent]),
    over('Input to snapshot', 'ms', ['p50', (sample) => sample.inputMsP50], ['p99', (sample) => sample.inputMsP99]),
    over('Tick lateness so far, p99', 'ms', ['p99', (sample) => sample.latenessMsP99]),
    over('Memory', 'MiB', ['resident', (sample) => sample.memoryMiB]),
  ];
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: dark; --line: #2b2b55; --ink: #e8e8ff; --dim: #9a9ac8; }
body { margin: 0; background: #05051a; color: var(--ink); font: 16px/1.4 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0; font-size: 2.2rem; color: #ffe14d; }
h1 + p { margin: 0 0 1rem; color: var(--dim); }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
small { margin-left: .25em; font-size: .6em; font-weight: normal; color: var(--dim); }
.verdicts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; padding: 0; list-style: none; }
.verdicts li { padding: .3rem .8rem; border-radius: 1rem; border: 1px solid; }
.verdicts small { font-size: .85em; }
.ok { color: #6ee7a0; } .ok::before { content: '\\2713  '; }
.broken { color: #ff7b7b; } .broken::before { content: '\\2717  '; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(9.5rem, 22%), 1fr)); gap: .75rem; }
.tiles div { padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; }
.tiles b { display: block; font-size: 1.6rem; }
.tiles span { display: block; } .tiles i { font-size: .8rem; color: var(--dim); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: .75rem; margin-top: .75rem; }
figure { margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 1rem; }
figcaption i { font-style: normal; color: var(--dim); } figcaption i::before { content: '\\25CF '; color: var(--color); }
svg { display: block; width: 100%; height: auto; } text { fill: var(--dim); font-size: 12px; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; font-size: .85rem; }
`;
