// What game servers ask while their players wait: strengths for ranked matches, and which match used the try of a day.

import { createRoute, z } from '@hono/zod-openapi';
import { DAILY_TRY_PATH, isDateText, RATINGS_PATH, readIdentity, type Identity } from '#handover';
import { newStrength } from '#ratings';
import type { App } from '../http/app.ts';
import { answerOf } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import type { Queries } from '../store/store.ts';
import { POOLS } from './shapes.ts';

const PLAYER_LENGTH_MAX = 64;
const MODE_LENGTH_MAX = 32;

const mode = z.string().max(MODE_LENGTH_MAX);
const player = z.string().max(PLAYER_LENGTH_MAX);

const ratingRoute = createRoute({
  method: 'get',
  path: RATINGS_PATH,
  request: { query: z.object({ pool: z.enum(POOLS), mode, player }) },
  responses: answerOf(
    z.object({ mu: z.number(), sigma: z.number() }),
    'The strength. A player without matches has that of a new one.',
  ),
});

const tryRoute = createRoute({
  method: 'get',
  path: DAILY_TRY_PATH,
  request: { query: z.object({ date: z.string().refine(isDateText), mode, player }) },
  responses: answerOf(z.object({ match: z.string().nullable() }), 'The match that was started first on the date.'),
});

/** For the internal listener. */
export function addLookupRoutes(app: App, { store }: Parts): void {
  app.openapi(ratingRoute, async (request) => {
    const { pool, mode: asked, player: text } = request.req.valid('query');
    const userId = await userOf(store.db, identityOf(text));
    const rating =
      userId === null
        ? undefined
        : await store.db
            .selectFrom('rating')
            .select(['mu', 'sigma'])
            .where('pool', '=', pool)
            .where('mode', '=', asked)
            .where('user_id', '=', userId)
            .executeTakeFirst();
    const { mu, sigma } = rating ?? newStrength();
    return request.json({ mu, sigma }, 200);
  });

  app.openapi(tryRoute, async (request) => {
    const { date, mode: asked, player: text } = request.req.valid('query');
    const userId = await userOf(store.db, identityOf(text));
    const first =
      userId === null
        ? undefined
        : await store.db
            .selectFrom('daily_try')
            .select('match_id')
            .where('date', '=', date)
            .where('mode', '=', asked)
            .where('user_id', '=', userId)
            .executeTakeFirst();
    return request.json({ match: first?.match_id ?? null }, 200);
  });
}

function identityOf(text: string): Identity {
  const identity = readIdentity(text);
  if (identity === null) throw new ApiError('bad-request', { text: 'Expected an identity.', field: 'player' });
  return identity;
}

/** Null for a device without a finished match. */
async function userOf(queries: Queries, identity: Identity): Promise<string | null> {
  if (identity.kind === 'user') return identity.id;
  const { hash } = identity;
  const known = await queries.selectFrom('device').select('user_id').where('hash', '=', hash).executeTakeFirst();
  return known?.user_id ?? null;
}
