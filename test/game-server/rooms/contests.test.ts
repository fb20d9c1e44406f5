// Rooms of `versus`, `battle` and `mega`: settings, entering and leaving, idle players, what is seen, results and rematches.

import { describe, expect, test } from 'vitest';
import type { RoomSettings } from '#protocol';
import { aiWish, canSteer, PHASE, ROLE, wishOf, worldOf, type World } from '#simulation';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** Players in a room of their own, steered by AI while a test says so. */
class Contest {
  readonly server = new MemoryServer();
  readonly players: MemoryPlayer[];
  readonly code: string;
  private readonly sequences = new Map<MemoryPlayer, number>();

  constructor(count: number, settings: Partial<RoomSettings>) {
    this.players = Array.from({ length: count }, (_, i) => this.server.enter(`P${i}`));
    this.code = this.players[0]!.create({ fill: true, skill: 'easy', ...settings });
    for (const player of this.players.slice(1)) player.join(this.code);
  }

  get room() {
    return this.server.room(this.code);
  }

  get match() {
    return this.server.match(this.code);
  }

  /** Starts the match and waits until actors move. */
  start(): void {
    this.players[0]!.send({ type: 'start' });
    while (!this.match.isMoving) this.server.run(1);
  }

  worldOf({ seat }: MemoryPlayer): World {
    return worldOf(this.match.now, seat!);
  }

  steer(player: MemoryPlayer): void {
    const world = this.worldOf(player);
    if (!canSteer(world, player.seat!)) return;
    const wish = aiWish(world, player.seat!, 'easy');
    if (wish === wishOf(world, player.seat!)) return;
    const sequence = (this.sequences.get(player) ?? 0) + 1;
    this.sequences.set(player, sequence);
    player.input(sequence, wish);
  }

  /** Steers all players until the match is over, or so long. */
  play(ticks: number, look = () => {}): void {
    for (let tick = 0; tick < ticks && !this.match.isOver; tick++) {
      for (const player of this.players) this.steer(player);
      this.server.run(1);
      look();
    }
  }
}

function areSame(words: Int32Array, others: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== others[i]) return false;
  return words.length === others.length;
}

describe('settings', () => {
  test.each<[Partial<RoomSettings>, object]>([
    [
      { mode: 'versus', seatCount: 5 },
      { rule: 'turns', target: 10_000 },
    ],
    [
      { mode: 'versus', seatCount: 2, rule: 'race', target: 7000 },
      { rule: 'race', target: 7000 },
    ],
    [
      { mode: 'battle', seatCount: 8 },
      { rule: '', rounds: 5 },
    ],
    [
      { mode: 'battle', seatCount: 2, rounds: 9 },
      { rounds: 9, target: 0 },
    ],
    [
      { mode: 'mega', seatCount: 64, rule: 'score' },
      { rule: 'score', rounds: 0 },
    ],
  ])('[GR6] %j are taken, and shown as they are played in the room and in the list', (settings, played) => {
    const server = new MemoryServer();
    const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
    const code = ann.create({ listed: true, fill: true, ...settings });
    expect(ann.errors()).toEqual([]);
    bob.send({ type: 'browse', on: true });
    server.run(20);
    const { mode, seatCount } = settings;
    expect(ann.last('room')!.settings).toMatchObject({ mode, seatCount, fill: true, ...played });
    expect(ann.last('joined')!.settings).toMatchObject({ seatCount, ...played });
    expect(bob.last('rooms')!.rooms).toMatchObject([{ code, mode, seatCount, fill: true, ...played }]);
  });

  test.each<Partial<RoomSettings>>([
    { mode: 'versus', seatCount: 1 },
    { mode: 'versus', seatCount: 6 },
    { mode: 'versus', seatCount: 4, rule: 'last' },
    { mode: 'versus', seatCount: 4, rule: 'race', target: 8000 },
    { mode: 'battle', seatCount: 9 },
    { mode: 'battle', seatCount: 4, rounds: 2 },
    { mode: 'mega', seatCount: 3 },
    { mode: 'mega', seatCount: 65 },
    { mode: 'mega', seatCount: 16, rule: 'turns' },
    { mode: 'mega', seatCount: 16, rule: 'longest' as 'last' },
  ])('[GR6] %j are refused, and the room stays as it was', (settings) => {
    const server = new MemoryServer();
    const ann = server.enter('Ann');
    ann.create({ ...settings });
    const code = ann.create({ mode: 'coop' });
    ann.configure({ ...settings });
    expect(ann.errors()).toEqual(['bad-settings', 'bad-settings']);
    expect(server.room(code).rules.settings.mode).toBe('coop');
  });

  test.each([
    ['versus', 2, 2],
    ['battle', 2, 2],
    ['mega', 4, 4],
  ] as const)('[GR10] %s begins with %i players, or with AI in their place', (mode, least, seatCount) => {
    const server = new MemoryServer();
    const players = Array.from({ length: least }, (_, i) => server.enter(`P${i}`));
    const [ann] = players as [MemoryPlayer];
    const code = ann.create({ mode, seatCount });
    for (const player of players.slice(1, -1)) player.join(code);
    ann.send({ type: 'start' });
    expect([ann.errors(), server.room(code).stateName]).toEqual([['too-few-players'], 'lobby']);
    players.at(-1)!.join(code);
    ann.send({ type: 'start' });
    server.run(1);
    expect([ann.errors(), server.room(code).stateName]).toEqual([[], 'countdown']);
    const eve = server.enter('Eve');
    const other = eve.create({ mode, seatCount, fill: true });
    eve.send({ type: 'start' });
    server.run(1);
    expect(server.room(other).stateName).toBe('countdown');
  });
});

describe('quick play', () => {
  test.each([
    ['versus', 5],
    ['battle', 4],
    ['mega', 16],
  ] as const)(
    '[GR4] of %s begins at once with %i seats taken, all of different names, and newcomers take over AI',
    (mode, taken) => {
      const server = new MemoryServer();
      const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
      ann.play(mode);
      server.run(2);
      const room = server.room(ann.code);
      expect([room.stateName, room.seats.takenCount]).toEqual(['countdown', taken]);
      const names = room.seats.wire.flatMap(({ name }) => (name === '' ? [] : [name]));
      expect(new Set(names).size).toBe(taken);
      bob.play(mode);
      expect([bob.code, room.seats.takenCount]).toEqual([ann.code, taken]);
    },
  );

  test('[GR32] offers another match of mega to a player who is out, and to one who comes after the first cull', () => {
    const server = new MemoryServer();
    const ann = server.enter('Ann', 'bot');
    ann.play('mega');
    const first = ann.code;
    const match = server.match(first);
    const isOut = () => match.isOut(ann.seat!);
    // A bot that sends nothing is not steered for, so it falls in the first cull at the latest.
    for (let tick = 0; tick < 6000 && !isOut(); tick++) server.run(1);
    expect(isOut()).toBe(true);
    while (match.world.culls === 0) server.run(1);
    const cid = server.enter('Cid');
    cid.join(first);
    expect([cid.seat, cid.notices().at(-1), cid.errors()]).toEqual([-1, 'in-line Cid', []]);
    ann.send({ type: 'leave' });
    ann.play('mega');
    const bob = server.enter('Bob');
    bob.play('mega');
    expect([ann.code === first, bob.code]).toEqual([false, ann.code]);
    server.run(300);
    expect(server.room(ann.code).stateName).toBe('play');
    // The others play on, and the seat is the AI's.
    expect([server.room(first).stateName, server.room(first).seats.takenCount]).toEqual(['play', 16]);
  });
});

test.each([
  ['versus', false],
  ['battle', true],
  ['mega', false],
] as const)('[GB8] in %s players who ask for the log get it: %s', (mode, isLog) => {
  const server = new MemoryServer();
  const [ann, eve] = [server.enterForLog('Ann'), server.enterForLog('Eve')];
  const code = ann.create({ mode, seatCount: 4, fill: true });
  eve.watch(code);
  ann.send({ type: 'start' });
  server.run(200);
  for (const player of [ann, eve]) expect(player.take('joined').map(({ log }) => log)).toEqual([isLog, isLog]);
});

test('[GB10] every player of mega has the words of the maze that they are in, through gates, collapses and the end', () => {
  const contest = new Contest(5, { mode: 'mega', seatCount: 5 });
  const { server, players, code } = contest;
  const mazes = players.map(() => new Set<number>());
  const watcher = server.enter('Eve');
  watcher.watch(code);
  contest.start();
  let collapses = 0;
  let phase = contest.match.world.phase;
  contest.play(20_000, () => {
    for (const [i, player] of players.entries()) {
      const world = contest.worldOf(player);
      mazes[i]!.add(contest.match.now.worldOfSeat[player.seat!]!);
      if (!areSame(player.words, world.words))
        expect([contest.match.tick, i, player.words]).toEqual(['', i, world.words]);
    }
    if (contest.match.world.phase === PHASE.collapse && phase !== PHASE.collapse) collapses++;
    phase = contest.match.world.phase;
  });
  expect([contest.match.isOver, collapses > 0]).toEqual([true, true]);
  expect(mazes.some((seen) => seen.size > 2)).toBe(true);
  server.run(2);
  const { seats } = players[0]!.last('results')!;
  expect(seats.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5]);
  expect(seats.map(({ seat }) => seat).toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4]);
  expect(
    players[0]!
      .last('seats')!
      .seats.map(({ wins }, seat) => [seat, wins])
      .filter(([, wins]) => wins! > 0),
  ).toEqual([[seats[0]!.seat, 1]]);
  expect(watcher.take('results')).toEqual([]);
  server.run(300);
  expect(watcher.take('results')).toHaveLength(1);
});

test('[GR28] the result of battle has rounds and rivals, and all matches that a player wins count until they leave', () => {
  const contest = new Contest(2, { mode: 'battle', seatCount: 2, rounds: 1 });
  const { server, players } = contest;
  const wins = new Map<string, number>();
  for (let time = 1; time <= 2; time++) {
    contest.start();
    contest.play(10_000);
    server.run(2);
    const { seats } = players[0]!.last('results')!;
    for (const { name, place, rounds } of seats) {
      expect(rounds).toBe(place === 1 && seats[1]!.place === 2 ? 1 : 0);
      if (place === 1) wins.set(name, (wins.get(name) ?? 0) + 1);
    }
    const events = seats.reduce((sum, { rivals }) => sum + rivals, 0);
    expect(events).toBe(contest.match.world.seatCatches.reduce((sum, count) => sum + count, 0));
    const table = players[0]!.last('seats')!.seats;
    for (const { name, wins: won } of table) expect(won).toBe(wins.get(name) ?? 0);
    server.run(300);
  }
  players[0]!.configure({ mode: 'battle', seatCount: 3, fill: true });
  server.run(60);
  const joined = players[1]!.last('joined')!;
  expect(new Map(joined.seats.flatMap(({ name, wins: won }) => (won > 0 ? [[name, won] as const] : [])))).toEqual(wins);
  players[1]!.send({ type: 'leave' });
  players[1]!.join(contest.code);
  expect(players[1]!.last('joined')!.seats.find(({ name }) => name === 'P1')!.wins).toBe(0);
});

test('[GR28] the result of versus has the turns of each seat', () => {
  const contest = new Contest(2, { mode: 'versus', seatCount: 4 });
  contest.start();
  contest.play(40_000);
  contest.server.run(2);
  const { seats } = contest.players[0]!.last('results')!;
  expect(seats.map(({ turns }) => turns)).toEqual([1, 1, 1, 1]);
  expect(seats.reduce((sum, { rivals }) => sum + rivals, 0)).toBe(
    contest.match.world.seatCatches.reduce((sum, count) => sum + count, 0),
  );
});

test('[GR8] in versus each player has the next seat in the next match, and steers it', () => {
  const contest = new Contest(3, { mode: 'versus', seatCount: 3 });
  const { server, players } = contest;
  contest.start();
  contest.play(100);
  for (const world of contest.match.now.worlds) world.phase = PHASE.over;
  server.run(2);
  for (const player of players) player.ready();
  server.run(301);
  expect(players.map(({ seat }) => seat)).toEqual([1, 2, 0]);
  while (!contest.match.isMoving) server.run(1);
  const before = players.map((player) => contest.worldOf(player).seatInput[player.seat!]);
  expect(before).toEqual([0, 0, 0]);
  contest.play(400);
  for (const player of players) expect(contest.worldOf(player).seatInput[player.seat!]).toBeGreaterThan(0);
});

test('[GP6] a player who sends nothing for 900 ticks in which the actor can be steered is idle, warned 300 before', () => {
  const contest = new Contest(2, { mode: 'versus', seatCount: 2, fill: false });
  const { server, players } = contest;
  contest.start();
  const ghost = players.find((player) => contest.match.world.seatRole[player.seat!] === ROLE.ghost)!;
  const pac = players.find((player) => player !== ghost)!;
  const isIdle = () => contest.room.seats.wire[ghost.seat!]!.idle;
  let counted = 0;
  let warnedAt = 0;
  for (let tick = 0; tick < 6000 && !isIdle(); tick++) {
    // As eyes and in the house the ghost cannot be steered.
    if (tick === 100) contest.match.world.ghostFrightened[contest.match.world.seatActor[ghost.seat!]!] = 1;
    contest.steer(pac);
    const { isMoving } = contest.match;
    server.run(1);
    if (isMoving && contest.match.isMoving && canSteer(contest.match.world, ghost.seat!)) counted++;
    if (ghost.notices().includes(`idle ${ghost.name}`)) warnedAt = counted;
  }
  expect(isIdle()).toBe(true);
  expect(Math.abs(warnedAt - 600)).toBeLessThan(4);
  expect(Math.abs(counted - 900)).toBeLessThan(4);
  ghost.input(1, 0);
  expect(isIdle()).toBe(false);
});
