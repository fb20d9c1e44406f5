// From what a game server hands over to tables: once, verified, on both databases, with the thread of the build.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  encodeDailyStart,
  encodeFinishedMatch,
  encodeRecords,
  internalBearer,
  type FinishedMatch,
  type HandedRecord,
} from '#handover';
import { matchSettings, plainSettings, replayFrom, replayOf, verifyReplay } from '#simulation';
import { apiConfig } from '../../../api/config.ts';
import { createCore } from '../../../api/core.ts';
import { addBan } from '../../../api/desk/bans.ts';
import type { MatchApplier } from '../../../api/matches/appliers.ts';
import { ingest } from '../../../api/matches/ingest.ts';
import { nextWaiting, queueFigures } from '../../../api/matches/match-queue.ts';
import { putGame, readGame } from '../../../api/matches/offline.ts';
import { removeOld } from '../../../api/matches/retention.ts';
import { RulesBundles } from '../../../api/matches/rules-bundles.ts';
import { Verification, type VerificationOptions } from '../../../api/matches/verification.ts';
import type { Parts } from '../../../api/parts.ts';
import type { Store } from '../../../api/store/store.ts';
import { buildRules } from '../../../tools/rules-bundle.js';
import { ensureBuilt } from '../../../tools/set-up.js';
import { AccountClient } from '../../support/account-client.ts';
import { DATABASES, freshStore, testOnce } from '../../support/database.ts';
import { finishedMatch } from '../../support/finished-match.ts';
import { newFolder } from '../../support/new-folder.ts';
import { runApi } from '../../support/running-api.ts';

const DIST = new URL('../../../dist/', import.meta.url);
const THREAD = new URL('api/matches/verify-thread.js', DIST);
const NOW = Date.UTC(2026, 10, 30, 12);
const silent = pino({ level: 'silent' });
const OLD_RULES = 77;

beforeAll(ensureBuilt);

/** The match of the tests; another id makes another match of it. */
const PLAYED = finishedMatch();
const handed = (change: Partial<FinishedMatch> = {}): HandedRecord => ({
  kind: 'match',
  bytes: encodeFinishedMatch({ ...PLAYED, ...change }),
});
const newId = () => randomBytes(16).toString('hex');

function partsOf(store: Store, data = newFolder()): Parts {
  new RulesBundles(data).adopt(new URL('sim/', DIST).pathname, silent);
  return {
    config: apiConfig({ data }),
    store,
    log: silent,
    metrics: new Registry(),
    key: Buffer.alloc(32),
    now: () => NOW,
  };
}

/** The queue is a table, which says nothing when it changes. */
const POLL = { interval: 5 };

/** Verifies all that waits, as a program from its start on. */
async function verifyAll(parts: Parts, options: VerificationOptions = {}): Promise<void> {
  const verification = new Verification(parts, { thread: THREAD, ...options });
  onTestFinished(() => verification.stop());
  await expect.poll(() => nextWaiting(parts.store), POLL).toBeNull();
  await verification.stop();
}

const stateOf = ({ db }: Store, id = PLAYED.id) =>
  db.selectFrom('match').select(['state', 'failure', 'epoch']).where('id', '=', id).executeTakeFirst();

describe.each(DATABASES)('on %s', (kind) => {
  const once = testOnce(kind);

  test('[OB10] a match that is sent again and again is there once, and enters tables once', async () => {
    const store = await freshStore(kind);
    const record = handed();
    const applied: string[] = [];
    for (let sent = 0; sent < 3; sent++) {
      expect((await ingest(store, [record, record], NOW)).answers).toEqual(['taken', 'taken']);
      await verifyAll(partsOf(store), { appliers: [async (_, id) => void applied.push(id)] });
    }
    expect(applied).toEqual([PLAYED.id]);
    expect(await stateOf(store)).toEqual({ state: 'verified', failure: null, epoch: 0 });
    const seats = await store.db.selectFrom('match_seat').selectAll().execute();
    expect(seats.map(({ seat, place, whole }) => [seat, place, whole])).toEqual(
      PLAYED.seats.map(({ seat, place }) => [seat, place, 1]),
    );
    // Two devices have finished their first match.
    expect((await store.db.selectFrom('user').select('kind').execute()).map(({ kind }) => kind)).toEqual([
      'guest',
      'guest',
    ]);
    const { replay } = await store.db.selectFrom('match_log').select('replay').executeTakeFirstOrThrow();
    const kept = replayFrom(JSON.parse(gunzipSync(replay).toString()));
    expect(verifyReplay(kept)).toBeNull();
    expect(await nextWaiting(store)).toBeNull();
  });

  test('[OB11] of two ends of one match that of the higher epoch counts, and a verified one stays', async () => {
    const store = await freshStore(kind);
    const id = newId();
    expect((await ingest(store, [handed({ id, epoch: 1 })], NOW)).newCount).toBe(1);
    // The same epoch with other content, and a lower one.
    expect((await ingest(store, [handed({ id, epoch: 1, node: 'other' })], NOW)).conflicts).toEqual([id]);
    expect((await ingest(store, [handed({ id })], NOW)).conflicts).toEqual([id]);
    expect((await ingest(store, [handed({ id, epoch: 2, node: 'newer' })], NOW)).newCount).toBe(1);
    expect(await stateOf(store, id)).toMatchObject({ state: 'waiting', epoch: 2 });
    await verifyAll(partsOf(store));
    expect((await ingest(store, [handed({ id, epoch: 3 })], NOW)).conflicts).toEqual([id]);
    expect(await stateOf(store, id)).toMatchObject({ state: 'verified', epoch: 2 });
  });

  test('[OB12] what does not come out of its log is set apart, with its replay and the reason, and enters no table', async () => {
    const store = await freshStore(kind);
    const [first, second] = PLAYED.seats as [FinishedMatch['seats'][0], FinishedMatch['seats'][0]];
    const { head } = PLAYED.recorded;
    const result = { ...head.result!, score: head.result!.score + 10 };
    const wrong: [Partial<FinishedMatch>, RegExp][] = [
      [{ seats: [{ ...first, score: first.score + 10 }, second] }, /^score of seat/],
      [{ seats: [{ ...first, place: 2 }, second] }, /^place of seat/],
      [{ seats: [first, { ...second, counts: { ...second.counts, ghosts: 99 } }] }, /^ghosts of seat/],
      [{ recorded: { ...PLAYED.recorded, head: { ...head, result } } }, /^score: /],
      [{ recorded: { ...PLAYED.recorded, log: PLAYED.recorded.log.slice(0, 40) } }, /log: bytes|tick \d+/],
      [{ recorded: { ...PLAYED.recorded, log: Uint8Array.of(0xff, 0xff) } }, /log: bytes/],
      [{ recorded: { ...PLAYED.recorded, checkpoints: [] } }, /checkpoint/],
    ];
    const ids = wrong.map(() => newId());
    const records = wrong.map(([change], index) => handed({ ...change, id: ids[index]! }));
    expect((await ingest(store, records, NOW)).newCount).toBe(wrong.length);
    const applied: string[] = [];
    await verifyAll(partsOf(store), { appliers: [async (_, id) => void applied.push(id)] });
    for (const [index, [, reason]] of wrong.entries()) {
      const row = await stateOf(store, ids[index]);
      expect(row).toMatchObject({ state: 'failed' });
      expect(row!.failure).toMatch(reason);
    }
    expect(applied).toEqual([]);
    expect(await queueFigures(store)).toMatchObject({ waiting: 0, failed: wrong.length });
    const logs = await store.db.selectFrom('match_log').select('match_id').execute();
    expect(logs.map(({ match_id }) => match_id)).toContain(ids[0]);
  });

  test('[OB13] a process that dies while a match enters tables has done nothing, and the next one does it', async () => {
    const store = await freshStore(kind);
    await ingest(store, [handed()], NOW);
    const entries: MatchApplier = async (transaction, id) => {
      await transaction.insertInto('counter').values({ name: id, value: 1 }).execute();
    };
    for (let process = 1; process <= 2; process++) {
      let failing: Verification | null = null;
      await new Promise<void>((died) => {
        const dies: MatchApplier = () => {
          died();
          return Promise.reject(new Error('killed'));
        };
        failing = new Verification(partsOf(store), { thread: THREAD, appliers: [entries, dies] });
      });
      await failing!.stop();
      expect(await stateOf(store)).toMatchObject({ state: 'waiting' });
      expect(await store.db.selectFrom('counter').selectAll().where('name', '=', PLAYED.id).execute()).toEqual([]);
    }
    await verifyAll(partsOf(store), { appliers: [entries] });
    expect(await stateOf(store)).toMatchObject({ state: 'verified' });
  });

  test('[OB13] two processes on one database verify a match once', async () => {
    const store = await freshStore(kind);
    await ingest(store, [handed()], NOW);
    const applied: string[] = [];
    const options = { appliers: [async (_: unknown, id: string) => void applied.push(id)] };
    await Promise.all([verifyAll(partsOf(store), options), verifyAll(partsOf(store), options)]);
    // On PostgreSQL a transaction may run again on a conflict: what counts is the state.
    expect(applied.length).toBeGreaterThanOrEqual(1);
    expect(await stateOf(store)).toMatchObject({ state: 'verified' });
    if (kind === 'sqlite') expect(applied.length).toBe(1);
  });

  test('[OB10] the start of a daily match uses the try of the day, once', async () => {
    const store = await freshStore(kind);
    const player = { kind: 'device', hash: 'd'.repeat(43) } as const;
    const start = { date: '2026-11-30', mode: 'classic', match: newId(), player, startedMs: NOW } as const;
    const record: HandedRecord = { kind: 'daily-start', bytes: encodeDailyStart(start) };
    expect((await ingest(store, [record, record], NOW)).answers).toEqual(['taken', 'taken']);
    const tries = await store.db.selectFrom('daily_try').selectAll().execute();
    expect(tries).toMatchObject([{ date: '2026-11-30', mode: 'classic', match_id: start.match, started_ms: NOW }]);
    const malformed: HandedRecord = { kind: 'daily-start', bytes: Buffer.from('x') };
    expect((await ingest(store, [malformed], NOW)).answers).toEqual([{ refused: expect.any(String) as string }]);
  });

  test('[OB22] a daily match uses the try of those who were there when it began, and of nobody else', async () => {
    const store = await freshStore(kind);
    const [ann, bob] = PLAYED.seats;
    const ticks = PLAYED.recorded.head.ticks;
    const player = (letter: string) => ({ kind: 'device', hash: letter.repeat(43) }) as const;
    const seats = [
      { ...ann!, player: player('a') },
      { ...bob!, player: player('l'), sinceTick: 100 },
      { ...bob!, player: player('t'), isFirst: false },
      { ...bob!, player: player('q'), untilTick: 300, place: 0 },
    ];
    await ingest(store, [handed({ kind: 'daily', dailyDate: '2026-11-30', seats })], NOW);
    const tries = await store.db
      .selectFrom('daily_try')
      .innerJoin('device', 'device.user_id', 'daily_try.user_id')
      .select(['hash', 'match_id', 'mode', 'started_ms'])
      .orderBy('hash')
      .execute();
    const startedMs = Math.round(PLAYED.endedMs - ticks / 0.06);
    const own = { match_id: PLAYED.id, mode: 'coop', started_ms: startedMs };
    expect(tries).toEqual([
      { hash: 'a'.repeat(43), ...own },
      { hash: 'q'.repeat(43), ...own },
    ]);
  });

  once('[OB14] rules that are unknown set a match apart, until their module is there', async () => {
    const store = await freshStore(kind);
    const { recorded } = PLAYED;
    const old = handed({ recorded: { ...recorded, head: { ...recorded.head, rules: OLD_RULES } } });
    await ingest(store, [old], NOW);
    const data = newFolder();
    await verifyAll(partsOf(store, data));
    expect(await stateOf(store)).toMatchObject({ state: 'failed', failure: 'unknown rules' });
    await buildRules(join(data, 'sim'), OLD_RULES);
    const verification = new Verification(partsOf(store, data), { thread: THREAD });
    onTestFinished(() => verification.stop());
    await expect.poll(() => stateOf(store), POLL).toMatchObject({ state: 'verified' });
    await verification.stop();
  });

  once('[OB15] a thread that takes too long or too much memory is ended, and the next match is played', async () => {
    const store = await freshStore(kind);
    const parts = partsOf(store);
    const [slow, greedy, good] = [newId(), newId(), newId()];
    const { recorded } = PLAYED;
    const withRules = (id: string, rules: number) =>
      handed({ id, recorded: { ...recorded, head: { ...recorded.head, rules } } });
    const folder = join(parts.config.data, 'sim');
    writeFileSync(join(folder, '501.js'), 'export function provenResult() { for (;;); }');
    writeFileSync(
      join(folder, '502.js'),
      'export function provenResult() { const all = []; for (;;) all.push(Array.from({ length: 1000 }, () => ({}))); }',
    );
    await ingest(store, [withRules(slow, 501)], NOW);
    await verifyAll(parts, { timeMsMax: 300 });
    expect(await stateOf(store, slow)).toMatchObject({ state: 'failed', failure: 'not played within 0.3 s' });
    await ingest(store, [withRules(greedy, 502), handed({ id: good })], NOW);
    await verifyAll({ ...parts, metrics: new Registry() }, { memoryMbMax: 64 });
    expect(await stateOf(store, greedy)).toMatchObject({ state: 'failed' });
    expect(await stateOf(store, good)).toMatchObject({ state: 'verified' });
  });

  test('[OB16] old matches go, those with a row in a table stay with their replays', async () => {
    const store = await freshStore(kind);
    const ids = [newId(), newId(), newId()];
    const day = 24 * 60 * 60 * 1000;
    const records = ids.map((id, age) => handed({ id, endedMs: NOW - age * 10 * day }));
    await ingest(store, records, NOW);
    await verifyAll(partsOf(store), { appliers: [] });
    const user = await store.db.selectFrom('user').select('id').executeTakeFirstOrThrow();
    const best = { board: 'score', period: 'all', mode: 'coop', user_id: user.id, score: 1, level: 1, value: 1 };
    await store.db
      .insertInto('best')
      .values({ ...best, pool: 'human', match_id: ids[2]!, ended_ms: NOW, offline: 0 })
      .execute();
    const left = async () => (await store.db.selectFrom('match').select('id').execute()).map(({ id }) => id);
    expect(await removeOld(store, { keepMatchDays: 5, keepMatchReplayBytes: 1e9 }, NOW)).toBe(1);
    expect((await left()).toSorted()).toEqual([ids[0]!, ids[2]!].toSorted());
    expect(await removeOld(store, { keepMatchDays: 5, keepMatchReplayBytes: 1 }, NOW)).toBe(1);
    const logs = await store.db.selectFrom('match_log').select('match_id').execute();
    expect(logs.map(({ match_id }) => match_id)).toEqual([ids[2]]);
  });

  test('[OB18] an offline game arrives once, counts when it arrives, and is nobody else’s', async () => {
    const store = await freshStore(kind);
    const game = await readGame(offlineReplay());
    const ann = { kind: 'device', hash: 'a'.repeat(43) } as const;
    expect(await putGame(store, game, ann, NOW)).toEqual({ id: game.id, state: 'waiting' });
    await verifyAll(partsOf(store));
    expect(await putGame(store, game, ann, NOW)).toEqual({ id: game.id, state: 'verified' });
    const [seat] = await store.db.selectFrom('match_seat').selectAll().execute();
    expect(seat).toMatchObject({ place: 1, whole: 1, ended_ms: NOW });
    expect(JSON.parse(seat!.stats)).toMatchObject({ ghosts: 0 });
    const match = await store.db.selectFrom('match').selectAll().executeTakeFirstOrThrow();
    expect(match).toMatchObject({ kind: 'offline', plain: 1, ended_ms: NOW });
    // Somebody else sends it with another end.
    const copy = await readGame(offlineReplay({}, 1300));
    expect(copy.id).not.toBe(game.id);
    await expect(putGame(store, copy, { kind: 'device', hash: 'b'.repeat(43) }, NOW)).rejects.toThrow('seed');
    expect(await putGame(store, copy, ann, NOW)).toMatchObject({ state: 'waiting' });
  });
});

test('[OB23] an offline game has no name that is reserved or another player’s, and nothing but the game', async () => {
  const { store, url } = await runApi('sqlite');
  const ann = new AccountClient(url);
  await ann.post('/api/claim', { name: 'Ann', password: 'correct horse' });
  const own = createHash('sha256').update(ann.device!).digest('base64url');
  const cases: [asked: string, hash: string, shown: string][] = [
    ['Bob', 'b'.repeat(43), 'Bob'],
    ['Ann', 'c'.repeat(43), 'Guest'],
    ['\u0410nn', 'd'.repeat(43), 'Guest'],
    ['Admin', 'e'.repeat(43), 'Guest'],
    ['Zed\u202E', 'f'.repeat(43), 'Guest'],
    ['Bob', own, 'Ann'],
  ];
  for (const [seed, [asked, hash, shown]] of cases.entries()) {
    const { id } = await putGame(store, await readGame(named(asked, seed)), { kind: 'device', hash }, NOW);
    const seat = await store.db.selectFrom('match_seat').select('name').where('match_id', '=', id).executeTakeFirst();
    const queued = await store.db
      .selectFrom('match_queue')
      .select('bytes')
      .where('match_id', '=', id)
      .executeTakeFirst();
    const replay = JSON.parse(gunzipSync(queued!.bytes).toString()) as ReturnType<typeof replayOf>;
    const names = [seat!.name, replay.result!.seats[0]!.name, ...replay.players.map(({ name }) => name)];
    expect(names).toEqual([shown, shown, shown]);
    expect(replay).not.toHaveProperty('note');
  }
});

test('[OB23] an offline game of a banned device or account is refused until the ban ends', async () => {
  const store = await freshStore('sqlite');
  const player = { kind: 'device', hash: 'a'.repeat(43) } as const;
  const ban = { kind: 'user', reason: '', untilMs: NOW + 1, by: 'ann' } as const;
  const game = await readGame(offlineReplay());
  await addBan(store, { ...ban, value: `device:${player.hash}` }, NOW);
  await expect(putGame(store, game, player, NOW)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await putGame(store, game, player, NOW + 1)).toMatchObject({ state: 'waiting' });
  const { user_id } = await store.db.selectFrom('match_seat').select('user_id').executeTakeFirstOrThrow();
  await addBan(store, { ...ban, value: user_id! }, NOW);
  const next = await readGame(offlineReplay({}, 600, { seed: 5 }));
  await expect(putGame(store, next, player, NOW)).rejects.toMatchObject({ code: 'forbidden' });
});

test('[OB13] games of pages are played when no match of a game server waits', async () => {
  const store = await freshStore('sqlite');
  const game = await readGame(offlineReplay());
  await putGame(store, game, { kind: 'device', hash: 'a'.repeat(43) }, PLAYED.endedMs - 1000);
  expect((await nextWaiting(store))!.id).toBe(game.id);
  await ingest(store, [handed()], NOW);
  expect((await nextWaiting(store))!.id).toBe(PLAYED.id);
});

/** A game as `offlineReplay` makes it, of a player who calls themselves so. */
function named(name: string, seed: number): Buffer {
  const replay = JSON.parse(gunzipSync(offlineReplay({}, 300, { seed })).toString()) as ReturnType<typeof replayOf>;
  const result = { ...replay.result!, seats: replay.result!.seats.map((seat) => ({ ...seat, name })) };
  const players = [{ tick: 0, seat: 0, driver: 'human', name }];
  return gzipSync(JSON.stringify({ ...replay, result, players, note: `by ${name}` }));
}

/** A game of `classic` as the page sends it. */
function offlineReplay(change: object = {}, ticks = 1200, settings: object = {}): Buffer {
  const { recorded } = finishedMatch({}, { mode: 'classic', seatCount: 1, seed: 99, ...settings }, ticks);
  return gzipSync(JSON.stringify({ ...replayOf(recorded), ...change }));
}

test('[OB18] the same game has the same id, however it is written; other settings are refused', async () => {
  const { id } = await readGame(offlineReplay());
  expect((await readGame(offlineReplay({ playedAtMs: 5, players: [] }))).id).toBe(id);
  const { settings } = replayOf(PLAYED.recorded);
  const refused: [Buffer, string][] = [
    [Buffer.from('text'), 'This is no replay'],
    [gzipSync('{}'), 'no version'],
    [offlineReplay({ settings }), 'Only plain games'],
    [
      offlineReplay({ settings: plainSettings(matchSettings({ mode: 'classic', variant: 'practice' })) }),
      'Only plain games',
    ],
    [offlineReplay({ frightTable: [1] }), 'Only plain games'],
    [offlineReplay({ tiles: ['#'] }), 'Only plain games'],
    [offlineReplay({ ticks: 5_000_000 }), 'too long'],
    [offlineReplay({ result: undefined }), 'no result'],
    [offlineReplay({ note: 'x'.repeat(4 * 1024 * 1024) }), 'larger than'],
  ];
  for (const [replay, text] of refused) await expect(readGame(replay)).rejects.toThrow(text);
});

test('[OB14] modules of rules are copied whole, stay from earlier builds, and a changed one is logged', async () => {
  const data = newFolder();
  const built = newFolder();
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  const bundles = new RulesBundles(data);
  expect(bundles.versions).toEqual([]);
  writeFileSync(join(built, '1.js'), 'one');
  writeFileSync(join(built, 'x.js'), 'no module of rules');
  bundles.adopt(built, log);
  bundles.adopt(built, log);
  expect(lines).toEqual([]);
  const next = newFolder();
  writeFileSync(join(next, '1.js'), 'one, changed');
  writeFileSync(join(next, '2.js'), 'two');
  bundles.adopt(next, log);
  expect(bundles.versions.toSorted()).toEqual(['1', '2']);
  expect(lines.length).toBe(1);
  for (const version of ['3', '../1', '1.js', '']) expect(bundles.fileOf(version)).toBeNull();
  expect(existsSync(bundles.fileOf('2')!)).toBe(true);
});

test('[OB17] routes: a match, its replay as it is stored, the modules of rules, and what is handed over', async () => {
  const store = await freshStore('sqlite');
  const parts = partsOf(store);
  const { publicApp, internalApp } = createCore(parts, () => Promise.resolve(true));
  const incoming = { socket: { remoteAddress: '192.0.2.1' }, headers: {} };
  const get = (path: string, headers = {}) => publicApp.request(path, { headers }, { incoming });
  const bearer = internalBearer(parts.key);
  const post = (body: Uint8Array, authorization = bearer) =>
    internalApp.request('/internal/matches', { method: 'POST', headers: { authorization }, body }, { incoming });

  expect((await post(encodeRecords([handed()]), 'Bearer no')).status).toBe(403);
  expect((await post(Buffer.from('text'))).status).toBe(400);
  expect((await post(encodeRecords(Array.from({ length: 65 }, () => handed())))).status).toBe(400);
  const malformed: HandedRecord = { kind: 'match', bytes: Buffer.from('x') };
  expect(await (await post(encodeRecords([malformed, handed()]))).json()).toEqual({
    answers: [{ refused: 'a finished match: expected a list of at most 2' }, 'taken'],
  });

  expect((await get(`/api/matches/${PLAYED.id}/replay`)).status).toBe(404);
  expect(await (await get(`/api/matches/${PLAYED.id}`)).json()).toMatchObject({ state: 'waiting', replay: null });
  await verifyAll(parts);
  const match = (await (await get(`/api/matches/${PLAYED.id}`)).json()) as { replay: string };
  expect(match).toMatchObject({ state: 'verified', mode: 'coop', kind: 'casual', rules: '1', level: 1 });
  const zipped = await get(match.replay, { 'accept-encoding': 'gzip' });
  expect(zipped.headers.get('content-encoding')).toBe('gzip');
  expect(zipped.headers.get('cache-control')).toBe('public, max-age=86400');
  const plain = await (await get(match.replay)).json();
  expect(JSON.parse(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString())).toEqual(plain);
  expect((await get(match.replay, { 'if-none-match': zipped.headers.get('etag')! })).status).toBe(304);
  for (const path of [
    '/api/matches/x',
    '/api/matches/x/replay',
    `/api/matches/${newId()}`,
    '/sim/99.js',
    '/sim/..%2f1.js',
  ])
    expect([path, [400, 404].includes((await get(path)).status)]).toEqual([path, true]);
  const module = await get('/sim/1.js');
  expect(module.headers.get('content-type')).toContain('javascript');
  expect(await module.text()).toContain('provenResult');
});
