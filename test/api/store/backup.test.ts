// Backups of both kinds of databases into both kinds.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../../api/store/backup.ts';
import { nextOf } from '../../../api/store/counter.ts';
import { migrate, schemaVersion } from '../../../api/store/migrate.ts';
import { MIGRATIONS } from '../../../api/store/migrations/index.ts';
import { restore } from '../../../api/store/restore.ts';
import type { Store } from '../../../api/store/store.ts';
import { TABLE_KEYS, TABLE_NAMES } from '../../../api/store/table-keys.ts';
import { DATABASES, freshDatabase, freshStore, storeAt } from '../../support/database.ts';
import { newFolder } from '../../support/new-folder.ts';
import { allRows, fill } from './all-rows.ts';
import { ROW_COUNT, ROWS } from './rows-of-all-tables.ts';

/** Backups of released schemas. Those of older ones are never changed. */
const SCHEMAS = join(import.meta.dirname, 'schemas');

describe.each(DATABASES)('of %s', (from) => {
  test.each(DATABASES)('[DB7] a backup is restored into %s, every value as it was', async (to) => {
    const source = await filled(from);
    const file = join(newFolder(), 'b');
    expect(await backUp(source, file)).toBe(ROW_COUNT);
    expect(readdirSync(join(file, '..'))).toEqual(['b']);
    const target = storeAt(await freshDatabase(to));
    expect(await restore(target, file, { replace: false })).toBe(ROW_COUNT);
    expect(await allRows(target)).toEqual(ROWS);
    expect(await schemaVersion(target)).toBe(MIGRATIONS.length);
    expect(await target.transaction((transaction) => nextOf(transaction, 'audit'))).toBe(3);
  });

  test('[DB7] a database with rows is left as it is, unless they are to be replaced', async () => {
    const file = join(newFolder(), 'b');
    await backUp(await freshStore(from), file);
    const target = await filled(from);
    await expect(restore(target, file, { replace: false })).rejects.toThrow('--replace');
    expect(await allRows(target)).toEqual(ROWS);
    expect(await restore(target, file, { replace: true })).toBe(0);
    expect(Object.values(await allRows(target)).flat()).toEqual([]);
  });

  test('[DB7] what is written during a backup is not in it, and waits for nothing; bots come before their owner', async () => {
    const place = await freshDatabase(from);
    const [source, other] = [storeAt(place), storeAt(place)];
    await migrate(source);
    // Further than a page, so that the later ones are read after they have changed.
    const names = Array.from({ length: 1200 }, (_, index) => `u${String(index).padStart(5, '0')}`);
    // Each comes before its owner, further than rows are written at once.
    await fillUsers(source, ['z-owner']);
    await fillUsers(source, names, 'z-owner');
    const file = join(newFolder(), 'b');
    const backup = backUp(source, file);
    await other.db.updateTable('user').set({ name: 'new' }).execute();
    await backup;
    const text = gunzipSync(readFileSync(file)).toString();
    const seen = [text.includes('"new"'), text.includes('"old"')];
    expect(seen.filter(Boolean)).toHaveLength(1);
    expect(await restore(storeAt(await freshDatabase(from)), file, { replace: false })).toBe(names.length + 1);
    expect((await other.db.selectFrom('user').select('name').executeTakeFirstOrThrow()).name).toBe('new');
  });

  test('[DB7] a backup that is cut off changes nothing', async () => {
    const file = join(newFolder(), 'b');
    await backUp(await filled(from), file);
    writeFileSync(file, gzipSync(linesIn(file).slice(0, -1).join('\n')));
    const target = await filled(from);
    await expect(restore(target, file, { replace: true })).rejects.toThrow('its end is missing');
    expect(await allRows(target)).toEqual(ROWS);
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))(
    '[DB3] rows of schema %d have come to that of today',
    async (schema) => {
      const fixture = join(SCHEMAS, `schema-${schema}.json`);
      if (process.env['UPDATE'] !== undefined && schema === MIGRATIONS.length) {
        const file = join(newFolder(), 'b');
        await backUp(await filled(from), file);
        mkdirSync(SCHEMAS, { recursive: true });
        const written = linesIn(file).map((line) => line.replace(/"madeMs":\d+/, '"madeMs":0'));
        writeFileSync(fixture, `[${written.join(',\n')}]\n`);
      }
      const file = join(newFolder(), 'b');
      const lines = JSON.parse(readFileSync(fixture, 'utf8')) as unknown[];
      writeFileSync(file, gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
      const target = storeAt(await freshDatabase(from));
      const rows = await restore(target, file, { replace: false });
      expect(await schemaVersion(target)).toBe(MIGRATIONS.length);
      expect(Object.values(await allRows(target)).flat()).toHaveLength(rows);
    },
  );
});

test.each([
  ['one with too few rows', (lines: string[]) => lines.toSpliced(2, 1), 'rows instead of'],
  ['one with a line that is no JSON', (lines: string[]) => lines.toSpliced(3, 1, '{'), 'line 4 of the backup'],
  ['one with an unknown table', (lines: string[]) => lines.map((line) => line.replace('"best"', '"x"')), 'table x'],
  [
    'one of a newer program',
    (lines: string[]) => lines.map((line) => line.replace(/"schema":\d+/, '"schema":99')),
    'newer',
  ],
  ['one without a head', (lines: string[]) => lines.slice(1), 'line 1 of the backup is out of place'],
  [
    'one with a row too short',
    (lines: string[]) => lines.map((line) => line.replace('["audit",2]', '["audit"]')),
    'column',
  ],
])('[DB7] a backup, %s, changes nothing', async (_, change, says) => {
  const file = join(newFolder(), 'b');
  await backUp(await filled('sqlite'), file);
  writeFileSync(file, gzipSync(`${change(linesIn(file)).join('\n')}\n`));
  const target = await filled('sqlite');
  await expect(restore(target, file, { replace: true })).rejects.toThrow(says);
  expect(await allRows(target)).toEqual(ROWS);
});

test('[DB7] the tables of a backup are all tables', async () => {
  const store = await freshStore('sqlite');
  const tables = (await store.db.introspection.getTables()).filter(({ name }) => name !== 'schema_version');
  expect(TABLE_NAMES.toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
  for (const { name, columns } of tables) {
    const keys = TABLE_KEYS[name as keyof typeof TABLE_KEYS] as readonly string[];
    expect(columns.map((column) => column.name)).toEqual(expect.arrayContaining([...keys]));
  }
});

async function filled(kind: (typeof DATABASES)[number]): Promise<Store> {
  const store = await freshStore(kind);
  await fill(store);
  return store;
}

async function fillUsers(store: Store, ids: readonly string[], owner_id: string | null = null): Promise<void> {
  const values = ids.map((id) => ({ ...ROWS.user[1]!, id, name: 'old', owner_id }));
  await store.db.insertInto('user').values(values).execute();
}

function linesIn(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
}
