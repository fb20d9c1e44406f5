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

/** For a migration, a backup or a restore: one connection, on which a statement may take any time. @throws {StoreError} */
export function openUnlimitedStore(settings: Pick<StoreSettings, 'file' | 'databaseUrl'>): Store {
  return openStore({ ...settings, databaseConnectionsMax: 1, statementMsMax: 0 });
}

/** @throws {StoreError} if the database is newer than this program */
export async function migrateStore(settings: Pick<StoreSettings, 'file' | 'databaseUrl'>): Promise<Migrated> {
  const store = openUnlimitedStore(settings);
  try {
    return await migrate(store);
  } finally {
    await store.close();
  }
}
