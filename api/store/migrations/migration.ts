// What a step of the schema is.

import type { Kysely } from 'kysely';
import type { ColumnTypes } from './column-types.ts';

export interface Migration {
  /** What it adds, as one or two words. */
  readonly name: string;
  /**
   * Changes the schema, and rows where they need it. It runs in a transaction, once for a database. After a release it is
   * never changed: it knows no table of today, only the schema before it.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- the tables of that time have no types any more
  up(db: Kysely<any>, types: ColumnTypes): Promise<void>;
}
