// The server's own figures, from its admin port. Counters only go up: what a window had is the difference of two reads.

import type { DelayCounts } from '#protocol';

/** What `GET /api/stats` answers. */
export interface ServerStats {
  /** New with each start of the server: counters of two reads belong together where it is the same. */
  readonly startId: string;
  readonly ticks: number;
  readonly tickMs: DelayCounts;
  readonly latenessMs: DelayCounts;
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
 * @returns null when the admin port does not answer: a load test goes on without it.
 */
export async function fetchServerStats(adminUrl: string): Promise<ServerStats | null> {
  try {
    const response = await fetch(new URL('/api/stats', adminUrl), { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return response.ok ? ((await response.json()) as ServerStats) : null;
  } catch {
    return null;
  }
}

/** Whether the server is still the one that it was: it has not been restarted. */
export function isSameServer(before: ServerStats, after: ServerStats): boolean {
  return before.startId === after.startId;
}
