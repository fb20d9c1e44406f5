// What game servers must know of the database: one row for each key with its newest value, in the order of changes.

import type { Transaction } from 'kysely';
import { nextOf } from './counter.ts';
import type { Queries } from './store.ts';
import type { Database } from './tables.ts';

export interface Change {
  readonly seq: number;
  readonly kind: string;
  readonly key: string;
  /** JSON, null for a key that is gone. */
  readonly value: string | null;
}

/** Adds a change to the feed, which all game servers read. An earlier change of the same key is replaced. */
export async function recordChange(
  transaction: Transaction<Database>,
  { kind, key, value }: Omit<Change, 'seq'>,
): Promise<void> {
  const seq = await nextOf(transaction, 'change');
  await transaction
    .insertInto('change')
    .values({ seq, kind, key, value })
    .onConflict((conflict) => conflict.columns(['kind', 'key']).doUpdateSet({ seq, value }))
    .execute();
}

/** Changes behind `after`, oldest first. */
export function changesAfter(queries: Queries, after: number, countMax: number): Promise<Change[]> {
  return queries.selectFrom('change').selectAll().where('seq', '>', after).orderBy('seq').limit(countMax).execute();
}
