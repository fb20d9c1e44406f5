// Links between nodes, over real sockets.

import { connect } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, type Clock } from '../../../../game-server/clock.ts';
import { HELLO_BYTES_MAX, LINE_BYTES_MAX } from '../../../../game-server/cluster/lease/link-lines.ts';
import { Peers } from '../../../../game-server/cluster/lease/peers.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

async function peersOf(id: string, run = `run ${id}`, port = 0, clock: Clock = systemClock) {
  const said: unknown[] = [];
  const gone: string[] = [];
  const asked: [string, number | null][] = [];
  let withoutMs: number | null = null;
  const peers = new Peers({
    ...{ clock, log: pino({ enabled: false }), id, run, key: `key ${id}` },
    withoutMs: () => withoutMs,
    asked: (other, word) => asked.push([other, word]),
    said: (from, message) => said.push([from, message]),
    gone: (other) => gone.push(other),
  });
  const linkPort = await peers.listen('127.0.0.1', port);
  onTestFinished(() => peers.close());
  const place = { id, run, host: '127.0.0.1', linkPort, linkKey: `key ${id}`, rules: 1, protocol: 1 };
  return { peers, place, said, gone, asked, loses: (ms: number | null) => (withoutMs = ms) };
}

test('[CN6] a node learns from another one whether it has Redis, and hears what it says', async () => {
  const [a, b] = [await peersOf('a'), await peersOf('b')];
  a.peers.follow([b.place]);
  await expect.poll(() => a.peers.wordOf('run b')).toMatchObject({ goneMs: null, answer: { withoutMs: null } });
  b.loses(500);
  await expect.poll(() => a.peers.wordOf('run b')).toMatchObject({ answer: { withoutMs: 500 } });
  expect(b.asked[0]).toEqual(['run a', null]);
  expect(a.peers.say('b', { type: 'hello' })).toBe(true);
  await expect.poll(() => b.said).toEqual([['a', { type: 'hello' }]]);
  expect(a.peers.say('c', {})).toBe(false);
  expect(a.peers.say('b', 'x'.repeat(LINE_BYTES_MAX))).toBe(false);
});

test('[CN6] when one node after the other loses Redis, each learns it from the other without waiting for its turn', async () => {
  const [a, b] = [await peersOf('a'), await peersOf('b')];
  a.peers.follow([b.place]);
  b.peers.follow([a.place]);
  const has = { answer: { withoutMs: null } };
  await expect.poll(() => [a.peers.wordOf('run b'), b.peers.wordOf('run a')]).toMatchObject([has, has]);
  // One question each: the one of the second node makes the first ask again.
  const questions = a.asked.length;
  a.loses(1);
  a.peers.ask();
  b.loses(2);
  b.peers.ask();
  await expect
    .poll(() => [a.peers.wordOf('run b'), b.peers.wordOf('run a')])
    .toMatchObject([{ answer: { withoutMs: 2 } }, { answer: { withoutMs: 1 } }]);
  expect(a.asked.length).toBeGreaterThan(questions);
});

test.each([
  ['no line of a link', 'GET / HTTP/1.1\r\n\r\n'],
  ['a wrong key', '{"type":"hello","from":"a","run":"x","key":"key c"}\n'],
  ['a question before the key', '{"type":"ask","number":1,"withoutMs":null}\n'],
  ['a line without end', 'x'.repeat(HELLO_BYTES_MAX + 1)],
])('[CN6] a stranger is cut off: %s', async (_, bytes) => {
  // Not because its time is over.
  const b = await peersOf('b', 'run b', 0, new VirtualClock());
  const socket = connect(b.place.linkPort, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  socket.write(bytes);
  await once(socket, 'close');
  expect(b.said).toEqual([]);
});

test('[CN6] strangers do not break the links of nodes, however many they are', async () => {
  const b = await peersOf('b');
  // Time stands still at the node that has dialled, so only the end of its link counts.
  const a = await peersOf('a', 'run a', 0, new VirtualClock());
  a.peers.follow([b.place]);
  await expect.poll(() => a.peers.linkOf('b')?.answersSinceMs).toEqual(expect.any(Number));
  const since = a.peers.linkOf('b')!.answersSinceMs;
  for (let round = 0; round < 3; round++) {
    const strangers = Array.from({ length: 200 }, () => connect(b.place.linkPort, '127.0.0.1'));
    for (const each of strangers) each.on('error', () => {}).write('{"type":');
    await Promise.all(strangers.map((each) => once(each.resume(), 'close')));
  }
  expect(a.peers.linkOf('b')).toEqual({ refusedMs: null, isNear: true, wasUp: true, answersSinceMs: since });
});

test('[CN7] a refusal at an address of this machine where the node was never reached does not show that it is gone', async () => {
  const [a, b] = [await peersOf('a'), await peersOf('b')];
  b.peers.close();
  a.peers.follow([b.place]);
  await expect.poll(() => a.gone).toEqual(['b']);
  expect(a.peers.linkOf('b')).toEqual({
    ...{ refusedMs: expect.any(Number), isNear: true },
    ...{ wasUp: false, answersSinceMs: null },
  });
  expect(a.peers.wordOf('run b')).toEqual({ goneMs: null, answer: null });
});

test('[CN7] a process whose port is refused is gone, and so is one in whose place another one answers', async () => {
  const [a, b] = [await peersOf('a'), await peersOf('b')];
  a.peers.follow([b.place]);
  await expect.poll(() => a.peers.linkOf('b')?.answersSinceMs).toEqual(expect.any(Number));
  b.peers.close();
  await expect.poll(() => a.gone).toEqual(['b']);
  expect(a.peers.linkOf('b')).toEqual({
    refusedMs: expect.any(Number),
    isNear: true,
    wasUp: true,
    answersSinceMs: null,
  });
  await peersOf('b', 'another run', b.place.linkPort);
  const c = await peersOf('c');
  c.peers.follow([b.place]);
  await expect.poll(() => c.gone).toEqual(['b']);
  expect(a.peers.linkOf('b')?.refusedMs).toEqual(expect.any(Number));
});
