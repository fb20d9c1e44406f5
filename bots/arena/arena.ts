// Seeded matches of the built-in player without a server, and a table of its results.

import {
  aiWish,
  canSteer,
  createMatch,
  defaultFrightTable,
  matchSettings,
  modeNamed,
  PHASE,
  rulesOf,
  stepMatch,
  wishOf,
  TICKS_PER_SECOND,
  worldOf,
  type AiSkill,
  type Input,
  type Match,
  type ModeName,
} from '#simulation';

export interface ArenaOptions {
  readonly games: number;
  readonly skills: readonly AiSkill[];
  readonly mode: ModeName;
  /** Seats of a match, at most those of the mode; its own number if left out (`seatsOf`). */
  readonly seats?: number;
  /** Seed of the first game; the next ones count up from it. */
  readonly seed: number;
  /** Turns of frightened ghosts; the built-in ones if left out. */
  readonly frightTable?: Uint8Array;
}

/** The results of the games of one skill. */
export interface ArenaResult {
  readonly skill: AiSkill;
  /** By game: the score of the team, or of the winner, and the level of the maze where the match ended. */
  readonly scores: readonly number[];
  readonly levels: readonly number[];
  /** The score of every seat of every game. */
  readonly seatScores: readonly number[];
  readonly ticks: readonly number[];
  /** The average of all decisions. */
  readonly microsecondsPerDecision: number;
}

/** A match that lasts longer ends here: half an hour of play. */
const GAME_TICKS_MAX = 30 * 60 * TICKS_PER_SECOND;

/** Whether the seats of a mode play against each other: then nobody can play alone. */
export function isContest(mode: string): boolean {
  return modeNamed(mode)!.seats.least > 1;
}

/** Seats of a match if no number is given: one where a player can play alone, else those of quick play. */
export function seatsOf(mode: string): number {
  const { seats, room } = modeNamed(mode)!;
  return isContest(mode) ? Math.max(seats.least, room.quickPlayFill) : 1;
}

/** Plays and prints: one row a skill. */
export function runArena(options: ArenaOptions, print: (line: string) => void): ArenaResult[] {
  const { games, mode, seats = seatsOf(mode), seed } = options;
  const columns = isContest(mode) ? CONTEST_COLUMNS : LEVEL_COLUMNS;
  print(`${games} games of ${mode} with ${seats} ${seats === 1 ? 'seat' : 'seats'}, seeds from ${seed}`);
  print(rowText('skill', columns, ([heading]) => heading));
  return options.skills.map((skill) => {
    const result = playGames(skill, { ...options, seats });
    print(rowText(skill, columns, ([, cell]) => cell(result)));
    return result;
  });
}

type Column = readonly [heading: string, cell: (result: ArenaResult) => string];

const LAST_COLUMNS: readonly Column[] = [
  ['longest', ({ ticks }) => seconds(Math.max(...ticks))],
  ['a decision', ({ microsecondsPerDecision }) => `${microsecondsPerDecision.toFixed(1)} us`],
];

const LEVEL_COLUMNS: readonly Column[] = [
  ['median score', ({ scores }) => String(median(scores))],
  ['best score', ({ scores }) => String(Math.max(...scores))],
  ['level 1 cleared', ({ levels }) => share(levels, 2)],
  ['level 3 reached', ({ levels }) => share(levels, 3)],
  ['best level', ({ levels }) => String(Math.max(...levels))],
  ...LAST_COLUMNS,
];

const CONTEST_COLUMNS: readonly Column[] = [
  ['winner, median', ({ scores }) => String(median(scores))],
  ['winner, best', ({ scores }) => String(Math.max(...scores))],
  ['a seat, median', ({ seatScores }) => String(median(seatScores))],
  ['length, median', ({ ticks }) => seconds(median(ticks))],
  ...LAST_COLUMNS,
];

const SKILL_WIDTH = 6;

function rowText(skill: string, columns: readonly Column[], cell: (column: Column) => string): string {
  return [
    skill.padEnd(SKILL_WIDTH),
    ...columns.map((column) => cell(column).padStart(Math.max(column[0].length, SKILL_WIDTH))),
  ].join('  ');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function share(levels: readonly number[], level: number): string {
  return `${levels.filter((reached) => reached >= level).length} of ${levels.length}`;
}

function seconds(ticks: number): string {
  return `${Math.round(ticks / TICKS_PER_SECOND)} s`;
}

function playGames(
  skill: AiSkill,
  { games, mode, seats, seed, frightTable = defaultFrightTable }: ArenaOptions & { readonly seats: number },
): ArenaResult {
  const scores: number[] = [];
  const levels: number[] = [];
  const seatScores: number[] = [];
  const ticks: number[] = [];
  const thought = { decisions: 0, ns: 0n };
  const seatCount = Math.min(seats, modeNamed(mode)!.seats.most);
  for (let game = 0; game < games; game++) {
    const match = createMatch(matchSettings({ mode, seed: seed + game, seatCount, frightTable }));
    playGame(match, skill, thought);
    const winner = winnerOf(match);
    const world = worldOf(match, winner);
    scores.push(isContest(mode) ? world.seatScore[winner]! : world.score);
    levels.push(world.level);
    for (let seat = 0; seat < seatCount; seat++) seatScores.push(worldOf(match, seat).seatScore[seat]!);
    ticks.push(match.tick);
  }
  const microsecondsPerDecision = Number(thought.ns) / 1000 / Math.max(1, thought.decisions);
  return { skill, scores, levels, seatScores, ticks, microsecondsPerDecision };
}

/** The first of the seats that no other stands before. */
function winnerOf(match: Match): number {
  const { rank } = rulesOf(match.settings);
  let winner = 0;
  for (let seat = 1; seat < match.settings.seatCount; seat++) if (rank(match, seat, winner) < 0) winner = seat;
  return winner;
}

function playGame(match: Match, skill: AiSkill, thought: { decisions: number; ns: bigint }): void {
  const seats = Array.from({ length: match.settings.seatCount }, (_, seat) => seat);
  let inputs: Input[] = seats.map((seat) => ({ kind: 'enter', seat }));
  while (match.worlds[0]!.phase !== PHASE.over && match.tick < GAME_TICKS_MAX) {
    stepMatch(match, inputs);
    inputs = [];
    for (const seat of seats) {
      const world = worldOf(match, seat);
      if (!canSteer(world, seat)) continue;
      const began = process.hrtime.bigint();
      const direction = aiWish(world, seat, skill);
      thought.ns += process.hrtime.bigint() - began;
      thought.decisions++;
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
  }
}
