// `coop`: up to four Pac-Men against the ghosts (rules/modes.md 3). A tick has the order of rules/modes.md 1.5: timers and
// spawns, Pac-Men, ghosts, pick-ups, contacts, and their consequences.

import { isInMaze, updateTargetSeats } from '../actors/target-seat.ts';
import { eatDot } from '../actors/eating.ts';
import { passFright } from '../actors/fright.ts';
import { eatFruit, endFruit, layFruit } from '../actors/fruit.ts';
import { decide } from '../actors/ghost-decision.ts';
import { releaseByDots, releaseByTime, updateElroy } from '../actors/house.ts';
import { advanceScatterTimer } from '../actors/scatter-timer.ts';
import { COUNTDOWN_TICKS, GHOST, GHOST_COUNT, PHASE, TICKS_PER_SECOND } from '../constants.ts';
import type { Events } from '../events.ts';
import { levelTable } from '../levels.ts';
import { beginPlay } from '../life.ts';
import { EVERYTHING } from '../view.ts';
import type { World } from '../world.ts';
import { rememberTiles } from './contacts.ts';
import { applyContacts } from './coop/contacts.ts';
import {
  callBackOne,
  clearLevel,
  endWhenWiped,
  enterSeat,
  leaveSeat,
  mayEndSoon,
  returnDue,
  setUpAnew,
} from './coop/lives.ts';
import type { ModeRules } from './mode-rules.ts';
import { levelGhostSpeed, moveGhost, movePac } from './movement.ts';
import { fruitEater, pickUpDots } from './pick-ups.ts';
import { hasClearedTheLast, rankByScore } from './standings.ts';

/** An extra return at the first, and then at every multiple of the second (rules/modes.md 3). */
const EXTRA_FIRST = 10_000;
const EXTRA_EACH = 50_000;

export const coop = {
  name: 'coop',
  roles: ['pac'],
  seats: { least: 1, most: 4 },
  worldCount: () => 1,
  pacCount: (seatCount: number) => seatCount,
  fields: ['arcade'],
  settings: {
    rule: [''],
    target: [0],
    rounds: [0],
    lives: [3],
    extraLifeScore: [10_000],
    killScreen: [true],
    variant: ['none'],
    maze: 'any',
  },
  eating: { dotPause: 1, energizerPause: 3, halfTicks: false, scoreModulus: Infinity },
  lives: { owner: 'team', nextExtraLifeAt: (score: number) => (Math.floor(score / EXTRA_EACH) + 1) * EXTRA_EACH },
  room: {
    ...{ quickPlaySeats: 4, quickPlayFill: 2, hasAiSeats: true, waitsForPlayers: false, pauseVoters: 'humans' },
    ...{ pauseTicksMax: 60 * TICKS_PER_SECOND, afterPause: 'match', idleTicks: 45 * TICKS_PER_SECOND },
    resultTicksMin: 5 * TICKS_PER_SECOND,
  },
  start,
  homeOf: () => 0,
  step,
  enter: enterSeat,
  leave: leaveSeat,
  afterStep: null,
  mayEndSoon: ({ worlds }) => mayEndSoon(worlds[0]!),
  rank: rankByScore,
  isOut: () => false,
  mayTakeOver: () => true,
  roundsWon: () => 0,
  isCleared: hasClearedTheLast,
  view: () => EVERYTHING,
} as const satisfies ModeRules;

function start(world: World): void {
  world.extraLifeAt = EXTRA_FIRST;
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + 1 + COUNTDOWN_TICKS;
}

function step(world: World, events: Events): void {
  fireTimers(world, events);
  if (world.phase !== PHASE.play) return;
  returnDue(world, events);
  updateTargetSeats(world);
  rememberTiles(world);
  movePacs(world);
  moveGhosts(world, events);
  pickUpDots(world, events, eatDot);
  const fruitPac = fruitEater(world);
  if (fruitPac >= 0) eatFruit(world, fruitPac, events);
  if (world.dotsLeft === 0) return clearLevel(world, events);
  applyContacts(world, events);
  if (fruitPac >= 0) callBackOne(world);
  passFright(world, 2);
  releaseByDots(world);
  releaseByTime(world);
  advanceScatterTimer(world);
  layFruit(world, events);
  decide(world);
  endWhenWiped(world, events);
}

function fireTimers(world: World, events: Events): void {
  endFruit(world, events);
  if (world.phaseEndsTick === 0 || world.tick < world.phaseEndsTick) return;
  if (world.phase === PHASE.ready) beginPlay(world);
  else setUpAnew(world, events);
}

function movePacs(world: World): void {
  const level = levelTable(world.difficulty);
  const percent = world.frightLeft > 0 ? level.pacFrightSpeed : level.pacSpeed;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (isInMaze(world, pac)) movePac(world, pac, percent);
  }
}

function moveGhosts(world: World, events: Events): void {
  if (world.ghostState[0] === GHOST.outside) updateElroy(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) moveGhost(world, ghost, levelGhostSpeed(world, ghost), events);
}
