// Removes old matches: those older than a number of days, and the oldest replays beyond a number of bytes. What holds a row
// in a table stays, with its replay.

import type { Parts, Worker } from '../parts.ts';
import type { Queries, Store } from '../store/store.ts';

const CHECK_MS = 60 * 60 * 1000;
const DAY_MS = 24 * CHECK_MS;
/** Matches that are removed in one statement, so that requests come in between. */
const AT_ONCE = 200;
/** Statements of one check. What is left is removed by the next one. */
const STATEMENTS_MAX = 500;

export interface Retention {
  readonly keepMatchDays: number;
  readonly keepMatchReplayBytes: number;
}

export function startRetention({ store, config, log, now }: Parts): Worker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const check = (): void => {
    running = removeOld(store, config, now())
      .then(
        (removed) => void (removed > 0 && log.info({ removed }, 'old matches and replays removed')),
        (error: unknown) => log.warn({ err: error }, 'old matches not removed'),
      )
      .then(() => {
        if (!isStopped) timer = setTimeout(check, CHECK_MS).unref();
      });
  };
  check();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** @returns how many matches and replays were removed */
export async function removeOld(
  { db }: Store,
  { keepMatchDays, keepMatchReplayBytes }: Retention,
  nowMs: number,
): Promise<number> {
  const beforeMs = nowMs - keepMatchDays * DAY_MS;
  let removed = 0;
  for (let statement = 0; statement < STATEMENTS_MAX; statement++) {
    const ids = await oldest(db, { beforeMs, withReplay: false });
    if (ids.length === 0) break;
    await db.deleteFrom('match').where('id', 'in', ids).execute();
    removed += ids.length;
  }
  for (let statement = 0; statement < STATEMENTS_MAX; statement++) {
    const { bytes } = await db
      .selectFrom('match_log')
      .innerJoin('match', 'match.id', 'match_log.match_id')
      .select(({ fn }) => fn.sum<number | string | null>('match.bytes').as('bytes'))
      .executeTakeFirstOrThrow();
    if (Number(bytes ?? 0) <= keepMatchReplayBytes) break;
    const ids = await oldest(db, { beforeMs: null, withReplay: true });
    if (ids.length === 0) break;
    await db.deleteFrom('match_log').where('match_id', 'in', ids).execute();
    removed += ids.length;
  }
  return removed;
}

/** The oldest settled matches that hold no row in a table. */
async function oldest(
  queries: Queries,
  { beforeMs, withReplay }: { readonly beforeMs: number | null; readonly withReplay: boolean },
): Promise<string[]> {
  let query = queries
    .selectFrom('match')
    .select('match.id')
    .where('state', '<>', 'waiting')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('best').select('best.match_id').whereRef('best.match_id', '=', 'match.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('daily_try').select('daily_try.match_id').whereRef('daily_try.match_id', '=', 'match.id'))),
    );
  if (beforeMs !== null) query = query.where('ended_ms', '<', beforeMs);
  if (withReplay) query = query.innerJoin('match_log', 'match_log.match_id', 'match.id');
  const rows = await query.orderBy('ended_ms').limit(AT_ONCE).execute();
  return rows.map(({ id }) => id);
}
