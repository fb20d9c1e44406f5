// Charts of a report: what they show, as data in the page, and the figures they are drawn in. What draws them in the
// browser is the uPlot library and chart-script.ts, both inside the page: it loads nothing.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CHART_SCRIPT } from './chart-script.ts';
import type { Distribution } from '../histogram.ts';

export interface Chart {
  readonly title: string;
  /** What it says in a few words, '' for nothing. */
  readonly note: string;
  readonly unit: string;
  readonly xUnit: string;
  readonly kind: 'line' | 'bars';
  /** Rising; of bars, where each begins. */
  readonly x: readonly number[];
  /** Shaded: nothing came in these. */
  readonly gaps?: readonly { readonly fromSeconds: number; readonly toSeconds: number }[];
  /** Null where nothing was measured: the line has a gap there. */
  readonly lines: readonly { readonly name: string; readonly y: readonly (number | null)[] }[];
}

/** A histogram, with times on a logarithmic scale. */
export function histogramChart(title: string, { bars, count, p50, p99 }: Distribution): Chart {
  const note = count === 0 ? 'not measured' : `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  const y = bars.map((bar) => (100 * bar.count) / count);
  const x = bars.map(({ fromMs }) => fromMs);
  return { title, note, unit: '%', xUnit: 'ms', kind: 'bars', x, lines: [{ name: 'share', y }] };
}

/** Where one is to be drawn. */
export function chartFigure({ title, note, unit }: Chart): string {
  return `<figure><figcaption><b>${title}${unit && `, ${unit}`}</b> <span>${note}</span></figcaption><div class="chart"></div></figure>`;
}

/** What draws all figures of a page, in their order: to stand after them. */
export function chartScripts(charts: readonly Chart[]): string {
  // A `<` would end the script early.
  const data = JSON.stringify(charts).replaceAll('<', '\\u003c');
  return `<style>${libraryFile('uPlot.min.css')}</style>
<script>${libraryFile('uPlot.iife.min.js')}</script>
<script>const charts = ${data};${CHART_SCRIPT}</script>`;
}

function libraryFile(name: string): string {
  const require = createRequire(import.meta.url);
  return readFileSync(join(dirname(require.resolve('uplot')), name), 'utf8');
}
