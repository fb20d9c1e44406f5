// Chat between players of several nodes, with a real Redis.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { CHANNELS } from '#redis';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { delivered, isSubscribed, lobbyNodes, shareAll, until, type LobbyNodes } from './lobby-nodes.ts';

let redis: RedisServer;
let nodes: LobbyNodes<'a' | 'b' | 'c'>;

beforeAll(async () => {
  redis = await RedisServer.start();
});

beforeEach(async () => {
  nodes = await lobbyNodes(redis, ['a', 'b', 'c'], new VirtualClock(), { exemptNetworks: [] });
  await shareAll(nodes);
});

afterEach(() => {
  for (const node of nodes.all) node.stop();
});

afterAll(() => redis.stop());

const heard = (player: MemoryPlayer) => player.inbox.flatMap((each) => (each.type === 'chat' ? [each.text] : []));
const lines = (player: MemoryPlayer, count: number) => until(() => heard(player).length >= count);

test('[CD8] a line to the lobby reaches the lobbies of all nodes in the order in which it was sent, and no room', async () => {
  const { a, b, c } = nodes;
  const [ann, bob, cid] = [a.server.enter('Ann'), b.server.enter('Bob'), c.server.enter('Cid')];
  const dora = c.server.enter('Dora');
  dora.create();
  for (const text of ['1', '2', '3']) ann.say(text, 'lobby');
  await lines(bob, 3);
  bob.say('4', 'lobby');
  await Promise.all([ann, cid].map((player) => lines(player, 4)));
  for (const player of [ann, bob, cid]) expect(heard(player)).toEqual(['1', '2', '3', '4']);
  expect(bob.inbox.at(-4)).toEqual({ type: 'chat', scope: 'lobby', from: 'Ann', to: '', text: '1' });
  expect(heard(dora)).toEqual([]);
});

test('[CD8] who has muted the sender does not get the line, and those who have muted everybody get none', async () => {
  const { a, b } = nodes;
  const [ann, bob, cid, dora] = [
    a.server.enter('Ann'),
    b.server.enter('Bob'),
    b.server.enter('Cid'),
    b.server.enter('Dora'),
  ];
  bob.mute('ann');
  cid.mute('');
  ann.say('hello', 'lobby');
  await lines(dora, 1);
  expect([bob, cid].map(heard)).toEqual([[], []]);
  expect(bob.errors()).toEqual([]);
});

test('[CD8] who is muted stays muted under another name, on all nodes', async () => {
  const { a, b } = nodes;
  const [ann, bob] = [a.server.enter('Ann'), b.server.enter('Bob')];
  const cid = b.server.enter('Cid');
  bob.mute('Ann');
  ann.rename('Anna');
  ann.say('hello', 'lobby');
  await lines(cid, 1);
  expect([cid.last('chat')?.from, heard(bob)]).toEqual(['Anna', []]);
  await a.shared.messages.sendAll('renamed', { oldKey: 7, key: 'x'.repeat(100) });
  ann.say('again', 'lobby');
  await lines(cid, 1);
});

test.each([
  ['to the lobby', (player: MemoryPlayer) => player.say('x', 'lobby')],
  ['to names that nobody has', (player: MemoryPlayer) => player.whisper('Nobody', 'x')],
])('[CD8] the lines of an address count on all nodes: %s', async (_, say) => {
  const { a, b } = nodes;
  const address = '198.51.100.7';
  const many = (node: typeof a, name: string) =>
    Array.from({ length: 8 }, (_, index) => node.server.enter(`${name}${index}`, 'human', address));
  for (const player of many(a, 'A')) for (let line = 0; line < 5; line++) say(player);
  await delivered(nodes);
  const late = many(b, 'B');
  for (const player of late) player.say('y', 'lobby');
  expect(late.flatMap((player) => player.errors())).toContain('chat-too-fast');
});

test('[CD9] a whisper reaches its player on another node, with the name as it is written there', async () => {
  const { a, b, c } = nodes;
  const [ann, bob, cid] = [a.server.enter('Ann'), b.server.enter('Bob'), c.server.enter('Cid')];
  ann.whisper('bOB', 'psst');
  await lines(ann, 1);
  const whisper = { type: 'chat', scope: 'whisper', from: 'Ann', to: 'Bob', text: 'psst' };
  expect([ann.last('chat'), bob.last('chat'), cid.last('chat')]).toEqual([whisper, whisper, undefined]);
  bob.mute('Ann');
  ann.whisper('Bob', 'again');
  await lines(ann, 1);
  expect(heard(bob)).toEqual([]);
});

test('[CD9] no-such-player means that no node has a connected player of this name', async () => {
  const { a, b } = nodes;
  const [ann, bob] = [a.server.enter('Ann'), b.server.enter('Bob')];
  const errors: (string | null)[] = [];
  ann.whisper('Nobody', 'psst');
  await until(() => (errors.push(...ann.errors()), errors.length > 0));
  bob.cut();
  ann.whisper('Bob', 'psst');
  await until(() => (errors.push(...ann.errors()), errors.length > 1));
  expect(errors).toEqual(['no-such-player', 'no-such-player']);
});

test('[CD9] nodes-unreachable means that a node that is alive has not answered, or that there is no Redis', async () => {
  const { a, b } = nodes;
  const ann = a.server.enter('Ann');
  b.subscriber.removeAllListeners('message');
  const refused = () => until(() => ann.inbox.some(({ type }) => type === 'error'));
  let answers = 0;
  a.subscriber.on(
    'message',
    (channel, message) => void (channel === CHANNELS.node('a') && message !== '' && answers++),
  );
  ann.whisper('Bob', 'psst');
  // By the third node.
  await until(() => answers === 1);
  a.server.clock.advance(999);
  expect(ann.errors()).toEqual([]);
  a.server.clock.advance(1);
  await refused();
  expect(ann.errors()).toEqual(['nodes-unreachable']);
  // Now its lease is over as well.
  ann.whisper('Bob', 'psst');
  b.isAlive = false;
  await until(() => answers === 2);
  a.server.clock.advance(1000);
  await refused();
  expect(ann.errors()).toEqual(['no-such-player']);
  // Its lease holds, and nobody listens.
  b.isAlive = true;
  await b.subscriber.unsubscribe();
  ann.whisper('Bob', 'psst');
  await refused();
  expect(ann.errors()).toEqual(['nodes-unreachable']);
  a.redis.disconnect();
  ann.whisper('Bob', 'psst');
  await refused();
  expect(ann.errors()).toEqual(['nodes-unreachable']);
});

test('[CD8] without Redis the lobby of this node goes on, and the others hear it again when the subscription is back', async () => {
  const { a, b } = nodes;
  const [ann, ada, bob] = [a.server.enter('Ann'), a.server.enter('Ada'), b.server.enter('Bob')];
  const ready = [a.redis, b.subscriber].map((redis) => new Promise((resolve) => void redis.once('ready', resolve)));
  b.subscriber.disconnect(true);
  a.redis.disconnect(true);
  ann.say('1', 'lobby');
  expect(heard(ada)).toEqual(['1']);
  await Promise.all(ready);
  await isSubscribed(b);
  ann.say('2', 'lobby');
  await lines(bob, 1);
  expect([heard(ada), heard(bob)]).toEqual([['1', '2'], ['2']]);
});

test('[CD10] what is no message, of another version, or damaged is left out', async () => {
  const { a, b } = nodes;
  const bob = b.server.enter('Bob');
  const good = { version: 1, from: 'x', kind: 'line', body: { from: 'Ann', text: 'good', caller: '' } };
  const bad = [
    ...['', '{', 'null', '[]', '7', '"line"'],
    ...[
      { ...good, version: 2 },
      { ...good, from: 'b' },
      { ...good, from: 'A B' },
      { ...good, kind: 'unknown' },
    ],
    ...[
      { ...good, body: null },
      { ...good, body: { ...good.body, from: '' } },
      { ...good, kind: 7 },
    ],
    { ...good, body: { ...good.body, from: 'a\u202eb' } },
    { ...good, body: { ...good.body, text: 'x'.repeat(121) } },
    { ...good, body: { ...good.body, text: 'two\nlines' } },
    { ...good, body: { ...good.body, caller: 7 } },
    { ...good, kind: 'whisper', body: { ...good.body, to: 7, id: 1 } },
    { ...good, kind: 'heard', body: { id: 'x', name: 'Bob' } },
    { ...good, kind: 'heard', body: { id: 1, name: 'Bob' } },
    { ...good, kind: 'announcement', body: { text: 'x'.repeat(500) } },
    { ...good, pad: 'x'.repeat(600_000) },
  ];
  const last = { ...good, body: { ...good.body, text: 'last' } };
  for (const message of [...bad, last]) {
    await a.redis.publish(CHANNELS.allNodes, typeof message === 'string' ? message : JSON.stringify(message));
  }
  await lines(bob, 1);
  expect([heard(bob), bob.errors()]).toEqual([['last'], []]);
});

test('[CD10] only the node that was asked answers a question, and without an answer it ends after a second', async () => {
  const { a, b } = nodes;
  const answer = (from: string, question: unknown) =>
    a.redis.publish(
      CHANNELS.node('a'),
      JSON.stringify({ version: 1, from, kind: 'answer', body: { by: from }, question }),
    );
  // Nobody handles it.
  const first = a.shared.messages.ask('b', 'unknown', {});
  const second = a.shared.messages.ask('b', 'unknown', {});
  for (const question of [1, '1', -1, 3, null]) await answer('c', question);
  await answer('b', 2);
  expect(await second).toEqual({ by: 'b' });
  a.server.clock.advance(1000);
  expect(await first).toBeNull();
  b.shared.messages.on('throws', () => {
    throw new Error('a broken handler');
  });
  const third = a.shared.messages.ask('b', 'throws', {});
  b.shared.messages.on('works', () => ({ works: true }));
  expect(await a.shared.messages.ask('b', 'works', {})).toEqual({ works: true });
  a.shared.messages.stop();
  expect(await third).toBeNull();
});

test('[CD10] an announcement reaches the players of all nodes, in rooms too', async () => {
  const { a, b, c } = nodes;
  const [ann, bob, cid] = [a.server.enter('Ann'), b.server.enter('Bob'), c.server.enter('Cid')];
  bob.create();
  a.shared.chat.announce('stop in a minute');
  await Promise.all([bob, cid].map((player) => lines(player, 1)));
  expect(cid.last('chat')).toEqual({ type: 'chat', scope: 'server', from: '', to: '', text: 'stop in a minute' });
  expect(heard(ann)).toEqual([]);
});
