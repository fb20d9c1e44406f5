// Deletes everything of a user. At once: the name, all ways to sign in, bots, rows of tables. Then, match by match, the name
// in old results and in replays. A user row without a name remains until that is done, so that another process can go on.

import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Transaction } from 'kysely';
import { decodeFinishedMatch, encodeFinishedMatch, NO_VERSION, type BotVersion } from '#handover';
import { removeResults } from '../leaderboards/results.ts';
import type { Parts, Worker } from '../parts.ts';
import { recordChange } from '../store/change-feed.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { DELETED_NAME, freeName } from './account-names.ts';

const POLL_MS = 5000;
/** Seats that are renamed at once. */
const SEATS_AT_ONCE = 20;
/** As the reader of replays has it. */
const REPLAY_BYTES_MAX = 64 * 1024 * 1024;
const CREDENTIALS = ['device', 'password', 'passkey', 'recovery', 'login', 'bot_token', 'old_name'] as const;

const [unzip, zip] = [promisify(gunzip), promisify(gzip)];

/** Deletes a user, and the bots of a person. */
export async function deleteUser(transaction: Transaction<Database>, userId: string, nowMs: number): Promise<void> {
  const bots = await transaction.selectFrom('user').select('id').where('owner_id', '=', userId).execute();
  for (const id of [...bots.map((bot) => bot.id), userId]) await deleteOne(transaction, id, nowMs);
}

async function deleteOne(transaction: Transaction<Database>, id: string, nowMs: number): Promise<void> {
  const user = await transaction
    .selectFrom('user')
    .select(['kind', 'skeleton'])
    .where('id', '=', id)
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  if (user === undefined) return;
  const old = await transaction.selectFrom('old_name').select('skeleton').where('user_id', '=', id).execute();
  for (const { skeleton } of old) await freeName(transaction, skeleton);
  if (user.kind !== 'guest') await freeName(transaction, user.skeleton);
  const revoked: BotVersion = { version: NO_VERSION };
  if (user.kind === 'bot') await recordChange(transaction, { kind: 'bot', key: id, value: JSON.stringify(revoked) });
  for (const table of CREDENTIALS) await transaction.deleteFrom(table).where('user_id', '=', id).execute();
  await removeResults(transaction, id);
  await transaction
    .updateTable('user')
    .set({ name: DELETED_NAME, name_key: '', skeleton: '', owner_id: null, deleted_ms: nowMs })
    .where('id', '=', id)
    .execute();
}

/** Takes the names of deleted users out of results and replays, in the background. */
export function startDeletion(parts: Parts): Worker {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<void> = Promise.resolve();
  const turn = async () => {
    try {
      while (!ended.signal.aborted && (await cleanSome(parts.store)));
      await freeOldNames(parts.store, parts.now());
    } catch (error) {
      parts.log.warn({ err: error }, 'names of deleted users are still in results: tried again later');
    }
    if (!ended.signal.aborted) timer = setTimeout(() => void (working = turn()), POLL_MS);
  };
  working = turn();
  return {
    async stop() {
      ended.abort();
      if (timer !== null) clearTimeout(timer);
      await working;
    },
  };
}

/** Cleans some seats of deleted users. Matches that are not verified yet come later. @returns whether there were any */
export async function cleanSome(store: Store): Promise<boolean> {
  const seats = await store.db
    .selectFrom('match_seat')
    .innerJoin('user', 'user.id', 'match_seat.user_id')
    .innerJoin('match', 'match.id', 'match_seat.match_id')
    .select(['match_id', 'position', 'seat', 'match_seat.name'])
    .where('deleted_ms', 'is not', null)
    .where('match.state', '<>', 'waiting')
    .limit(SEATS_AT_ONCE)
    .execute();
  for (const seat of seats) await cleanSeat(store, seat);
  if (seats.length > 0) return true;
  const gone = await store.db
    .selectFrom('user')
    .select('id')
    .where('deleted_ms', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('match_seat').select('seat').whereRef('match_seat.user_id', '=', 'user.id'))),
    )
    .execute();
  for (const { id } of gone) await store.db.deleteFrom('user').where('id', '=', id).execute();
  return false;
}

interface NamedSeat {
  readonly match_id: string;
  readonly position: number;
  readonly seat: number;
  readonly name: string;
}

async function cleanSeat(store: Store, { match_id: matchId, position, name }: NamedSeat): Promise<void> {
  const log = await store.db
    .selectFrom('match_log')
    .select('replay')
    .where('match_id', '=', matchId)
    .executeTakeFirst();
  const replay = log === undefined ? null : await withoutName(log.replay, name);
  // A match that has failed waits to be tried again.
  const queued = await store.db
    .selectFrom('match_queue')
    .select(['form', 'bytes'])
    .where('match_id', '=', matchId)
    .executeTakeFirst();
  const bytes =
    queued === undefined
      ? null
      : await (queued.form === 'replay' ? withoutName(queued.bytes, name) : handedWithoutName(queued.bytes, name));
  await store.transaction(async (transaction) => {
    if (bytes !== null)
      await transaction.updateTable('match_queue').set({ bytes }).where('match_id', '=', matchId).execute();
    if (replay !== null)
      await transaction.updateTable('match_log').set({ replay }).where('match_id', '=', matchId).execute();
    await transaction
      .updateTable('match_seat')
      .set({ name: DELETED_NAME, user_id: null })
      .where('match_id', '=', matchId)
      .where('position', '=', position)
      .execute();
  });
}

interface Named {
  readonly name: string;
}

/** The replay with another name: of its seats, and of its result. Nothing else of it depends on names. */
async function withoutName(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const text = (await unzip(bytes, { maxOutputLength: REPLAY_BYTES_MAX })).toString('utf8');
  const replay = JSON.parse(text) as { players?: Named[]; result?: { seats?: Named[] } };
  if (replay.players !== undefined) replay.players = renamed(replay.players, name);
  if (replay.result?.seats !== undefined) replay.result.seats = renamed(replay.result.seats, name);
  return zip(JSON.stringify(replay));
}

/** The bytes that a game server has handed over, with another name, and without who that was. */
function handedWithoutName(bytes: Uint8Array, name: string): Uint8Array {
  const { seats, recorded, ...match } = decodeFinishedMatch(bytes);
  const { head, players } = recorded;
  const result = head.result && { ...head.result, seats: renamed(head.result.seats, name) };
  return encodeFinishedMatch({
    ...match,
    seats: renamed(seats, name).map((seat) => (seat.name === DELETED_NAME ? { ...seat, player: null } : seat)),
    recorded: { ...recorded, head: { ...head, ...(result && { result }) }, players: renamed(players, name) },
  });
}

function renamed<One extends Named>(all: readonly One[], name: string): One[] {
  return all.map((one) => (one.name === name ? { ...one, name: DELETED_NAME } : one));
}

/** Names whose time is over are free for others. */
async function freeOldNames(store: Store, nowMs: number): Promise<void> {
  const ended = await store.db.selectFrom('old_name').select('skeleton').where('until_ms', '<=', nowMs).execute();
  for (const { skeleton } of ended) {
    await store.transaction(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('old_name')
        .where('skeleton', '=', skeleton)
        .where('until_ms', '<=', nowMs)
        .executeTakeFirst();
      // Another user may have claimed it meanwhile.
      if (numDeletedRows > 0n) await freeName(transaction, skeleton);
    });
  }
}
