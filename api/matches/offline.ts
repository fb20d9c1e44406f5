// Scores of games that the page played without a server: they arrive later as replays, and are verified like others.

import { createHash } from 'node:crypto';
import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { createRoute, z } from '@hono/zod-openapi';
import type { Identity } from '#handover';
import { RequestLimits } from '#net';
import { replayHead, TICKS_PER_SECOND, type ReplayHead } from '#simulation';
import { secretHash } from '../accounts/secrets.ts';
import { DEVICE_HEADER, DEVICE_SECRET } from '../accounts/who-asks.ts';
import type { App } from '../http/app.ts';
import { checkFree, readClaim } from '../accounts/account-names.ts';
import { isBanned } from '../desk/bans.ts';
import { bodyOf } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import { isPlain } from '../leaderboards/plain-settings.ts';
import type { Parts } from '../parts.ts';
import type { Queries, Store } from '../store/store.ts';
import type { MatchState } from '../store/tables.ts';
import { GUEST_NAME, userOfSeat } from './seat-users.ts';
import { offlineAnswerShape, offlineReplayShape } from './shapes.ts';
import { wakeVerification } from './verification.ts';

/** No player plays for longer in one go. */
const TICKS_MAX = 4 * 60 * 60 * TICKS_PER_SECOND;
/** Twelve inputs a second for that long. Reading more would keep other requests waiting. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;
/** Of one address: what was played on a flight may arrive at once. */
const PER_SECOND = 0.05;
const BURST = 30;
/** Offline matches that wait in all. Beyond it further ones are refused for a while. */
const WAITING_MAX = 500;
const RETRY_AFTER_SECONDS = 20;

const offlineRoute = createRoute({
  method: 'post',
  path: '/api/offline-matches',
  summary: 'Hand in a game that was played without a server',
  request: {
    headers: z.object({ [DEVICE_HEADER]: z.string().regex(DEVICE_SECRET) }),
    ...bodyOf(offlineReplayShape),
  },
  responses: {
    202: {
      description: 'It is played again, or was before.',
      content: { 'application/json': { schema: offlineAnswerShape } },
    },
  },
});

export function addOfflineRoutes(app: App, parts: Parts): void {
  const { store, now } = parts;
  const limits = new RequestLimits(performance.now(), PER_SECOND, BURST);
  app.openapi(offlineRoute, async (request) => {
    if (!limits.take(request.get('caller'), performance.now())) {
      throw new ApiError('too-many-requests', { retryAfter: RETRY_AFTER_SECONDS });
    }
    const hash = secretHash(request.req.valid('header')[DEVICE_HEADER]);
    const game = await readGame(Buffer.from(request.req.valid('json').replay, 'base64'));
    const answer = await putGame(store, game, { kind: 'device', hash }, now());
    wakeVerification(parts);
    return request.json(answer, 202);
  });
}

interface OfflineGame {
  readonly id: string;
  readonly head: ReplayHead;
  /** What else a replay has. It is checked when it is played. */
  readonly rest: Readonly<Record<'log' | 'checkpoints', unknown>>;
}

/** @throws {ApiError} for anything but the replay of a plain game of `classic` */
export async function readGame(zipped: Uint8Array): Promise<OfflineGame> {
  const wrong = (text: string) => new ApiError('bad-request', { field: 'replay', text });
  let data: Record<string, unknown>;
  let head: ReplayHead;
  try {
    const text = await promisify(gunzip)(zipped, { maxOutputLength: TEXT_BYTES_MAX });
    data = JSON.parse(text.toString('utf8')) as Record<string, unknown>;
    head = replayHead(data);
  } catch (error) {
    throw wrong(`This is no replay: ${(error as Error).message}.`);
  }
  const { mode, seatCount } = head.settings;
  const isOwn = isPlain({ ...head, ...('tiles' in data && { tiles: [] }) }, 'frightTable' in data ? [0] : []);
  if (mode !== 'classic' || seatCount !== 1 || !isOwn) throw wrong('Only plain games of classic count.');
  if (head.ticks > TICKS_MAX) throw wrong('The game is too long.');
  if (head.result === undefined || head.failure !== undefined) throw wrong('The game has no result.');
  // The same game has the same id, whatever it is called and however it is compressed.
  const { log, checkpoints } = data;
  const content = JSON.stringify([head.rules, head.settings, head.ticks, log]);
  const id = createHash('sha256').update(content).digest('hex').slice(0, 32);
  return { id, head, rest: { log, checkpoints } };
}

/** The replay file, made anew: it has nothing of what a page sent but the game, and no name but this one. */
function replayOf({ head, rest }: OfflineGame, name: string): Promise<Uint8Array> {
  const seats = head.result!.seats.map((seat) => ({ ...seat, name }));
  const players = [{ tick: 0, seat: 0, driver: 'human', name }];
  return promisify(gzip)(JSON.stringify({ ...head, result: { ...head.result, seats }, players, ...rest }));
}

/**
 * The name that a player has in their game: that of the person whose device it is. A guest has the one in the replay, unless
 * it is reserved, or somebody has claimed it or one that looks the same.
 */
async function nameOf(queries: Queries, hash: string, asked: string, nowMs: number): Promise<string> {
  const person = await queries
    .selectFrom('device')
    .innerJoin('user', 'user.id', 'device.user_id')
    .select('user.name')
    .where('hash', '=', hash)
    .where('user.kind', '=', 'person')
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  if (person !== undefined) return person.name;
  try {
    const names = readClaim(asked);
    await checkFree(queries, names, null, nowMs);
    return names.name;
  } catch (error) {
    if (error instanceof ApiError) return GUEST_NAME;
    throw error;
  }
}

/**
 * Puts a game into the queue, once. It counts for the time at which it arrives, since no other time can be proven.
 * @throws {ApiError} if another player has played its seed: then the game may be a copy. And for a player who is banned.
 */
export async function putGame(
  store: Store,
  game: OfflineGame,
  player: Identity & { readonly kind: 'device' },
  nowMs: number,
): Promise<{ id: string; state: MatchState }> {
  const { id, head } = game;
  const name = await nameOf(store.db, player.hash, head.result!.seats[0]?.name ?? '', nowMs);
  const replay = await replayOf(game, name);
  return store.transaction(async (transaction) => {
    const known = await transaction.selectFrom('match').select('state').where('id', '=', id).executeTakeFirst();
    if (known !== undefined) return { id, state: known.state };
    const waiting = await transaction
      .selectFrom('match')
      .select('id')
      .where('state', '=', 'waiting')
      .where('kind', '=', 'offline')
      .limit(WAITING_MAX)
      .execute();
    if (waiting.length === WAITING_MAX) throw new ApiError('too-many-requests', { retryAfter: RETRY_AFTER_SECONDS });
    const userId = await userOfSeat(transaction, { player, name }, nowMs);
    if (await isBanned(transaction, [`device:${player.hash}`, userId ?? ''], nowMs)) throw new ApiError('forbidden');
    const others = await transaction
      .selectFrom('match')
      .innerJoin('match_seat', 'match_seat.match_id', 'match.id')
      .select('match.id')
      .where('seed', '=', head.settings.seed)
      .where('mode', '=', 'classic')
      .where('state', '<>', 'failed')
      .where((where) =>
        where.or([where('kind', '<>', 'offline'), where('user_id', 'is', null), where('user_id', '<>', userId)]),
      )
      .limit(1)
      .execute();
    if (others.length > 0) throw new ApiError('conflict', { text: 'Somebody has played a game with this seed.' });
    const { settings, rules, ticks, result } = head;
    await transaction
      .insertInto('match')
      .values({
        ...{ id, epoch: 0, node: '', kind: 'offline', daily_date: null, state: 'waiting', failure: null, listed: 1 },
        ...{ mode: settings.mode, variant: settings.variant, rules: String(rules), seed: settings.seed, plain: 1 },
        ...{ settings: JSON.stringify(settings), level: result!.level, score: result!.score, ticks },
        ...{ ended_ms: nowMs, bytes: replay.length },
      })
      .execute();
    await transaction
      .insertInto('match_seat')
      .values({
        ...{ match_id: id, seat: 0, user_id: userId, name, driver: 'human', version: null, place: 1, whole: 1 },
        ...{ score: result!.score, stats: '{}', ended_ms: nowMs },
      })
      .execute();
    await transaction.insertInto('match_queue').values({ match_id: id, form: 'replay', bytes: replay }).execute();
    return { id, state: 'waiting' as const };
  });
}
