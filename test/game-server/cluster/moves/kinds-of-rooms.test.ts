// Rooms of every kind go to another node, once in order and once because their node was killed: the same room, host, seats, scores and
// state.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RoomSettings } from '#protocol';
import { PHASE } from '#simulation';
import type { Room } from '../../../../game-server/rooms/room.ts';
import { lastingDataOf } from '../../../support/lasting-data.ts';
import { MemoryCluster, type MemoryNode } from '../../../support/memory-cluster.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { ContestServer } from '../../ranked/contest-server.ts';

let cluster: MemoryCluster;
let contest: ContestServer;
let a: MemoryNode;
let b: MemoryNode;

beforeEach(async () => {
  cluster = await MemoryCluster.start();
  contest = new ContestServer();
  a = await cluster.join('a', {}, contest.surroundings());
});

afterEach(() => cluster.stop());

interface Kind {
  readonly kind: string;
  readonly settings?: Partial<RoomSettings>;
  readonly password?: string;
  /** Of the players after the host: those who watch, and those that are bots. */
  readonly watchers?: number;
  readonly bots?: number;
  /** Players who take a seat, the host among them; 2 by default. */
  readonly players?: number;
  /** How the players get in, who are known to the API; by default the host makes the room, and the others come to it. */
  readonly contest?: 'ranked' | 'daily';
  /** What happens in the match, which has run for a second. By default nothing. */
  readonly happens?: (room: Room, host: MemoryPlayer, others: readonly MemoryPlayer[]) => void;
  /** The match has come so far. */
  readonly until?: (room: Room) => boolean;
  /** Not even a match. */
  readonly isLobby?: boolean;
  /** The state in which its players find it. */
  readonly state: string;
}

const KINDS: readonly Kind[] = [
  { kind: 'a lobby with a password', settings: { level: 3 }, password: 'tea', isLobby: true, state: 'lobby' },
  { kind: 'a match of one', settings: { mode: 'classic', seatCount: 1 }, players: 1, state: 'play' },
  {
    kind: 'a paused match',
    happens(_, host, others) {
      for (const player of [host, ...others]) player.send({ type: 'pause', paused: true });
    },
    state: 'paused',
  },
  { kind: 'a question for a pause', happens: (_, host) => host.send({ type: 'pause', paused: true }), state: 'play' },
  { kind: 'a result', happens: (room) => room.finish(), state: 'result' },
  { kind: 'versus', settings: { mode: 'versus', fill: true }, state: 'play' },
  { kind: 'battle', settings: { mode: 'battle', fill: true }, state: 'play' },
  { kind: 'mega with late watchers', settings: { mode: 'mega', seatCount: 8, fill: true }, watchers: 2, state: 'play' },
  { kind: 'easy AI', settings: { fill: true, skill: 'easy' }, state: 'play' },
  { kind: 'normal AI', settings: { fill: true, skill: 'normal' }, state: 'play' },
  { kind: 'hard AI', settings: { fill: true, skill: 'hard' }, state: 'play' },
  { kind: 'a bot', bots: 1, state: 'play' },
  {
    kind: 'kicked, banned and muted members',
    watchers: 3,
    happens(_, host, [, muted, kicked, banned]) {
      host.mute(muted!.name, { forRoom: true });
      host.send({ type: 'kick', name: kicked!.name, ban: false });
      host.send({ type: 'kick', name: banned!.name, ban: true });
    },
    state: 'play',
  },
  { kind: 'a ranked match', settings: { mode: 'versus' }, contest: 'ranked', state: 'play' },
  { kind: 'the match of the day', settings: { mode: 'coop' }, contest: 'daily', state: 'play' },
  {
    kind: 'a match that stands still between two lives',
    settings: { mode: 'classic', seatCount: 1 },
    players: 1,
    until: ({ world }) => world.phase === PHASE.dying,
    state: 'play',
  },
  {
    kind: 'a room of watchers',
    settings: { fill: true },
    watchers: 2,
    happens(_, host, [player]) {
      for (const each of [host, player!]) each.send({ type: 'leave' });
    },
    state: 'play',
  },
];

/** Makes the room. @returns its members, the host first */
async function open(kind: Kind) {
  const { settings, password = '', isLobby, watchers = 0, bots = 0, players = 2, happens, until } = kind;
  const all: MemoryPlayer[] = [];
  for (let i = 0; i < players + watchers + bots; i++) {
    const player = a.connect();
    player.follows = true;
    player.hello(`Player${i}`, isBot(i, players + watchers) ? 'bot' : 'human');
    await cluster.until(() => player.token !== '');
    all.push(player);
  }
  const [host, ...others] = all as [MemoryPlayer, ...MemoryPlayer[]];
  if (kind.contest === undefined) host.create(settings, password);
  else seek(kind.contest, settings!.mode!, all);
  await cluster.until(() => host.code !== '');
  const { code } = host;
  for (const [i, player] of others.entries()) {
    if (i + 1 >= players && i + 1 < players + watchers) player.watch(code, password);
    else if (kind.contest !== 'ranked') player.join(code, password);
    await cluster.until(() => player.code === code);
  }
  const room = a.room(code);
  if (isLobby !== true) {
    if (kind.contest !== 'ranked') host.send({ type: 'start' });
    await cluster.until(() => room.stateName === 'play');
    host.input(1, 1);
  }
  // For a second. So far there was one node, which answers all requests.
  b = await cluster.join('b', {}, contest.surroundings());
  await cluster.until(() => until?.(room) ?? true);
  happens?.(room, host, others);
  await cluster.run(30);
  const names = new Set(Array.from(room.members, ({ name }) => name));
  return { room, code, firstBot: players + watchers, members: all.filter(({ name }) => names.has(name)) };
}

/** All ask for a ranked match, or the first one for the match of the day. */
function seek(kind: 'ranked' | 'daily', mode: string, players: readonly MemoryPlayer[]): void {
  for (const player of players) contest.identify(player, 'human', player.name);
  const seekers = kind === 'ranked' ? players : players.slice(0, 1);
  for (const player of seekers) player.send({ type: 'play', mode, rate: 60, [kind]: true });
}

function isBot(index: number, firstBot: number): boolean {
  return index >= firstBot;
}

/** Without the World, which goes on. */
function lasting(room: Room): object {
  return { ...lastingDataOf(room), words: null, host: room.host?.name };
}

test.each(KINDS)('[CM1] $kind moves as it is', async (kind) => {
  const { room, code, members, firstBot } = await open(kind);
  const before = lasting(room);
  const seats = members.map((player) => player.seat);
  let moved: number | null = null;
  void a.node.moveSome(1, 'b').then((count) => (moved = count));
  const there: MemoryPlayer[] = [];
  for (const [i, player] of members.entries()) {
    await cluster.until(() => player.last('redirect') !== undefined);
    const next = b.connect();
    next.follows = true;
    next.hello(player.name, isBot(i, firstBot) ? 'bot' : 'human', player.token);
    there.push(next);
  }
  await cluster.until(() => moved !== null && there.every((player) => player.code === code));
  expect(moved).toBe(1);
  expect(b.room(code).stateName).toBe(kind.state);
  expect(there.map((player) => player.seat)).toEqual(seats);
  expect(there[0]!.last('joined')!.tick).toBe(room.match.tickNow);
  expect(lasting(b.room(code))).toEqual(before);
});

test.each(KINDS)('[CN13] $kind goes on after its node was killed', async (kind) => {
  const { room, code, members, firstBot } = await open(kind);
  const before = lasting(room);
  const seats = members.map((player) => player.seat);
  const { tickNow } = room;
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  const again = members.map((player, i) => {
    const next = b.connect();
    next.seen = player.words[0] ?? 0;
    next.hello(player.name, isBot(i, firstBot) ? 'bot' : 'human', player.token);
    return next;
  });
  await cluster.until(() => again.every((player) => player.code === code) && b.room(code).stateName === kind.state);
  expect(again.map((player) => player.seat)).toEqual(seats);
  expect(b.room(code).tickNow).toBeGreaterThanOrEqual(tickNow - 1);
  expect(lasting(b.room(code))).toEqual(before);
});
