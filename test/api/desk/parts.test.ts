// Parts of the desk by themselves: samples, tokens, logins.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Figures, Sample } from '#handover';
import { DeskTokens } from '../../../api/desk/desk-tokens.ts';
import { LiveFeed } from '../../../api/desk/live-feed.ts';
import { Logins } from '../../../api/desk/logins.ts';
import { RoomPictures } from '../../../api/desk/room-pictures.ts';
import { HOUR_MAX, RECENT_MAX, sampleBetween, SampleHistory } from '../../../api/desk/samples.ts';
import { sumOf } from '../../../api/desk/bridge-metrics.ts';
import { newFolder } from '../../support/new-folder.ts';

const TIMES = { boundsMs: [1, 10], counts: [0, 0, 0], sumMs: 0 };
const FIGURES: Figures = {
  ...{ startId: 'a', uptimeSeconds: 1, ticks: 100, ticksDropped: 0, bytesIn: 0, bytesOut: 1000, roomsFailed: 0 },
  ...{ tickMs: TIMES, latenessMs: TIMES, inputToWireMs: TIMES, errors: { flood: 2 }, rooms: 1, players: 2, bots: 3 },
  ...{ disconnected: 0, connections: 5, queuedBytes: 0, cpuSeconds: 1, rssBytes: 10, logLinesDropped: 0 },
  ...{ journal: null, outbox: null, isDraining: false, node: null },
};

test('[OD22] a sample is the difference of two readings of one process', () => {
  const after: Figures = {
    ...{ ...FIGURES, ticks: 220, bytesOut: 5000, cpuSeconds: 1.5, errors: { flood: 2, silent: 4 } },
    tickMs: { ...TIMES, counts: [100, 20, 0] },
  };
  const sample = sampleBetween({ atMs: 0, figures: FIGURES }, { atMs: 2000, figures: after })!;
  expect(sample).toMatchObject({ ticks: 60, bytesOut: 2000, cpu: 0.25, errors: 2, players: 2, bots: 3 });
  expect(sample.tickP99).toBeGreaterThan(1);
  expect(sample.latenessP99).toBeNull();
  const restarted = { ...after, startId: 'b' };
  expect(sampleBetween({ atMs: 0, figures: FIGURES }, { atMs: 2000, figures: restarted })).toBeNull();
});

test('[OD22] ten seconds are shown by the worst of them, and an hour is kept', () => {
  const usual = sampleBetween({ atMs: 0, figures: FIGURES }, { atMs: 1000, figures: FIGURES })!;
  const history = new SampleHistory();
  const at = (second: number): Sample => ({
    ...usual,
    atMs: second * 1000,
    tickP99: second === 5 ? 80 : 1,
    players: second % 2,
  });
  const complete: Sample[] = [];
  for (let second = 0; second < 4000; second++) {
    const piece = history.add(at(second));
    if (piece !== null) complete.push(piece);
  }
  expect(complete[0]).toMatchObject({ atMs: 9000, tickP99: 80, players: 0.5, latenessP99: null });
  expect(complete[1]).toMatchObject({ atMs: 19_000, tickP99: 1 });
  expect([history.recent.length, history.hour.length]).toEqual([RECENT_MAX, HOUR_MAX]);
});

test('[OD22] errors of the last five minutes are added up, and begin anew with another process', async () => {
  let nowMs = 0;
  let errors: Figures['errors'] = { flood: 5 };
  const figures = () => Promise.resolve([{ id: '', figures: { ...FIGURES, errors } }]);
  const live = new LiveFeed({ gameServers: { figures }, readBridge: null, now: () => nowMs });
  const look = async () => {
    nowMs += 60_000;
    await live.read();
    return live.history.status.gameServer.errors;
  };
  expect(await look()).toEqual([]);
  errors = { flood: 6, silent: 3 };
  expect(await look()).toEqual([
    ['silent', 3],
    ['flood', 1],
  ]);
  for (let minute = 0; minute < 6; minute++) await look();
  expect(await look()).toEqual([]);
  errors = { flood: 1 };
  await look();
  errors = { flood: 3 };
  expect(await look()).toEqual([['flood', 2]]);
});

test('[OD50] the figures of nodes are added up, of times the worst, and each has a row', async () => {
  let nowMs = 0;
  const node = (id: string) => ({
    ...{ id, hasRedis: true, mayRun: true, others: 1, free: 7, rules: 1, appends: 0, keyframes: 0, appendFailures: 0 },
    ...{ fenced: 0, ticksUnreplicated: 3, roomsTaken: 2, roomsLost: 0 },
    ...{ roomsMoved: 0, roomsStayed: 0, moveStillMsMax: 0 },
  });
  const slow = { ...TIMES, counts: [0, 20, 0] };
  let second: Figures | null = { ...FIGURES, startId: 'b', node: node('n2') };
  let first: Figures = { ...FIGURES, node: node('n1') };
  const figures = () =>
    Promise.resolve(Object.entries({ n1: first, n2: second }).map(([id, each]) => ({ id, figures: each })));
  const live = new LiveFeed({ gameServers: { figures }, readBridge: null, now: () => nowMs });
  await live.read();
  nowMs += 1000;
  first = { ...first, bytesOut: 5000, tickMs: { ...TIMES, counts: [20, 0, 0] } };
  second = { ...second, bytesOut: 7000, tickMs: slow, isDraining: true };
  await live.read();
  const { recent, status } = live.history;
  expect(recent).toMatchObject([{ bytesOut: 10_000, players: 4, bots: 6, connections: 10, atMs: 1000 }]);
  expect(recent[0]!.tickP99).toBeGreaterThan(1);
  expect(status.gameServer).toMatchObject({ isUp: true, isDraining: false, errors: [] });
  expect(status.nodes).toMatchObject([
    { id: 'n1', isUp: true, isDraining: false, players: 2, free: 7, ticksUnreplicated: 3, roomsTaken: 2 },
    { id: 'n2', isUp: true, isDraining: true, rooms: 1 },
  ]);
  second = null;
  await live.read();
  expect(live.history.status.nodes).toMatchObject([{ id: 'n1' }, { id: 'n2', isUp: false, rooms: 0, cpu: null }]);
  expect(live.history.status.gameServer.isUp).toBe(true);
});

test('[OD20] only hashes of tokens are kept, in a file that only its user may read', () => {
  const data = newFolder();
  const tokens = new DeskTokens(data, null);
  const first = tokens.begin()!;
  expect(tokens.begin()).toBeNull();
  const ann = tokens.make('ann');
  const ownerOf = (token: string) => tokens.ownerOf(token)?.name ?? null;
  expect([ownerOf(first), ownerOf(ann), ownerOf(`${ann}x`)]).toEqual(['operator', 'ann', null]);
  const file = join(data, 'desk-tokens.json');
  expect(readFileSync(file, 'utf8')).not.toContain(ann);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = tokens.make('ann');
  expect([ownerOf(ann), ownerOf(again)]).toEqual([null, 'ann']);
  expect([tokens.remove('ann'), tokens.remove('ann'), ownerOf(again)]).toEqual([true, false, null]);
  expect(() => tokens.make('<b>')).toThrow('a name has');
  expect(() => new DeskTokens(data, 'short')).toThrow('at least 16');
  expect(new DeskTokens(newFolder(), 'long enough for all').begin()).toBeNull();
});

test('[OD20] a login ends by time, with its token, and when there are too many', () => {
  const tokens = new DeskTokens(newFolder(), null);
  const token = tokens.make('ann');
  let nowMs = 0;
  const logins = new Logins(tokens, () => nowMs);
  const cookieOf = () => {
    const attempt = logins.signIn(token, '203.0.113.1');
    return 'cookie' in attempt ? attempt.cookie : '';
  };
  const cookie = cookieOf();
  nowMs += 11 * 3_600_000;
  expect(logins.operatorOf(cookie)).toBe('ann');
  nowMs += 13 * 3_600_000;
  expect(logins.operatorOf(cookie)).toBeNull();
  const oldest = cookieOf();
  for (let login = 0; login < 64; login++) cookieOf();
  expect(logins.operatorOf(oldest)).toBeNull();
  const last = cookieOf();
  tokens.remove('ann');
  expect(logins.operatorOf(last)).toBeNull();
});

test('[OD20] a token that is replaced ends the logins that were made with it', () => {
  const tokens = new DeskTokens(newFolder(), null);
  const logins = new Logins(tokens, () => 0);
  const signIn = (token: string) => logins.signIn(token, '203.0.113.1') as { readonly cookie: string };
  const stolen = signIn(tokens.make('ann'));
  const bob = signIn(tokens.make('bob'));
  const own = signIn(tokens.make('ann'));
  expect([stolen, own, bob].map(({ cookie }) => logins.operatorOf(cookie))).toEqual([null, 'ann', 'bob']);
});

test('[OD20] wrong tokens are counted by IPv6 /64', () => {
  const logins = new Logins(new DeskTokens(newFolder(), null), () => 0);
  const waits = Array.from({ length: 6 }, (_, i) => logins.signIn('wrong', `2001:db8::${i}`) as { waitMs: number });
  expect(waits.map(({ waitMs }) => waitMs > 0)).toEqual([false, false, false, false, false, true]);
  expect(logins.signIn('wrong', '2001:db8:0:1::1')).toEqual({ waitMs: 0 });
});

test('[OD23] one maze is asked for once, however many look, and at most eight are', () => {
  const asked: string[] = [];
  const picture = ((code: string) => {
    asked.push(code);
    return new Promise(() => {});
  }) as never;
  const pictures = new RoomPictures({ picture });
  const viewer = { picture() {}, gone() {} };
  const stops = [pictures.watch('A', 0, viewer), pictures.watch('A', 0, { ...viewer })];
  expect(asked).toEqual(['A']);
  for (let maze = 1; maze < 8; maze++) stops.push(pictures.watch('A', maze, { ...viewer }));
  expect(() => pictures.watch('B', 0, viewer)).toThrow('Too many rooms');
  for (const stop of stops) stop();
  pictures.watch('B', 0, viewer)();
});

test('[OD22] figures of the bridge are sums over labels', () => {
  const text =
    '# TYPE bridge_tunnels gauge\nbridge_tunnels 3\nbridge_queued_bytes{side="a"} 2\nbridge_queued_bytes{side="b"} 5\n';
  expect([sumOf(text, 'bridge_tunnels'), sumOf(text, 'bridge_queued_bytes'), sumOf(text, 'other')]).toEqual([3, 7, 0]);
});
