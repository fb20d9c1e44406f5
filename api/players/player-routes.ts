// Profiles and histories.

import { createRoute, z } from '@hono/zod-openapi';
import { MODE_NAMES } from '../leaderboards/boards.ts';
import { OWN_CACHING } from '../leaderboards/leaderboard-routes.ts';
import { givenName } from '../leaderboards/table-query.ts';
import type { App, Request } from '../http/app.ts';
import { answerOf, bodyOf, NO_CONTENT } from '../http/bodies.ts';
import { cachedJson, type Caching } from '../http/cached.ts';
import { pageQuery } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import { askerOf } from '../accounts/who-asks.ts';
import { newNameOf, playerNamed, type FoundPlayer } from './find-player.ts';
import { readHistory } from './history.ts';
import { profileOf } from './profile.ts';
import { historyShape, historySettingShape, profileShape } from './shapes.ts';

const PLAYER_CACHING: Caching = { maxAgeSeconds: 5, for: 'everybody' };

const historyQuery = z.object({
  ...pageQuery.shape,
  mode: z
    .enum(MODE_NAMES as [string, ...string[]])
    .optional()
    .openapi({ description: 'Only matches of this mode.' }),
});
const byName = z.object({ name: givenName });

const MOVED = { 307: { description: 'The player has another name now.' } } as const;

const profileRoute = createRoute({
  method: 'get',
  path: '/api/players/{name}',
  summary: 'The profile of a person or a bot',
  request: { params: byName },
  responses: { ...answerOf(profileShape, 'What the player has done.'), ...MOVED },
});

const historyRoute = createRoute({
  method: 'get',
  path: '/api/players/{name}/matches',
  summary: 'The matches of a person or a bot',
  request: { params: byName, query: historyQuery },
  responses: { ...answerOf(historyShape, 'Verified matches of open rooms, newest first.'), ...MOVED },
});

const ownProfileRoute = createRoute({
  method: 'get',
  path: '/api/me/profile',
  summary: 'The own profile',
  responses: answerOf(profileShape, "As others see it; a guest's too."),
});

const ownHistoryRoute = createRoute({
  method: 'get',
  path: '/api/me/matches',
  summary: 'The own matches',
  request: { query: historyQuery },
  responses: answerOf(historyShape, 'All of them, newest first.'),
});

const historySettingRoute = createRoute({
  method: 'put',
  path: '/api/me/history',
  summary: 'Whether others see the own matches',
  request: bodyOf(historySettingShape),
  responses: NO_CONTENT,
});

export function addPlayerRoutes(app: App, parts: Parts): void {
  const { store, now } = parts;

  app.openapi(profileRoute, async (request) => {
    const player = await found(request.req.valid('param').name, request);
    if (player instanceof Response) return player;
    return cachedJson(request, await profile(player), PLAYER_CACHING);
  });

  app.openapi(historyRoute, async (request) => {
    const player = await found(request.req.valid('param').name, request);
    if (player instanceof Response) return player;
    const { history_hidden } = await store.db
      .selectFrom('user')
      .select('history_hidden')
      .where('id', '=', player.id)
      .executeTakeFirstOrThrow();
    if (history_hidden === 1) throw new ApiError('history-hidden');
    return cachedJson(request, await history(player, request.req.valid('query'), false), PLAYER_CACHING);
  });

  app.openapi(ownProfileRoute, async (request) => {
    return cachedJson(request, await profile(await asking(request)), OWN_CACHING);
  });

  app.openapi(ownHistoryRoute, async (request) => {
    return cachedJson(request, await history(await asking(request), request.req.valid('query'), true), OWN_CACHING);
  });

  app.openapi(historySettingRoute, async (request) => {
    const { id } = await asking(request);
    const { hidden } = request.req.valid('json');
    await store.db
      .updateTable('user')
      .set({ history_hidden: hidden ? 1 : 0 })
      .where('id', '=', id)
      .execute();
    return request.body(null, 204);
  });

  /** @returns where the player is now, for a name of the past */
  async function found(name: string, request: Request) {
    const player = await playerNamed(store.db, name);
    if (player !== null) return player;
    const newName = await newNameOf(store.db, name, now());
    if (newName === null) throw new ApiError('not-found', { text: 'Nobody has claimed this name.', field: 'name' });
    const { pathname, search } = new URL(request.req.url);
    const path = pathname.replace(/(?<=^\/api\/players\/)[^/]+/, () => encodeURIComponent(newName));
    // The old name can be another player's later.
    request.header('cache-control', 'no-store');
    return request.redirect(path + search, 307);
  }

  async function asking(request: Request): Promise<FoundPlayer> {
    const asker = await askerOf(request, parts);
    if (asker === null) throw new ApiError('not-signed-in');
    return asker;
  }

  async function profile({ id }: FoundPlayer) {
    const answer = await profileOf(store.db, id, now());
    if (answer === null) throw new ApiError('not-found');
    return answer;
  }

  async function history({ id, name, kind }: FoundPlayer, query: z.output<typeof historyQuery>, isOwn: boolean) {
    return { player: { name, kind }, ...(await readHistory(store.db, id, query, isOwn)) };
  }
}
