// Takes what game servers hand over. A match arrives once, however often it is sent: it waits in `match_queue` until it has
// been played again.

import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import {
  decodeDailyStart,
  decodeFinishedMatch,
  type DailyStart,
  type FinishedMatch,
  type HandedRecord,
  type RecordAnswer,
} from '#handover';
import { replayHead, TICKS_PER_SECOND } from '#simulation';
import { recordDailyTry } from '../leaderboards/daily-tries.ts';
import { isPlain } from '../leaderboards/plain-settings.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { GUEST_NAME, userOfSeat } from './seat-users.ts';
import { hadFromStart, isWhole } from './whole-seats.ts';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

export interface Ingested {
  readonly answers: readonly RecordAnswer[];
  /** Matches that were new, or took the place of one of a lower epoch. */
  readonly newCount: number;
  /** Matches that contradict one that is known, by their ids. */
  readonly conflicts: readonly string[];
}

type Outcome = 'new' | 'known' | 'conflict';

/** Each record by itself: one that is malformed does not hold up the others. All that are taken are taken together. */
export async function ingest(store: Store, records: readonly HandedRecord[], nowMs: number): Promise<Ingested> {
  const read = records.map(readRecord);
  const outcomes = await store.transaction(async (transaction) => {
    const each: (Outcome | null)[] = [];
    for (const record of read) {
      each.push('match' in record ? await putMatch(transaction, record, nowMs) : null);
      if ('start' in record) await putDailyStart(transaction, record.start, nowMs);
    }
    return each;
  });
  return {
    answers: read.map((record) => ('refused' in record ? { refused: record.refused } : 'taken')),
    newCount: outcomes.filter((outcome) => outcome === 'new').length,
    conflicts: read.flatMap((record, index) =>
      'match' in record && outcomes[index] === 'conflict' ? [record.match.id] : [],
    ),
  };
}

interface Handed {
  readonly match: FinishedMatch;
  readonly bytes: Uint8Array;
}

function readRecord({
  kind,
  bytes,
}: HandedRecord): Handed | { readonly start: DailyStart } | { readonly refused: string } {
  try {
    if (kind === 'daily-start') return { start: decodeDailyStart(bytes) };
    const match = decodeFinishedMatch(bytes);
    return match.kind === 'offline' ? { refused: 'kind: offline matches come from pages' } : { match, bytes };
  } catch (error) {
    if (error instanceof RangeError) return { refused: error.message };
    throw error;
  }
}

/**
 * Puts a match into the queue.
 *
 * Of two ends of one match that of the higher epoch is true, and the first of those with one epoch. One that was verified
 * stays, since tables have it: an owner that was replaced hands nothing over any more, so this is a conflict.
 */
export async function putMatch(
  transaction: Transaction<Database>,
  { match, bytes }: Handed,
  nowMs: number,
): Promise<Outcome> {
  const { id, epoch } = match;
  const digest = createHash('sha256').update(bytes).digest('hex');
  const known = await transaction
    .selectFrom('match')
    .select(['epoch', 'state', 'digest'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (known !== undefined) {
    if (known.digest === digest) return 'known';
    if (known.epoch >= epoch || known.state === 'verified') return 'conflict';
    await transaction.deleteFrom('match').where('id', '=', id).execute();
  }
  await transaction
    .insertInto('match')
    .values({ ...rowOf(match), digest, bytes: bytes.length })
    .execute();
  for (const [position, seat] of match.seats.entries()) {
    const row = {
      ...{ match_id: id, position, seat: seat.seat, name: seat.name, driver: seat.driver },
      ...{ version: seat.version || null, place: seat.place, score: seat.score, stats: JSON.stringify(seat.counts) },
      ...{ whole: isWhole(seat, match.recorded.head.ticks) ? 1 : 0, ended_ms: match.endedMs },
    };
    const userId = await userOfSeat(transaction, seat, nowMs);
    await transaction
      .insertInto('match_seat')
      .values({ ...row, user_id: userId })
      .execute();
    if (userId !== null && hadFromStart(seat)) await putTry(transaction, match, userId);
  }
  await transaction.insertInto('match_queue').values({ match_id: id, form: 'finished', bytes }).execute();
  return 'new';
}

/** The try of somebody who was there when a daily match began: a server may not have handed over the start. */
async function putTry(
  transaction: Transaction<Database>,
  { id: matchId, kind, dailyDate: date, endedMs, recorded: { head } }: FinishedMatch,
  userId: string,
): Promise<void> {
  if (kind !== 'daily' || date === null) return;
  const startedMs = Math.round(endedMs - head.ticks / TICKS_PER_MS);
  await recordDailyTry(transaction, { date, mode: head.settings.mode, userId, matchId, startedMs });
}

/** A player has begun the daily match: this is their try, even if the match never ends. */
async function putDailyStart(
  transaction: Transaction<Database>,
  { date, mode, match: matchId, player, startedMs }: DailyStart,
  nowMs: number,
): Promise<void> {
  const userId = await userOfSeat(transaction, { player, name: GUEST_NAME }, nowMs);
  if (userId !== null) await recordDailyTry(transaction, { date, mode, userId, matchId, startedMs });
}

function rowOf({ id, epoch, node, kind, dailyDate, listed, endedMs, recorded }: FinishedMatch) {
  const head = replayHead(recorded.head);
  const { settings, rules, ticks, result } = head;
  const plain = isPlain(recorded.head, recorded.frightTable.frightTable);
  return {
    ...{ id, epoch, node, kind, ticks, mode: settings.mode, variant: settings.variant, rules: String(rules) },
    ...{ settings: JSON.stringify(settings), seed: settings.seed, state: 'waiting' as const, failure: null },
    ...{ level: result?.level ?? 0, score: result?.score ?? 0, ended_ms: endedMs, daily_date: dailyDate },
    ...{ listed: listed ? 1 : 0, plain: plain ? 1 : 0 },
  };
}
