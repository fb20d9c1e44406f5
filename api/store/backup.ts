// Writes all rows into a file, as they are at one moment, while other programs read and write.

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql, type Transaction } from 'kysely';
import { rowLine } from './backup-format.ts';
import { schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { type Store, StoreError } from './store.ts';
import { TABLE_KEYS, TABLE_NAMES, type TableName } from './table-keys.ts';
import type { Database } from './tables.ts';

/** Rows that are in memory at a time. The log of a match has some kilobytes. */
const PAGE_ROWS = 500;
/** It has addresses and hashes of passwords. */
const FILE_MODE = 0o600;

type Row = Readonly<Record<string, unknown>>;

/**
 * The file appears when it is whole; an older one of this name is replaced.
 *
 * @returns the number of rows
 * @throws {StoreError} if the schema is not that of this program
 */
export async function backUp(store: Store, file: string): Promise<number> {
  const schema = await schemaVersion(store);
  if (schema !== MIGRATIONS.length) {
    throw new StoreError(`the database has schema ${schema}, not ${MIGRATIONS.length}: run packetman db migrate first`);
  }
  const unfinished = `${file}.${process.pid}.tmp`;
  const written = { rows: 0 };
  try {
    await store.db
      .transaction()
      // What others write meanwhile is not seen; in SQLite that is so by itself.
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((snapshot) => {
        const output = createWriteStream(unfinished, { mode: FILE_MODE, flush: true });
        return pipeline(Readable.from(linesOf(snapshot, schema, written)), createGzip(), output);
      });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return written.rows;
}

async function* linesOf(
  snapshot: Transaction<Database>,
  schema: number,
  written: { rows: number },
): AsyncGenerator<string> {
  yield `${JSON.stringify({ packetman: 'backup', schema, madeMs: Date.now() })}\n`;
  for (const table of TABLE_NAMES) {
    let columns: string[] | null = null;
    for await (const page of pagesOf(snapshot, table)) {
      if (columns === null) {
        columns = Object.keys(page[0]!);
        yield `${JSON.stringify({ table, columns })}\n`;
      }
      for (const row of page) yield `${rowLine(row, columns)}\n`;
      written.rows += page.length;
    }
  }
  yield `${JSON.stringify(written)}\n`;
}

/** All rows of a table in the order of its key; no page is empty. */
async function* pagesOf(snapshot: Transaction<Database>, table: TableName): AsyncGenerator<Row[]> {
  const keys = TABLE_KEYS[table] as readonly string[];
  const order = sql.join(keys.map((key) => sql.ref(key)));
  let behind = sql``;
  for (;;) {
    const select = sql<Row>`select * from ${sql.table(table)} ${behind} order by ${order} limit ${PAGE_ROWS}`;
    const { rows } = await select.execute(snapshot);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    const last = rows.at(-1)!;
    behind = sql`where (${order}) > (${sql.join(keys.map((key) => last[key]))})`;
  }
}
