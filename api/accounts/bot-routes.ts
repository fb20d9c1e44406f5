// Bots of a person: a name, and a token that its program shows to the game server.

import { createRoute, z } from '@hono/zod-openapi';
import type { Transaction } from 'kysely';
import { signBotToken, type BotVersion } from '#handover';
import type { App } from '../http/app.ts';
import { answerOf, bodyOf, NO_CONTENT } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import { recordChange } from '../store/change-feed.ts';
import type { Database } from '../store/tables.ts';
import { announceName, checkFree, claimingName, readClaim } from './account-names.ts';
import type { AccountParts } from './account-parts.ts';
import { deleteUser } from './deletion.ts';
import { newUserId } from './secrets.ts';
import { botsShape, botTokenShape, newBotShape } from './shapes.ts';
import { personOf } from './who-asks.ts';

const BOTS_MAX = 10;

const byId = z.object({ id: z.string().max(64) });

const botsRoute = createRoute({
  method: 'get',
  path: '/api/me/bots',
  summary: 'The own bots',
  responses: answerOf(botsShape, 'The oldest first.'),
});
const newBotRoute = createRoute({
  method: 'post',
  path: '/api/me/bots',
  summary: 'A new bot',
  request: bodyOf(newBotShape),
  responses: answerOf(botTokenShape, 'The token is shown once.'),
});
const newTokenRoute = createRoute({
  method: 'post',
  path: '/api/me/bots/{id}/token',
  summary: 'A new token of a bot',
  request: { params: byId },
  responses: answerOf(botTokenShape, 'The older ones are revoked.'),
});
const lessBotRoute = createRoute({
  method: 'delete',
  path: '/api/me/bots/{id}',
  summary: 'Deletes a bot',
  request: { params: byId },
  responses: NO_CONTENT,
});

export function addBotRoutes(app: App, parts: AccountParts): void {
  const { store, now, key } = parts;

  app.openapi(botsRoute, async (request) => {
    const { id: ownerId } = await personOf(request, parts);
    const rows = await store.db
      .selectFrom('user')
      .innerJoin('bot_token', 'bot_token.user_id', 'user.id')
      .select(['user.id', 'user.name', 'created_ms', 'version'])
      .where('owner_id', '=', ownerId)
      .where('deleted_ms', 'is', null)
      .where('revoked_ms', 'is', null)
      .orderBy('created_ms')
      .execute();
    const bots = rows.map(({ created_ms: createdMs, ...bot }) => ({ ...bot, createdMs }));
    return request.json({ bots }, 200);
  });

  app.openapi(newBotRoute, async (request) => {
    const { id: ownerId } = await personOf(request, parts);
    const names = readClaim(request.req.valid('json').name);
    const [id, createdMs] = [newUserId(), now()];
    await claimingName(store, async (transaction) => {
      const own = await transaction
        .selectFrom('user')
        .select('id')
        .where('owner_id', '=', ownerId)
        .where('deleted_ms', 'is', null)
        .execute();
      if (own.length >= BOTS_MAX) throw new ApiError('too-many');
      await checkFree(transaction, names, id, createdMs);
      const times = { created_ms: createdMs, renamed_ms: null, seen_ms: createdMs, deleted_ms: null };
      await transaction
        .insertInto('user')
        .values({ id, kind: 'bot', ...names, owner_id: ownerId, ...times, history_hidden: 0 })
        .execute();
      await announceName(transaction, names, id, 'bot');
      await makeVersion(transaction, id, createdMs);
    });
    const { name } = names;
    request.header('cache-control', 'no-store');
    const token = signBotToken({ user: id, name, version: 1 }, key);
    return request.json({ bot: { id, name, createdMs, version: 1 }, token }, 200);
  });

  app.openapi(newTokenRoute, async (request) => {
    const { id: ownerId } = await personOf(request, parts);
    const { id } = request.req.valid('param');
    const { bot, version } = await store.transaction(async (transaction) => {
      const found = await ownBot(transaction, id, ownerId);
      return { bot: found, version: await makeVersion(transaction, id, now()) };
    });
    const { name, created_ms: createdMs } = bot;
    request.header('cache-control', 'no-store');
    return request.json(
      { bot: { id, name, createdMs, version }, token: signBotToken({ user: id, name, version }, key) },
      200,
    );
  });

  app.openapi(lessBotRoute, async (request) => {
    const { id: ownerId } = await personOf(request, parts);
    const { id } = request.req.valid('param');
    await store.transaction(async (transaction) => {
      await ownBot(transaction, id, ownerId);
      await deleteUser(transaction, id, now());
    });
    return request.body(null, 204);
  });
}

/** @throws {ApiError} for an unknown bot, and for that of another owner */
async function ownBot(transaction: Transaction<Database>, id: string, ownerId: string) {
  const bot = await transaction
    .selectFrom('user')
    .select(['name', 'created_ms'])
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  if (bot === undefined) throw new ApiError('not-found');
  return bot;
}

/** A newer version, which revokes the others here and on all game servers. */
async function makeVersion(transaction: Transaction<Database>, userId: string, nowMs: number): Promise<number> {
  const newest = await transaction
    .selectFrom('bot_token')
    .select('version')
    .where('user_id', '=', userId)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  const version = (newest?.version ?? 0) + 1;
  await transaction
    .updateTable('bot_token')
    .set({ revoked_ms: nowMs })
    .where('user_id', '=', userId)
    .where('revoked_ms', 'is', null)
    .execute();
  await transaction
    .insertInto('bot_token')
    .values({ id: `${userId} ${version}`, user_id: userId, version, revoked_ms: null })
    .execute();
  const value: BotVersion = { version };
  await recordChange(transaction, { kind: 'bot', key: userId, value: JSON.stringify(value) });
  return version;
}
