// The server in lockstep with clients of its own, which answer when a test wants them to.

import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  aiWish,
  canSteer,
  createMatch,
  defaultFrightTable,
  hashMatch,
  matchSettings,
  piecesOf,
  readInputs,
  stepMatch,
  wishOf,
  worldOf,
  type AiSkill,
  type Input,
} from '#simulation';
import type { Rng } from '../../../game-server/clock.ts';
import { playAiMatch } from '../../../game-server/lockstep/ai-match.ts';
import {
  LockstepGame,
  type LockstepEvents,
  type LockstepOptions,
} from '../../../game-server/lockstep/lockstep-game.ts';
import { matchSeed } from '../../../game-server/lockstep/match-seed.ts';
import { serveLockstep } from '../../../game-server/lockstep/serve.ts';
import type { Match } from '../../../game-server/match/match.ts';
import { SeatPlan } from '../../../game-server/rooms/seat-plan.ts';
import { TcpPlayer } from '../../support/tcp-player.ts';

const LOG = pino({ enabled: false });
const MATCH_TICKS = 500;

/** Of their sessions. */
const tokens = new WeakMap<TcpPlayer, string>();

interface Running {
  readonly game: LockstepGame;
  readonly plan: SeatPlan;
  /** What happened, in order. */
  readonly happened: string[];
  readonly matches: Match[];
  connect(name?: string, token?: string): Promise<TcpPlayer>;
  /** A client in a seat; null for the code of the room. */
  join(seat: number | null): Promise<TcpPlayer>;
}

async function start(
  skills: readonly (AiSkill | null)[],
  options: Partial<LockstepOptions> = {},
  rng: Rng | null = null,
): Promise<Running> {
  const plan = new SeatPlan(
    skills.map((skill, seat) => ({ name: `Seat ${seat}`, skill })),
    (match) => 100 + match,
    rng,
  );
  const happened: string[] = [];
  const matches: Match[] = [];
  const events: LockstepEvents = {
    finished(match) {
      matches.push(match);
      happened.push(`finished at ${match.tick}`);
    },
    failed: () => happened.push('failed'),
    joined: (seat) => happened.push(`${seat} joined`),
    left: (seat) => happened.push(`${seat} left`),
    late: (seat) => happened.push(`${seat} late`),
    refused: (seat, code) => happened.push(`${seat} ${code}`),
  };
  const { game, port } = await LockstepGame.listen(
    {
      ...{ host: '127.0.0.1', port: 0, mode: 'coop', plan, thinkMs: null, matchTicksMax: MATCH_TICKS },
      ...{ frightTable: defaultFrightTable, log: LOG, ...options },
    },
    events,
  );
  onTestFinished(() => game.close());
  const connect = async (name = 'Ann', token = '') => {
    const player = await TcpPlayer.connect(port);
    onTestFinished(() => player.destroy());
    tokens.set(player, (await player.hello(name, 'bot', token)).token);
    return player;
  };
  const join = async (seat: number | null) => {
    const player = await connect();
    player.send({ type: 'join', code: seat === null ? 'ARENA' : plan.codeOf(seat), password: '', rate: 60 });
    await player.next('joined');
    return player;
  };
  return { game, plan, happened, matches, connect, join };
}

let pings = 0;

/** Answers a snapshot, and waits until that was heard. */
async function answer(player: TcpPlayer, seenTick: number): Promise<void> {
  const time = ++pings;
  player.send({ type: 'ping', time, seenTick });
  await player.find('pong', (pong) => pong.time === time);
}

/** Answers the snapshot of each tick up to this one, which is the next that comes. */
async function answerTo(player: TcpPlayer, tick: number): Promise<void> {
  for (let next = player.words[0]!; next < tick; next++) {
    if (next > 0) player.send({ type: 'ping', time: 0, seenTick: next });
    await player.at(next + 1);
  }
}

test('[GX1] a tick passes when all players have answered the snapshot, and not before', async () => {
  const { join } = await start([null, null]);
  const [ann, ben] = [await join(0), await join(1)];
  await Promise.all([ann.at(1), ben.at(1)]);
  await answer(ann, 1);
  await answer(ann, 1);
  expect(ben.words[0]).toBe(1);
  ben.send({ type: 'input', sequence: 1, tick: 0, direction: 2, seenTick: 1 });
  await Promise.all([ann.at(2), ben.at(2)]);
  // An old answer is none.
  await answer(ann, 2);
  await answer(ben, 1);
  await answer(ben, 1);
  expect(ann.words[0]).toBe(2);
  await answer(ben, 2);
  await Promise.all([ann.at(3), ben.at(3)]);
});

test('[GX1] at a lower rate the ticks between two snapshots need no answer', async () => {
  const { plan, connect } = await start([null, 'easy']);
  const ann = await connect();
  ann.send({ type: 'join', code: plan.codeOf(0), password: '', rate: 20 });
  await ann.at(3);
  await answer(ann, 3);
  await ann.at(6);
  expect(ann.seenTicks).toEqual([3, 6]);
});

test('[GX1] who is late keeps the old direction, and the others play on', async () => {
  const { happened, join } = await start([null, null], { thinkMs: 30 });
  const [ann] = [await join(0), await join(1)];
  await answerTo(ann, 4);
  expect(happened.filter((what) => what === '1 late').length).toBeGreaterThanOrEqual(3);
});

test('[GX1] nobody is late because the server stood still: the tick waits as long again', async () => {
  const { happened, join } = await start([null, null], { thinkMs: 30 });
  let nowMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const [ann, ben] = [await join(0), await join(1)];
  await Promise.all([ann.at(1), ben.at(1)]);
  nowMs = 7000;
  vi.advanceTimersByTime(30);
  await answer(ann, 1);
  expect(happened).toEqual(['0 joined', '1 joined']);
  nowMs += 30;
  vi.advanceTimersByTime(30);
  await ann.at(2);
  expect(happened).toEqual(['0 joined', '1 joined', '1 late']);
});

test('[GX1] without a limit a tick waits as long as it takes', async () => {
  const { happened, join } = await start([null, null], { thinkMs: null });
  const [ann, ben] = [await join(0), await join(1)];
  await ben.at(1);
  // As many turns of the event loop as a second answer of the first needs.
  for (let i = 0; i < 20; i++) await answer(ann, 1);
  expect(ben.words[0]).toBe(1);
  expect(happened).toEqual(['0 joined', '1 joined']);
});

test('[GX2] a code leads to its seat, the code of the room to the first free one, and a taken one to none', async () => {
  const { plan, happened, join, connect } = await start([null, 'hard', null, null]);
  await join(2);
  await join(null);
  const late = await connect();
  for (const code of [plan.codeOf(2), plan.codeOf(1), 'SEAZZ'])
    late.send({ type: 'join', code, password: '', rate: 60 });
  expect([await late.error(), await late.error(), await late.error()]).toEqual([
    'room-full',
    'no-such-room',
    'no-such-room',
  ]);
  const { seat, seats } = await join(3).then((player) => player.next('joined'));
  expect(seat).toBe(3);
  expect(seats.map(({ name, driver }) => `${name} ${driver}`)).toEqual([
    'Seat 0 bot',
    'Seat 1 ai',
    'Seat 2 bot',
    'Seat 3 bot',
  ]);
  expect(happened).toEqual(['2 joined', '0 joined', '3 joined']);
});

test('[GX2] where seats are assigned, only its own code leads to a seat, and the seed is that of the plan', async () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const { plan, happened, join, connect } = await start([null, null], {}, (below) => numbers.shift()! % below);
  expect([plan.codeOf(0), plan.codeOf(1)]).toEqual(['BCDEF', 'GHJKM']);
  const thief = await connect();
  const ask = async (code: string, password: string) => {
    thief.send({ type: 'join', code, password, rate: 60 });
    return thief.error();
  };
  expect(await ask('ARENA', '')).toBe('room-full');
  expect(await ask('SEAAA', '')).toBe('no-such-room');
  expect(await ask(plan.codeOf(1), '7')).toBe('wrong-password');
  thief.send({ type: 'watch', code: 'ARENA', password: '', rate: 60 });
  await thief.next('joined');
  thief.send({ type: 'sit' });
  await thief.find('notice', ({ kind }) => kind === 'in-line');
  await join(0);
  const { settings } = await join(1).then((player) => player.next('joined'));
  expect(settings.seed).toBe(100);
  expect(happened).toEqual(['0 joined', '1 joined']);
});

test('[GX2] no player is host, pauses, or opens another room', async () => {
  const { join, connect } = await start([null, null]);
  const [ann] = [await join(0), await join(1)];
  ann.send({ type: 'pause', paused: true });
  ann.send({ type: 'start' });
  ann.send({ type: 'close' });
  expect([await ann.error(), await ann.error(), await ann.error()]).toEqual(['cannot-pause', 'not-host', 'not-host']);
  const other = await connect();
  other.send({ type: 'play', mode: 'coop', rate: 60 });
  expect(await other.error()).toBe('too-many-rooms');
});

test('[GX3] the next match begins when all are ready, with the next seed', async () => {
  const { happened, matches, join } = await start([null, null], { matchTicksMax: 20 });
  const players = [await join(0), await join(1)];
  await Promise.all(players.map((player) => answerTo(player, 20)));
  await Promise.all(players.map((player) => player.next('results')));
  players[0]!.send({ type: 'ready', ready: true });
  await answer(players[0]!, 20);
  expect(players[0]!.take('joined')).toHaveLength(1);
  players[1]!.send({ type: 'ready', ready: true });
  expect((await players[0]!.next('joined')).tick).toBe(0);
  await players[0]!.at(1);
  expect(happened).toEqual(['0 joined', '1 joined', 'finished at 20']);
  expect(matches.map(({ seed }) => seed)).toEqual([100]);
});

test('[GX3] when the last player has left the match ends, and the room is as new', async () => {
  const { happened, matches, join, plan } = await start([null, null]);
  const [ann, ben] = [await join(0), await join(1)];
  await Promise.all([answerTo(ann, 10), answerTo(ben, 10)]);
  for (const player of [ann, ben]) {
    player.send({ type: 'leave' });
    await player.next('left');
  }
  for (const [seat, player] of [ann, ben].entries()) {
    player.send({ type: 'join', code: plan.codeOf(seat), password: '', rate: 60 });
  }
  await ben.find('joined', ({ tick, settings }) => tick === 0 && settings.seed === 101);
  await ben.at(1);
  expect(happened).toEqual(['0 joined', '1 joined', '0 left', '1 left', 'finished at 10', '0 joined', '1 joined']);
  expect(matches.map(({ seed, tick }) => [seed, tick])).toEqual([[100, 10]]);
});

test('[GX4] a client may choose the seed of the next match, and only that', async () => {
  const { plan, connect } = await start([null], { matchTicksMax: 5 });
  const ann = await connect();
  for (const seed of ['4294967296', '-1', '1e3', 'x']) {
    ann.send({ type: 'join', code: plan.codeOf(0), password: seed, rate: 60 });
    expect(await ann.error()).toBe('wrong-password');
  }
  const seeds: number[] = [];
  for (const seed of ['4294967295', '', '7']) {
    ann.send({ type: 'join', code: plan.codeOf(0), password: seed, rate: 60 });
    await ann.next('joined');
    seeds.push((await ann.next('joined')).settings.seed);
    ann.send({ type: 'leave' });
    await ann.next('left');
  }
  expect(seeds).toEqual([4_294_967_295, 101, 7]);
});

test('[GX4] seeds of neighbours have nothing in common', () => {
  const seeds = new Set<number>();
  for (let seed = 0; seed < 10; seed++)
    for (let game = 0; game < 10; game++)
      for (let match = 0; match < 10; match++) seeds.add(matchSeed(seed, game, match));
  expect(seeds.size).toBe(1000);
  expect([...seeds].every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
});

test('[GX5] while a connection is lost the clock stands still, and goes on when it is resumed', async () => {
  const { happened, join, connect } = await start([null, null]);
  const [ann, ben] = [await join(0), await connect('Ben')];
  ben.send({ type: 'join', code: 'ARENA', password: '', rate: 60 });
  await Promise.all([answerTo(ann, 3), ben.at(1).then(() => answerTo(ben, 3))]);
  ben.destroy();
  await ann.find('notice', ({ kind }) => kind === 'disconnected');
  await answer(ann, 3);
  await answer(ann, 3);
  expect(ann.words[0]).toBe(3);
  const again = await connect('Ben', tokens.get(ben));
  await again.next('joined');
  await ann.at(4);
  expect(happened).toEqual(['0 joined', '1 joined']);
});

test('[GX5] a connection that is not resumed frees the seat', async () => {
  const { happened, join } = await start([null, null]);
  const [ann, ben] = [await join(0), await join(1)];
  await Promise.all([answerTo(ann, 3), answerTo(ben, 3)]);
  ben.destroy();
  await answer(ann, 3);
  await ann.at(4);
  expect(happened).toEqual(['0 joined', '1 joined', '1 left']);
});

test('[GX6] a closed seat is taken where the clock waits for it', async () => {
  const { game, happened, join } = await start([null, null]);
  const [ann, ben] = [await join(0), await join(1)];
  await Promise.all([answerTo(ann, 3), answerTo(ben, 3)]);
  await answer(ben, 3);
  game.closeSeat(1);
  await answer(ben, 3);
  expect(happened).toEqual(['0 joined', '1 joined']);
  await answer(ann, 3);
  expect((await ben.next('left')).reason).toBe('closed');
  expect(ben.words[0]).toBe(4);
  await answer(ann, 4);
  await ann.at(5);
  game.closeSeat(0);
  await ann.next('left');
  expect(happened).toEqual(['0 joined', '1 joined', '1 left', '0 left', 'finished at 5']);
});

test('[GX6] a match that has not begun ends too when the last seat is closed', async () => {
  const { game, happened, join } = await start([null, null]);
  const ann = await join(0);
  game.closeSeat(0);
  await ann.next('left');
  game.closeSeat(1);
  await answer(ann, 0);
  expect(happened).toEqual(['0 joined', '0 left', 'finished at 0']);
});

test('[GX2] the AI of each seat plays at its own skill', async () => {
  const skills = ['hard', 'easy', null] as const;
  const { join, matches } = await start(skills);
  const ann = await join(2);
  await answerTo(ann, MATCH_TICKS);
  await ann.next('results');
  expect(wrongWishes(matches[0]!, skills)).toEqual([]);
  expect(wrongWishes(matches[0]!, ['hard', 'hard', null])).not.toEqual([]);
});

test('[GX7] the AI plays alone as in a room', () => {
  const skills = ['hard', 'easy', 'normal'] as const;
  const plan = new SeatPlan(
    skills.map((skill, seat) => ({ name: `Seat ${seat}`, skill })),
    () => 100,
  );
  const { match } = playAiMatch({ mode: 'coop', plan, matchTicksMax: MATCH_TICKS, frightTable: defaultFrightTable });
  expect(match.tick).toBe(MATCH_TICKS);
  expect(wrongWishes(match, skills)).toEqual([]);
});

/** The ticks and seats in which a match has other inputs than the AI would make. */
function wrongWishes(match: Match, skills: readonly (AiSkill | null)[]): string[] {
  const again = createMatch(matchSettings({ mode: 'coop', seed: match.seed, seatCount: skills.length }));
  const inputs = new Map<number, Input[]>();
  for (const piece of piecesOf(match.recorded({})!.log)) {
    const list: Input[] = [];
    readInputs(piece.inputs, list);
    inputs.set(piece.tick, list);
  }
  const wrong: string[] = [];
  while (again.tick < match.tick) {
    const taken = inputs.get(again.tick + 1) ?? [];
    for (const [seat, skill] of skills.entries()) {
      const world = worldOf(again, seat);
      if (skill === null || !canSteer(world, seat)) continue;
      const wish = aiWish(world, seat, skill);
      const sent = taken.find((input) => input.kind === 'wish' && input.seat === seat);
      const is = sent?.kind === 'wish' ? sent.direction : wishOf(world, seat);
      if (is !== wish) wrong.push(`${again.tick} ${seat}`);
    }
    stepMatch(again, taken);
  }
  expect(hashMatch(again)).toBe(hashMatch(match.now));
  return wrong;
}

test('[GX4] games that are served together have ports, codes and seeds of their own', async () => {
  const server = await serveLockstep(
    {
      ...{ host: '127.0.0.1', port: 0, games: 2, mode: 'versus', seats: 3, players: 2, fill: 'hard', seed: 9 },
      ...{ thinkMs: null, matchTicksMax: 100, frightTable: defaultFrightTable },
    },
    LOG,
  );
  onTestFinished(() => server.close());
  const seeds = new Set<number>();
  for (const { port, codes } of server.games) {
    expect(codes).toHaveLength(2);
    const players = await Promise.all([TcpPlayer.connect(port), TcpPlayer.connect(port)]);
    for (const [seat, player] of players.entries()) {
      onTestFinished(() => player.destroy());
      await player.hello('Ann', 'bot');
      player.send({ type: 'join', code: codes[seat]!, password: '', rate: 60 });
      expect((await player.next('joined')).seat).toBe(seat);
    }
    const { seats, settings } = await players[0].next('joined');
    expect(seats.map(({ driver }) => driver)).toEqual(['bot', 'bot', 'ai']);
    seeds.add(settings.seed);
  }
  expect(new Set(server.games.map(({ port }) => port)).size).toBe(2);
});
