// Scores of games that the page played without a server: they arrive later as replays, and are verified like others.

import { createHash } from 'node:crypto';
import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { createRoute, z } from '@hono/zod-openapi';
import type { Identity } from '#handover';
import { RequestLimits } from '#net';
import { readName } from '#protocol';
import { replayHead, TICKS_PER_SECOND, type ReplayHead } from '#simulation';
import { secretHash } from '../accounts/secrets.ts';
import { DEVICE_HEADER, DEVICE_SECRET } from '../accounts/who-asks.ts';
import type { App } from '../http/app.ts';
import { bodyOf } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import { isPlain } from '../leaderboards/plain-settings.ts';
import type { Parts } from '../parts.ts';
import type { Store } from '../store/store.ts';
import type { MatchState } from '../store/tables.ts';
import { GUEST_NAME, userOfSeat } from './seat-users.ts';
import { offlineAnswerShape, offlineReplayShape } from './shapes.ts';
import { wakeVerification } from './verification.ts';

/** No player plays for longer in one go. */
const TICKS_MAX = 4 * 60 * 60 * TICKS_PER_SECOND;
/** The text of a replay of that length has some megabytes. */
const TEXT_BYTES_MAX = 16 * 1024 * 1024;
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
  readonly replay: Uint8Array;
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
  const content = JSON.stringify([head.rules, head.settings, head.ticks, data['log']]);
  const id = createHash('sha256').update(content).digest('hex').slice(0, 32);
  // Compressed anew, so that nothing but the text is kept of what was sent.
  return { id, head, replay: await promisify(gzip)(JSON.stringify(data)) };
}

/**
 * Puts a game into the queue, once. It counts for the time at which it arrives, since no other time can be proven.
 * @throws {ApiError} if another player has played its seed: then the game may be a copy
 */
export function putGame(
  store: Store,
  { id, head, replay }: OfflineGame,
  player: Identity,
  nowMs: number,
): Promise<{ id: string; state: MatchState }> {
  return store.transaction(async (transaction) => {
    const name = readName(head.result!.seats[0]?.name ?? '') ?? GUEST_NAME;
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
