// Matches whose results did not come out when they were played again: an operator looks at their replays.

import type { FailedMatch } from '#handover';
import type { Store } from '../store/store.ts';

const PAGE = 25;
/** Names shown of one match. */
const NAMES_MAX = 8;

type Position = readonly [endedMs: number, id: string];

/** The newest first. @param before position of the last row of the page before, null for the first page */
export async function failedMatches(
  { db }: Store,
  before: Position | null,
): Promise<{ readonly matches: readonly FailedMatch[]; readonly next: Position | null }> {
  let query = db
    .selectFrom('match')
    .leftJoin('match_log', 'match_log.match_id', 'match.id')
    .select(['match.id', 'mode', 'ended_ms', 'rules', 'score', 'failure', 'match_log.match_id as log'])
    .where('state', '=', 'failed')
    .orderBy('ended_ms', 'desc')
    .orderBy('match.id', 'desc');
  if (before !== null) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('ended_ms', 'match.id'), '<', tuple(...before)));
  }
  const rows = await query.limit(PAGE + 1).execute();
  const page = rows.slice(0, PAGE);
  const ids = page.map(({ id }) => id);
  const seats =
    ids.length === 0
      ? []
      : await db
          .selectFrom('match_seat')
          .select(['match_id', 'name'])
          .where('match_id', 'in', ids)
          .orderBy('seat')
          .execute();
  const last = page.at(-1);
  return {
    matches: page.map(({ id, mode, ended_ms, rules, score, failure, log }) => ({
      ...{ id, mode, endedMs: ended_ms, rules, score, failure: failure ?? '', hasReplay: log !== null },
      names: seats
        .filter(({ match_id }) => match_id === id)
        .slice(0, NAMES_MAX)
        .map(({ name }) => name),
    })),
    next: rows.length > PAGE && last !== undefined ? [last.ended_ms, last.id] : null,
  };
}

/** The gzipped replay file of a failed match, null if there is none. */
export async function failedReplay({ db }: Store, id: string): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('match_log')
    .innerJoin('match', 'match.id', 'match_log.match_id')
    .select('replay')
    .where('match.id', '=', id)
    .where('state', '=', 'failed')
    .executeTakeFirst();
  return row?.replay ?? null;
}
