// The feed of names, bans and versions of tokens, for game servers.

import { z } from '@hono/zod-openapi';
import { CHANGES_PATH, CHANGES_PER_PAGE, readChange, type ChangesPage } from '#handover';
import { ApiError } from '../http/errors.ts';
import type { AddRoutes } from '../parts.ts';
import { changesAfter } from '../store/change-feed.ts';

const AFTER = z.coerce.number().int().min(0);

export const addFeedRoutes: AddRoutes = (app, { store }) => {
  app.get(CHANGES_PATH, async (request) => {
    const after = AFTER.safeParse(request.req.query('after') ?? '0');
    if (!after.success) throw new ApiError('bad-request', { field: 'after' });
    const newest = await store.db.selectFrom('counter').select('value').where('name', '=', 'change').executeTakeFirst();
    const page = after.data > (newest?.value ?? 0) ? { ...NOTHING, reset: true } : await pageAfter(after.data);
    request.header('cache-control', 'no-store');
    return request.json(page, 200);
  });

  async function pageAfter(after: number): Promise<ChangesPage> {
    const rows = await changesAfter(store.db, after, CHANGES_PER_PAGE);
    const changes = rows.flatMap(({ value, ...row }) => {
      const change = readChange({ ...row, value: value === null ? null : (JSON.parse(value) as unknown) });
      return change === null || change === 'unknown' ? [] : [change];
    });
    return { seq: rows.at(-1)?.seq ?? after, changes };
  }
};

const NOTHING: ChangesPage = { seq: 0, changes: [] };
