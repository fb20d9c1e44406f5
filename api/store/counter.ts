// Consecutive numbers, in the order in which their transactions end. A sequence of the database would not do: a reader
// that has seen number 7 could miss number 6, whose transaction ends later.

import type { Transaction } from 'kysely';
import type { Database } from './tables.ts';

/** The next number of this name, from 1. Others that want one wait for the end of the transaction. */
export async function nextOf(transaction: Transaction<Database>, name: 'audit' | 'change'): Promise<number> {
  const { value } = await transaction
    .insertInto('counter')
    .values({ name, value: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet(({ eb, ref }) => ({ value: eb(ref('counter.value'), '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
