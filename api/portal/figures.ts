// Figures of the landing page.

import { createRoute, z } from '@hono/zod-openapi';
import { DAY_MS } from '#handover';
import type { AddRoutes } from '../parts.ts';
import { answerOf } from '../http/bodies.ts';
import { cachedJson } from '../http/cached.ts';

const KEPT_MS = 15_000;

const FiguresShape = z
  .object({
    matchesToday: z.number().int().openapi({ description: 'Matches that have ended since midnight UTC.' }),
    players: z.number().int().openapi({ description: 'Players with a name of their own.' }),
  })
  .openapi('Figures');

export const addFigures: AddRoutes = (app, { store, now }) => {
  let kept = { figures: { matchesToday: 0, players: 0 }, madeMs: -Infinity };
  const route = createRoute({
    method: 'get',
    path: '/api/figures',
    summary: 'How much is played here',
    responses: answerOf(FiguresShape, 'The figures.'),
  });
  app.openapi(route, async (request) => {
    if (now() - kept.madeMs > KEPT_MS) kept = { figures: await count(), madeMs: now() };
    return cachedJson(request, kept.figures, { maxAgeSeconds: KEPT_MS / 1000, for: 'everybody' });
  });

  async function count(): Promise<z.infer<typeof FiguresShape>> {
    const { countAll } = store.db.fn;
    const midnight = Math.floor(now() / DAY_MS) * DAY_MS;
    const matches = store.db
      .selectFrom('match')
      .select(countAll<number>().as('count'))
      .where('state', '=', 'verified')
      .where('ended_ms', '>=', midnight);
    const users = store.db
      .selectFrom('user')
      .select(countAll<number>().as('count'))
      .where('kind', '=', 'person')
      .where('deleted_ms', 'is', null);
    const [matchesToday, players] = await Promise.all([matches.executeTakeFirst(), users.executeTakeFirst()]);
    return { matchesToday: matchesToday?.count ?? 0, players: players?.count ?? 0 };
  }
};
