// Rooms of dead nodes go on at others.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { errorCodeOf, LOG_INTERVAL_TICKS } from '#protocol';
import { UNWRITTEN_TICKS_MAX } from '../../../../game-server/rooms/room-rules.ts';
import { KEYS } from '#redis';
import { replayFrom, replayOf, verifyReplay } from '#simulation';
import { claimRoom } from '../../../../game-server/cluster/streams/claim-room.ts';
import { MemoryCluster, type MemoryNode } from '../../../support/memory-cluster.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';

let cluster: MemoryCluster;

beforeEach(async () => {
  cluster = await MemoryCluster.start();
});

afterEach(async () => {
  await cluster.stop();
});

/** Two players in a match of `coop` that runs. */
async function match(
  node: MemoryNode,
  names: readonly [string, string],
): Promise<{ ann: MemoryPlayer; bob: MemoryPlayer; code: string }> {
  const [ann, bob] = names.map((name) => node.enter(name)) as [MemoryPlayer, MemoryPlayer];
  await cluster.run(1);
  ann.play();
  await cluster.run(1);
  const { code } = ann;
  bob.join(code);
  await cluster.until(() => node.room(code).stateName === 'play');
  return { ann, bob, code };
}

test('[CN13] a match of a killed node goes on at another one, without a countdown, from the tick that was seen', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  await cluster.run(100);
  const seen = Math.max(ann.words[0]!, bob.words[0]!);
  const { key } = a.room(code).match;
  const hash = a.room(code).match.hashNow;
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const room = b.room(code);
  expect(room.stateName).toBe('restored');
  const annAgain = b.resume(ann, ann.words[0]);
  await cluster.run(2);
  expect(annAgain.last('welcome')).toMatchObject({ name: 'Ann', resumed: true });
  expect(annAgain.last('joined')).toMatchObject({ code, seat: 0 });
  expect(room.stateName).toBe('restored');
  const bobAgain = b.resume(bob, bob.words[0]);
  expect([room.tickNow, room.match.hashNow]).toEqual([seen, hash]);
  await cluster.run(3);
  expect(bobAgain.last('joined')).toMatchObject({ code, seat: 1 });
  expect(room.stateName).toBe('play');
  expect(room.tickNow).toBeLessThanOrEqual(seen + 4);
  expect(room.match.key).toEqual({ id: key.id, epoch: key.epoch + 1 });
});

test('[CN13] the match waits one second for the rest of its players, and a player of classic is always waited for', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, code } = await match(a, ['Ann', 'Bob']);
  const cid = a.enter('Cid');
  await cluster.run(1);
  cid.play('classic');
  await cluster.run(1);
  const dan = a.enter('Dan');
  await cluster.run(1);
  dan.send({ type: 'watch', code: cid.code, password: '', rate: 60 });
  await cluster.until(() => a.room(cid.code).stateName === 'play');
  a.kill();
  await cluster.until(() => b.codes.includes(code) && b.codes.includes(cid.code));
  b.resume(ann);
  b.resume(dan);
  await cluster.run(55);
  expect(b.room(code).stateName).toBe('restored');
  await cluster.run(10);
  expect(b.room(code).stateName).toBe('play');
  expect(b.room(cid.code).stateName).toBe('paused');
});

test('[CN14] a tick that a client has seen and that had no inputs is not played twice; a wrong one counts for nothing', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const tick = b.room(code).tickNow;
  b.resume(ann, tick + 67);
  await cluster.run(1);
  expect(b.room(code).tickNow).toBe(tick);
  b.resume(bob, tick + 66);
  expect(b.room(code).tickNow).toBe(tick + 66);
});

test('[CN14] whoever has seen more than those who came before gets no older tick', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const tick = b.room(code).tickNow;
  const annAgain = b.resume(ann, tick);
  await cluster.run(2);
  expect(annAgain.words[0]).toBe(tick);
  // Both get snapshots at the same rate, and share what they are sent.
  const bobAgain = b.resume(bob, tick + 9);
  await cluster.until(() => bobAgain.seat !== null);
  const { words } = bobAgain.last('joined')!;
  expect(words[0]).toBeGreaterThanOrEqual(tick + 9);
  expect(annAgain.words[0]).toBeGreaterThanOrEqual(tick + 9);
});

test('[CN14] a match that does not wait for all goes on beyond what those who are missing can have seen', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  // Nobody presses a key: only pieces without inputs are appended.
  await cluster.run(40);
  const seen = a.room(code).tickNow;
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const from = b.room(code).tickNow;
  expect(from).toBeGreaterThan(seen - LOG_INTERVAL_TICKS);
  b.resume(ann);
  await cluster.until(() => b.room(code).stateName === 'play');
  expect(b.room(code).tickNow).toBe(from + UNWRITTEN_TICKS_MAX);
  b.resume(bob, seen);
  expect(b.room(code).tickNow).toBe(from + UNWRITTEN_TICKS_MAX);
});

test('[CN13] [CN14] a match waits for its watchers too, who may have seen a later tick than its players', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  const [cid, dan] = [a.enter('Cid'), a.enter('Dan')];
  await cluster.run(1);
  for (const watcher of [cid, dan]) watcher.send({ type: 'watch', code, password: '', rate: 60 });
  await cluster.run(20);
  dan.cut();
  await cluster.run(20);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const from = b.room(code).tickNow;
  for (const player of [ann, bob]) b.resume(player, from);
  await cluster.run(5);
  expect(b.room(code).stateName).toBe('restored');
  // Dan had no connection: nothing waits for him.
  const again = b.resume(cid, from + 4);
  await cluster.run(5);
  expect(again.last('joined')).toMatchObject({ code, seat: -1 });
  expect(b.room(code).stateName).toBe('play');
  expect(b.room(code).tickNow).toBeGreaterThan(from + 4);
});

test('[CN15] the rooms of a dead node are spread over the others, and each has one owner', async () => {
  const a = await cluster.join('a');
  const codes = await rooms(a, 40);
  const [b, c] = [await cluster.join('b'), await cluster.join('c')];
  a.kill();
  await cluster.until(() => b.codes.length + c.codes.length === 40);
  expect([...b.codes, ...c.codes].toSorted()).toEqual(codes.toSorted());
  expect(Math.min(b.codes.length, c.codes.length)).toBeGreaterThan(10);
});

test('[CN15] a node takes no more rooms than it can carry, and the others take the rest', async () => {
  const a = await cluster.join('a');
  await rooms(a, 20);
  const b = await cluster.join('b', { roomsMax: 3 });
  const c = await cluster.join('c');
  a.kill();
  await cluster.until(() => b.codes.length + c.codes.length === 20);
  expect(b.codes.length).toBeLessThanOrEqual(3);
});

test('[CN15] rooms of a dead node go on at busy ones, if there are no others', async () => {
  const a = await cluster.join('a');
  const codes = await rooms(a, 4);
  const b = await cluster.join('b');
  const { directory } = b.node.shared;
  vi.spyOn(directory, 'ownLoad', 'get').mockReturnValue({ ...directory.ownLoad, busy: 100 });
  a.kill();
  await cluster.until(() => codes.every((code) => b.codes.includes(code)));
  expect(b.node.takeover.lost).toBe(0);
});

test('[CW5] a room that is claimed at the end of the wait: its members are not left out before it is restored', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b', { roomsMax: 1 })];
  await cluster.join('c', { roomsMax: 1 });
  for (const { id } of cluster.nodes)
    if (id !== 'a')
      await rooms(
        cluster.nodes.find((node) => node.id === id)!,
        1,
      );
  const { ann, code } = await match(a, ['Ann', 'Bob']);
  a.kill();
  await cluster.run(60);
  const back = b.resume(ann);
  await cluster.run(150);
  expect(await claimRoom(cluster.redis, code, 'c')).not.toBe(null);
  await cluster.until(() => back.inbox.length > 0);
  expect(errorCodeOf(back.last('error')!.code)).toBe('nodes-unreachable');
});

test('[CN16] a node that wakes up shows nothing more of rooms that others have taken, and keeps nothing of them', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  a.freeze();
  const shown = ann.words.slice();
  await cluster.until(() => b.codes.includes(code));
  const again = b.resume(ann);
  await cluster.run(80);
  expect(again.words[0]).toBeGreaterThan(shown[0]!);
  ann.inbox = [];
  a.wake();
  await cluster.until(() => a.codes.length === 0);
  expect([ann.isClosed, bob.isClosed]).toEqual([true, true]);
  expect(ann.words).toEqual(shown);
  expect(ann.inbox).toEqual([]);
  expect(a.core.held()).toMatchObject({ sessions: 0, names: 0, tokens: 0, rooms: 0 });
  expect(b.room(code).stateName).toBe('play');
});

test('[CS10] a node that is stopped between two frames of a tick writes none of the rest when it wakes', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  const seen = bob.words[0]!;
  ann.socket.once('data', () => {
    a.freeze();
    cluster.clock.advance(3000);
  });
  await cluster.until(() => ann.words[0]! > seen);
  expect(bob.words[0]).toBe(seen);
  await cluster.until(() => b.codes.includes(code));
  expect([ann.words[0], bob.words[0]]).toEqual([seen + 1, seen]);
  a.wake();
  await cluster.until(() => bob.isClosed);
  expect([ann.words[0], bob.words[0]]).toEqual([seen + 1, seen]);
});

test('[CN16] a false alarm costs the room that was claimed and no other', async () => {
  const a = await cluster.join('a');
  const [one, other] = await rooms(a, 2);
  await claimRoom(cluster.redis, one!, 'b');
  await cluster.until(() => a.codes.length === 1);
  expect(a.codes).toEqual([other]);
});

test('[CN17] a node that dies after its claim leaves a room to the next one', async () => {
  const a = await cluster.join('a');
  const [code] = await rooms(a, 1);
  const b = await cluster.join('b');
  a.freeze();
  const claim = await claimRoom(cluster.redis, code!, 'z');
  await cluster.until(() => b.codes.length === 1);
  expect(b.node.journal.epochOf(code!)).toBeGreaterThan(claim!.epoch);
});

test('[CN17] Redis is gone when a node dies: its rooms go on when Redis is back, two leases later', async () => {
  await cluster.stop();
  cluster = await MemoryCluster.start({ isDurable: true });
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, code } = await match(a, ['Ann', 'Bob']);
  await cluster.server.kill();
  a.kill();
  await cluster.run(120);
  await cluster.server.restart();
  await cluster.until(() => b.node.lease.isHeld);
  const heldMs = cluster.clock.now();
  await cluster.until(() => b.codes.includes(code));
  expect(cluster.clock.now() - heldMs).toBeGreaterThan(1700);
  const again = b.resume(ann);
  // Redis answers in real time.
  let joined = again.last('joined');
  await cluster.until(() => (joined ??= again.last('joined')) !== undefined);
  await cluster.run(70);
  expect(joined).toMatchObject({ code });
  expect(b.room(code).stateName).toBe('play');
});

test('[CN12] another Redis has become the primary, without the newest beats: who finds it first takes no rooms of the others', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { code } = await match(a, ['Ann', 'Bob']);
  await cluster.run(200);
  const ready = (node: MemoryNode) => new Promise<void>((resolve) => void node.redis.once('ready', resolve));
  a.redis.disconnect();
  await cluster.redis.del(KEYS.node('a'));
  const isBack = ready(b);
  b.redis.disconnect(true);
  await isBack;
  await cluster.run(45);
  expect(b.codes).toEqual([]);
  const isThere = ready(a);
  void a.redis.connect();
  await isThere;
  await cluster.run(200);
  expect([a.codes, b.codes, a.room(code).stateName]).toEqual([[code], [], 'play']);
});

test('[CN18] after the end of all nodes the next ones have all rooms again, one of the old name too', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const codes = [...(await rooms(a, 5, 'A')), ...(await rooms(b, 5, 'B'))];
  a.kill();
  b.kill();
  await cluster.until(async () => (await cluster.redis.exists(KEYS.node('a'))) === 0);
  const next = await cluster.join('a');
  await cluster.until(() => next.codes.length === 10);
  expect(next.codes.toSorted()).toEqual(codes.toSorted());
});

test('[CN19] a room whose stream is damaged is closed, and its members are in the lobby; the others go on', async () => {
  const a = await cluster.join('a');
  const [one, other] = await rooms(a, 2);
  const b = await cluster.join('b');
  const next = await idAfterNewest(one!);
  a.kill();
  await cluster.redis.xadd(KEYS.room(one!), next, 'r', 'damaged');
  await cluster.until(() => b.codes.length === 1);
  expect(b.codes).toEqual([other]);
  await cluster.until(async () => (await cluster.redis.smembers(KEYS.rooms)).length === 1);
  expect(await claimRoom(cluster.redis, one!, 'c')).toBe(null);
});

test('[CN21] keys that somebody else has written cost what they are about, and nothing else', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const one = await match(a, ['Ann', 'Bob']);
  const cid = a.enter('Cid');
  await cluster.run(1);
  cid.play('classic');
  await cluster.until(() => cid.code !== '' && a.room(cid.code).stateName === 'play');
  a.kill();
  const { redis } = cluster;
  await redis.del(KEYS.owned('b'));
  for (const key of [KEYS.room(one.code), KEYS.owned('a'), KEYS.owned('b')]) await redis.set(key, 'x');
  await cluster.until(() => b.codes.includes(cid.code));
  const cidAgain = b.resume(cid);
  const ann = b.resume(one.ann);
  await cluster.run(10);
  expect(cidAgain.last('joined')).toMatchObject({ code: cid.code });
  expect(ann.last('welcome')).toMatchObject({ name: 'Ann', resumed: true });
  await cluster.until(async () => !(await redis.sismember(KEYS.rooms, one.code)));
  expect(b.codes).toEqual([cid.code]);
});

test('[CN20] a match that was taken over has its whole log, for a replay', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { ann, bob, code } = await match(a, ['Ann', 'Bob']);
  for (let turn = 1; turn <= 12; turn++) {
    ann.input(turn, turn % 4);
    await cluster.run(40);
  }
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  b.resume(ann);
  b.resume(bob);
  await cluster.until(() => b.room(code).stateName === 'play');
  await cluster.run(10);
  const { match: played } = b.room(code);
  await cluster.until(() => !played.isLogAwaited);
  const { tick } = b.room(code).world;
  const replay = replayOf(b.room(code).recorded()!);
  expect(replay.ticks).toBe(tick);
  expect(verifyReplay(replayFrom(JSON.parse(JSON.stringify(replay)) as unknown))).toBeNull();
});

/** Makes rooms, each with a member of its own. @returns their codes */
async function rooms(node: MemoryNode, count: number, name = 'P'): Promise<string[]> {
  const codes: string[] = [];
  for (let index = 0; index < count; index++) {
    const player = node.enter(`${name}${index}`, `10.0.${index}.1`);
    await cluster.run(1);
    player.create();
    await cluster.run(1);
    codes.push(player.code);
  }
  await cluster.run(5);
  return codes;
}

/** The id after the newest entry of a room. */
async function idAfterNewest(code: string): Promise<string> {
  const [[id]] = (await cluster.redis.xrevrange(KEYS.room(code), '+', '-', 'COUNT', 1)) as [[string, string[]]];
  const [epoch, n] = id.split('-').map(Number);
  return `${epoch}-${n! + 1}`;
}
