// Watchers of a match that goes on at another node, or in another process: those who see it late too, and those who came or were cut
// off just before. What all clients are shown goes through the checker of the load generator.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TICK_WORD, type RoomSettings } from '#protocol';
import { replayFrom, replayOf, verifyReplay } from '#simulation';
import { Faults } from '../../../../load/frames/faults.ts';
import { FrameChecker } from '../../../../load/frames/frame-checker.ts';
import { MemoryCluster, type MemoryNode } from '../../../support/memory-cluster.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { MemoryServer } from '../../../support/memory-server.ts';

/** Ticks of play: with a delay more than the time between two keyframes and the delay. */
const LONG_TICKS = 960;
const SHORT_TICKS = 300;

interface Case {
  readonly mode: string;
  readonly playerCount: number;
  readonly settings: Partial<RoomSettings>;
  /** By which watchers see the match later. */
  readonly delayTicks: number;
  /** Whether all who watch see the same words. */
  readonly isOneView: boolean;
}

const CASES: readonly Case[] = [
  { mode: 'classic', playerCount: 1, settings: { seatCount: 1 }, delayTicks: 0, isOneView: true },
  { mode: 'coop', playerCount: 2, settings: {}, delayTicks: 0, isOneView: true },
  { mode: 'battle', playerCount: 2, settings: { fill: true }, delayTicks: 0, isOneView: true },
  { mode: 'versus', playerCount: 2, settings: { fill: true }, delayTicks: 300, isOneView: true },
  { mode: 'mega', playerCount: 2, settings: { seatCount: 8, fill: true }, delayTicks: 300, isOneView: false },
];

/** Tells a checker what clients are shown. */
class Shown {
  readonly faults = new Faults();
  private readonly checker = new FrameChecker(this.faults);
  private readonly clients = new Map<MemoryPlayer, { readonly node: string; joined: Int32Array | null }>();
  private readonly case: Case;
  private readonly nowMs: () => number;

  constructor(of: Case, nowMs: () => number) {
    this.case = of;
    this.nowMs = nowMs;
  }

  add(node: string, ...players: readonly MemoryPlayer[]): void {
    for (const player of players) this.clients.set(player, { node, joined: null });
  }

  look(): void {
    const { isOneView, delayTicks } = this.case;
    for (const [player, client] of this.clients) {
      const { name, seat, words } = player;
      if (seat === null || player.isClosed) continue;
      const isWatching = seat < 0;
      const match = isWatching && delayTicks > 0 ? 'later' : 'now';
      this.checker.shown({
        ...{ client: name, node: client.node, match, tick: words[TICK_WORD]!, inputs: [], scores: null, holders: [] },
        view: isWatching ? match : name,
        hash: isWatching && isOneView ? hashOf(words) : null,
        isJoined: client.joined !== words,
        atMs: this.nowMs(),
      });
      client.joined = words;
    }
  }
}

function hashOf(words: Int32Array): number {
  let hash = 0;
  for (const word of words) hash = (Math.imul(hash, 31) + word) | 0;
  return hash;
}

let cluster: MemoryCluster;
let a: MemoryNode;
let b: MemoryNode;

beforeEach(async () => {
  cluster = await MemoryCluster.start();
  [a, b] = [await cluster.join('a'), await cluster.join('b')];
});

afterEach(() => cluster.stop());

/** A match in play, with one watcher. */
async function open(of: Case) {
  const players = Array.from({ length: of.playerCount }, (_, seat) => a.enter(`Player${seat}`));
  await cluster.run(1);
  const [host, other] = players as [MemoryPlayer, MemoryPlayer | undefined];
  host.create({ mode: of.mode, ...of.settings });
  await cluster.until(() => host.code !== '');
  const { code } = host;
  other?.join(code);
  await cluster.until(() => other === undefined || other.code === code);
  host.send({ type: 'start' });
  await cluster.until(() => a.room(code).stateName === 'play');
  return { code, players, cid: await watching(code, 'Cid') };
}

async function watching(code: string, name: string, node = a): Promise<MemoryPlayer> {
  const watcher = node.enter(name);
  await cluster.run(1);
  watcher.watch(code);
  await cluster.until(() => watcher.code === code);
  return watcher;
}

/** Plays for some ticks. */
async function play(players: readonly MemoryPlayer[], ticks: number, shown: Shown): Promise<void> {
  for (let tick = 0; tick < ticks; tick++) {
    await cluster.run(1);
    shown.look();
    if (tick % 40 !== 0) continue;
    const sequence = Math.round(cluster.clock.now());
    for (const [seat, player] of players.entries()) player.input(sequence, (sequence + seat) % 4);
  }
}

describe.each(CASES)('[CN14] $mode: a node is killed', (of) => {
  test('no watcher is shown an earlier tick than before, and all see the match as late as ever', async () => {
    const shown = new Shown(of, () => cluster.clock.now());
    const { code, players, cid } = await open(of);
    shown.add('a', ...players, cid);
    await play(players, of.delayTicks > 0 ? LONG_TICKS : SHORT_TICKS, shown);
    // Dan comes after the newest keyframe, or not long before it. Eve has no connection when the node is killed.
    const [dan, eve] = [await watching(code, 'Dan'), await watching(code, 'Eve')];
    shown.add('a', dan, eve);
    await play(players, 10, shown);
    eve.cut();
    await play(players, 90, shown);
    const seen = [cid, dan, eve].map(({ words }) => words[TICK_WORD]!);
    a.kill();
    await cluster.until(() => b.codes.includes(code));
    const back = (player: MemoryPlayer) => {
      const next = b.resume(player, player.words[TICK_WORD]);
      shown.add('b', next);
      return next;
    };
    const watchers = [back(cid)];
    await play([], 2, shown);
    const playing = players.map(back);
    watchers.push(back(dan), back(eve));
    await play([], 3, shown);
    const first = watchers.map((watcher) => watcher.last('joined')!.words[TICK_WORD]!);
    for (const [i, tick] of first.entries()) expect(tick).toBeGreaterThanOrEqual(seen[i]!);
    await play(playing, 60, shown);
    expect(shown.faults.total).toBe(0);
    const { match, stateName } = b.room(code);
    expect(stateName).toBe('play');
    for (const { words } of watchers) expect(match.tickNow - words[TICK_WORD]!).toBe(of.delayTicks);
    await cluster.until(() => !match.isLogAwaited);
    expect(verifyReplay(replayFrom(replayOf(b.room(code).recorded()!)))).toBeNull();
  });
});

const VERSUS = CASES.find(({ mode }) => mode === 'versus')!;

test('[CN14] who was cut off long before, and sees the match late, goes on where they were, even if two nodes die', async () => {
  const shown = new Shown(VERSUS, () => cluster.clock.now());
  const c = await cluster.join('c');
  const { code, players, cid } = await open(VERSUS);
  await play(players, LONG_TICKS, shown);
  cid.cut();
  const seen = cid.words[TICK_WORD]!;
  expect(seen).toBeGreaterThan(600);
  await play(players, 130, shown);
  a.kill();
  const owner = () => [b, c].find(({ isKilled, codes }) => !isKilled && codes.includes(code));
  await cluster.until(() => owner() !== undefined);
  const second = owner()!;
  // Its first keyframe, before anybody is back.
  await cluster.run(3);
  second.kill();
  await cluster.until(() => owner() !== undefined);
  const again = owner()!.resume(cid, seen);
  await cluster.until(() => again.code === code);
  expect(again.last('joined')!.words[TICK_WORD]).toBeGreaterThanOrEqual(seen);
});

test('[CN14] a watcher who sees the match late and has seen what is not in the stream moves the match on to that', async () => {
  const shown = new Shown(VERSUS, () => cluster.clock.now());
  const { code, players, cid } = await open(VERSUS);
  const dan = await watching(code, 'Dan');
  await play(players, 400, shown);
  await cluster.run(11);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const from = b.room(code).tickNow;
  const cidAgain = b.resume(cid, from - 300);
  await cluster.until(() => cidAgain.code === code);
  expect(cidAgain.words[TICK_WORD]).toBe(from - 300);
  const danAgain = b.resume(dan, from - 300 + 9);
  await cluster.until(() => danAgain.code === code);
  expect(b.room(code).tickNow).toBe(from + 9);
  expect(danAgain.last('joined')!.words[TICK_WORD]).toBe(from - 300 + 9);
});

test('[CN20] a match that nobody has watched can be watched late as soon as its log was read', async () => {
  const shown = new Shown(VERSUS, () => cluster.clock.now());
  const { code, players, cid } = await open(VERSUS);
  cid.send({ type: 'leave' });
  await play(players, LONG_TICKS, shown);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  for (const player of players) b.resume(player, player.words[TICK_WORD]);
  const { match } = b.room(code);
  await cluster.until(() => !match.isLogAwaited);
  const dan = await watching(code, 'Dan', b);
  expect(match.tickNow - dan.last('joined')!.words[TICK_WORD]!).toBeLessThanOrEqual(300 + 600 + 60);
  await cluster.run(100);
  expect(match.tickNow - dan.words[TICK_WORD]!).toBe(300);
});

test('[CN13] who sees the match late learns of its end when they have seen it, at another node too', async () => {
  const shown = new Shown(VERSUS, () => cluster.clock.now());
  const { code, players, cid } = await open(VERSUS);
  await play(players, 400, shown);
  a.room(code).finish();
  await cluster.run(60);
  const seen = cid.words[TICK_WORD]!;
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const again = b.resume(cid, seen);
  await cluster.until(() => again.code === code);
  expect(again.last('joined')!.words[TICK_WORD]).toBe(seen);
  expect(again.last('results')).toBeUndefined();
  await cluster.until(() => again.last('results') !== undefined);
  expect(again.words[TICK_WORD]).toBe(b.room(code).match.tick);
});

test('[CM1] a room moves before the log of its match was read: late watchers go on where they were', async () => {
  const shown = new Shown(VERSUS, () => cluster.clock.now());
  const { code, players, cid } = await open(VERSUS);
  await play(players, LONG_TICKS, shown);
  vi.spyOn(a.room(code).match, 'wholeCheckpoint', 'get').mockReturnValue(a.room(code).match.checkpoint);
  const seen = cid.words[TICK_WORD]!;
  void a.node.moveSome(1, 'b');
  await cluster.until(() => b.codes.includes(code));
  const again = b.resume(cid, seen);
  await cluster.until(() => again.code === code);
  expect(again.last('joined')!.words[TICK_WORD]).toBeGreaterThanOrEqual(seen);
});

describe('[GV2] one server', () => {
  /** A match of `versus` that runs for long, with one watcher. */
  function begun() {
    const server = new MemoryServer();
    const [ann, bob, cid] = ['Ann', 'Bob', 'Cid'].map((name) => server.enter(name)) as [
      MemoryPlayer,
      MemoryPlayer,
      MemoryPlayer,
    ];
    const code = ann.create({ mode: 'versus', fill: true });
    bob.join(code);
    ann.send({ type: 'start' });
    cid.watch(code);
    for (let turn = 1; turn < 24; turn++) {
      ann.input(turn, turn % 4);
      server.run(50);
    }
    return { server, cid, code, seen: cid.words[TICK_WORD]! };
  }

  function firstTick(server: MemoryServer, { token, name }: MemoryPlayer, seen: number): number {
    const again = server.connect();
    again.seen = seen;
    again.hello(name, 'human', token);
    return again.last('joined')!.words[TICK_WORD]!;
  }

  test('that is started again shows late watchers no earlier tick than before', () => {
    const { server, cid, seen } = begun();
    const { next } = server.killed();
    expect(firstTick(next, cid, seen)).toBeGreaterThanOrEqual(seen);
  });

  test('shows a late watcher who was cut off no earlier tick than before', () => {
    const { server, cid, seen } = begun();
    cid.cut();
    server.run(130);
    expect(firstTick(server, cid, seen)).toBeGreaterThanOrEqual(seen);
  });
});
