// A database that is down, full or gone: requests get a code, and are answered again when it is back.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { apiConfig } from '../../../api/config.ts';
import { createPublicApp } from '../../../api/http/app.ts';
import { HttpListener } from '../../../api/http/listener.ts';
import { startApi } from '../../../api/main.ts';
import { nextOf } from '../../../api/store/counter.ts';
import { isDatabaseDown } from '../../../api/store/database-down.ts';
import { migrate } from '../../../api/store/migrate.ts';
import { openPostgres } from '../../../api/store/postgres.ts';
import { openSqlite } from '../../../api/store/sqlite.ts';
import type { Store } from '../../../api/store/store.ts';
import { newFolder } from '../../support/new-folder.ts';
import { PostgresServer } from '../../support/postgres-server.ts';

const SILENT = pino({ level: 'silent' });
const OURS = { 'x-packetman': '1' };

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

/** A listener with a route that reads and one that writes, on this database. */
async function serve(store: Store): Promise<{ read: () => Promise<string>; write: () => Promise<string> }> {
  const config = apiConfig({ data: '/nowhere', requestsBurst: 1_000_000 });
  const app = createPublicApp({ config, log: SILENT, now: () => 0 });
  app.get('/api/count', async (call) => {
    const { count } = await store.db
      .selectFrom('counter')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return call.json({ count });
  });
  app.post('/api/next', async (call) => call.json({ next: await store.transaction((now) => nextOf(now, 'audit')) }));
  const listener = new HttpListener(app, { connectionsMax: 64, requestTimeoutMs: 60_000 });
  const port = await listener.listen('127.0.0.1', 0);
  onTestFinished(async () => {
    await listener.drain(0);
    await store.close();
  });
  const ask = async (path: string, init: RequestInit): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const body = (await answer.json()) as Record<string, unknown>;
    return answer.ok
      ? JSON.stringify(body)
      : `${answer.status} ${String(body['error'])} ${answer.headers.get('retry-after')}`;
  };
  return { read: () => ask('/api/count', {}), write: () => ask('/api/next', { method: 'POST', headers: OURS }) };
}

const DOWN = '503 database-down 5';

test('[DB5] a PostgreSQL that is killed is a code for reads and writes, and nothing else is needed when it is back', async () => {
  const store = openPostgres(server.url(), { connectionsMax: 3, statementMsMax: 30_000 });
  await migrate(store);
  const { read, write } = await serve(store);
  expect(await write()).toBe('{"next":1}');
  for (let times = 0; times < 2; times++) {
    // Some are under way while it goes.
    const underWay = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? read() : write()));
    await server.kill();
    for (const answer of await Promise.all(underWay))
      expect(answer).toMatch(/^\{"(count|next)":\d+\}$|^503 database-down 5$/);
    expect(await Promise.all([read(), write(), read(), write(), read()])).toEqual([DOWN, DOWN, DOWN, DOWN, DOWN]);
    expect(await server.restart()).toBe(true);
    expect(await read()).toBe('{"count":1}');
    expect(await write()).toMatch(/^\{"next":\d+\}$/);
  }
});

test('[DB5] an API that starts before its PostgreSQL listens, and is ready when that has come', async () => {
  const databaseUrl = server.url();
  await server.kill();
  const api = await startApi(apiConfig({ data: newFolder(), port: 0, adminPort: 0, databaseUrl }), SILENT);
  onTestFinished(() => api.drain());
  const isReady = async () => (await fetch(`http://127.0.0.1:${api.adminPort}/readyz`)).status;
  expect(await isReady()).toBe(503);
  expect((await fetch(`http://127.0.0.1:${api.port}/api/openapi.json`)).status).toBe(200);
  expect(await server.restart()).toBe(true);
  await api.ready;
  expect(await isReady()).toBe(200);
  await server.kill();
  await expect.poll(isReady).toBe(503);
  expect(await server.restart()).toBe(true);
  await expect.poll(isReady).toBe(200);
});

test('[DB4] a PostgreSQL without the database, and an address that is none, are one line', async () => {
  const start = (databaseUrl: string) =>
    startApi(apiConfig({ data: newFolder(), port: 0, adminPort: 0, databaseUrl }), SILENT);
  await expect(start(server.url('missing'))).rejects.toThrow(
    'cannot use the database: database "missing" does not exist',
  );
  await expect(start('mysql://secret@host/x')).rejects.toThrow(/^DATABASE_URL must be an address such as \S+$/);
});

test('[DB5] an SQLite that cannot grow is a code for writes, reads go on, and it works again', async () => {
  const store = openSqlite(join(newFolder(), 'api.sqlite'));
  await migrate(store);
  const { read, write } = await serve(store);
  expect(await write()).toBe('{"next":1}');
  const grow = (id: number) => {
    const row = { id, at_ms: 0, who: '', what: '', on: '', details: 'x'.repeat(10_000) };
    return store.transaction((transaction) => transaction.insertInto('audit').values(row).execute());
  };
  // As a full disk does it, which SQLite reports with the same code.
  await sql`pragma max_page_count = 1`.execute(store.db);
  await expect(grow(1)).rejects.toThrow('full');
  await expect(grow(2)).rejects.toSatisfy(isDatabaseDown);
  expect(await read()).toBe('{"count":1}');
  await sql`pragma max_page_count = 1000000`.execute(store.db);
  await grow(3);
  expect(await write()).toBe('{"next":2}');
});

test('[DB5] a file of SQLite that is deleted ends nothing, and the API is not ready', async () => {
  const data = newFolder();
  const api = await startApi(apiConfig({ data, port: 0, adminPort: 0 }), SILENT);
  onTestFinished(() => api.drain());
  await api.ready;
  const isReady = async () => (await fetch(`http://127.0.0.1:${api.adminPort}/readyz`)).status;
  expect(await isReady()).toBe(200);
  rmSync(data, { recursive: true });
  expect(await isReady()).toBe(503);
  expect((await fetch(`http://127.0.0.1:${api.port}/api/openapi.json`)).status).toBe(200);
});
