// The database of the API: one code path for SQLite and PostgreSQL. Which of the two it is, and how it is opened, is
// open-store.ts; its tables are tables.ts.

import type { Kysely, Transaction } from 'kysely';
import type { DatabaseKind } from './migrations/column-types.ts';
import type { Database } from './tables.ts';

/** What queries run on: the store's `db`, or a transaction of it. */
export type Queries = Kysely<Database> | Transaction<Database>;

export interface Store {
  readonly kind: DatabaseKind;
  /** For single statements. Not within a transaction: there, its own handle is used. */
  readonly db: Kysely<Database>;
  /**
   * Runs statements that happen together or not at all, as if no other transaction ran beside it. With PostgreSQL the
   * function can run more than once, so it changes nothing but the database, and waits for nothing else.
   *
   * @param work uses the transaction that it gets, and not `db`
   */
  transaction<Result>(work: (transaction: Transaction<Database>) => Promise<Result>): Promise<Result>;
  /** False if the file of SQLite was deleted or replaced under us: what is written is then lost with the process. */
  isThere(): boolean;
  close(): Promise<void>;
}

/** A database that cannot be used as it is: a wrong address, a newer schema, a folder that cannot be written. One line. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
