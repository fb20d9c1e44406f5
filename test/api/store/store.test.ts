// The database of the API, on both kinds.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../../api/store/migrate.ts';
import { openSqlite } from '../../../api/store/sqlite.ts';
import { nextOf } from '../../../api/store/counter.ts';
import { newFolder } from '../../support/new-folder.ts';

test('[DB2] a transaction of SQLite refuses the handle of the store, and its writes are undone when it fails', async () => {
  const store = openSqlite(join(newFolder(), 'a', 'api.sqlite'));
  expect(await schemaVersion(store)).toBe(0);
  expect(await migrate(store)).toEqual({ from: 0, to: 1 });
  expect(await migrate(store)).toEqual({ from: 1, to: 1 });
  await expect(
    store.transaction(async (transaction) => {
      await nextOf(transaction, 'audit');
      await store.db.selectFrom('user').selectAll().execute();
    }),
  ).rejects.toThrow('its own handle');
  expect(await store.transaction((transaction) => nextOf(transaction, 'audit'))).toBe(1);
  expect(await store.transaction((transaction) => nextOf(transaction, 'audit'))).toBe(2);
  await store.close();
});
