// What a game server does in one second, from two readings of its counters, and the last hour of it.

import { percentileBetween } from '#protocol';
import type { Figures, Sample } from '#handover';

/** Seconds that are kept one by one, and the number of pieces of ten seconds: an hour. */
export const RECENT_MAX = 300;
export const HOUR_MAX = 360;
const PIECE_SECONDS = 10;

/** Of several seconds the worst is shown, not the mean: a stall of one second must not disappear. */
const WORST = ['tickP99', 'latenessP99', 'ticksDropped', 'outboxCount'] as const;

const TIMES = ['atMs', 'tickP50', 'tickP99', 'latenessP50', 'latenessP99', 'ticks'] as const;

/** @returns null for readings of two processes, or of one moment */
export function sampleBetween(before: Reading, after: Reading): Sample | null {
  const [was, is] = [before.figures, after.figures];
  const seconds = (after.atMs - before.atMs) / 1000;
  if (was.startId !== is.startId || seconds <= 0) return null;
  const rate = (count: (figures: Figures) => number) => rounded((count(is) - count(was)) / seconds);
  const percentile = (times: 'tickMs' | 'latenessMs', percent: number) => {
    const ms = percentileBetween(was[times], is[times], percent);
    return ms === null ? null : rounded(ms);
  };
  return {
    atMs: Math.round(after.atMs),
    tickP50: percentile('tickMs', 50),
    tickP99: percentile('tickMs', 99),
    latenessP50: percentile('latenessMs', 50),
    latenessP99: percentile('latenessMs', 99),
    ticks: rate(({ ticks }) => ticks),
    ticksDropped: rate(({ ticksDropped }) => ticksDropped),
    players: is.players,
    bots: is.bots,
    rooms: is.rooms,
    connections: is.connections,
    bytesIn: rate(({ bytesIn }) => bytesIn),
    bytesOut: rate(({ bytesOut }) => bytesOut),
    errors: rate(errorCount),
    cpu: rate(({ cpuSeconds }) => cpuSeconds),
    rssBytes: is.rssBytes,
    journalBytes: is.journal?.size ?? 0,
    outboxCount: is.outbox?.count ?? 0,
  };
}

/** Of all nodes in one second: their sum, but of times the worst. @param samples at least one */
export function sampleOfAll(samples: readonly Sample[]): Sample {
  const [first] = samples;
  const names = Object.keys(first!) as (keyof Sample)[];
  const entries = names.map((name) => {
    const values = samples.flatMap((sample) => sample[name] ?? []);
    if (values.length === 0) return [name, null];
    const isWorst = TIMES.includes(name as (typeof TIMES)[number]);
    return [name, isWorst ? Math.max(...values) : rounded(values.reduce((sum, value) => sum + value, 0))];
  });
  return Object.fromEntries(entries);
}

export interface Reading {
  readonly atMs: number;
  readonly figures: Figures;
}

/** The samples of the last hour. */
export class SampleHistory {
  readonly recent: Sample[] = [];
  readonly hour: Sample[] = [];
  private piece: Sample[] = [];

  /** @returns the sample of ten seconds that is complete now, null for none */
  add(sample: Sample): Sample | null {
    this.recent.push(sample);
    if (this.recent.length > RECENT_MAX) this.recent.shift();
    const isOfPiece = pieceOf(this.piece[0] ?? sample) === pieceOf(sample);
    const complete = isOfPiece ? null : together(this.piece);
    this.piece = isOfPiece ? [...this.piece, sample] : [sample];
    if (complete === null) return null;
    this.hour.push(complete);
    if (this.hour.length > HOUR_MAX) this.hour.shift();
    return complete;
  }
}

function pieceOf({ atMs }: Sample): number {
  return Math.floor(atMs / (PIECE_SECONDS * 1000));
}

/** The mean of some samples, for some figures the highest. @param samples at least one */
function together(samples: readonly Sample[]): Sample {
  const [first] = samples;
  const names = Object.keys(first!) as (keyof Sample)[];
  const entries = names.map((name) => {
    const values = samples.flatMap((sample) => sample[name] ?? []);
    if (values.length === 0) return [name, null];
    if (name === 'atMs') return [name, values.at(-1)!];
    const isWorst = WORST.includes(name as (typeof WORST)[number]);
    return [
      name,
      isWorst ? Math.max(...values) : rounded(values.reduce((sum, value) => sum + value, 0) / values.length),
    ];
  });
  return Object.fromEntries(entries);
}

function errorCount({ errors }: Figures): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
