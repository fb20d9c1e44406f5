// The operator's desk over HTTP, with a real game server, on both databases.

import { describe, expect, onTestFinished, test } from 'vitest';
import { createLog, closeLog } from '#process';
import { join } from 'node:path';
import type { AuditPage, BanPage, Done, FailedPage, History, LiveNews } from '#handover';
import { addBan, bannedValue, banPage, endBans } from '../../../api/desk/bans.ts';
import { changesAfter } from '../../../api/store/change-feed.ts';
import { DATABASES, freshDatabase, freshStore } from '../../support/database.ts';
import { DeskClient, startDesk, startDeskApi } from '../../support/desk.ts';
import { freePort } from '../../support/free-port.ts';
import { newFolder } from '../../support/new-folder.ts';
import { startTestServer } from '../../support/test-server.ts';

const FAR = Date.now() + 3_600_000;

describe.each(DATABASES)('on %s', (kind) => {
  test('[OD21] an operator kicks, closes, speaks, bans and lifts, and the audit log has all of it', async () => {
    const { server, desk } = await startDesk((await freshDatabase(kind)).databaseUrl);
    const [ann, bo] = [await server.enter('Ann'), await server.enter('Bo')];
    const { code } = await bo.play();
    const done = async (path: string, body: object) => (await desk.ask(path, body)).body as Done;
    expect(await done('announce', { text: 'Hello' })).toEqual({ isAudited: true, sessions: 2 });
    expect(await done('kick', { session: 1, reason: 'Enough' })).toEqual({ isAudited: true, sessions: 1 });
    await ann.closed();
    expect(await done(`rooms/${code}/close`, { reason: '' })).toEqual({ isAudited: true });
    expect((await bo.next('left')).reason).toBe('operator-closed');
    const ban = { kind: 'name', value: ' Ann ', reason: 'Enough', untilMs: FAR };
    expect(await done('bans', ban)).toEqual({ isAudited: true });
    const { bans } = (await desk.ask('bans')).body as BanPage;
    expect(bans).toMatchObject([{ kind: 'name', value: 'Ann', reason: 'Enough', untilMs: FAR, liftedMs: null }]);
    expect(await done(`bans/${bans[0]!.id}/lift`, {})).toEqual({ isAudited: true });
    expect((await desk.ask(`bans/${bans[0]!.id}/lift`, {})).status).toBe(404);
    const { rows } = (await desk.ask('audit')).body as AuditPage;
    expect(rows.map(({ what, on }) => `${what} ${on}`)).toEqual([
      'lift name Ann',
      'ban name Ann',
      `close ${code}`,
      'kick Ann',
      'announce everybody',
      'sign-in ',
    ]);
    expect(rows.every(({ who }) => who === 'operator (127.0.0.1)')).toBe(true);
    expect(rows[3]!.details).toEqual({ address: '127.0.0.1', reason: 'Enough' });
  });

  test('[OD25] long lists of bans come in pages, the newest first, and a new ban replaces the one before', async () => {
    const { desk } = await startDesk((await freshDatabase(kind)).databaseUrl);
    for (let i = 0; i < 60; i++) {
      const value = `10.1.0.${i}`;
      expect((await desk.ask('bans', { kind: 'address', value, reason: '', untilMs: null })).status).toBe(200);
    }
    await desk.ask('bans', { kind: 'address', value: '10.1.0.0', reason: 'again', untilMs: null });
    const first = (await desk.ask('bans')).body as BanPage;
    const second = (await desk.ask(`bans?after=${first.after}`)).body as BanPage;
    expect([first.bans.length, second.bans.length, second.after]).toEqual([50, 11, null]);
    expect(new Set([...first.bans, ...second.bans].map(({ id }) => id)).size).toBe(61);
    expect(first.bans[0]).toMatchObject({ value: '10.1.0.0', reason: 'again', liftedMs: null });
    expect(second.bans.find(({ value }) => value === '10.1.0.0')!.liftedMs).not.toBeNull();
    expect((await desk.ask('failed')).body).toEqual({ matches: [], after: null } satisfies FailedPage);
    expect((await desk.ask('bans?after=nonsense')).status).toBe(400);
  });
});

test('[OD20] without a login nothing is shown and nothing is done', async () => {
  const { server, api } = await startDesk();
  const ann = await server.enter('Ann');
  const stranger = new DeskClient(`http://127.0.0.1:${api.port}`);
  for (const path of ['me', 'live', 'rooms', 'rooms/ABCDE/live', 'sessions', 'log', 'bans', 'audit', 'failed', 'x']) {
    expect([path, (await stranger.ask(path)).status]).toEqual([path, 401]);
  }
  for (const path of ['kick', 'announce', 'drain', 'bans', 'rooms/ABCDE/close']) {
    expect([path, (await stranger.ask(path, { session: 1, reason: '' })).status]).toEqual([path, 401]);
  }
  stranger.cookie = 'packetman_desk=made-up';
  expect((await stranger.ask('me')).status).toBe(401);
  await ann.ping();
  expect(ann.isClosed).toBe(false);
});

test('[OD20] a page of another site cannot act with the cookie of an operator', async () => {
  const { desk } = await startDesk();
  const body = JSON.stringify({ text: 'Hello' });
  expect((await desk.ask('announce', body, { 'x-packetman': '' })).body).toMatchObject({ error: 'missing-header' });
  const { headers } = await desk.signIn();
  expect(headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/);
});

test('[OD20] wrong tokens are counted by address, and a right one waits with them', async () => {
  const { desk } = await startDesk();
  for (let i = 0; i < 5; i++) expect((await desk.ask('login', { token: `wrong ${i}` })).status).toBe(401);
  const { status, headers } = await desk.signIn();
  expect([status, Number(headers.get('retry-after'))]).toEqual([429, 30]);
});

test('[OD20] to sign out ends the login', async () => {
  const { desk } = await startDesk();
  expect((await desk.ask('me')).body).toEqual({ name: 'operator' });
  await desk.ask('logout', {});
  expect((await desk.ask('me')).status).toBe(401);
});

test('[OD22] a stream begins with the history, and goes on with news', async () => {
  const { desk } = await startDesk();
  const events = await desk.events('live', (event) => event === 'sample');
  expect(events.map(({ event }) => event)).toEqual(['history', 'sample']);
  const [history, news] = [events[0]!.data as History, events[1]!.data as LiveNews];
  expect(history.recent.length).toBeLessThanOrEqual(300);
  expect(news.status.gameServer).toMatchObject({ isUp: true, isDraining: false, journal: 'on' });
});

test('[OD23] a room is looked at until it closes', async () => {
  const { server, desk } = await startDesk();
  const ann = await server.enter('Ann');
  const { code } = await ann.play();
  let shown!: () => void;
  const isShown = new Promise<void>((resolve) => (shown = resolve));
  const looking = desk.events(`rooms/${code}/live`, (event) => {
    if (event === 'picture') shown();
    return event === 'gone';
  });
  const [first] = await desk.events(`rooms/${code}/live`, (event) => event === 'picture');
  expect(first).toMatchObject({ event: 'picture', data: { code } });
  await isShown;
  await desk.ask(`rooms/${code}/close`, { reason: '' });
  expect((await looking)[0]).toMatchObject({ event: 'picture', data: { code } });
  expect(await desk.events(`rooms/${code}/live`, () => true)).toEqual([{ event: 'gone', data: {} }]);
});

const BAN = { kind: 'address', value: '203.0.113.1', reason: '', untilMs: null };

test('[OD24] the id of a guest is banned as the device by which game servers know the guest', async () => {
  const store = await freshStore('sqlite');
  const [guest, person] = ['a'.repeat(32), 'b'.repeat(32)];
  const hash = 'h'.repeat(43);
  const row = { name_key: 'x', owner_id: null, created_ms: 0, renamed_ms: null, seen_ms: 0, deleted_ms: null };
  const users = [
    { ...row, id: guest, kind: 'guest' as const, name: 'Gus', skeleton: 'gus' },
    { ...row, id: person, kind: 'person' as const, name: 'Ann', name_key: 'ann', skeleton: 'ann' },
  ];
  await store.db.insertInto('user').values(users).execute();
  await store.db
    .insertInto('device')
    .values([
      { hash, user_id: guest },
      { hash: 'i'.repeat(43), user_id: person },
    ])
    .execute();
  expect(await bannedValue(store, 'user', guest)).toBe(`device:${hash}`);
  expect(await bannedValue(store, 'user', person)).toBe(person);
  expect(await bannedValue(store, 'name', guest)).toBe(guest);
  await expect(bannedValue(store, 'user', 'c'.repeat(32))).rejects.toThrow('There is no account with this id.');
});

test('[OD24] what cannot be meant is refused, and what may be is asked', async () => {
  const { desk } = await startDesk();
  const ban = async (fields: object) => (await desk.ask('bans', { ...BAN, ...fields })).status;
  const name = { kind: 'name', value: 'Ann' };
  for (const value of ['0.0.0.0/0', '::/0', '::ffff:0:0/96', '::/20', 'nonsense', '1.2.3.4/33', '']) {
    expect([value, await ban({ value, isConfirmed: true })]).toEqual([value, 400]);
  }
  for (const value of ['127.0.0.1', '127.0.0.0/8', '::1', '10.0.0.0/9', '2001:db8::/20']) {
    expect([value, await ban({ value })]).toEqual([value, 409]);
    expect([value, await ban({ value, isConfirmed: true })]).toEqual([value, 200]);
  }
  expect(await ban({ ...name, value: '\u0000' })).toBe(400);
  expect(await ban({ kind: 'user', value: 'x' })).toBe(400);
  expect(await ban({ kind: 'user', value: '0'.repeat(32) })).toBe(400);
  expect(await ban({ kind: 'user', value: `device:${'h'.repeat(43)}` })).toBe(200);
  expect(await ban({ kind: 'planet', value: 'x' })).toBe(400);
  expect(await ban({ ...name, untilMs: 1000 })).toBe(400);
  expect(await ban({ ...name, untilMs: Number.MAX_SAFE_INTEGER })).toBe(400);
  expect(await ban({ ...name, reason: 'x'.repeat(121) })).toBe(400);
  expect(await ban({ ...name, reason: 'x'.repeat(100_000) })).toBe(413);
  expect(await ban({ value: '::ffff:203.0.113.9' })).toBe(200);
  expect(((await desk.ask('bans')).body as BanPage).bans[0]!.value).toBe('203.0.113.9');
  expect((await desk.ask('kick', 'no JSON')).status).toBe(400);
  expect((await desk.ask('kick', { session: 999, reason: '' })).status).toBe(404);
  expect((await desk.ask('rooms/..%2f..%2fkick/close', { reason: '' })).status).toBe(404);
  expect((await desk.ask('drain', {})).status).toBe(400);
});

test('[OD24] a ban ends by itself, and game servers learn of it', async () => {
  const store = await freshStore('sqlite');
  const id = await addBan(store, { ...BAN, kind: 'address', untilMs: 5000, by: 'ann' }, 1000);
  const feed = async () => (await changesAfter(store.db, 0, 10)).map(({ key, value }) => [key, value === null]);
  await endBans(store, 4999);
  expect(await feed()).toEqual([[id, false]]);
  await endBans(store, 5000);
  expect(await feed()).toEqual([[id, true]]);
  expect((await banPage(store, null)).bans).toMatchObject([{ id, untilMs: 5000, liftedMs: 5000 }]);
});

test('[OD26] without a game server the desk says so, and everything else goes on', async () => {
  const api = await startDeskApi(newFolder(), 1);
  const desk = new DeskClient(`http://127.0.0.1:${api.port}`);
  await desk.signIn();
  expect((await desk.ask('rooms')).body).toMatchObject({ error: 'game-server-down' });
  expect((await desk.ask('kick', { session: 1, reason: '' })).status).toBe(503);
  expect((await desk.ask('bans', { kind: 'name', value: 'Ann', reason: '', untilMs: null })).status).toBe(200);
  const [, news] = await desk.events('live', (event) => event === 'sample');
  expect(news!.data).toMatchObject({ sample: null, status: { gameServer: { isUp: false } } });
});

test('[OD26] a game server that was started again on its port is found again', async () => {
  const data = newFolder();
  // None that the system gives to somebody else meanwhile.
  const adminPort = await freePort();
  const first = await startTestServer({ data, adminPort });
  const api = await startDeskApi(data, adminPort);
  const desk = new DeskClient(`http://127.0.0.1:${api.port}`);
  await desk.signIn();
  await first.drain();
  expect((await desk.ask('rooms')).status).toBe(503);
  const second = await startTestServer({ data, adminPort });
  await second.enter('Ann');
  expect((await desk.ask('sessions')).body).toMatchObject({ total: 1 });
});

test('[OD27] lines of the log come as they were written, whatever they contain', async () => {
  const log = createLog('api', 'info', join(newFolder(), 'log'));
  onTestFinished(() => void closeLog(log));
  const api = await startDeskApi(newFolder(), 1, null, log);
  const desk = new DeskClient(`http://127.0.0.1:${api.port}`);
  await desk.signIn();
  log.info({ name: '<b>\u001b[31m' }, 'a \u0007 line');
  const { body } = await desk.ask('log?program=api');
  const { lines, newest } = body as { lines: { number: number; text: string }[]; newest: number };
  expect(JSON.parse(lines.at(-1)!.text)).toMatchObject({ msg: 'a \u0007 line', name: '<b>\u001b[31m' });
  expect((await desk.ask(`log?program=api&after=${newest}`)).body).toMatchObject({ lines: [] });
  expect(lines.some(({ text }) => text.includes('a token of sixteen'))).toBe(false);
});
