// Opens the database that the settings name, with the schema of this program.

import { type Migrated, migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreSettings {
  /** The file of SQLite; not used if there is a `databaseUrl`. */
  readonly file: string;
  readonly databaseUrl: string | null;
  readonly databaseConnectionsMax: number;
  readonly statementMsMax: number;
}

/** @throws {StoreError} */
export function openStore({ file, databaseUrl, databaseConnectionsMax, statementMsMax }: StoreSettings): Store {
  if (databaseUrl === null) return openSqlite(file);
  return openPostgres(databaseUrl, { connectionsMax: databaseConnectionsMax, statementMsMax });
}

export type Place = Pick<StoreSettings, 'file' | 'databaseUrl'>;

/**
 * Opens it for a migration, a backup or a restore: one connection, on which a statement may take any time.
 * @throws {StoreError} if it cannot be opened
 */
export async function withUnlimitedStore<Result>(
  place: Place,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = openStore({ ...place, databaseConnectionsMax: 1, statementMsMax: 0 });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** @throws {StoreError} if the database is newer than this program */
export function migrateStore(place: Place): Promise<Migrated> {
  return withUnlimitedStore(place, (store) => migrate(store));
}
