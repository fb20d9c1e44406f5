// The report of a load test as files: report.json for programs, report.html for readers, complete in itself. What a chart
// looks like is in chart.ts, and all else in page-style.ts.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartFigure, chartScripts, histogramChart, type Chart } from './chart.ts';
import { check, decimalsOf, markText, MEASURES, type Expectation } from './measures.ts';
import { PAGE_STYLE } from './page-style.ts';
import {
  BOTTLENECK_TEXT,
  isBottleneck,
  lostCount,
  reportLines,
  stallText,
  streamText,
  type LoadReport,
  type WindowSpan,
} from './report.ts';
import type { Sample, SeriesGap, ServerSample } from './series.ts';

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
  /** Times without updates, in seconds on the time of the samples. */
  readonly gaps: readonly SeriesGap[];
  readonly expect: readonly Expectation[];
  /** What a search for the limit came to, in a sentence. */
  readonly limit?: string | undefined;
}

/** The files that `writeReports` writes: for programs, and for readers. */
export const REPORT_FILES = ['report.json', 'report.html'] as const;

/** @returns the path of the page, in a folder that exists. @throws when it cannot be written. */
export async function writeReports(folder: string, results: LoadResults): Promise<string> {
  const [data, page] = REPORT_FILES.map((name) => join(folder, name)) as [string, string];
  await writeFile(data, `${JSON.stringify(jsonOf(results), null, 2)}\n`);
  await writeFile(page, pageOf(results));
  return page;
}

function jsonOf({ steps, samples, gaps, expect, limit }: LoadResults): object {
  return {
    expected: verdictsOf(expect, steps.at(-1)!.report),
    limit,
    steps: steps.map(({ clients, report, ok }) => ({
      ...{ clients, ok },
      measures: measuresOf(report),
      report: {
        ...report,
        lost: Object.fromEntries(report.lost),
        watched: { ...report.watched, faults: Object.fromEntries(report.watched.faults) },
      },
    })),
    samples,
    gaps,
  };
}

function measuresOf(report: LoadReport): Record<string, number | null> {
  return Object.fromEntries(Object.entries(MEASURES).map(([name, { read }]) => [name, read(report)]));
}

function verdictsOf(expect: readonly Expectation[], report: LoadReport) {
  return expect.map((expectation) => {
    const { text, name } = expectation;
    return { text, name, ...check(expectation, report), mark: markText(name, report) };
  });
}

function pageOf(results: LoadResults): string {
  const { steps, limit } = results;
  const { report, clients } = steps.at(-1)!;
  const ofLast = limit === undefined ? '' : `, with ${clients} clients`;
  const verdicts = verdictsOf(results.expect, report);
  const times = timesCharts(report);
  const names = report.servers.map(({ url }) => new URL(url).host);
  const course = limit !== undefined ? limitCharts(steps) : courseCharts(results.samples, results.gaps, names);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Packetman under load: ${limit ?? `${clients} clients`}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
<main>
<header>
<p class="name">Packetman under load</p>
${limit === undefined ? headOfOne(report, verdicts) : headOfSearch(steps, limit)}
</header>
${report.stalls.length > 0 ? `<p class="warning">${stallText(report)}</p>` : ''}
${isBottleneck(report) ? `<p class="warning">${BOTTLENECK_TEXT}</p>` : ''}
${limit === undefined ? '' : `<h2>As clients were added</h2>\n${charts(course)}`}
${verdicts.length === 0 ? '' : `<h2>Expected${ofLast}</h2>\n${verdictTable(verdicts)}`}
<h2>At a glance${ofLast}</h2>
<div class="tiles">${TILES.map((name) => tile(name, report)).join('')}</div>
<h2>How long things took${ofLast}</h2>
${charts(times, 'three')}
${limit === undefined ? `<h2>Second by second</h2>\n${gapsText(results.gaps)}${charts(course)}` : ''}
<noscript>The charts need JavaScript; the figures are below.</noscript>
<h2>In words${ofLast}</h2>
<pre>${escapeHtml(reportLines(report).join('\n'))}</pre>
</main>
${chartScripts(limit === undefined ? [...times, ...course] : [...course, ...times])}
</html>
`;
}

type Verdict = ReturnType<typeof verdictsOf>[number];

function headOfOne(report: LoadReport, verdicts: readonly Verdict[]): string {
  return `<h1>${report.clients} clients</h1>
<p>${report.connected} came in, ${windowText(report)}</p>
${verdictBadge(report, verdicts)}`;
}

function headOfSearch(steps: readonly LoadStep[], limit: string): string {
  return `<h1>How many it can take</h1>
<p>${steps.length} ${steps.length === 1 ? 'step' : 'steps'}, each ${windowText(steps[0]!.report)}</p>
<p class="badge">${limit}</p>`;
}

function windowText(report: LoadReport): string {
  const { seconds } = report;
  return seconds === 0 ? 'not measured' : `measured for ${seconds.toFixed(0)} s with ${streamText(report)}`;
}

/** In a word: what the exit code says too. */
function verdictBadge(report: LoadReport, verdicts: readonly Verdict[]): string {
  const broken = verdicts.filter(({ ok }) => !ok).length;
  const lost = lostCount(report);
  if (broken > 0) return `<p class="badge broken">${broken} of ${verdicts.length} not as expected</p>`;
  if (lost > 0) return `<p class="badge broken">${lost} clients lost</p>`;
  return `<p class="badge ok">${verdicts.length > 0 ? 'All as expected' : 'No client lost'}</p>`;
}

function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    ({ text, name, value, ok, mark }) =>
      `<tr class="${ok ? 'ok' : 'broken'}"><td>${ok ? 'pass' : 'fail'}</td><td>${escapeHtml(text)}${mark && `<br><small>${mark}</small>`}</td><td>${valueHtml(name, value)}</td></tr>`,
  );
  return `<table><thead><tr><th></th><th>what</th><th>measured</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
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
  const { meaning, read } = MEASURES[name]!;
  return `<div><b>${valueHtml(name, read(report))}</b><span>${name.replaceAll('_', ' ')}</span><i>${meaning}</i></div>`;
}

function valueHtml(name: string, value: number | null): string {
  if (value === null) return 'not measured';
  return `${value.toFixed(decimalsOf(value))}<small>${MEASURES[name]!.unit}</small>`;
}

function charts(of: readonly Chart[], more = ''): string {
  return `<div class="charts ${more}">${of.map(chartFigure).join('\n')}</div>`;
}

function timesCharts(report: LoadReport): Chart[] {
  return [
    histogramChart('Connecting', report.connectMs),
    histogramChart('Between two updates', report.updateIntervalMs),
    histogramChart('From an input to its effect', report.inputToUpdateMs),
  ];
}

/** Against the clients. */
function limitCharts(steps: readonly LoadStep[]): Chart[] {
  const against = (title: string, unit: string, name: string): Chart => ({
    ...{ title, unit, note: 'against the number of clients', xUnit: 'clients', kind: 'line' },
    x: steps.map(({ clients }) => clients),
    lines: [{ name: title.toLowerCase(), y: steps.map(({ report }) => MEASURES[name]!.read(report)) }],
  });
  return [
    against('Processor', '%', 'cpu'),
    against('Tick lateness p99', 'ms', 'tick_lateness_p99'),
    against('Memory a client', 'KiB', 'memory'),
    against('Input latency p99', 'ms', 'input_latency_p99'),
  ];
}

function gapsText(gaps: readonly SeriesGap[]): string {
  const came = timesText(
    'No updates came',
    gaps.filter(({ isOwn }) => !isOwn),
  );
  const stood = timesText(
    'The generator itself stood still',
    gaps.filter(({ isOwn }) => isOwn),
  );
  return gaps.length === 0 ? '' : `<p class="gaps">${came}${stood}Shaded below.</p>\n`;
}

function timesText(what: string, spans: readonly WindowSpan[]): string {
  if (spans.length === 0) return '';
  const seconds = spans.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0);
  const times = spans.length === 1 ? 'once' : `${spans.length} times`;
  return `${what} ${times}, for ${seconds.toFixed(1)} s in all. `;
}

/** Against time. @param names of the servers; each has a line of its own */
function courseCharts(samples: readonly Sample[], gaps: readonly WindowSpan[], names: readonly string[]): Chart[] {
  const over = (
    title: string,
    unit: string,
    ...lines: [name: string, read: (sample: Sample) => number | null][]
  ): Chart => ({
    ...{ title, unit, note: '', xUnit: 's', kind: 'line', gaps },
    x: samples.map(({ seconds }) => seconds),
    lines: lines.map(([name, read]) => ({ name, y: samples.map(read) })),
  });
  const ofServers = (what: string, figure: keyof ServerSample): [string, (sample: Sample) => number | null][] =>
    names.map((name, i) => [names.length === 1 ? what : name, ({ servers }) => servers[i]?.[figure] ?? null]);
  return [
    over('Clients', '', ['here', (sample) => sample.clients]),
    over('Processor', '%', ...ofServers('of one core', 'cpuPercent')),
    over('Input latency', 'ms', ['p50', (sample) => sample.inputMsP50], ['p99', (sample) => sample.inputMsP99]),
    over('Tick lateness', 'ms', ...ofServers('p99', 'latenessMsP99')),
    over('Memory', 'MiB', ...ofServers('resident', 'memoryMiB')),
  ];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
