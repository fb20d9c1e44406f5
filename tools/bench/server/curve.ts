// How the cost of the match log grows with the number of clients, until the core of the server or that of the clients is full.

import { areClientsFull, isServerFull, type Measurement } from './measurement.ts';

/** The goal for one core. */
const CLIENTS_WANTED = 5000;
const LATENESS_MS_P99_MAX = 4;

export interface Point {
  readonly clients: number;
  readonly measurement: Measurement;
}

/** The curve as lines of Markdown, and what follows from it. @param points with more clients each */
export function curveLines(points: readonly Point[]): string[] {
  return [...tableOf(points), '', ...conclusions(points)];
}

function tableOf(points: readonly Point[]): string[] {
  const head =
    '| clients, log | server CPU, of one core | CPU a client | lateness p99 | ticks dropped | CPU of the clients |';
  const rows = points.map(({ clients, measurement }) => {
    const { cpuPercent, latenessMsP99, ticksDropped, clientsCpuPercent } = measurement;
    const lateness = latenessMsP99 === null ? 'not measured' : `${latenessMsP99.toFixed(1)} ms`;
    const share = (cpuPercent / clients).toFixed(4);
    return `| ${[clients, `${cpuPercent.toFixed(1)} %`, `${share} %`, lateness, ticksDropped, `${clientsCpuPercent.toFixed(0)} %`].join(' | ')} |`;
  });
  return [head, '|---:|---:|---:|---:|---:|---:|', ...rows];
}

function conclusions(points: readonly Point[]): string[] {
  const isOnTime = ({ measurement: { latenessMsP99 } }: Point) =>
    latenessMsP99 !== null && latenessMsP99 < LATENESS_MS_P99_MAX;
  const most = points.findLast(isOnTime)?.clients ?? 0;
  const last = points.at(-1)!;
  const full = isServerFull(last.measurement) ? 'server' : areClientsFull(last.measurement) ? 'clients' : null;
  const end = full === null ? '' : ` At ${last.clients} the core of the ${full} is full.`;
  const lines = [`Lateness p99 is below ${LATENESS_MS_P99_MAX} ms up to ${most} clients.${end}`];
  // A full core takes no more, however many clients there are.
  const free = points.filter(({ measurement }) => !isServerFull(measurement) && !areClientsFull(measurement));
  if (free.length < 2 || most >= CLIENTS_WANTED) return lines;
  const percent = lineThrough(free)(CLIENTS_WANTED).toFixed(0);
  return [
    ...lines,
    `By the line through the points with room on both cores ${CLIENTS_WANTED} clients take ${percent} % of a core.`,
  ];
}

/** The straight line with the least squares of distances: the CPU at a number of clients. */
function lineThrough(points: readonly Point[]): (clients: number) => number {
  const mean = (read: (point: Point) => number) => points.reduce((sum, point) => sum + read(point), 0) / points.length;
  const x = mean(({ clients }) => clients);
  const y = mean(({ measurement }) => measurement.cpuPercent);
  const slope =
    mean(({ clients, measurement }) => (clients - x) * (measurement.cpuPercent - y)) /
    mean(({ clients }) => (clients - x) ** 2);
  return (clients) => y + slope * (clients - x);
}
