// What the status page says of open and ended sessions, and how one is ended.
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { SessionRow, SortKey, StatusSnapshot } from '../../../bridge/status/answers.ts';
import { FirstInOrder } from '../../../bridge/status/first-in-order.ts';
import { History } from '../../../bridge/status/history.ts';
import { Rates } from '../../../bridge/status/rates.ts';
import {
  ENDED_MAX,
  endOf,
  mergeSnapshots,
  orderOf,
  ROWS_MAX,
  type StatusQuery,
} from '../../../bridge/status/snapshot.ts';
import type { OpenTunnel } from '../../../bridge/websocket/tunnels.ts';
import { bridgeConfig } from '../../../bridge/config.ts';
import { closedAddress, fromPage, openBrowser, openEchoTarget, openTarget, patternBytes } from '../support.ts';
import { end, openStatusBridge, passwordFile, sessionsAnswer, signIn, snapshotOf } from './support.ts';

const QUERY: StatusQuery = { search: '', sort: 'age', isDescending: true, from: 0 };

test('[B94] a row has the bytes of both directions, to the byte, and nothing of the path', async () => {
  const target = await openTarget();
  const bridge = await openStatusBridge(target, { trust: ['127.0.0.1'] });
  const browser = await openBrowser(bridge, { headers: { 'x-forwarded-for': '203.0.113.7' } }, '/secret?token=hidden');
  const socket = await target.nextConnection();
  browser.socket.send(patternBytes(70_001));
  let length = 0;
  while (length < 70_001) length += ((await once(socket, 'data')) as [Buffer])[0].length;
  socket.write(patternBytes(12_345));
  await browser.bytes(12_345);
  const snapshot = await snapshotOf(bridge, await signIn(bridge));
  expect(snapshot).toMatchObject({ sessions: 1, found: 1, ended: [] });
  const [row] = snapshot.rows;
  expect(row).toEqual({
    ...{ id: expect.any(String) as string, client: '203.0.113.7', route: 'default', user: null, state: 'open' },
    ...{ target: `127.0.0.1:${target.port}`, ageMs: expect.any(Number) as number, rttMs: null },
    ...{ bytesToTarget: 70_001, bytesToBrowser: 12_345, rateToTarget: null, rateToBrowser: null },
  });
  expect(JSON.stringify(snapshot)).not.toMatch(/secret|hidden/);
});

test('[B94] a session that waits for its target is dialing, one whose target refused ended as unreachable', async () => {
  const bridge = await openStatusBridge(await closedAddress());
  const browser = await openBrowser(bridge, fromPage(bridge));
  await browser.closed;
  await bridge.nextEnd();
  const { rows, ended } = await snapshotOf(bridge, await signIn(bridge));
  expect(rows).toEqual([]);
  expect(ended).toMatchObject([{ cause: 'target-unreachable', code: 1014, target: null }]);
});

test('[B92] an operator ends a session: the browser gets the code, the log a name, the page the reason', async () => {
  const target = await openEchoTarget();
  const bridge = await openStatusBridge(target);
  const [browser, other] = [await openBrowser(bridge), await openBrowser(bridge)];
  other.socket.send('hello');
  await other.bytes(5);
  const cookie = await signIn(bridge);
  const before = await snapshotOf(bridge, cookie, '?sort=age&order=descending');
  const { id } = before.rows[0]!;
  expect((await end(bridge, cookie, id)).status).toBe(200);
  expect(await browser.closed).toEqual({ code: 1008, reason: 'ended by the operator' });
  await bridge.nextEnd();
  const { sessions, rows, ended } = await snapshotOf(bridge, cookie);
  expect([sessions, rows.map((row) => row.id)]).toEqual([1, [before.rows[1]!.id]]);
  expect(ended).toEqual([
    {
      ...{ id, client: '127.0.0.1', route: 'default', user: null, target: `127.0.0.1:${target.port}` },
      ...{ cause: 'ended-by-operator', code: 1008, bytesToTarget: 0, bytesToBrowser: 0 },
      ...{ endedAtMs: expect.any(Number) as number, durationMs: expect.any(Number) as number },
    },
  ]);
  expect(bridge.log).toContainEqual(
    expect.objectContaining({ msg: 'session ended by operator', tunnel: id, operator: 'olga' }),
  );
  const { status, body } = await end(bridge, cookie, id);
  expect([status, JSON.parse(String(body))]).toEqual([404, expect.objectContaining({ error: 'no-session' })]);
});

test('[B92] a session that is ending already is not ended again, and nobody is said to have done it', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const { socket, bytes } = await openBrowser(bridge);
  socket.send('hello');
  await bytes(5);
  const cookie = await signIn(bridge);
  const { id } = (await snapshotOf(bridge, cookie)).rows[0]!;
  // It does not answer the Close frame.
  socket.pause();
  expect((await end(bridge, cookie, id)).status).toBe(200);
  expect((await snapshotOf(bridge, cookie)).rows).toMatchObject([{ id, state: 'closing' }]);
  expect((await end(bridge, cookie, id)).status).toBe(404);
  expect(bridge.log.filter(({ msg }) => msg === 'session ended by operator')).toHaveLength(1);
});

test('[B93] a search finds sessions by address, route, user, target and their id in the log, whatever the case', async () => {
  const [first, second] = [await openEchoTarget(), await openEchoTarget()];
  const passwords = await passwordFile();
  const bridge = await openStatusBridge(first, {
    target: undefined,
    trust: ['127.0.0.1'],
    routes: [
      { name: 'Game', path: '/game', target: first },
      { name: 'desk', path: '/desk', target: second, auth: { passwords } },
    ],
  });
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  await openBrowser(bridge, { headers }, '/game');
  await openBrowser(bridge, { headers: { authorization: `Basic ${btoa('olga:open sesame')}` } }, '/desk');
  const cookie = await signIn(bridge);
  const found = async (search: string) => {
    const snapshot = await snapshotOf(bridge, cookie, `?search=${encodeURIComponent(search)}`);
    expect(snapshot.sessions).toBe(2);
    expect(snapshot.found).toBe(snapshot.rows.length);
    return snapshot.rows.map(({ route }) => route).toSorted();
  };
  expect(await found('')).toEqual(['Game', 'desk']);
  expect(await found('203.0.113')).toEqual(['Game']);
  expect(await found(' GAME ')).toEqual(['Game']);
  expect(await found('OLGA')).toEqual(['desk']);
  expect(await found(`:${second.port}`)).toEqual(['desk']);
  expect(await found('nothing')).toEqual([]);
  const [row] = (await snapshotOf(bridge, cookie, '?search=olga')).rows;
  expect(await found(row!.id.toUpperCase())).toEqual(['desk']);
  expect(await found(row!.id.slice(0, -1))).toEqual([]);
});

test.each(['?sort=path', '?order=up', '?from=x', '?from=901', '?from=-1', `?search=${'x'.repeat(101)}`])(
  '[B93] %s is 400',
  async (query) => {
    const bridge = await openStatusBridge(await openEchoTarget());
    expect((await sessionsAnswer(bridge, await signIn(bridge), query)).status).toBe(400);
  },
);

test('[B93] the rows of an answer are a page of the whole order, of one process and of several', () => {
  const all = Array.from({ length: 350 }, (_, i) => rowWith({ id: `id-${i}`, bytesToTarget: (i * 37) % 350 }));
  const query = { ...QUERY, sort: 'bytes', from: 100 } as const;
  const sorted = all.toSorted(orderOf(query));
  const part = (rows: readonly SessionRow[]): StatusSnapshot => ({
    ...{ sessions: rows.length, found: rows.length, ended: [], history: [] },
    rows: rows.toSorted(orderOf(query)).slice(0, endOf(query)),
  });
  const expected = sorted.slice(100, 100 + ROWS_MAX);
  expect(mergeSnapshots([part(all)], query).rows).toEqual(expected);
  const merged = mergeSnapshots([part(all.slice(0, 5)), part(all.slice(5, 200)), part(all.slice(200))], query);
  expect(merged).toMatchObject({ sessions: 350, found: 350, rows: expected });
});

test('[B93] the first of an order are those of the sorted list, whatever the order in which they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 })), fc.integer({ min: 1, max: 12 }), (numbers, max) => {
      const first = new FirstInOrder<number>(max, (a, b) => a - b);
      for (const number of numbers) first.add(number);
      expect(first.items).toEqual(numbers.toSorted((a, b) => a - b).slice(0, max));
    }),
  );
});

test('[B93] in either order, unknown values come last, and equal ones keep their places', () => {
  const rows = [
    rowWith({ id: 'a', rttMs: null }),
    rowWith({ id: 'b', rttMs: 5 }),
    rowWith({ id: 'c', rttMs: 5 }),
    rowWith({ id: 'd', rttMs: 1 }),
  ];
  const ids = (sort: SortKey, isDescending: boolean) =>
    rows.toSorted(orderOf({ sort, isDescending })).map(({ id }) => id);
  expect(ids('roundTrip', true)).toEqual(['b', 'c', 'd', 'a']);
  expect(ids('roundTrip', false)).toEqual(['d', 'b', 'c', 'a']);
  expect(ids('route', true)).toEqual(['a', 'b', 'c', 'd']);
  expect(ids('rate', true)).toEqual(['a', 'b', 'c', 'd']);
});

test('[B93] several processes are one: ended sessions by time, points of one time added up', () => {
  const point = (atMs: number, sessions: number) => ({ atMs, sessions, rateToTarget: sessions, rateToBrowser: 1 });
  const ended = (endedAtMs: number) => ({ endedAtMs }) as StatusSnapshot['ended'][number];
  const merged = mergeSnapshots(
    [
      { sessions: 1, found: 1, rows: [], ended: [ended(30), ended(10)], history: [point(5000, 2), point(10_000, 3)] },
      { sessions: 4, found: 2, rows: [], ended: [ended(20)], history: [point(10_000, 4)] },
    ],
    QUERY,
  );
  expect(merged).toEqual({
    ...{ sessions: 5, found: 3, rows: [] },
    ended: [ended(30), ended(20), ended(10)],
    history: [
      { atMs: 5000, sessions: 2, rateToTarget: 2, rateToBrowser: 1 },
      { atMs: 10_000, sessions: 7, rateToTarget: 7, rateToBrowser: 2 },
    ],
  });
});

test('[B93] the last hundred that have ended are kept, the newest first', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  for (let i = 0; i < ENDED_MAX + 3; i++) {
    const { socket } = await openBrowser(bridge);
    socket.close(4000 + i);
    await bridge.nextEnd();
  }
  const { ended } = await snapshotOf(bridge, await signIn(bridge));
  expect(ended.map(({ code }) => code)).toEqual(Array.from({ length: ENDED_MAX }, (_, i) => 4102 - i));
  expect(ended[0]).toMatchObject({ cause: 'browser-closed' });
});

test('[B93] a rate is that since the last look, and none without a look shortly before', () => {
  vi.useFakeTimers();
  try {
    const traffic = { bytesToTarget: 1000, bytesToBrowser: 0 };
    const open = { tunnel: { traffic } } as unknown as OpenTunnel;
    const rates = new Rates();
    const lookAt = (nowMs: number) => {
      rates.look([open], nowMs);
      return rates.of(open);
    };
    expect(lookAt(1000)).toBeNull();
    Object.assign(traffic, { bytesToTarget: 5000, bytesToBrowser: 300 });
    expect(lookAt(3000)).toEqual({ toTarget: 2000, toBrowser: 150 });
    traffic.bytesToTarget = 9000;
    // Another viewer's look, at almost the same time.
    expect(lookAt(3100)).toEqual({ toTarget: 2000, toBrowser: 150 });
    expect(lookAt(5000)).toEqual({ toTarget: 2000, toBrowser: 0 });
    expect(lookAt(7000)).toEqual({ toTarget: 0, toBrowser: 0 });
    expect(lookAt(17_001)).toBeNull();
    expect(lookAt(19_001)).toEqual({ toTarget: 0, toBrowser: 0 });
    vi.advanceTimersByTime(10_000);
    expect(rates.of(open)).toBeNull();
    rates.stop();
  } finally {
    vi.useRealTimers();
  }
});

test('[B93] the history has a point for each five seconds of the last ten minutes, at times that all processes share', () => {
  vi.useFakeTimers({ now: 1_000_003_700 });
  try {
    const totals = { sessions: 0, toTarget: 0, toBrowser: 0 };
    const history = new History(() => ({ ...totals }));
    Object.assign(totals, { sessions: 3, toTarget: 6300, toBrowser: 3150 });
    vi.advanceTimersByTime(6300);
    expect(history.points).toEqual([{ atMs: 1_000_010_000, sessions: 3, rateToTarget: 1000, rateToBrowser: 500 }]);
    totals.toTarget += 5000;
    vi.advanceTimersByTime(5000);
    expect(history.points[1]).toEqual({ atMs: 1_000_015_000, sessions: 3, rateToTarget: 1000, rateToBrowser: 0 });
    vi.advanceTimersByTime(20 * 60_000);
    expect(history.points).toHaveLength(120);
    expect(new Set(history.points.map(({ atMs }) => atMs)).size).toBe(120);
    history.stop();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('[B90] the page comes and goes with the settings, and logins stay when they are read again', async () => {
  const target = await openEchoTarget();
  const bridge = await openStatusBridge(target);
  const cookie = await signIn(bridge);
  await openBrowser(bridge);
  const settings = { listen: '0', target };
  const withPage = { ...settings, status: '/other', statusPasswords: bridge.passwords };
  bridge.reload(bridgeConfig({ ...withPage, status: '/status' }));
  expect((await snapshotOf(bridge, cookie)).sessions).toBe(1);
  bridge.reload(bridgeConfig(settings));
  expect((await sessionsAnswer(bridge, cookie)).status).toBe(404);
  bridge.reload(bridgeConfig(withPage));
  expect((await sessionsAnswer(bridge, cookie)).status).toBe(404);
});

function rowWith(fields: Partial<SessionRow>): SessionRow {
  return {
    ...{ id: '', client: '', route: '', user: null, state: 'open', target: null, ageMs: 0 },
    ...{ bytesToTarget: 0, bytesToBrowser: 0, rateToTarget: null, rateToBrowser: null, rttMs: null },
    ...fields,
  };
}
