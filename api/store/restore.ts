// Reads a backup into a database, which may be of the other kind than that of the backup. It happens as a whole or not at
// all.

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type BackupLine, parseLine, storedOf, type Stored } from './backup-format.ts';
import { applySteps, migrate, schemaVersion, VERSION_TABLE } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { type Store, StoreError } from './store.ts';
import { TABLE_NAMES } from './table-keys.ts';
import type { Database } from './tables.ts';

/** Values in one statement: fewer than the 32,766 that SQLite takes. */
const VALUES_MAX = 10_000;
/** The log of a match in a row has some kilobytes. */
const ROWS_MAX = 200;

export interface RestoreOptions {
  /** Whether rows that are in the database are removed. */
  readonly replace: boolean;
}

/**
 * Reads the backup, and brings its schema to that of this program.
 *
 * @returns the number of rows
 * @throws {StoreError} if the database has rows that are not to be removed, or if the file is no whole backup
 */
export async function restore(store: Store, file: string, { replace }: RestoreOptions): Promise<number> {
  const version = await schemaVersion(store);
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      `the database has schema ${version}, this program knows ${MIGRATIONS.length}: use a newer one`,
    );
  }
  if (!replace && version > 0 && (await hasRows(store))) {
    throw new StoreError('the database has rows already: --replace removes them');
  }
  const rows = await store.db.transaction().execute(async (transaction) => {
    await dropTables(transaction);
    if (store.kind === 'sqlite') await sql`pragma defer_foreign_keys = on`.execute(transaction);
    return readInto(transaction, store, file);
  });
  await migrate(store);
  return rows;
}

async function hasRows(store: Store): Promise<boolean> {
  for (const table of TABLE_NAMES) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(store.db);
    if (rows.length > 0) return true;
  }
  return false;
}

async function dropTables(transaction: Transaction<Database>): Promise<void> {
  for (const table of [...TABLE_NAMES.toReversed(), VERSION_TABLE]) {
    await transaction.schema.dropTable(table).ifExists().execute();
  }
}

async function readInto(transaction: Transaction<Database>, store: Store, file: string): Promise<number> {
  let head: Extract<BackupLine, { table: string }> | null = null;
  let batch: Stored[][] = [];
  let lineNumber = 0;
  let rows = 0;
  let isWhole = false;

  const flush = async (): Promise<void> => {
    if (head !== null && batch.length > 0) await insert(transaction, head.table, head.columns, batch);
    batch = [];
  };
  for await (const text of linesOf(file)) {
    const line = parseLine(text, ++lineNumber);
    const isHead = 'packetman' in line;
    if (isWhole || isHead !== (lineNumber === 1))
      throw new StoreError(`line ${lineNumber} of the backup is out of place`);
    if (Array.isArray(line)) {
      if (head === null || line.length !== head.columns.length) {
        throw new StoreError(`line ${lineNumber} of the backup has not one value for each column`);
      }
      batch.push(line.map(storedOf));
      rows++;
      if (batch.length >= ROWS_MAX || batch.length * line.length >= VALUES_MAX) await flush();
    } else if ('table' in line) {
      await flush();
      if (!(TABLE_NAMES as string[]).includes(line.table)) throw new StoreError(`the backup has a table ${line.table}`);
      head = line;
    } else if ('rows' in line) {
      await flush();
      if (line.rows !== rows) throw new StoreError(`the backup has ${rows} rows instead of ${line.rows}`);
      isWhole = true;
    } else {
      if (line.schema > MIGRATIONS.length) {
        throw new StoreError(
          `the backup has schema ${line.schema}, this program knows ${MIGRATIONS.length}: use a newer one`,
        );
      }
      await applySteps(transaction, store.kind, MIGRATIONS.slice(0, line.schema));
      if (store.kind === 'postgres') await sql`set constraints all deferred`.execute(transaction);
    }
  }
  if (!isWhole) throw new StoreError('the backup is not whole: its end is missing');
  return rows;
}

async function insert(
  transaction: Transaction<Database>,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Stored[])[],
): Promise<void> {
  const values = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
  // The columns of its schema can be others than those of today.
  const anyTable = transaction as unknown as Kysely<Record<string, Record<string, unknown>>>;
  await anyTable.insertInto(table).values(values).execute();
}

/** Only \n ends a line: texts contain U+2028, at which `node:readline` splits too, from Node 24 on. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip()).setEncoding('utf8');
  source.once('error', (error) => unzipped.destroy(error));
  let begun = '';
  try {
    for await (const chunk of unzipped as AsyncIterable<string>) {
      const [end, ...lines] = chunk.split('\n');
      begun += end;
      if (lines.length === 0) continue;
      yield begun;
      begun = lines.pop()!;
      yield* lines;
    }
    if (begun !== '') yield begun;
  } finally {
    source.destroy();
  }
}
