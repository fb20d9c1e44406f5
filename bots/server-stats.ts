// The server's own figures, from its admin port.

/** What `GET /api/stats` answers. Percentiles cover the time since the last `?reset=1`. */
export interface ServerStats {
  readonly ticks: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly latenessMsP50: number;
  readonly latenessMsP99: number;
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
 * @param options `reset` begins a new window for the percentiles
 * @returns null when the admin port does not answer: a load test goes on without it.
 */
export async function fetchServerStats(adminUrl: string, { reset } = { reset: false }): Promise<ServerStats | null> {
  try {
    const url = new URL(reset ? '/api/stats?reset=1' : '/api/stats', adminUrl);
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return response.ok ? ((await response.json()) as ServerStats) : null;
  } catch {
    return null;
  }
}
