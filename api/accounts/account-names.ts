// The names that can be claimed: by the same rules as in the game.

import type { Transaction } from 'kysely';
import { isReserved, nameKey, skeleton, type ClaimedName } from '#handover';
import { nameFault, readName } from '#protocol';
import { ApiError } from '../http/errors.ts';
import { recordChange } from '../store/change-feed.ts';
import type { Queries, Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';

/** A name as it is compared. */
export interface NameParts {
  readonly name: string;
  readonly name_key: string;
  readonly skeleton: string;
}

/** What the results of a deleted user say instead of a name. No player can have it: it is longer than a name. */
export const DELETED_NAME = '(deleted player)';

/** How long the old name of a player who has another one is kept for them. */
export const OLD_NAME_MS = 30 * 24 * 3600 * 1000;

/** @throws {ApiError} if no player may have this name */
export function readClaim(asked: string): NameParts {
  const name = readName(asked);
  if (name === null) throw new ApiError('bad-name', { text: `${nameFault(asked)!}.`, field: 'name' });
  if (isReserved(name)) throw new ApiError('name-reserved', { field: 'name' });
  return partsOf(name);
}

export function partsOf(name: string): NameParts {
  return { name, name_key: nameKey(name), skeleton: skeleton(name) };
}

/** @throws {ApiError} if another user has claimed the name, or has had it until lately */
export async function checkFree(
  queries: Queries,
  { skeleton: looks }: NameParts,
  userId: string | null,
  nowMs: number,
): Promise<void> {
  const owner = await queries
    .selectFrom('user')
    .select('id')
    .where('skeleton', '=', looks)
    .where('kind', '<>', 'guest')
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  const reserved = await queries
    .selectFrom('old_name')
    .select('user_id')
    .where('skeleton', '=', looks)
    .where('until_ms', '>', nowMs)
    .executeTakeFirst();
  for (const id of [owner?.id, reserved?.user_id]) {
    if (id !== undefined && id !== userId) throw new ApiError('name-taken', { field: 'name' });
  }
}

/** Announces to all game servers that a name belongs to a user. */
export async function announceName(
  transaction: Transaction<Database>,
  { skeleton: key, name }: NameParts,
  user: string,
  kind: ClaimedName['kind'],
): Promise<void> {
  await transaction.deleteFrom('old_name').where('skeleton', '=', key).execute();
  const value: ClaimedName = { user, name, kind };
  await recordChange(transaction, { kind: 'name', key, value: JSON.stringify(value) });
}

/** Announces to all game servers that a name is free. */
export async function freeName(transaction: Transaction<Database>, key: string): Promise<void> {
  await recordChange(transaction, { kind: 'name', key, value: null });
}

/** Keeps the name that a user had for some time. */
export async function keepOldName(
  transaction: Transaction<Database>,
  old: NameParts,
  userId: string,
  nowMs: number,
): Promise<void> {
  const row = { skeleton: old.skeleton, user_id: userId, until_ms: nowMs + OLD_NAME_MS };
  await transaction
    .insertInto('old_name')
    .values(row)
    .onConflict((conflict) => conflict.column('skeleton').doUpdateSet(row))
    .execute();
}

/**
 * A transaction that claims a name. Of two that claim one name at once the index of the database lets one through.
 * @throws {ApiError} `name-taken` for the other one
 */
export async function claimingName<Result>(
  store: Store,
  work: (transaction: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  try {
    return await store.transaction(work);
  } catch (error) {
    throw isUniqueViolation(error) ? new ApiError('name-taken', { field: 'name' }) : error;
  }
}

function isUniqueViolation(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === '23505' || String(message).includes('UNIQUE constraint failed');
}
