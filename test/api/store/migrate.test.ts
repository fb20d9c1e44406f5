// Migrations that are interrupted, and several that start at once.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../../api/store/migrate.ts';
import { MIGRATIONS } from '../../../api/store/migrations/index.ts';
import type { Migration } from '../../../api/store/migrations/migration.ts';
import { ensureBuilt } from '../../../tools/set-up.js';
import { DATABASES, freshDatabase, storeAt } from '../../support/database.ts';
import { allRows, fill } from './all-rows.ts';
import { ROWS } from './rows-of-all-tables.ts';

const NEXT: Migration = {
  name: 'next',
  up: (db, { text }) => db.schema.alterTable('user').addColumn('colour', text).execute(),
};
const STEPS = [...MIGRATIONS, NEXT];
const HALTING = join(import.meta.dirname, 'halting-migration.js');

beforeAll(ensureBuilt, 120_000);

describe.each(DATABASES)('on %s', (kind) => {
  test('[DB3] of several programs that start at once, each step is taken once', async () => {
    const place = await freshDatabase(kind);
    const stores = Array.from({ length: 4 }, () => storeAt(place));
    const done = await Promise.all(stores.map((store) => migrate(store)));
    expect(done.map(({ to }) => to)).toEqual(stores.map(() => MIGRATIONS.length));
    expect(done.filter(({ from }) => from === 0)).not.toEqual([]);
    await fill(stores[0]!);
    expect(await allRows(stores[1]!)).toEqual(ROWS);
  });

  test('[DB3] a database that is newer than the program is refused, and left as it is', async () => {
    const store = storeAt(await freshDatabase(kind));
    await migrate(store, STEPS);
    const text = `the database has schema ${STEPS.length}, this program knows ${MIGRATIONS.length}: use a newer one`;
    await expect(migrate(store)).rejects.toThrow(text);
    expect(await schemaVersion(store)).toBe(STEPS.length);
  });

  test('[DB3] a step that fails leaves no trace, and is taken when it is mended', async () => {
    const store = storeAt(await freshDatabase(kind));
    const failing: Migration = {
      name: 'failing',
      async up(db, types) {
        await NEXT.up(db, types);
        throw new Error('no');
      },
    };
    await migrate(store);
    await fill(store);
    await expect(migrate(store, [...MIGRATIONS, failing])).rejects.toThrow('no');
    expect(await schemaVersion(store)).toBe(MIGRATIONS.length);
    expect(await allRows(store)).toEqual(ROWS);
    expect(await migrate(store, STEPS)).toEqual({ from: MIGRATIONS.length, to: STEPS.length });
  });

  test('[DB3] a program that is killed in the middle of a step has not begun it', async () => {
    const place = await freshDatabase(kind);
    const store = storeAt(place);
    await migrate(store);
    const child = spawn(process.execPath, [HALTING, JSON.stringify(place)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await schemaVersion(store)).toBe(MIGRATIONS.length);
    expect(await migrate(store, STEPS)).toEqual({ from: MIGRATIONS.length, to: STEPS.length });
  });
});
