// Brings the schema of a database to that of this program. Each step is a transaction, so an interrupted one has not
// happened; a lock lets one process at a time take a step, and the others then find it taken.

import { type Kysely, sql, type Transaction } from 'kysely';
import { COLUMN_TYPES, type DatabaseKind } from './migrations/column-types.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { type Store, StoreError } from './store.ts';
import type { Database } from './tables.ts';

/** The table that holds the steps that a database has had. It is not among those of tables.ts, which migrations make. */
interface Versions {
  readonly schema_version: { version: number; name: string; applied_ms: number };
}

export const VERSION_TABLE = 'schema_version';

/** Of PostgreSQL's advisory locks, which are numbers: ours, drawn once. */
const LOCK = 7_203_419_855;

export interface Migrated {
  /** Versions of the schema: 0 for an empty database. */
  readonly from: number;
  readonly to: number;
}

/**
 * @param store without a limit on the time of statements
 * @param steps all of them, for tests fewer
 * @throws {StoreError} if the database is newer than this program
 */
export async function migrate(store: Store, steps: readonly Migration[] = MIGRATIONS): Promise<Migrated> {
  let from: number | null = null;
  for (;;) {
    // Each statement sees what the process that had the lock before has done: a serializable transaction would not.
    const version = await store.db.transaction().execute((transaction) => takeStep(store, transaction, steps));
    from ??= version;
    if (version === steps.length) return { from, to: version };
  }
}

/** The version of a database, 0 for an empty one. */
export async function schemaVersion({ kind, db }: Store): Promise<number> {
  const found =
    kind === 'sqlite'
      ? sql<object>`select 1 from sqlite_master where name = ${VERSION_TABLE}`
      : sql<object>`select 1 where to_regclass(${VERSION_TABLE}) is not null`;
  const { rows } = await found.execute(db);
  return rows.length === 0 ? 0 : newestStep(db as unknown as Kysely<Versions>);
}

async function newestStep(versions: Kysely<Versions>): Promise<number> {
  const { newest } = await versions
    .selectFrom(VERSION_TABLE)
    .select(({ fn }) => fn.max('version').as('newest'))
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}

/** Takes the next step, if there is one. @returns the version before it */
async function takeStep(
  { kind }: Store,
  transaction: Transaction<Database>,
  steps: readonly Migration[],
): Promise<number> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
  await createVersionTable(transaction);
  const version = await newestStep(transaction as unknown as Kysely<Versions>);
  if (version > steps.length) {
    throw new StoreError(`the database has schema ${version}, this program knows ${steps.length}: use a newer one`);
  }
  await applySteps(transaction, kind, steps.slice(0, version + 1), version);
  return version;
}

/** Takes steps within a transaction. @param from steps before this one have been taken */
export async function applySteps(
  transaction: Transaction<Database>,
  kind: DatabaseKind,
  steps: readonly Migration[],
  from = 0,
): Promise<void> {
  await createVersionTable(transaction);
  const versions = transaction as unknown as Kysely<Versions>;
  for (const [index, step] of steps.entries()) {
    if (index < from) continue;
    await step.up(versions, COLUMN_TYPES[kind]);
    await versions
      .insertInto(VERSION_TABLE)
      .values({ version: index + 1, name: step.name, applied_ms: Date.now() })
      .execute();
  }
}

async function createVersionTable({ schema }: Transaction<Database>): Promise<void> {
  await schema
    .createTable(VERSION_TABLE)
    .ifNotExists()
    .addColumn('version', 'bigint', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_ms', 'bigint', (column) => column.notNull())
    .execute();
}
