// Fresh databases of both kinds: `describe.each(DATABASES)('on %s', (kind) => ...)`.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { inject, onTestFinished, test } from 'vitest';
import type { DatabaseKind } from '../../api/store/migrations/column-types.ts';
import { migrate } from '../../api/store/migrate.ts';
import { openStore, type Place } from '../../api/store/open-store.ts';
import type { Store } from '../../api/store/store.ts';
import { newFolder } from './new-folder.ts';

export const DATABASES: readonly DatabaseKind[] = ['sqlite', 'postgres'];

/**
 * `test` for what is the same on all databases: it runs on SQLite alone, which takes a third of the time. What has SQL of
 * its own, and one flow of each part, run on both.
 */
export function testOnce(kind: DatabaseKind): (title: string, run: () => Promise<void>) => void {
  return kind === 'sqlite' ? test : () => {};
}

const LIMITS = { databaseConnectionsMax: 4, statementMsMax: 30_000 };

/** An empty database that goes with the test. */
export async function freshDatabase(kind: DatabaseKind): Promise<Place> {
  const file = join(newFolder(), 'api.sqlite');
  return { file, databaseUrl: kind === 'sqlite' ? null : await newPostgresSchema() };
}

/** A database with all tables and no rows. It closes and goes with the test. */
export async function freshStore(kind: DatabaseKind): Promise<Store> {
  const store = storeAt(await freshDatabase(kind));
  await migrate(store);
  return store;
}

/** Another connection to a database, which closes with the test. */
export function storeAt(place: Place): Store {
  const store = openStore({ ...place, ...LIMITS });
  onTestFinished(() => store.close());
  return store;
}

/** A schema of its own in the database of the run, which takes a hundredth of the time of a database of its own. */
async function newPostgresSchema(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${inject('postgresPort')}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  const name = `packetman_test_${randomBytes(8).toString('hex')}`;
  await administer(text, `create schema ${name}`);
  // A server of the run's own goes with the run.
  if (process.env['DATABASE_URL'] !== undefined) onTestFinished(() => administer(text, `drop schema ${name} cascade`));
  const url = new URL(text);
  url.searchParams.set('options', `-csearch_path=${name}`);
  return url.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}
