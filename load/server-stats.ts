// The server's own figures, from its admin port. Counters only go up: the figures of a window are the difference of two reads.

import type { DelayCounts } from '#protocol';

/** What `GET /api/stats` answers. */
export interface ServerStats {
  /** New at each start of the server: two reads can be compared where it is the same. */
  readonly startId: string;
  readonly ticks: number;
  readonly tickMs: DelayCounts;
  readonly latenessMs: DelayCounts;
  /** From reading an input to handing the piece of the log with it to the sockets. */
  readonly inputToWireMs: DelayCounts;
  readonly ticksDropped: number;
  readonly connections: number;
  readonly rooms: number;
  /** Processor time used since the server's start. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly uptimeSeconds: number;
}

const ANSWER_MS_MAX = 5000;

/**
 * @param adminUrl such as http://127.0.0.1:1981
 * @returns null when the admin port does not answer, or its answer has other fields, as that of another version or another
 * program: a load test goes on without the server's side.
 */
export async function fetchServerStats(adminUrl: string): Promise<ServerStats | null> {
  try {
    const response = await fetch(new URL('/api/stats', adminUrl), { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const answer: unknown = response.ok ? await response.json() : null;
    return isStats(answer) ? answer : null;
  } catch {
    return null;
  }
}

const NUMBERS = ['ticks', 'ticksDropped', 'connections', 'rooms', 'cpuSeconds', 'rssBytes', 'uptimeSeconds'] as const;

function isStats(answer: unknown): answer is ServerStats {
  if (typeof answer !== 'object' || answer === null) return false;
  const stats = answer as Partial<Record<keyof ServerStats, unknown>>;
  return (
    typeof stats.startId === 'string' &&
    NUMBERS.every((name) => typeof stats[name] === 'number') &&
    isCounts(stats.tickMs) &&
    isCounts(stats.latenessMs) &&
    isCounts(stats.inputToWireMs)
  );
}

function isCounts(value: unknown): value is DelayCounts {
  if (typeof value !== 'object' || value === null) return false;
  const { boundsMs, counts } = value as Partial<Record<keyof DelayCounts, unknown>>;
  return isNumbers(boundsMs) && isNumbers(counts) && counts.length === boundsMs.length + 1;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

/** Whether the server was not restarted between two reads. */
export function isSameServer(before: ServerStats, after: ServerStats): boolean {
  return before.startId === after.startId;
}
