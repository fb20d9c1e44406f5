// What waits to be played again, and what follows from it. One transaction marks a match and enters it into all tables: a
// process that is killed in between has done nothing, and the next one does it again.

import type { ProvenResult } from '#simulation';
import type { Queries, Store } from '../store/store.ts';
import { MATCH_APPLIERS, type MatchApplier } from './appliers.ts';
import { UNKNOWN_RULES } from './proof.ts';
import type { VerifyTask } from './verify-thread.ts';

/** Longer reasons are cut. */
const FAILURE_LENGTH_MAX = 500;

export interface WaitingMatch extends Omit<VerifyTask, 'rules'> {
  readonly id: string;
  readonly epoch: number;
  /** The version of its rules. */
  readonly rules: string;
}

type MatchName = Pick<WaitingMatch, 'id' | 'epoch'>;

/**
 * The match that is to be played next: the one that has ended first. Games of pages come when no other waits, so that nobody
 * who sends many long ones holds up the results of game servers. Null if none waits.
 */
export async function nextWaiting({ db }: Store): Promise<WaitingMatch | null> {
  return (await firstWaiting(db, 'finished')) ?? (await firstWaiting(db, 'replay'));
}

async function firstWaiting(queries: Queries, form: WaitingMatch['form']): Promise<WaitingMatch | null> {
  const row = await queries
    .selectFrom('match')
    .innerJoin('match_queue', 'match_queue.match_id', 'match.id')
    .select(['id', 'epoch', 'rules', 'form', 'match_queue.bytes as bytes'])
    .where('state', '=', 'waiting')
    .where('form', '=', form)
    .orderBy('ended_ms')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Marks a match as verified, and enters it into tables.
 * @param replay the replay file, gzipped
 * @returns false if another process was faster, or the match was replaced
 */
export function settleVerified(
  store: Store,
  name: MatchName & Pick<WaitingMatch, 'form'>,
  replay: Uint8Array,
  { reached }: ProvenResult,
  appliers: readonly MatchApplier[] = MATCH_APPLIERS,
): Promise<boolean> {
  return store.transaction(async (transaction) => {
    if (!(await mark(transaction, name, 'verified', null))) return false;
    await keepReplay(transaction, name.id, replay);
    await transaction.deleteFrom('match_queue').where('match_id', '=', name.id).execute();
    // Pages do not count.
    if (name.form === 'replay') {
      const stats = JSON.stringify(reached[0]!.counts);
      await transaction.updateTable('match_seat').set({ stats }).where('match_id', '=', name.id).execute();
    }
    for (const apply of appliers) await apply(transaction, name.id);
    return true;
  });
}

/**
 * Sets a match apart. What was handed over stays in the queue: if only its rules were unknown, it is played when they are known.
 * @param replay null if the replay file could not be made
 * @returns false if another process was faster, or the match was replaced
 */
export function settleFailed(
  store: Store,
  name: MatchName,
  failure: string,
  replay: Uint8Array | null,
): Promise<boolean> {
  return store.transaction(async (transaction) => {
    const isMarked = await mark(transaction, name, 'failed', failure.slice(0, FAILURE_LENGTH_MAX));
    if (isMarked && replay !== null) await keepReplay(transaction, name.id, replay);
    return isMarked;
  });
}

async function mark(
  queries: Queries,
  { id, epoch }: MatchName,
  state: 'verified' | 'failed',
  failure: string | null,
): Promise<boolean> {
  const marked = await queries
    .updateTable('match')
    .set({ state, failure })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('state', '=', 'waiting')
    .returning('id')
    .execute();
  return marked.length > 0;
}

async function keepReplay(queries: Queries, id: string, replay: Uint8Array): Promise<void> {
  await queries
    .insertInto('match_log')
    .values({ match_id: id, replay })
    .onConflict((conflict) => conflict.column('match_id').doUpdateSet({ replay }))
    .execute();
}

/** Failed matches whose rules were unknown are played again. @param rules the versions that are known now */
export async function retryUnknownRules(queries: Queries, rules: readonly string[]): Promise<number> {
  if (rules.length === 0) return 0;
  const changed = await queries
    .updateTable('match')
    .set({ state: 'waiting', failure: null })
    .where('state', '=', 'failed')
    .where('failure', '=', UNKNOWN_RULES)
    .where('rules', 'in', rules)
    .returning('id')
    .execute();
  return changed.length;
}

/** How many matches wait and since when the oldest, and how many are set apart. */
export async function queueFigures({
  db,
}: Store): Promise<{ readonly waiting: number; readonly oldestMs: number | null; readonly failed: number }> {
  const rows = await db
    .selectFrom('match')
    .select(({ fn }) => ['state', fn.countAll<number | string>().as('count'), fn.min('ended_ms').as('oldest')])
    .where('state', 'in', ['waiting', 'failed'])
    .groupBy('state')
    .execute();
  const waiting = rows.find(({ state }) => state === 'waiting');
  const failed = rows.find(({ state }) => state === 'failed');
  return {
    waiting: Number(waiting?.count ?? 0),
    oldestMs: waiting?.oldest ?? null,
    failed: Number(failed?.count ?? 0),
  };
}
