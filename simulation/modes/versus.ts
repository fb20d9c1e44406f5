// `versus`: one Pac-Man against the players who are the ghosts, with changing roles (rules/modes.md 4). A tick has the order
// of rules/modes.md 1.5.

import { eatDot } from '../actors/eating.ts';
import { passFright } from '../actors/fright.ts';
import { endFruit, FRUIT_LIES, FRUIT_TILE, layFruit, takeFruit } from '../actors/fruit.ts';
import { pacTile } from '../actors/pac.ts';
import { isInMaze } from '../actors/target-seat.ts';
import { FRUIT_X, FRUIT_Y, GHOST_COUNT, PHASE, ROLE, TICKS_PER_SECOND } from '../constants.ts';
import type { Events } from '../events.ts';
import { levelTable } from '../levels.ts';
import type { Tile } from '../mazes/maze.ts';
import { addSeat, compareSeats, leastSeat } from '../tie-break.ts';
import type { World } from '../world.ts';
import { ghostTile, rememberTiles } from './contacts.ts';
import type { ModeRules } from './mode-rules.ts';
import { movePac } from './movement.ts';
import { pickUpDots } from './pick-ups.ts';
import { applyContacts } from './versus/contacts.ts';
import { decideGhosts, isOutside, isSteered, limitFright, moveGhosts } from './versus/ghosts.ts';
import { enterSeat, leaveSeat } from './versus/joining.ts';
import { mayEndSoon, rank } from './versus/result.ts';
import { extendSight, forgetFruit, lookAround, reveal } from './versus/sight.ts';
import { catchPac, clearBoard, endWhenDecided, fireTimers, startMatch } from './versus/turns.ts';
import { view } from './versus/view.ts';

const PAC = 0;

export const versus = {
  name: 'versus',
  roles: ['pac', 'ghost'],
  seats: { least: 2, most: 5 },
  worldCount: () => 1,
  pacCount: () => 1,
  fields: ['rivals', 'dots', 'versus'],
  settings: {
    rule: ['turns', 'race'],
    target: [10_000, 7000, 15_000],
    rounds: [0],
    lives: [1],
    extraLifeScore: [0],
    killScreen: [false],
    variant: ['none'],
    maze: ['classic'],
  },
  eating: { dotPause: 1, energizerPause: 3, halfTicks: false, scoreModulus: Infinity },
  lives: { owner: 'none', nextExtraLifeAt: () => 0 },
  room: {
    ...{ quickPlaySeats: 5, quickPlayFill: 5, hasAiSeats: true, waitsForPlayers: false, pauseVoters: 'humans' },
    ...{ pauseTicksMax: 60 * TICKS_PER_SECOND, afterPause: 'match', idleTicks: 15 * TICKS_PER_SECOND },
    resultTicksMin: 5 * TICKS_PER_SECOND,
  },
  start: startMatch,
  homeOf: () => 0,
  step,
  enter: enterSeat,
  leave: leaveSeat,
  afterStep: null,
  mayEndSoon,
  rank,
  isOut: () => false,
  mayTakeOver: () => true,
  roundsWon: () => 0,
  isCleared: () => false,
  view,
} as const satisfies ModeRules;

function step(world: World, events: Events): void {
  if (world.viewRole === ROLE.ghost) return foresee(world, events);
  endFruit(world, events);
  fireTimers(world, events);
  if (world.phase === PHASE.play) play(world, events);
  endWhenDecided(world, events);
}

function play(world: World, events: Events): void {
  rememberTiles(world);
  move(world, events);
  pickUpDots(world, events, eat);
  pickUpFruit(world, events);
  if (world.dotsLeft === 0) return clearBoard(world, events);
  const catcher = applyContacts(world, events);
  passFright(world, 2);
  layFruit(world, events);
  decideGhosts(world);
  lookAround(world, events);
  if (catcher >= 0) catchPac(world, catcher, events);
}

/** The World as a ghost sees it: what is hidden may change everything, so that only movement can be predicted. */
function foresee(world: World, events: Events): void {
  if (world.phase === PHASE.ready) fireTimers(world, events);
  if (world.phase !== PHASE.play) return;
  move(world, events);
  passFright(world, 2);
  decideGhosts(world);
}

function move(world: World, events: Events): void {
  const level = levelTable(world.difficulty);
  const percent = world.frightLeft > 0 ? level.pacFrightSpeed : level.pacSpeed;
  if (world.pacSeen === 1 && isInMaze(world, PAC)) movePac(world, PAC, percent);
  moveGhosts(world, events);
}

function eat(world: World, pac: number, tile: Tile, events: Events): void {
  world.seatDots[world.pacSeat[pac]!]!++;
  eatDot(world, pac, tile, events);
  if (world.maze.energizer[tile] === 0) return;
  limitFright(world);
  reveal(world);
}

/** Pac-Man or a ghost with a player eats the fruit: of several the nearest one. */
function pickUpFruit(world: World, events: Events): void {
  if (world.fruitState !== FRUIT_LIES) return;
  compareSeats();
  if (isInMaze(world, PAC)) addIfAtFruit(world.pacSeat[PAC]!, pacTile(world, PAC), world.pacX[PAC]!, world.pacY[PAC]!);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isSteered(world, ghost) || !isOutside(world, ghost)) continue;
    addIfAtFruit(world.ghostSeat[ghost]!, ghostTile(world, ghost), world.ghostX[ghost]!, world.ghostY[ghost]!);
  }
  const seat = leastSeat(world);
  if (seat < 0) return;
  takeFruit(world, seat, events);
  forgetFruit(world);
  if (seat === world.pacSeat[PAC]) reveal(world);
  else extendSight(world, seat);
}

/** The fruit lies across two tiles and is eaten from either. */
function addIfAtFruit(seat: number, tile: Tile, x: number, y: number): void {
  if (tile !== FRUIT_TILE && tile !== FRUIT_TILE + 1) return;
  addSeat(seat, Math.abs(x - FRUIT_X) + Math.abs(y - FRUIT_Y));
}
