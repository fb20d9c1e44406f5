// The charts of an arena's report, as SVG. Positions across are percentages, so that a chart is as wide as its place.

import type { Standing } from '#ratings';
import { nameHtml, escapeHtml } from './html-text.ts';
import { numberText, shareText } from './shown-text.ts';
import type { Row, Tally } from './tally.ts';

/** The ratings between which intervals are drawn: whole numbers. */
export interface Scale {
  readonly from: number;
  readonly to: number;
}

type Interval = Pick<Standing, 'mu' | 'low' | 'high'>;

export function intervalScale(intervals: readonly Interval[]): Scale {
  const from = Math.floor(Math.min(...intervals.map(({ low }) => low)));
  const to = Math.ceil(Math.max(...intervals.map(({ high }) => high)));
  return { from, to: Math.max(to, from + 1) };
}

/** The table has the same numbers as text. */
export function intervalSvg({ mu, low, high }: Interval, { from, to }: Scale): string {
  const [left, middle, right] = [low, mu, high].map((value) => `${((100 * (value - from)) / (to - from)).toFixed(2)}%`);
  return `<svg class="interval" aria-hidden="true"><line class="grid" x1="0" x2="100%" y1="50%" y2="50%"/><line x1="${left}" x2="${right}" y1="50%" y2="50%"/><circle cx="${middle}" cy="50%" r="3.5"/></svg>`;
}

const BARS_MAX = 24;
/** The last bar has the few scores above it, so that one lucky game does not squeeze all others. */
const SHOWN_SHARE = 0.99;
/** Widths of bars that read well: these times a power of ten. */
const WIDTHS = [10, 20, 50];
const BARS_HEIGHT = 100;

/** A histogram of the scores of each contestant, with the same scales. */
export function scoreFigures(standings: ReturnType<Tally['standings']>): string {
  const rows = standings.map(({ row }) => row).filter(({ scores }) => scores.total > 0);
  const highest = Math.max(0, ...rows.map(({ scores }) => scores.quantile(SHOWN_SHARE)));
  const width = barWidth(highest);
  const count = Math.floor(highest / width) + 1;
  const shares = rows.map(({ scores }) => scores.bars(width, count).map((bar) => bar.count / scores.total));
  const top = Math.max(...shares.flat());
  return rows.map((row, i) => scoreFigure(row, shares[i]!, width, top)).join('\n');
}

function barWidth(highest: number): number {
  for (let power = 1; ; power *= 10) {
    const fits = WIDTHS.find((width) => highest / (width * power) < BARS_MAX);
    if (fits !== undefined) return fits * power;
  }
}

function scoreFigure({ contestant, scores }: Row, shares: readonly number[], width: number, top: number): string {
  const across = 100 / shares.length;
  const bars = shares.map((share, i) => {
    if (share === 0) return '';
    const height = (BARS_HEIGHT * share) / top;
    const from = numberText(i * width);
    const range = i === shares.length - 1 ? `${from} or more` : `${from} to ${numberText((i + 1) * width - 1)}`;
    return `<rect x="${(i * across).toFixed(2)}%" width="${(across * 0.9).toFixed(2)}%" y="${(BARS_HEIGHT - height).toFixed(1)}" height="${height.toFixed(1)}"><title>${range}: ${shareText(share)}</title></rect>`;
  });
  const median = scores.quantile(0.5);
  const at = `${((100 * median) / (width * shares.length)).toFixed(2)}%`;
  const [low, high] = [scores.quantile(0.1), scores.quantile(0.9)].map(numberText);
  const text = `median ${numberText(median)}, from ${low} to ${high} in 8 of 10`;
  return `<figure><figcaption><b>${nameHtml(contestant.name)}</b> <span>${text}</span></figcaption>
<svg class="bars" role="img" aria-label="Histogram of the scores of ${escapeHtml(contestant.name)}: ${text}" height="${BARS_HEIGHT}">${bars.join('')}<line x1="${at}" x2="${at}" y1="0" y2="${BARS_HEIGHT}"/></svg>
<div class="axis"><span>0</span><span>${numberText(width * (shares.length - 1))} or more</span></div></figure>`;
}
