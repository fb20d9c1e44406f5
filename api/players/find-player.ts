// Players by name. Only names of persons and bots are found: those of guests are nobody's own.

import { nameKey, skeleton, type UserKind } from '#handover';
import type { Queries } from '../store/store.ts';

export interface FoundPlayer {
  readonly id: string;
  readonly kind: UserKind;
  readonly name: string;
}

/** @returns null for a name that is not claimed */
export async function playerNamed(queries: Queries, name: string): Promise<FoundPlayer | null> {
  const [player] = await playersNamed(queries, [name]);
  return player ?? null;
}

/** Those of the names that are claimed, in any order. */
export async function playersNamed(queries: Queries, names: readonly string[]): Promise<FoundPlayer[]> {
  if (names.length === 0) return [];
  return queries
    .selectFrom('user')
    .select(['id', 'kind', 'name'])
    .where('name_key', 'in', [...new Set(names.map(nameKey))])
    .where('kind', '<>', 'guest')
    .where('deleted_ms', 'is', null)
    .execute();
}

/** The present name of a player who had this one before, as long as it is reserved for them. */
export async function newNameOf(queries: Queries, name: string, nowMs: number): Promise<string | null> {
  const player = await queries
    .selectFrom('old_name')
    .innerJoin('user', 'user.id', 'old_name.user_id')
    .select('user.name')
    .where('old_name.skeleton', '=', skeleton(name))
    .where('until_ms', '>', nowMs)
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  return player?.name ?? null;
}
