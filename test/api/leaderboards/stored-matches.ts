// Users and verified matches in a database, as ingest leaves them.

import { createHash } from 'node:crypto';
import type { Store } from '../../../api/store/store.ts';
import type { MatchKind, UserKind } from '#handover';
import { recordDailyTry } from '../../../api/leaderboards/daily-tries.ts';
import { applyMatch } from '../../../api/leaderboards/results.ts';

export interface GivenSeat {
  readonly user: string | null;
  readonly name?: string;
  readonly score?: number;
  readonly place?: number;
  readonly driver?: 'human' | 'bot' | 'ai';
  readonly whole?: boolean;
  readonly counts?: Readonly<Record<string, number>>;
}

export interface GivenMatch {
  readonly id: string;
  readonly seats: readonly GivenSeat[];
  readonly mode?: string;
  readonly kind?: MatchKind;
  readonly dailyDate?: string;
  readonly endedMs?: number;
  readonly score?: number;
  readonly level?: number;
  readonly ticks?: number;
  readonly plain?: boolean;
  readonly listed?: boolean;
  readonly variant?: string;
}

const TICKS_PER_MS = 0.06;

export const NOON = Date.UTC(2026, 10, 30, 12);

export async function addUsers(
  { db }: Store,
  names: readonly string[],
  kind: UserKind = 'person',
  createdMs = NOON,
): Promise<void> {
  for (const name of names) {
    const id = name.toLowerCase();
    const own = {
      id,
      kind,
      name,
      name_key: id,
      skeleton: id,
      owner_id: null,
      created_ms: createdMs,
      seen_ms: createdMs,
    };
    await db
      .insertInto('user')
      .values({ ...own, renamed_ms: null, deleted_ms: null })
      .execute();
  }
}

/** Users, matches and all that follows from them: sooner done than a new database. */
export async function removeAll({ db }: Store): Promise<void> {
  for (const table of ['match', 'user', 'best_count'] as const) await db.deleteFrom(table).execute();
}

/** Stores a match as verified. */
export async function storeMatch(store: Store, given: GivenMatch): Promise<void> {
  const { id, seats, mode = 'classic', kind = 'casual', dailyDate = null, endedMs = NOON, variant = 'none' } = given;
  const { score = 0, level = 1, ticks = 3600, plain = true, listed = true } = given;
  const settings = JSON.stringify({ mode, variant });
  await store.transaction(async (transaction) => {
    await transaction
      .insertInto('match')
      .values({
        ...{ id, epoch: 0, mode, variant, rules: '1', settings, seed: 1, level, score, ticks, ended_ms: endedMs },
        ...{ node: 'test', kind, daily_date: dailyDate, state: 'verified', failure: null, listed: listed ? 1 : 0 },
        ...{ plain: plain ? 1 : 0, bytes: 1, digest: '' },
      })
      .execute();
    for (const [seat, { user, driver = 'human', whole = true, counts = {}, ...result }] of seats.entries()) {
      await transaction
        .insertInto('match_seat')
        .values({
          ...{
            match_id: id,
            position: seat,
            seat,
            user_id: user,
            name: result.name ?? user ?? 'Nobody',
            driver,
            version: '',
            ended_ms: endedMs,
          },
          ...{
            place: result.place ?? 1,
            score: result.score ?? 0,
            stats: JSON.stringify(counts),
            whole: whole ? 1 : 0,
          },
        })
        .execute();
      if (kind !== 'daily' || dailyDate === null || user === null || !whole) continue;
      const startedMs = endedMs - ticks / TICKS_PER_MS;
      await recordDailyTry(transaction, { date: dailyDate, mode, userId: user, matchId: id, startedMs });
    }
  });
}

/** Stores matches and enters each. */
export async function playMatches(store: Store, matches: readonly GivenMatch[]): Promise<void> {
  for (const match of matches) {
    await storeMatch(store, match);
    await store.transaction((transaction) => applyMatch(transaction, match.id));
  }
}

const SECRET = 'A'.repeat(22);
export const DEVICE = { 'x-packetman-device': SECRET };

/** Whoever asks with the header `DEVICE` is this guest. */
export async function addDevice({ db }: Store, userId: string): Promise<void> {
  const hash = createHash('sha256').update(SECRET).digest('base64url');
  await db.insertInto('device').values({ hash, user_id: userId }).execute();
}

const COOKIE = 'c'.repeat(43);
export const LOGIN = { cookie: `packetman-login=${COOKIE}` };

/** Whoever asks with the header `LOGIN` is this person. */
export async function addLogin({ db }: Store, userId: string, nowMs = Date.now()): Promise<void> {
  const hash = createHash('sha256').update(COOKIE).digest('base64url');
  const login = { hash, user_id: userId, created_ms: nowMs, seen_ms: nowMs, address: '', agent: '' };
  await db.insertInto('login').values(login).execute();
}
