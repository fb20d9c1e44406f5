// Writes and reads the rows of all tables.

import { sql } from 'kysely';
import type { Store } from '../../../api/store/store.ts';
import { TABLE_KEYS, TABLE_NAMES } from '../../../api/store/table-keys.ts';
import { ROWS } from './rows-of-all-tables.ts';

export async function fill({ db }: Store): Promise<void> {
  for (const table of TABLE_NAMES) {
    // A person before their bots.
    const rows = (ROWS[table] as readonly never[]).toReversed();
    await db.insertInto(table).values(rows).execute();
  }
}

/** In the order of their keys; bytes as `Uint8Array`, and objects with the usual prototype. */
export async function allRows({ db }: Store): Promise<Record<string, object[]>> {
  const tables: Record<string, object[]> = {};
  for (const table of TABLE_NAMES) {
    const order = sql.join((TABLE_KEYS[table] as readonly string[]).map((key) => sql.ref(key)));
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by ${order}`.execute(
      db,
    );
    tables[table] = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? new Uint8Array(value) : value]),
      ),
    );
  }
  return tables;
}
