// Games of programs, with those that fail in every way.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { replayFrom, verifyReplay } from '#simulation';
import type { ArenaPlan } from '../../arena/arena-plan.ts';
import { contestantsOf } from '../../arena/contestant.ts';
import { FAULT_LIMITS, type FaultLimits } from '../../arena/fault-limits.ts';
import { GamePlayer } from '../../arena/play-game.ts';
import type { GameResult } from '../../bots/arena/game-result.ts';
import { runReplay } from '../../tools/replay.ts';
import { newFolder } from '../support/new-folder.ts';

const BOTS = join(import.meta.dirname, 'bots');
const bot = (name: string): string => `"${process.execPath}" "${join(BOTS, name)}.js"`;
/** So that tests wait little for those that never answer. Nothing else takes so many ticks. */
const LIMITS: FaultLimits = { ...FAULT_LIMITS, joinMs: 100_000, lateInARow: 2 };
/** An answer that comes late changes the game: only where that is the subject may a busy machine be too slow. */
const THINK_MS = 100_000;
/** Where programs are late by themselves. */
const SHORT_THINK_MS = 1500;

// Whole games of several programs, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });

interface Arena {
  readonly folder: string;
  readonly results: GameResult[];
}

async function play(
  bots: readonly string[],
  games: number,
  plan: Partial<ArenaPlan> = {},
  limits = LIMITS,
): Promise<Arena> {
  const folder = newFolder();
  const contestants = contestantsOf(bots);
  const whole: ArenaPlan = {
    ...{ contestants, mode: 'coop', seats: bots.length, games, seed: 3, thinkMs: THINK_MS },
    ...{ replayFolder: folder, frightTable: null, ...plan },
  };
  const player = new GamePlayer(whole, pino({ enabled: false }), limits);
  onTestFinished(() => player.kill());
  const results: GameResult[] = [];
  for (let game = 0; game < games; game++) results.push(await player.play(game));
  await player.close();
  return { folder, results };
}

const exact = (results: readonly GameResult[]) =>
  results.map(({ seats, ...game }) => ({
    ...game,
    seats: seats.map(({ contestant, place, score, inputs, fault }) => ({ contestant, place, score, inputs, fault })),
  }));

function replayIn(folder: string, { replay }: GameResult): string {
  return gunzipSync(readFileSync(join(folder, replay!))).toString();
}

test('[AR1] games of programs are the same in each run, and so are their replays', async () => {
  const bots = [bot('good'), bot('crashes'), 'ai:easy'];
  const [one, other] = [await play(bots, 3), await play(bots, 3)];
  expect(exact(one.results)).toEqual(exact(other.results));
  for (const result of one.results) {
    expect(readFileSync(join(one.folder, result.replay!))).toEqual(readFileSync(join(other.folder, result.replay!)));
    const replay = replayFrom(JSON.parse(replayIn(one.folder, result)));
    expect(verifyReplay(replay)).toBeNull();
    expect(replay.players.map(({ name }) => name)).toEqual(expect.arrayContaining(['good.js', 'ai:easy']));
    expect(replay.ticks).toBe(result.ticks);
    // All but the program that has lost its seat.
    const scores = result.seats.filter(({ fault }) => fault === null).map(({ score }) => score);
    expect(replay.result!.seats.map(({ score }) => score)).toEqual(scores.toSorted((a, b) => b - a));
  }
  // The seats move on, and the seed does not.
  expect(one.results.map(({ seats }) => seats.map(({ contestant }) => contestant))).toEqual([
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ]);
  expect(new Set(one.results.map(({ seed }) => seed)).size).toBe(1);
});

test('[AR1] games of the AI alone are the same in each run', async () => {
  const { folder, results } = await play(['ai:easy', 'ai:hard'], 2, { mode: 'battle' });
  const again = await play(['ai:easy', 'ai:hard'], 2, { mode: 'battle' });
  expect(results).toEqual(again.results);
  const { seats, replay } = results[0]!;
  expect(seats.map(({ inputs }) => inputs > 0)).toEqual([true, true]);
  // [C60] `packetman replay` says who was where.
  const lines: string[] = [];
  expect(runReplay({ file: join(folder, replay!), verify: true }, (line) => lines.push(line))).toBe(0);
  expect(lines[0]).toMatch(/^battle: over at level 1, \d+ ticks, hash [0-9a-f]{8}, \d+ checkpoints right$/);
  const standings = seats.toSorted((seat, other) => seat.place - other.place);
  expect(lines.slice(1)).toEqual(
    standings.map(({ place, contestant, score }) => `${place}. ${['ai:easy', 'ai:hard'][contestant]}: ${score}`),
  );
});

test.each([
  ['crashes', 300, /^ended with exit code 1\nits last standard error:\n[^]*no idea what to do at tick 300/],
  ['late', 302, /^did not answer 3 ticks in a row within 1500 ms each/],
  ['nonsense', 321, /^got 21 errors, the last one not-host/],
  ['floods', 300, /^sent too many messages \(flood\)/],
  ['leaves', 300, /^left the game/],
] as const)('[AR6] %s.js loses its seat at tick %i, and the other one plays on', async (name, tick, fault) => {
  const thinkMs = name === 'late' ? SHORT_THINK_MS : THINK_MS;
  const { folder, results } = await play([bot(name), bot('good')], 1, { thinkMs });
  const [bad, good] = results[0]!.seats;
  expect(bad!.fault).toMatch(fault);
  expect([bad!.place, good!.place]).toEqual([2, 1]);
  expect(good).toMatchObject({ contestant: 1, fault: null });
  expect(results[0]!.ticks).toBeGreaterThan(tick + 60);
  // The tick in which the seat is empty is the same however busy the machine is.
  const { players } = replayFrom(JSON.parse(replayIn(folder, results[0]!)));
  expect(players.find(({ seat, driver }) => seat === 0 && driver === 'empty')?.tick).toBe(tick);
});

test('[AR10] a program gets no seat of another one, and no seed of its own', async () => {
  const { folder, results } = await play([bot('cheats'), bot('good')], 1, { mode: 'versus' });
  const [cheat, good] = results[0]!.seats;
  expect([cheat!.fault, good!.fault]).toEqual([null, null]);
  const { settings } = replayFrom(JSON.parse(replayIn(folder, results[0]!)));
  expect(settings.seed).toBe(results[0]!.seed);
});

test('[AR5] a late answer costs the turn only', async () => {
  const { results } = await play([bot('sometimes-late'), bot('good')], 1, { thinkMs: SHORT_THINK_MS });
  expect(results[0]!.seats.map(({ fault }) => fault)).toEqual([null, null]);
  expect(results[0]!.seats[0]!.lateTicks).toBeGreaterThan(0);
});

test.each([
  ['never-connects', 'did not join within 5 s\nits last standard error:\nthinking about life'],
  ['closes', 'did not join within 5 s'],
])('[AR6] %s.js loses its seat before the game', async (name, fault) => {
  const { results } = await play([bot('good'), bot(name)], 1, {}, { ...LIMITS, joinMs: 5000 });
  expect(results[0]!.seats.map((seat) => seat.fault === null || seat.fault)).toContain(fault);
});

test('[AR6] a game ends when no program is left in it', async () => {
  const { results } = await play([bot('crashes'), '/no/such/program', 'ai:easy'], 1);
  const [crashed, missing, ai] = results[0]!.seats;
  expect(results[0]!.ticks).toBe(300);
  expect(crashed!.fault).toMatch(/exit code 1/);
  expect(missing!.fault).toBe('could not be started: spawn /no/such/program ENOENT');
  expect([ai!.place, crashed!.place, missing!.place]).toEqual([1, 2, 3]);
});

test('[AR2] a program is told where to connect, and a number for its random generator', async () => {
  const names = ['PACKETMAN_TARGET_HOST', 'PACKETMAN_BOT_ROOM', 'PACKETMAN_LOCKSTEP', 'PACKETMAN_SEED'];
  const values = `${JSON.stringify(names)}.map((name) => process.env[name])`.replaceAll('"', '`');
  const command = `"${process.execPath}" -e "console.error(...${values}, ...process.argv.slice(1)); process.exit(7)"`;
  const told = async () => (await play([command], 1)).results[0]!.seats[0]!.fault;
  const [first, second] = [await told(), await told()];
  expect(first).toMatch(
    /^ended with exit code 7\nits last standard error:\n127\.0\.0\.1 (\w{5}) 1 \d+ 127\.0\.0\.1 \d+ \1$/,
  );
  const seedOf = (text: string | null) => /\w{5} 1 (\d+)/.exec(text ?? '')?.[1];
  expect(seedOf(second)).toBe(seedOf(first));
});

test('[AR7] a program that fills its output is ended', async () => {
  const { results } = await play([bot('shouts'), bot('good')], 1);
  expect(results[0]!.seats[0]!.fault).toMatch(/^wrote more than 32 MiB of output\nits last standard output:\n/);
  expect(results[0]!.seats[0]!.fault!.length).toBeLessThan(3000);
});
