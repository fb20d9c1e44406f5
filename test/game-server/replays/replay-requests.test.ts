// From the end of a match to its replay over HTTP, also through the bridge.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { replayFrom, replayText, RIGHT, verifyReplay } from '#simulation';
import { newReplayId, replayFolder, writeReplay } from '../../../game-server/replays/replay-files.ts';
import { REPLAYS_PER_PAGE } from '../../../game-server/replays/replay-requests.ts';
import { openBridge } from '../../bridge/support.ts';
import { newFolder } from '../../support/new-folder.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { recordedMatch } from './recorded-match.ts';

/** A request whose answer is not read. */
async function begin(port: number, path: string, headers = {}, method = 'GET'): Promise<IncomingMessage> {
  const asked = request({ host: '127.0.0.1', port, path, headers, method }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  return response;
}

async function ask(port: number, path: string, headers = {}, method = 'GET') {
  const response = await begin(port, path, headers, method);
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

const listOf = async (port: number) =>
  JSON.parse((await ask(port, '/api/replays')).body.toString()) as Record<string, unknown>[];

/** A match of `classic` whose player never turns, to its end. @returns its results */
async function playToTheEnd(server: TestServer, name: string, listed = true, password = '') {
  const ann = await server.connect();
  const { token } = await ann.hello(name);
  await ann.open({ mode: 'classic', seatCount: 1, fill: false, listed }, password);
  await ann.start();
  while (ann.inbox.every(({ type }) => type !== 'results')) await server.run(100, ann);
  return { ann, token, results: await ann.next('results') };
}

test('[GY1] a match that ends is kept: its results have the id, under which its file is served and comes out', async () => {
  const data = newFolder();
  const server = await startTestServer({ publicPort: 0, data });
  const { ann, results } = await playToTheEnd(server, 'Ann');
  const { status, headers, body } = await ask(server.publicPort!, `/api/replays/${results.replay}`);
  expect([status, headers]).toMatchObject([
    200,
    {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': String(body.length),
      'cache-control': 'public, max-age=86400, immutable',
      'cross-origin-resource-policy': 'same-origin',
      etag: `"${results.replay}"`,
    },
  ]);
  expect(body).toEqual(readFileSync(join(replayFolder(data), `${results.replay}.json.gz`)));
  const replay = replayFrom(JSON.parse(gunzipSync(body).toString()));
  expect(verifyReplay(replay)).toBeNull();
  const { level, score } = results;
  const seats = [{ name: 'Ann', place: 1, score }];
  expect(replay).toMatchObject({ listed: true, result: { level, score, cleared: false, seats } });
  expect(replay.players).toEqual([{ tick: 0, seat: 0, driver: 'human', name: 'Ann', colour: 1, mark: 1 }]);
  expect(await listOf(server.publicPort!)).toEqual([
    {
      ...{ id: results.replay, rules: replay.rules, mode: 'classic', variant: 'none', maze: 'classic', level, score },
      ...{ cleared: false, players: seats, playedAtMs: replay.playedAtMs, seconds: Math.round(replay.ticks / 60) },
    },
  ]);
  // A watcher who comes later gets the id with the results too.
  const bob = await server.enter('Bob');
  bob.send({ type: 'watch', code: (await ann.next('room')).code, password: '', rate: 20 });
  expect((await bob.next('results')).replay).toBe(results.replay);
  const metrics = (await server.admin('/metrics')).text;
  expect(metrics).toContain('packetman_replays_written_total 1\n');
  expect(metrics).toContain('packetman_replays 1\n');
});

test('[GY1] a result that comes back after a restart has the id of its replay', async () => {
  const data = newFolder();
  const first = await startTestServer({ data, journal: true });
  const { token, results } = await playToTheEnd(first, 'Ann');
  await first.drain();
  const second = await startTestServer({ data, journal: true, publicPort: 0 });
  const again = await second.connect();
  expect((await again.hello('', 'human', token)).resumed).toBe(true);
  expect(await again.next('results')).toEqual(results);
  expect((await ask(second.publicPort!, `/api/replays/${results.replay}`)).status).toBe(200);
});

test('[GY1] a match that goes on after a restart has a replay of all its ticks', async () => {
  const data = newFolder();
  const first = await startTestServer({ data, journal: true });
  const ann = await first.connect();
  const { token } = await ann.hello('Ann');
  await ann.open({ mode: 'classic', seatCount: 1, fill: false });
  await ann.start();
  await first.run(1300, ann);
  ann.send({ type: 'input', sequence: 1, tick: 0, direction: RIGHT, seenTick: ann.words[0]! });
  await first.run(200, ann);
  await first.drain();
  const second = await startTestServer({ data, journal: true, publicPort: 0 });
  const again = await second.connect();
  expect((await again.hello('', 'human', token)).resumed).toBe(true);
  await again.next('joined');
  again.send({ type: 'pause', paused: false });
  while (again.inbox.every(({ type }) => type !== 'results')) await second.run(100, again);
  const { replay, score } = await again.next('results');
  const { body } = await ask(second.publicPort!, `/api/replays/${replay}`);
  const whole = replayFrom(JSON.parse(gunzipSync(body).toString()));
  expect(verifyReplay(whole)).toBeNull();
  expect(whole).toMatchObject({ result: { score }, players: [{ tick: 0, seat: 0, name: 'Ann' }] });
  expect(whole.log.map(([, inputs]) => inputs)).toContainEqual([0, RIGHT, 1]);
  expect(whole.ticks).toBeGreaterThan(1500);
});

test('[GY4] matches of unlisted and locked rooms are found by their id only', async () => {
  const server = await startTestServer({ publicPort: 0, data: newFolder() });
  const ids = [
    (await playToTheEnd(server, 'Ann', false)).results.replay,
    (await playToTheEnd(server, 'Bob', true, 'secret')).results.replay,
  ];
  expect(await listOf(server.publicPort!)).toEqual([]);
  for (const id of ids) expect((await ask(server.publicPort!, `/api/replays/${id}`)).status).toBe(200);
});

test('[GY1] short matches, and all matches of a server that keeps none, have no replay', async () => {
  const server = await startTestServer({ publicPort: 0, data: newFolder() });
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create(1);
  bob.send({ type: 'watch', code, password: '', rate: 20 });
  await bob.next('joined');
  await server.run(500, ann, bob);
  ann.send({ type: 'leave' });
  expect((await bob.next('results')).replay).toBe('');

  for (const settings of [{ data: null }, { data: newFolder(), keepReplays: 0 }]) {
    const none = await startTestServer({ publicPort: 0, ...settings });
    expect((await playToTheEnd(none, 'Ann')).results.replay).toBe('');
    expect(await listOf(none.publicPort!)).toEqual([]);
    expect((await ask(none.publicPort!, '/api/replays/ABCDEFGHJKMNPQRS')).status).toBe(404);
    expect((await ask(none.publicPort!, '/api/replays?before=ABCDEFGHJKMNPQRS')).status).toBe(404);
  }
});

/** A server that has these replays from before. */
async function serverWith(ids: readonly string[]): Promise<{ port: number; folder: string; server: TestServer }> {
  const data = newFolder();
  const folder = replayFolder(data);
  for (const [i, id] of ids.entries()) {
    await writeReplay(folder, id, recordedMatch({ playedAtMs: 1_701_300_000_000 - i }, 20));
  }
  const server = await startTestServer({ publicPort: 0, data });
  return { port: server.publicPort!, folder, server };
}
const rng = seededRng(1);
const someIds = (count: number) => Array.from({ length: count }, () => newReplayId(rng));

test('[GY4] the list is read page by page', async () => {
  const ids = someIds(REPLAYS_PER_PAGE + 3);
  const { port } = await serverWith(ids);
  const first = await listOf(port);
  expect(first.map(({ id }) => id)).toEqual(ids.slice(0, REPLAYS_PER_PAGE));
  const next = await ask(port, `/api/replays?before=${first.at(-1)!['id'] as string}`);
  expect((JSON.parse(next.body.toString()) as { id: string }[]).map(({ id }) => id)).toEqual(
    ids.slice(REPLAYS_PER_PAGE),
  );
  for (const before of ['', 'x', 'ABCDEFGHJKMNPQRS', '%', '../x']) {
    expect((await ask(port, `/api/replays?before=${before}`)).status).toBe(404);
  }
});

test('[GY5] only ids lead to files, whatever path is requested', async () => {
  const [id] = someIds(1);
  const { port, folder } = await serverWith([id!]);
  const paths = [
    ...['', '/', '..', '../journal', '%2e%2e/x', `${id}.json.gz`, `./${id}`, `${id}/`, `${id}%00`, id!.toLowerCase()],
    ...[`${id} `, 'ABCDEFGHJKMNPQRS', 'x'.repeat(5000)],
  ];
  for (const path of paths) {
    expect([path, (await ask(port, `/api/replays/${encodeURI(path)}`, {})).status]).toEqual([path, 404]);
  }
  // An answer may be cached for a day: half a file is none.
  truncateSync(join(folder, `${id}.json.gz`), 50);
  expect((await ask(port, `/api/replays/${id}`)).status).toBe(404);
  rmSync(join(folder, `${id}.json.gz`));
  expect((await ask(port, `/api/replays/${id}`)).status).toBe(404);
});

test('[GY5] a replay that the browser has is not sent again, and its head tells the length', async () => {
  const [id] = someIds(1);
  const { port } = await serverWith([id!]);
  const { body } = await ask(port, `/api/replays/${id}`);
  const again = await ask(port, `/api/replays/${id}`, { 'if-none-match': `"${id}"` });
  expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, `"${id}"`]);
  const head = await ask(port, `/api/replays/${id}`, {}, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(body.length), 0]);
  expect((await ask(port, `/api/replays/${id}`, {}, 'POST')).status).toBe(405);
  expect((await ask(port, `/api/replays/${id}?x=1`)).status).toBe(200);
});

test('[GY5] clients that do not read their files do not fill the memory: the oldest answers are broken off', async () => {
  const data = newFolder();
  const [id, small] = someIds(2);
  mkdirSync(replayFolder(data));
  // A comment that does not compress, after the head. The file is 12 MB, so three of them are too much.
  const text = [...replayText(recordedMatch({}, 20))]
    .join('')
    .replace('\n', `\n"x":"${randomBytes(9e6).toString('base64')}",`);
  writeFileSync(join(replayFolder(data), `${id}.json.gz`), gzipSync(text, { level: 0 }));
  await writeReplay(replayFolder(data), small!, recordedMatch({}, 20));
  const { publicPort } = await startTestServer({ publicPort: 0, data });
  const stalled = [];
  for (let i = 0; i < 3; i++) stalled.push(await begin(publicPort!, `/api/replays/${id}`));
  expect((await ask(publicPort!, `/api/replays/${small}`)).status).toBe(200);
  const [first, second, third] = stalled;
  await expect(buffer(first!)).rejects.toThrow('aborted');
  expect((await buffer(third!)).length).toBe(Number(third!.headers['content-length']));
  expect((await buffer(second!)).length).toBe(Number(second!.headers['content-length']));
});

test('[GY5] the bridge passes replays on as they are', async () => {
  const ids = someIds(2);
  const { port } = await serverWith(ids);
  const { port: target } = await startTestServer();
  const passOn = { '/api': `http://127.0.0.1:${port}` };
  const bridge = await openBridge({ host: '127.0.0.1', port: target }, { passOn });
  const plain = await ask(port, `/api/replays/${ids[0]}`);
  const passed = await ask(bridge.port, `/api/replays/${ids[0]}`);
  expect([passed.status, passed.body]).toEqual([200, plain.body]);
  for (const name of ['content-encoding', 'content-length', 'content-type', 'etag', 'cache-control']) {
    expect([name, passed.headers[name]]).toEqual([name, plain.headers[name]]);
  }
  expect((await listOf(bridge.port)).map(({ id }) => id)).toEqual(ids);
  // A browser unpacks it.
  const unpacked: unknown = await (await fetch(`http://127.0.0.1:${bridge.port}/api/replays/${ids[1]}`)).json();
  expect(verifyReplay(replayFrom(unpacked))).toBeNull();
});
