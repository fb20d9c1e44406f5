// The routes of matches: one match, its replay file, the modules of rules, and what game servers hand over.

import { createRoute } from '@hono/zod-openapi';
import { readFile } from 'node:fs/promises';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Counter } from 'prom-client';
import { decodeRecords, isMatchId, RECORDS_PATH, REQUEST_BYTES_MAX } from '#handover';
import type { App, Request } from '../http/app.ts';
import { answerOf } from '../http/bodies.ts';
import { accepts, cachedJson, etagOf, IMMUTABLE, isKnown } from '../http/cached.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import type { Queries } from '../store/store.ts';
import { ingest } from './ingest.ts';
import { RulesBundles } from './rules-bundles.ts';
import { matchIdParameters, matchShape, type MatchAnswer } from './shapes.ts';
import { wakeVerification } from './verification.ts';

/** A replay changes when a player who is in it is deleted: caches may have the name for a day. */
const REPLAY_CACHING = 'public, max-age=86400';
/** While a match waits, its state changes within seconds. */
const WAITING_MAX_AGE_SECONDS = 2;
const SETTLED_MAX_AGE_SECONDS = 60;

const matchRoute = createRoute({
  method: 'get',
  path: '/api/matches/{id}',
  summary: 'A match',
  request: { params: matchIdParameters },
  responses: answerOf(matchShape, 'The match, with its seats.'),
});

export function addMatchRoutes(app: App, parts: Parts): void {
  const { store, config } = parts;
  app.openapi(matchRoute, async (request) => {
    const match = await matchAnswer(store.db, request.req.valid('param').id);
    if (match === null) throw new ApiError('not-found');
    const maxAgeSeconds = match.state === 'waiting' ? WAITING_MAX_AGE_SECONDS : SETTLED_MAX_AGE_SECONDS;
    return cachedJson(request, match, { maxAgeSeconds, for: 'everybody' });
  });

  app.get('/api/matches/:id/replay', async (request) => {
    const id = request.req.param('id');
    if (!isMatchId(id)) throw new ApiError('not-found');
    const row = await store.db
      .selectFrom('match')
      .innerJoin('match_log', 'match_log.match_id', 'match.id')
      .select('replay')
      .where('match.id', '=', id)
      .where('state', '=', 'verified')
      .executeTakeFirst();
    if (row === undefined) throw new ApiError('not-found');
    const tag = etagOf(row.replay);
    return sendGzipped(request, row.replay, { tag, type: 'application/json', caching: REPLAY_CACHING });
  });

  const bundles = new RulesBundles(config.data);
  app.get('/sim/:file', async (request) => {
    const [, version = ''] = /^(\d+)\.js$/.exec(request.req.param('file')) ?? [];
    const file = bundles.compressedOf(version);
    if (file === null) throw new ApiError('not-found');
    return sendGzipped(request, await readFile(file), {
      ...{ tag: `"sim-${version}"`, type: 'text/javascript', caching: IMMUTABLE },
    });
  });
}

/** Takes what game servers hand over. */
export function addRecordRoutes(app: App, parts: Parts): void {
  const { store, log, metrics, now } = parts;
  const registers = [metrics];
  const taken = new Counter({
    ...{ name: 'packetman_api_matches_taken_total', help: 'matches that game servers have handed over', registers },
  });
  const refused = new Counter({
    ...{ name: 'packetman_api_matches_refused_total', help: 'records that are malformed', registers },
  });
  const conflicting = new Counter({
    ...{ name: 'packetman_api_matches_conflicts_total', help: 'matches that contradict a known one', registers },
  });
  app.post(RECORDS_PATH, async (request) => {
    const body = new Uint8Array(await request.req.arrayBuffer());
    if (body.length > REQUEST_BYTES_MAX) throw new ApiError('too-big');
    const { answers, newCount, conflicts } = await ingest(store, recordsIn(body), now());
    taken.inc(newCount);
    refused.inc(answers.filter((answer) => answer !== 'taken').length);
    conflicting.inc(conflicts.length);
    for (const match of conflicts) log.error({ match }, 'a match was handed over again with another content');
    if (newCount > 0) wakeVerification(parts);
    return request.json({ answers });
  });
}

function recordsIn(body: Uint8Array): ReturnType<typeof decodeRecords> {
  try {
    return decodeRecords(body);
  } catch (error) {
    if (error instanceof RangeError) throw new ApiError('bad-request', { text: `${error.message}.` });
    throw error;
  }
}

/** Passes gzipped bytes on as they are, to a client that takes them. */
async function sendGzipped(
  request: Request,
  bytes: Uint8Array,
  { tag, type, caching }: { readonly tag: string; readonly type: string; readonly caching: string },
): Promise<Response> {
  request.header('etag', tag);
  request.header('cache-control', caching);
  request.header('vary', 'accept-encoding');
  if (isKnown(request, tag)) return request.body(null, 304);
  request.header('content-type', type);
  if (!accepts(request, 'gzip')) {
    return request.body(new Uint8Array(await promisify(gunzip)(bytes)));
  }
  request.header('content-encoding', 'gzip');
  return request.body(new Uint8Array(bytes));
}

async function matchAnswer(queries: Queries, id: string): Promise<MatchAnswer | null> {
  const match = await queries
    .selectFrom('match')
    .leftJoin('match_log', 'match_log.match_id', 'match.id')
    .selectAll('match')
    .select('match_log.match_id as logged')
    .where('match.id', '=', id)
    .executeTakeFirst();
  if (match === undefined) return null;
  const seats = await queries
    .selectFrom('match_seat')
    .leftJoin('user', (join) => join.onRef('user.id', '=', 'match_seat.user_id').on('user.deleted_ms', 'is', null))
    .select(['seat', 'match_seat.name', 'driver', 'version', 'place', 'score', 'whole', 'stats'])
    .select(['user.name as user_name', 'user.kind as user_kind'])
    .where('match_id', '=', id)
    .orderBy('position')
    .execute();
  const isVerified = match.state === 'verified';
  return {
    ...{ id, mode: match.mode, variant: match.variant ?? '', kind: match.kind, daily: match.daily_date },
    ...{ rules: match.rules, settings: JSON.parse(match.settings) as MatchAnswer['settings'], state: match.state },
    ...{ level: match.level, score: match.score, ticks: match.ticks, endedMs: match.ended_ms },
    replay: isVerified && match.logged !== null ? `/api/matches/${id}/replay` : null,
    seats: seats.map((seat) => ({
      ...{ seat: seat.seat, name: seat.name, driver: seat.driver as 'human', version: seat.version },
      player: seat.user_kind === 'person' || seat.user_kind === 'bot' ? seat.user_name : null,
      ...{ place: seat.place ?? 0, score: seat.score, whole: seat.whole === 1 },
      statistics: isVerified ? (JSON.parse(seat.stats) as MatchAnswer['seats'][number]['statistics']) : null,
    })),
  };
}
