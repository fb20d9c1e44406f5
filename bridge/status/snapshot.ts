/**
 * What is open now, as plain data. `takeSnapshot` is that of one process; `mergeSnapshots` puts together those of several
 * processes, and cuts out the page that was asked for: with one process too, so there is one way.
 *
 * Several processes behind one command need of each: its answer to `snapshot(query)`, and whether `end(id)` has found the
 * session. Ids are random and name no process: `end` goes to all of them, and one answers `true`. Everything in queries
 * and snapshots can be sent as JSON.
 */
import type { HistoryPoint, SessionRow, SortKey, StatusSnapshot } from './answers.ts';

/** Rows of one answer. */
export const ROWS_MAX = 100;
/** The last row that can be asked for by page: others are found by a search or in another order. */
export const ROWS_REACHED_MAX = 1000;
/** Ended sessions that are remembered. */
export const ENDED_MAX = 100;

export interface StatusQuery {
  /** A part of address, route, user or target, in lower case; '' for all. */
  readonly search: string;
  readonly sort: SortKey;
  readonly isDescending: boolean;
  /** Index of the first row, 0 to `ROWS_REACHED_MAX - ROWS_MAX`. */
  readonly from: number;
}

/** Where the page gets its data. A process answers for itself; a composite of several answers later. */
export interface StatusSource {
  /** Of each process, with all rows up to the end of the page, sorted: `mergeSnapshots` makes the page of them. */
  snapshots(query: StatusQuery): readonly StatusSnapshot[] | Promise<readonly StatusSnapshot[]>;
  /** Ends a session as `ended-by-operator`. @returns whether there was an open one with this id, which was not ending already */
  end(id: string): boolean | Promise<boolean>;
}

/** How one of several processes takes part in the page of all. */
export interface SharedStatus {
  /** Signs logins: see logins.ts. */
  readonly key: Buffer;
  /** @param own what this process knows @returns what all of them know */
  of(own: StatusSource): StatusSource;
}

/** Where the rows of an answer end. */
export function endOf({ from }: StatusQuery): number {
  return from + ROWS_MAX;
}

/** Everything of several processes, and of the rows the page that was asked for. */
export function mergeSnapshots(parts: readonly StatusSnapshot[], query: StatusQuery): StatusSnapshot {
  const sum = (read: (part: StatusSnapshot) => number) => parts.reduce((all, part) => all + read(part), 0);
  const rows = parts.flatMap((part) => part.rows).sort(orderOf(query));
  const ended = parts.flatMap((part) => part.ended).sort((a, b) => b.endedAtMs - a.endedAtMs);
  return {
    sessions: sum(({ sessions }) => sessions),
    found: sum(({ found }) => found),
    rows: rows.slice(query.from, endOf(query)),
    ended: ended.slice(0, ENDED_MAX),
    history: mergeHistories(parts.map(({ history }) => history)),
  };
}

/** What is compared of a session. */
export type Sortable = Pick<
  SessionRow,
  'id' | 'client' | 'route' | 'ageMs' | 'bytesToTarget' | 'bytesToBrowser' | 'rateToTarget' | 'rateToBrowser' | 'rttMs'
>;

/** Values that are not known come last in either order, equal ones in the order of their ids: rows do not jump. */
export function orderOf({ sort, isDescending }: Pick<StatusQuery, 'sort' | 'isDescending'>) {
  const valueOf = VALUES[sort];
  const sign = isDescending ? -1 : 1;
  return (a: Sortable, b: Sortable): number => {
    const left = valueOf(a);
    const right = valueOf(b);
    if (left === right) return a.id < b.id ? -1 : 1;
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -sign : sign;
  };
}

const VALUES: Readonly<Record<SortKey, (row: Sortable) => number | string | null>> = {
  age: ({ ageMs }) => ageMs,
  bytes: ({ bytesToTarget, bytesToBrowser }) => bytesToTarget + bytesToBrowser,
  client: ({ client }) => client,
  rate: ({ rateToTarget, rateToBrowser }) =>
    rateToTarget === null || rateToBrowser === null ? null : rateToTarget + rateToBrowser,
  roundTrip: ({ rttMs }) => rttMs,
  route: ({ route }) => route,
};

/** Adds up the points of each time. */
function mergeHistories(histories: readonly (readonly HistoryPoint[])[]): HistoryPoint[] {
  const byTime = new Map<number, HistoryPoint>();
  for (const point of histories.flat()) {
    const { atMs } = point;
    const sum = byTime.get(atMs) ?? { atMs, sessions: 0, rateToTarget: 0, rateToBrowser: 0 };
    byTime.set(atMs, {
      atMs,
      sessions: sum.sessions + point.sessions,
      rateToTarget: sum.rateToTarget + point.rateToTarget,
      rateToBrowser: sum.rateToBrowser + point.rateToBrowser,
    });
  }
  return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
}
