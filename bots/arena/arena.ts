// Seeded matches of the built-in player without a server, and a table of its results.

import {
  aiWish,
  canSteer,
  createWorld,
  defaultFrightTable,
  Events,
  matchSettings,
  modeNamed,
  PHASE,
  step,
  wishOf,
  TICKS_PER_SECOND,
  type AiSkill,
  type Input,
  type ModeName,
  type World,
} from '#simulation';

export interface ArenaOptions {
  readonly games: number;
  readonly skills: readonly AiSkill[];
  readonly mode: ModeName;
  /** Seats of a `coop` match; `classic` has one. */
  readonly seats: number;
  /** Seed of the first game; the next ones count up from it. */
  readonly seed: number;
  /** Turns of frightened ghosts; the built-in ones if left out. */
  readonly frightTable?: Uint8Array;
}

/** The results of the games of one skill. */
export interface ArenaResult {
  readonly skill: AiSkill;
  readonly scores: readonly number[];
  readonly levels: readonly number[];
  /** Ticks of the longest game, and the average microseconds of a decision. */
  readonly ticksMax: number;
  readonly microsecondsPerDecision: number;
}

/** A match that lasts longer ends here: half an hour of play. */
const GAME_TICKS_MAX = 30 * 60 * TICKS_PER_SECOND;

/** Plays and prints: one row a skill. */
export function runArena(options: ArenaOptions, print: (line: string) => void): ArenaResult[] {
  print(`${options.games} games of ${options.mode}, seeds from ${options.seed}`);
  print('skill   median score  best score  level 1 cleared  level 3 reached  best level  longest  a decision');
  return options.skills.map((skill) => {
    const result = playGames(skill, options);
    print(row(result));
    return result;
  });
}

function row({ skill, scores, levels, ticksMax, microsecondsPerDecision }: ArenaResult): string {
  const sorted = scores.toSorted((a, b) => a - b);
  const share = (level: number) => `${levels.filter((reached) => reached >= level).length} of ${levels.length}`;
  const cells: [text: string | number, width: number][] = [
    [sorted[sorted.length >> 1]!, 18 - skill.length],
    [sorted.at(-1)!, 11],
    [share(2), 16],
    [share(3), 16],
    [Math.max(...levels), 11],
    [`${Math.round(ticksMax / TICKS_PER_SECOND)} s`, 8],
    [`${microsecondsPerDecision.toFixed(1)} us`, 11],
  ];
  return skill + cells.map(([text, width]) => String(text).padStart(width)).join(' ');
}

function playGames(
  skill: AiSkill,
  { games, mode, seats, seed, frightTable = defaultFrightTable }: ArenaOptions,
): ArenaResult {
  const scores: number[] = [];
  const levels: number[] = [];
  const thought = { decisions: 0, ns: 0n };
  let ticksMax = 0;
  for (let game = 0; game < games; game++) {
    const seatCount = Math.min(seats, modeNamed(mode)!.seats.most);
    const settings = matchSettings({ mode, seed: seed + game, seatCount, frightTable });
    const world = createWorld(settings);
    playGame(world, skill, thought);
    scores.push(world.score);
    levels.push(world.level);
    ticksMax = Math.max(ticksMax, world.tick);
  }
  const microsecondsPerDecision = Number(thought.ns) / 1000 / Math.max(1, thought.decisions);
  return { skill, scores, levels, ticksMax, microsecondsPerDecision };
}

function playGame(world: World, skill: AiSkill, thought: { decisions: number; ns: bigint }): void {
  const seats = Array.from({ length: world.seatCount }, (_, seat) => seat);
  const events = new Events();
  let inputs: Input[] = seats.map((seat) => ({ kind: 'enter', seat }));
  while (world.phase !== PHASE.over && world.tick < GAME_TICKS_MAX) {
    step(world, inputs, events);
    inputs = [];
    for (const seat of seats) {
      if (!canSteer(world, seat)) continue;
      const began = process.hrtime.bigint();
      const direction = aiWish(world, seat, skill);
      thought.ns += process.hrtime.bigint() - began;
      thought.decisions++;
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
  }
}
