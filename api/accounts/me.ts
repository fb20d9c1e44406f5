// What a player sees of their own account.

import type { z } from '@hono/zod-openapi';
import type { Queries } from '../store/store.ts';
import type { Asker } from './who-asks.ts';
import type { userShape } from './shapes.ts';

/** How long a name is kept before it can be changed again. */
export const RENAME_EVERY_MS = 30 * 24 * 3600 * 1000;

export async function readMe(
  queries: Queries,
  { id, kind }: Pick<Asker, 'id' | 'kind'>,
): Promise<z.infer<typeof userShape>> {
  const user = await queries
    .selectFrom('user')
    .select(['name', 'created_ms', 'renamed_ms'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const [password, recovery] = [
    await hasCredential(queries, 'password', id),
    await hasCredential(queries, 'recovery', id),
  ];
  const passkeys = await queries
    .selectFrom('passkey')
    .select(['id', 'name', 'created_ms'])
    .where('user_id', '=', id)
    .orderBy('created_ms')
    .execute();
  return {
    ...{ id, kind, name: user.name, createdMs: user.created_ms },
    renameAtMs: user.renamed_ms === null ? 0 : user.renamed_ms + RENAME_EVERY_MS,
    ...{ hasPassword: password, hasRecoveryCode: recovery },
    passkeys: passkeys.map((key) => ({ id: key.id, label: key.name, createdMs: key.created_ms })),
  };
}

export async function hasCredential(
  queries: Queries,
  table: 'password' | 'recovery',
  userId: string,
): Promise<boolean> {
  return (
    (await queries.selectFrom(table).select('user_id').where('user_id', '=', userId).executeTakeFirst()) !== undefined
  );
}
