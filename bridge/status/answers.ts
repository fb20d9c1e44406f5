/** What the status page asks for and gets, as JSON. Types only: the page is built for browsers, the bridge for Node. */

/** What rows can be sorted by. `rate`, `bytes`: both directions together. */
export type SortKey = 'age' | 'bytes' | 'client' | 'rate' | 'roundTrip' | 'route';

/** An open session: a tunnel, as in the log. Nothing of its query, path and token, which may be secrets. */
export interface SessionRow {
  /** As `tunnel` in the log. */
  readonly id: string;
  readonly client: string;
  readonly route: string;
  readonly user: string | null;
  /** `closing`: an end has been decided, and what is queued is still sent. */
  readonly state: 'dialing' | 'open' | 'closing';
  /** Address of the target that accepted, null before one has. */
  readonly target: string | null;
  readonly ageMs: number;
  readonly bytesToTarget: number;
  readonly bytesToBrowser: number;
  /** Bytes a second since the last look; null for a session that was not looked at before. */
  readonly rateToTarget: number | null;
  readonly rateToBrowser: number | null;
  /** Of the last ping that was answered, null before one was. */
  readonly rttMs: number | null;
}

/** A session that has ended. */
export interface EndedRow {
  readonly id: string;
  readonly client: string;
  readonly route: string;
  readonly user: string | null;
  readonly target: string | null;
  /** The cause, an id of close-codes.ts, and its code. */
  readonly cause: string;
  readonly code: number;
  /** Milliseconds since 1970. */
  readonly endedAtMs: number;
  readonly durationMs: number;
  readonly bytesToTarget: number;
  readonly bytesToBrowser: number;
}

/** What happened in the five seconds before a time. */
export interface HistoryPoint {
  /** Milliseconds since 1970, a multiple of the five seconds: points of several processes have the same times. */
  readonly atMs: number;
  /** Open at that time. */
  readonly sessions: number;
  /** Bytes a second. */
  readonly rateToTarget: number;
  readonly rateToBrowser: number;
}

export interface StatusSnapshot {
  /** Open sessions, and how many of them the search has found. */
  readonly sessions: number;
  readonly found: number;
  /** A page of what was found, sorted. */
  readonly rows: readonly SessionRow[];
  /** The last ones, the newest first. */
  readonly ended: readonly EndedRow[];
  /** Of the last ten minutes, the oldest first. */
  readonly history: readonly HistoryPoint[];
}
