// Clients that do not read, over real sockets on a virtual clock: what it costs the others, the server, and them.

import { expect, onTestFinished, test } from 'vitest';
import { PROTOCOL_VERSION, type ClientMessage } from '#protocol';
import { gameServerConfig } from '../../../game-server/config.ts';
import type { TcpPlayer } from '../../support/tcp-player.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { TrickleReader } from '../../support/trickle-reader.ts';

const { queuedBytesMax } = gameServerConfig();
/** Without limits of messages and of what they may cost, so that queues fill before the clock moves. */
const UNLIMITED = {
  ...{ messagesPerSecond: 1e9, messagesBurst: 1e9, roomsOpenedBurst: 1e9 },
  budget: { workUsPerSecond: 1e12, workUsBurst: 1e12, bytesPerSecond: 1e12, bytesBurst: 1e12 },
};
const TICKS_IN_5_SECONDS = 300;
/** At 20 snapshots a second this is one interval: a gap above it is a snapshot that did not come. */
const GAP_MS_MAX = 50;

test('[GC8] a client that reads again within 5 s gets the world, a client that does not is closed, and a third one misses nothing', async () => {
  const server = await startTestServer();
  const [ann, bob, cat] = [await server.enter('Ann'), await server.enter('Bob'), await server.enter('Cat')];
  const { code } = await ann.create(3);
  await bob.join(code, 20);
  await cat.join(code);
  const { world } = server.lobby.room(code)!;
  ann.socket.pause();
  cat.socket.pause();

  expect(await longestGapMs(server, bob, TICKS_IN_5_SECONDS)).toBeLessThanOrEqual(GAP_MS_MAX);
  ann.socket.resume();
  await ann.ping();
  // What was written before she counted as behind has arrived; now she reports that she has seen it.
  await ann.ping();
  expect(await longestGapMs(server, bob, 40, ann)).toBeLessThanOrEqual(GAP_MS_MAX);
  expect(ann.inbox.some((message) => message.type === 'keyframe')).toBe(true);
  expect(ann.words).toEqual(world.words);

  expect(await longestGapMs(server, bob, 180, ann)).toBeLessThanOrEqual(GAP_MS_MAX);
  const { seats } = await bob.find('seats', (message) => message.seats[2]!.disconnected);
  expect(seats).toMatchObject([{ disconnected: false }, { disconnected: false }, { name: 'Cat', disconnected: true }]);
  expect(ann.words).toEqual(world.words);
  const { text } = await server.admin('/metrics');
  expect(text).toContain('packetman_errors_total{code="too-far-behind"} 1');
  const skipped = Number(/^packetman_snapshots_skipped_total (\d+)$/m.exec(text)![1]);
  expect(skipped).toBeGreaterThan(100);
});

test('[GC4] [GC8] a client that reads a byte a second is closed with a code, and the other misses nothing', async () => {
  const server = await startTestServer();
  const bob = await server.enter('Bob');
  const { code } = await bob.create(2, false, 20);
  const drip = await trickle(server, 'Drip');
  drip.send({ type: 'join', code, password: '', rate: 20 });
  await bob.find('seats', ({ seats }) => seats[1]!.name === 'Drip');

  for (let second = 1; second <= 9; second++) {
    await drip.take();
    expect(drip.taken).toBe(drip.isClosed ? second - 1 : second);
    expect(await longestGapMs(server, bob, 60)).toBeLessThanOrEqual(GAP_MS_MAX);
    expect((await stats(server)).queuedBytes).toBeLessThanOrEqual(queuedBytesMax);
    if (second === 4) expect(server.logLines.some((line) => line.code === 'too-far-behind')).toBe(false);
  }
  await bob.find('seats', ({ seats }) => seats[1]!.disconnected);
  expect(server.logLines.find((line) => line.code === 'too-far-behind')).toMatchObject({ name: 'Drip' });
  await until(async () => (await stats(server)).connections === 1);
});

test('[GC5] clients that ask for much and never read cost at most their bound, then nothing, and others no snapshot', async () => {
  const server = await startTestServer(UNLIMITED);
  const bob = await server.enter('Bob');
  const { code } = await bob.create(2, true, 20);
  const clients = await Promise.all(Array.from({ length: 8 }, (_, i) => trickle(server, `Greedy ${i}`)));
  const greed = comings(code, 200);

  const boundBytes = clients.length * queuedBytesMax;
  let mostBytes = 0;
  await until(async () => {
    for (const client of clients) client.send(...greed);
    const { queuedBytes } = await stats(server);
    expect(queuedBytes).toBeLessThanOrEqual(boundBytes);
    const isFull = queuedBytes > 0.9 * boundBytes && queuedBytes === mostBytes;
    mostBytes = queuedBytes;
    return isFull;
  });
  expect(await longestGapMs(server, bob, 60)).toBeLessThanOrEqual(GAP_MS_MAX);
  expect((await server.admin('/metrics')).text).toContain(
    `packetman_errors_total{code="too-far-behind"} ${clients.length}`,
  );
  expect(await longestGapMs(server, bob, 180)).toBeLessThanOrEqual(GAP_MS_MAX);
  await until(async () => (await stats(server)).connections === 1);
  expect(await stats(server)).toMatchObject({ queuedBytes: 0, rooms: 1 });
});

test('[GC5] a client that leaves anything unread for 5 s is closed, even if it asked for little and claims to have seen all', async () => {
  const server = await startTestServer(UNLIMITED);
  const bob = await server.enter('Bob');
  const { code } = await bob.create(2, true);
  const liar = await trickle(server, 'Liar');
  await until(async () => {
    liar.send(...comings(code, 20));
    return (await stats(server)).queuedBytes > 0;
  });
  for (let second = 1; second <= 5; second++) {
    await liar.take();
    liar.send({ type: 'ping', time: 1, seenTick: 0 });
    await server.run(60, bob);
    expect((await stats(server)).connections).toBe(2);
  }
  await server.run(60, bob);
  expect(server.logLines.at(-1)).toMatchObject({ name: 'Liar', code: 'too-far-behind' });
});

/** Watches a room and leaves it again, so many times: small requests with large answers. */
function comings(code: string, times: number): ClientMessage[] {
  const watch: ClientMessage = { type: 'watch', code, password: '', rate: 20 };
  return Array.from({ length: times }, (): ClientMessage[] => [watch, { type: 'leave' }]).flat();
}

/** Connects a client that sends hello and reads only the bytes that the test takes. */
async function trickle(server: TestServer, name: string): Promise<TrickleReader> {
  const reader = await TrickleReader.connect(server.port);
  onTestFinished(() => reader.destroy());
  reader.send({
    type: 'hello',
    version: PROTOCOL_VERSION,
    name,
    kind: 'human',
    token: '',
    rules: 0,
    colour: 0,
    mark: 0,
    ticket: '',
    seen: 0,
  });
  return reader;
}

/**
 * Lets ticks go by one after the other, in which these clients say what they have seen.
 * @returns the longest that the first of them went without a snapshot, in milliseconds of the server's clock.
 */
async function longestGapMs(server: TestServer, player: TcpPlayer, ticks: number, ...others: TcpPlayer[]) {
  let [lastMs, longest] = [server.clock.now(), 0];
  for (let i = 0; i < ticks; i++) {
    const before = player.seenTicks.length;
    server.ticks(1);
    // The answer comes behind what the tick wrote.
    for (const each of [player, ...others]) await each.ping();
    if (player.seenTicks.length === before) continue;
    longest = Math.max(longest, server.clock.now() - lastMs);
    lastMs = server.clock.now();
  }
  return Math.max(longest, server.clock.now() - lastMs);
}

async function stats(server: TestServer) {
  const { text } = await server.admin('/api/stats');
  return JSON.parse(text) as { readonly queuedBytes: number; readonly connections: number; readonly rooms: number };
}

/** Asks again and again, each time after the server has had its turn. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
