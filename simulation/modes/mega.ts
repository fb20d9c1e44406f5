// `mega`: up to 64 Pac-Men in linked mazes (rules/modes.md 6). A maze is a World of the match: mega/maze.ts moves one on by a
// tick, mega/culls.ts does what happens between them.

import { COUNTDOWN_TICKS, PHASE, TICKS_PER_SECOND } from '../constants.ts';
import { EVERYTHING, type View } from '../view.ts';
import type { World } from '../world.ts';
import { afterStep, mayEndSoon } from './mega/culls.ts';
import { layLevel } from './mega/levels.ts';
import { enterSeat, leaveSeat } from './mega/lives.ts';
import { stepMaze } from './mega/maze.ts';
import { findAwake, wake } from './mega/passages.ts';
import { isOut, mayTakeOver, rank } from './mega/ranking.ts';
import { sideOf } from './mega/square.ts';
import type { ModeRules } from './mode-rules.ts';

/** A player knows one maze, a watcher any: so watchers see it later (rules/modes.md 1.10). */
const WATCHER: View = { ...EVERYTHING, key: 'watcher', delayTicks: 5 * TICKS_PER_SECOND };

export const mega = {
  name: 'mega',
  roles: ['pac'],
  seats: { least: 4, most: 64 },
  worldCount: (seatCount: number) => sideOf(seatCount) ** 2,
  pacCount: (seatCount: number) => seatCount,
  fields: ['power', 'rivals', 'mega'],
  settings: {
    rule: ['last', 'score'],
    target: [0],
    rounds: [0],
    lives: [3],
    extraLifeScore: [10_000],
    killScreen: [true],
    variant: ['none'],
    maze: 'any',
  },
  eating: { dotPause: 1, energizerPause: 3, halfTicks: false, scoreModulus: Infinity },
  lives: { owner: 'seat', nextExtraLifeAt: () => 0 },
  room: {
    ...{ quickPlaySeats: 16, quickPlayFill: 16, hasAiSeats: true, waitsForPlayers: false, pauseVoters: 'humans' },
    ...{ pauseTicksMax: 60 * TICKS_PER_SECOND, afterPause: 'match', idleTicks: 15 * TICKS_PER_SECOND },
    resultTicksMin: 5 * TICKS_PER_SECOND,
  },
  start,
  homeOf: (seat: number) => seat,
  step: stepMaze,
  enter: enterSeat,
  leave: leaveSeat,
  afterStep,
  sleep: { findAwake, wake },
  mayEndSoon,
  rank,
  isOut,
  mayTakeOver,
  roundsWon: () => 0,
  isCleared: () => false,
  view: (_, seat) => (seat < 0 ? WATCHER : EVERYTHING),
} as const satisfies ModeRules;

function start(world: World, index: number): void {
  layLevel(world, world.level);
  world.mazeIndex = index;
  world.side = sideOf(world.seatCount);
  world.homeSeat = index < world.seatCount ? index : -1;
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + 1 + COUNTDOWN_TICKS;
}
