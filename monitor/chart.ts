// A chart: two lines over time, with their newest values as its legend.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { make, write } from './element.ts';

const HEIGHT = 150;
/** Room for the values beside the axis. */
const AXIS_WIDTH = 60;
const AXIS_HEIGHT = 26;

interface Point {
  readonly atMs: number;
}

interface Line<Sample> {
  readonly title: string;
  readonly value: (sample: Sample) => number | null;
  readonly text: (value: number | null) => string;
  /** On an axis of its own, at the right. */
  readonly isRight?: true;
}

export interface ChartDescription<Sample extends Point> {
  readonly title: string;
  readonly lines: readonly [Line<Sample>, Line<Sample>];
  /** The least range of the axis, so that noise does not look like a change. */
  readonly least: number;
  /** The least range of the axis at the right. */
  readonly leastRight?: number;
  /** What should not be passed: a thin line. */
  readonly limit?: number;
  /** How long a time it shows, up to the newest value; that of all values where it is left out. */
  readonly spanSeconds?: number;
}

export class Chart<Sample extends Point> {
  readonly root: HTMLElement;
  private readonly description: ChartDescription<Sample>;
  private readonly box = make('div', 'plot');
  private readonly values: readonly HTMLElement[];
  private plot: uPlot | null = null;
  private data: uPlot.AlignedData = [[], [], []];

  constructor(description: ChartDescription<Sample>) {
    this.description = description;
    const { title, lines } = description;
    this.values = lines.map(({ text }) => make('b', '', text(null)));
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
    lines.forEach((line, i) => write(this.values[i]!, line.text(last === undefined ? null : line.value(last))));
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
    const { lines, least, leastRight = 1, limit, spanSeconds } = this.description;
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
        ...(spanSeconds !== undefined && {
          // Null before the first value, as with the other axes.
          x: { range: (_, __, newest: number | null) => spanUpTo(newest ?? Date.now() / 1000, spanSeconds) },
        }),
        y: { range: (_, __, most) => [0, Math.max(least, (most ?? 0) * 1.1)] },
        ...(right.isRight === true && {
          right: { range: (_, __, most) => [0, Math.max(leastRight, (most ?? 0) * 1.25)] },
        }),
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

function spanUpTo(seconds: number, spanSeconds: number): [number, number] {
  return [seconds - spanSeconds, seconds];
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
