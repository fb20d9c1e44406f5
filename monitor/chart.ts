// One chart of the overview: a few lines over time, with their newest values as its legend.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Sample } from '#handover/desk';
import { make, write } from './element.ts';
import { bytesText, msText, percentText } from './formats.ts';
import { WORDS } from './words.ts';

const HEIGHT = 150;
const MS_OF_TICK = 1000 / 60;
/** Room for the values beside the axis. */
const AXIS_WIDTH = 56;
const AXIS_HEIGHT = 26;

interface Line {
  readonly title: string;
  readonly value: (sample: Sample) => number | null;
  readonly text: (value: number | null) => string;
  /** On an axis of its own, at the right. */
  readonly isRight?: true;
}

export interface ChartDescription {
  readonly title: string;
  readonly lines: readonly [Line, Line];
  /** The least range of the axis, so that noise does not look like a change. */
  readonly least: number;
  /** What should not be passed: a thin line. */
  readonly limit?: number;
}

const countText = (value: number | null) => (value === null ? WORDS.none : String(Math.round(value * 10) / 10));
const rateText = (value: number | null) => (value === null ? WORDS.none : bytesText(value));
const shareText = (value: number | null) => (value === null ? WORDS.none : percentText(value));
const { charts: text } = WORDS;

export const CHARTS: readonly ChartDescription[] = [
  {
    title: text.tick,
    least: 4,
    limit: MS_OF_TICK,
    lines: [
      { title: text.p99, value: ({ tickP99 }) => tickP99, text: msText },
      { title: text.p50, value: ({ tickP50 }) => tickP50, text: msText },
    ],
  },
  {
    title: text.lateness,
    least: 4,
    limit: MS_OF_TICK,
    lines: [
      { title: text.p99, value: ({ latenessP99 }) => latenessP99, text: msText },
      { title: text.p50, value: ({ latenessP50 }) => latenessP50, text: msText },
    ],
  },
  {
    title: text.players,
    least: 10,
    lines: [
      { title: text.humans, value: ({ players }) => players, text: countText },
      { title: text.bots, value: ({ bots }) => bots, text: countText },
    ],
  },
  {
    title: text.bytes,
    least: 10_000,
    lines: [
      { title: text.out, value: ({ bytesOut }) => bytesOut, text: rateText },
      { title: text.in, value: ({ bytesIn }) => bytesIn, text: rateText },
    ],
  },
  {
    title: text.faults,
    least: 5,
    lines: [
      { title: text.errors, value: ({ errors }) => errors, text: countText },
      { title: text.dropped, value: ({ ticksDropped }) => ticksDropped, text: countText },
    ],
  },
  {
    title: text.cpu,
    least: 0.5,
    lines: [
      { title: text.core, value: ({ cpu }) => cpu, text: shareText },
      { title: text.memory, value: ({ rssBytes }) => rssBytes, text: rateText, isRight: true },
    ],
  },
  {
    title: text.disk,
    least: 10,
    lines: [
      { title: text.outbox, value: ({ outboxCount }) => outboxCount, text: countText },
      { title: text.journal, value: ({ journalBytes }) => journalBytes, text: rateText, isRight: true },
    ],
  },
];

export class Chart {
  readonly root: HTMLElement;
  private readonly description: ChartDescription;
  private readonly box = make('div', 'plot');
  private readonly values: readonly HTMLElement[];
  private plot: uPlot | null = null;
  private data: uPlot.AlignedData = [[], [], []];

  constructor(description: ChartDescription) {
    this.description = description;
    const { title, lines } = description;
    this.values = lines.map(() => make('b', '', WORDS.none));
    const legend = lines.map((line, i) => make('span', `line-${i + 1}`, make('i'), `${line.title} `, this.values[i]!));
    this.root = make(
      'figure',
      'card chart',
      make('figcaption', '', make('h2', '', title), make('span', 'legend', ...legend)),
      this.box,
    );
    // The values beside it say the same.
    this.box.setAttribute('aria-hidden', 'true');
  }

  show(samples: readonly Sample[]): void {
    const { lines } = this.description;
    const last = samples.at(-1);
    lines.forEach((line, i) => write(this.values[i]!, last === undefined ? WORDS.none : line.text(line.value(last))));
    this.data = [
      samples.map(({ atMs }) => atMs / 1000),
      ...lines.map(({ value }) => samples.map(value)),
    ] as uPlot.AlignedData;
    if (this.plot === null && this.box.clientWidth > 0) this.plot = this.make();
    else this.plot?.setData(this.data);
  }

  /** Its card may have another width. */
  fit(): void {
    const width = this.box.clientWidth;
    if (this.plot !== null && width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }

  /** The colours of the page have changed. */
  recolour(): void {
    this.destroy();
  }

  destroy(): void {
    this.plot?.destroy();
    this.plot = null;
  }

  private make(): uPlot {
    const { lines, least, limit } = this.description;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const grid = { stroke: colour('--grid'), width: 1 };
    const axis = { stroke: colour('--soft'), grid, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    const [left, right] = lines;
    const options: uPlot.Options = {
      ...{ width: this.box.clientWidth, height: HEIGHT },
      legend: { show: false },
      cursor: { show: false },
      scales: {
        y: { range: (_, __, most) => [0, Math.max(least, (most ?? 0) * 1.1)] },
        ...(right.isRight === true && { right: { range: (_, __, most) => [0, Math.max(1, (most ?? 0) * 1.25)] } }),
      },
      axes: [
        { ...axis, size: AXIS_HEIGHT, space: 70, values: (_, ticks) => ticks.map(clockText) },
        { ...axis, size: AXIS_WIDTH, space: 34, values: (_, ticks) => ticks.map((tick) => left.text(tick)) },
        ...(right.isRight === true
          ? [
              {
                ...axis,
                ...{ scale: 'right', side: 1, size: AXIS_WIDTH, space: 34, grid: { show: false } },
                values: (_: uPlot, ticks: number[]) => ticks.map((tick) => right.text(tick)),
              } satisfies uPlot.Axis,
            ]
          : []),
      ],
      series: [
        {},
        ...lines.map(({ isRight }, i): uPlot.Series => ({
          scale: isRight === true ? 'right' : 'y',
          stroke: colour(`--line-${i + 1}`),
          width: 2,
          points: { show: false },
          ...(i === 1 && { dash: [6, 3] }),
        })),
      ],
      hooks: limit === undefined ? {} : { draw: [(plot) => drawLimit(plot, limit, colour('--bad'))] },
    };
    return new uPlot(options, this.data, this.box);
  }
}

function drawLimit(plot: uPlot, limit: number, colour: string): void {
  const y = Math.round(plot.valToPos(limit, 'y', true));
  const { left, top, width, height } = plot.bbox;
  if (y < top || y > top + height) return;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.restore();
}

function clockText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const parts = [date.getHours(), date.getMinutes()];
  if (seconds % 60 !== 0) parts.push(date.getSeconds());
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
