// The user of a seat. The first match that a device has finished makes it a guest.

import { nameKey, skeleton, type FinishedSeat } from '#handover';
import { livingUser } from '../accounts/living-user.ts';
import { newUserId } from '../accounts/secrets.ts';
import type { Queries } from '../store/store.ts';

/** Of a guest whose name is not known. */
export const GUEST_NAME = 'Guest';

/** @returns the id of the user; null for AI, for players without an identity, and for deleted users */
export async function userOfSeat(
  queries: Queries,
  { player, name }: Pick<FinishedSeat, 'player' | 'name'>,
  nowMs: number,
): Promise<string | null> {
  if (player === null) return null;
  if (player.kind === 'user') return idOf(await livingUser(queries, player.id));
  const known = await queries.selectFrom('device').select('user_id').where('hash', '=', player.hash).executeTakeFirst();
  return known === undefined
    ? newGuest(queries, player.hash, name, nowMs)
    : idOf(await livingUser(queries, known.user_id));
}

function idOf(user: { readonly id: string } | null): string | null {
  return user?.id ?? null;
}

async function newGuest(queries: Queries, hash: string, name: string, nowMs: number): Promise<string> {
  const id = newUserId();
  const names = { name, name_key: nameKey(name), skeleton: skeleton(name) };
  await queries
    .insertInto('user')
    .values({
      ...{ id, kind: 'guest', ...names, owner_id: null, created_ms: nowMs, renamed_ms: null, seen_ms: nowMs },
      ...{ deleted_ms: null, history_hidden: 0 },
    })
    .execute();
  await queries.insertInto('device').values({ hash, user_id: id }).execute();
  return id;
}
