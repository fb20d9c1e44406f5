// The column types that differ between the two databases.

import { type ColumnDataType, type RawBuilder, sql } from 'kysely';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface ColumnTypes {
  /** Sorted and compared by code point in both databases. */
  readonly text: ColumnDataType | RawBuilder<unknown>;
  /** All integers, since 32 bits are too few for a time. */
  readonly integer: ColumnDataType;
  readonly real: ColumnDataType;
  readonly bytes: ColumnDataType;
}

export const COLUMN_TYPES: Readonly<Record<DatabaseKind, ColumnTypes>> = {
  sqlite: { text: 'text', integer: 'bigint', real: 'double precision', bytes: 'blob' },
  postgres: { text: sql`text collate "C"`, integer: 'bigint', real: 'double precision', bytes: 'bytea' },
};
