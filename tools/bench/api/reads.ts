// Requests at a steady rate, whatever the answers take, and how long each kind takes.

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { playerName } from './million-rows.ts';

/** Names in the request of a room. */
const ROOM_PLAYERS = 16;
const MS_PER_NS = 1e-6;

export interface ReadKind {
  readonly name: string;
  /** The path of the next request. */
  readonly next: () => string;
}

export interface ReadFigures {
  readonly name: string;
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @param random from 0 up to and without its argument */
export function readKinds(players: number, random: (below: number) => number, cursors: readonly string[]): ReadKind[] {
  const table = '/api/leaderboards/classic';
  const name = () => encodeURIComponent(playerName(random(players)));
  return [
    // What the process and the machine take by themselves.
    { name: 'list of tables (no database)', next: () => '/api/leaderboards' },
    { name: 'first page', next: () => table },
    { name: 'page far down', next: () => `${table}?limit=50&after=${cursors[random(cursors.length)]!}` },
    { name: 'around a player', next: () => `${table}?around=${name()}` },
    {
      name: `${ROOM_PLAYERS} players of a room`,
      next: () => `${table}?${Array.from({ length: ROOM_PLAYERS }, () => `player=${name()}`).join('&')}`,
    },
    { name: 'profile', next: () => `/api/players/${name()}` },
    { name: 'history', next: () => `/api/players/${name()}/matches` },
    { name: 'daily', next: () => '/api/daily' },
  ];
}

/**
 * Asks for all kinds in turn.
 * @param perSecond requests of all kinds together
 * @throws for an answer that is no success
 */
export async function readSteadily(
  url: string,
  kinds: readonly ReadKind[],
  perSecond: number,
  seconds: number,
): Promise<ReadFigures[]> {
  const times = new Map<string, RecordableHistogram>(kinds.map(({ name }) => [name, createHistogram()]));
  const requests: Promise<void>[] = [];
  const startMs = performance.now();
  for (let i = 0; i < perSecond * seconds; i++) {
    const dueMs = startMs + (i * 1000) / perSecond;
    await wait(Math.max(0, dueMs - performance.now()));
    const { name, next } = kinds[i % kinds.length]!;
    requests.push(timed(url + next(), times.get(name)!));
  }
  await Promise.all(requests);
  return [...times].map(([name, histogram]) => ({
    name,
    count: histogram.count,
    p50Ms: histogram.percentile(50) * MS_PER_NS,
    p99Ms: histogram.percentile(99) * MS_PER_NS,
  }));
}

async function timed(address: string, histogram: RecordableHistogram): Promise<void> {
  const startNs = process.hrtime.bigint();
  const response = await fetch(address);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  histogram.record(process.hrtime.bigint() - startNs);
}
