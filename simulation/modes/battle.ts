// `battle`: two to eight Pac-Men, and the last one in the maze wins the round (rules/modes.md 5). A tick has the order of
// rules/modes.md 1.5.

import { hasPower } from '../actors/power.ts';
import { endFruit } from '../actors/fruit.ts';
import { decide } from '../actors/ghost-decision.ts';
import { advanceScatterTimer } from '../actors/scatter-timer.ts';
import { isInMaze, updateTargetSeats } from '../actors/target-seat.ts';
import { PHASE, TICKS_PER_SECOND } from '../constants.ts';
import type { Events } from '../events.ts';
import { EVERYTHING } from '../view.ts';
import type { Match } from '../match.ts';
import type { World } from '../world.ts';
import { isKnocked, movePushed } from './battle/bumps.ts';
import { applyContacts } from './battle/contacts.ts';
import { areDotsEaten, layFruit, refill, updateEnergizers } from './battle/fill.ts';
import { moveGhosts, releaseGhosts } from './battle/ghosts.ts';
import { findMeetings, rememberCentres } from './battle/meetings.ts';
import { pickUp } from './battle/pick-ups.ts';
import { updateFright } from './battle/power.ts';
import {
  beginRound,
  endRoundWhenDecided,
  enterSeat,
  leaveSeat,
  mayEndSoon,
  passBetween,
  shortenRound,
  startRound,
  updateSuddenDeath,
} from './battle/rounds.ts';
import { isOut, rank } from './battle/wins.ts';
import { rememberTiles } from './contacts.ts';
import type { ModeRules } from './mode-rules.ts';
import { movePac } from './movement.ts';

/** Speed of a Pac-Man in percent, without and with power. */
const PAC_SPEED = 80;
const POWER_SPEED = 95;

export const battle = {
  name: 'battle',
  roles: ['pac'],
  seats: { least: 2, most: 8 },
  worldCount: () => 1,
  pacCount: (seatCount: number) => seatCount,
  fields: ['power', 'rivals', 'dots', 'battle'],
  settings: {
    rule: [''],
    target: [0],
    rounds: [5, 1, 3, 7, 9],
    lives: [1],
    extraLifeScore: [0],
    killScreen: [true],
    variant: ['none'],
    maze: ['classic'],
  },
  eating: { dotPause: 1, energizerPause: 3, halfTicks: false, scoreModulus: Infinity },
  lives: { owner: 'none', nextExtraLifeAt: () => 0 },
  room: {
    ...{ quickPlaySeats: 8, quickPlayFill: 4, hasAiSeats: true, waitsForPlayers: false, pauseVoters: 'humans' },
    ...{ pauseTicksMax: 60 * TICKS_PER_SECOND, afterPause: 'match', idleTicks: 15 * TICKS_PER_SECOND },
    resultTicksMin: 5 * TICKS_PER_SECOND,
  },
  start,
  homeOf: () => 0,
  step,
  enter: enterSeat,
  leave: leaveSeat,
  afterStep: null,
  mayEndSoon: ({ worlds }) => mayEndSoon(worlds[0]!),
  rank,
  isOut,
  mayTakeOver: (match: Match, seat: number) => !isOut(match, seat),
  roundsWon: ({ worlds }, seat) => worlds[0]!.seatWins[seat]!,
  isCleared: () => false,
  view: () => EVERYTHING,
} as const satisfies ModeRules;

function start(world: World): void {
  startRound(world, 1);
  // The countdown begins with the first tick.
  world.phaseEndsTick++;
}

function step(world: World, events: Events): void {
  if (world.phase === PHASE.between) return passBetween(world, events);
  if (world.phase === PHASE.ready && world.tick >= world.phaseEndsTick) beginRound(world);
  if (world.phase !== PHASE.play) return;
  fireTimers(world, events);
  if (world.phase !== PHASE.play) return;
  updateTargetSeats(world);
  rememberTiles(world);
  rememberCentres(world);
  movePacs(world);
  moveGhosts(world, events);
  findMeetings(world);
  const isFruitEaten = pickUp(world, events);
  if (applyContacts(world, events)) shortenRound(world);
  if (world.suddenDeathTick === 0) {
    if (isFruitEaten || areDotsEaten(world)) refill(world, events);
    else layFruit(world, events);
  }
  advanceScatterTimer(world);
  decide(world);
  endRoundWhenDecided(world, events);
}

/** What is due at the start of a tick of play. */
function fireTimers(world: World, events: Events): void {
  updateSuddenDeath(world, events);
  endFruit(world, events);
  updateEnergizers(world, events);
  updateFright(world);
  releaseGhosts(world);
}

function movePacs(world: World): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (!isInMaze(world, pac)) continue;
    if (isKnocked(world, pac)) movePushed(world, pac);
    else movePac(world, pac, hasPower(world, pac) ? POWER_SPEED : PAC_SPEED);
  }
}
