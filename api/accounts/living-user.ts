// Users that are not deleted.

import type { Queries } from '../store/store.ts';

/** @returns null for an id that no user has, and for a deleted one */
export async function livingUser(queries: Queries, id: string): Promise<{ id: string; name: string } | null> {
  const user = await queries
    .selectFrom('user')
    .select(['id', 'name'])
    .where('id', '=', id)
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  return user ?? null;
}
