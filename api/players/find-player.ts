// Players by name. Only names of persons and bots are found: those of guests are nobody's own.

import { nameKey } from '#handover';
import type { Queries } from '../store/store.ts';
import type { UserKind } from '../store/tables.ts';

export interface FoundPlayer {
  readonly id: string;
  readonly kind: UserKind;
  readonly name: string;
}

/** @returns null if nobody has claimed the name */
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
