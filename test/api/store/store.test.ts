// The database of the API, the same on both kinds.

import { describe, expect, test } from 'vitest';
import { changesAfter, recordChange } from '../../../api/store/change-feed.ts';
import { nextOf } from '../../../api/store/counter.ts';
import { migrate, schemaVersion } from '../../../api/store/migrate.ts';
import { MIGRATIONS } from '../../../api/store/migrations/index.ts';
import { DATABASES, freshDatabase, freshStore, storeAt } from '../../support/database.ts';

describe.each(DATABASES)('on %s', (kind) => {
  test('[DB3] an empty database gets all tables, once', async () => {
    const store = storeAt(await freshDatabase(kind));
    const to = MIGRATIONS.length;
    expect(await schemaVersion(store)).toBe(0);
    expect(await migrate(store)).toEqual({ from: 0, to });
    expect(await migrate(store)).toEqual({ from: to, to });
    expect(await schemaVersion(store)).toBe(to);
  });

  test('[DB2] what a transaction has written is undone when it fails', async () => {
    const store = await freshStore(kind);
    await expect(
      store.transaction(async (transaction) => {
        await nextOf(transaction, 'audit');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await store.transaction((transaction) => nextOf(transaction, 'audit'))).toBe(1);
    expect(await store.transaction((transaction) => nextOf(transaction, 'audit'))).toBe(2);
  });

  test('[DB2] transactions at the same time have the result of one after the other', async () => {
    const place = await freshDatabase(kind);
    const [one, other] = [storeAt(place), storeAt(place)];
    await migrate(one);
    const numbers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        [one, other][index % 2]!.transaction((transaction) => nextOf(transaction, 'audit')),
      ),
    );
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  test('[DB1] text is sorted by code point, numbers beyond 32 bits and bytes come back as they were', async () => {
    const store = await freshStore(kind);
    const names = ['a', 'B', 'ä', 'Z', 'b', '😀', 'é'];
    const row = {
      kind: 'guest',
      name_key: 'x',
      skeleton: 'x',
      owner_id: null,
      renamed_ms: null,
      deleted_ms: null,
      history_hidden: 0,
    } as const;
    const seen_ms = 2 ** 53 - 1;
    await store.db
      .insertInto('user')
      .values(names.map((name) => ({ id: name, name, created_ms: 1_800_000_000_000, seen_ms, ...row })))
      .execute();
    const read = await store.db.selectFrom('user').select(['name', 'created_ms', 'seen_ms']).orderBy('name').execute();
    expect(read.map(({ name }) => name)).toEqual(['B', 'Z', 'a', 'b', 'ä', 'é', '😀']);
    expect(read[0]).toMatchObject({ created_ms: 1_800_000_000_000, seen_ms });
    const bytes = new Uint8Array([0, 255, 128, 10]);
    await store.db.insertInto('password').values({ user_id: 'a', salt: bytes, hash: bytes, params: '' }).execute();
    const { salt } = await store.db.selectFrom('password').select('salt').executeTakeFirstOrThrow();
    expect([...salt]).toEqual([...bytes]);
    const { total } = await store.db
      .selectFrom('user')
      .select(({ fn }) => [fn.sum<number>('created_ms').as('total'), fn.countAll<number>().as('count')])
      .executeTakeFirstOrThrow();
    expect(total).toBe(names.length * 1_800_000_000_000);
  });

  test('[DB1] a claimed look can be taken once, and again after it is deleted; guests share theirs', async () => {
    const { db } = await freshStore(kind);
    const add = (id: string, of: 'guest' | 'person' | 'bot', deleted_ms: number | null = null) =>
      db
        .insertInto('user')
        .values({
          ...{ id, kind: of, name: 'Ann', name_key: 'ann', skeleton: 'ann', created_ms: 0, seen_ms: 0, deleted_ms },
          history_hidden: 0,
        })
        .execute();
    await add('1', 'guest');
    await add('2', 'guest');
    await add('3', 'person', 5);
    await add('4', 'person');
    await expect(add('5', 'bot')).rejects.toThrow(/unique/i);
    await db.deleteFrom('user').where('id', '=', '4').execute();
    await add('6', 'bot');
  });

  test('[DB6] the feed has the newest value of each key, in the order of changes', async () => {
    const store = await freshStore(kind);
    const change = (key: string, value: string | null) =>
      store.transaction((transaction) => recordChange(transaction, { kind: 'name', key, value }));
    await change('ann', '1');
    await change('bob', '2');
    await change('ann', null);
    expect(await changesAfter(store.db, 0, 10)).toEqual([
      { seq: 2, kind: 'name', key: 'bob', value: '2' },
      { seq: 3, kind: 'name', key: 'ann', value: null },
    ]);
    expect(await changesAfter(store.db, 2, 10)).toHaveLength(1);
    expect(await changesAfter(store.db, 0, 1)).toMatchObject([{ key: 'bob' }]);
  });
});

test('[DB2] a transaction of SQLite refuses the handle of the store, for which it would wait for ever', async () => {
  const store = await freshStore('sqlite');
  const within = store.transaction(() => store.db.selectFrom('user').selectAll().execute());
  await expect(within).rejects.toThrow('its own handle');
  expect(await store.db.selectFrom('user').selectAll().execute()).toEqual([]);
});
