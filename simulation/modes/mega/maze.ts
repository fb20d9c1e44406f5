// A tick of one maze of `mega`, in the order of rules/modes.md 1.5: timers and returns, Pac-Men, ghosts, pick-ups, contacts,
// and their consequences. What happens between mazes is in culls.ts.

import { hasPower } from '../../actors/power.ts';
import { addPoints, takeDot } from '../../actors/eating.ts';
import { eatFruit, endFruit, layFruit } from '../../actors/fruit.ts';
import { decide } from '../../actors/ghost-decision.ts';
import { countDotForHouse, releaseByDots, releaseByTime, updateElroy } from '../../actors/house.ts';
import { pacTile } from '../../actors/pac.ts';
import { advanceScatterTimer, startScatterTimer } from '../../actors/scatter-timer.ts';
import { updateTargetSeats } from '../../actors/target-seat.ts';
import { GHOST, GHOST_COUNT, PAC, PHASE } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { levelTable } from '../../levels.ts';
import { beginPlay } from '../../life.ts';
import { CENTRE_X, CENTRE_Y, type Tile } from '../../mazes/maze.ts';
import { PACS_MAX } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { inMaze, rememberTiles } from '../contacts.ts';
import { levelGhostSpeed, moveGhost, pacPixels } from '../movement.ts';
import { fruitEater, pickUpDots } from '../pick-ups.ts';

import { applyContacts } from './contacts.ts';
import { mazeOfPacs, openGates, stepPacToGate } from './gates.ts';
import { layLevel } from './levels.ts';
import { returnDue } from './lives.ts';
import { endArrival } from './passages.ts';
import { startPower, updateFright } from './power.ts';

const FIRST_CULL_TICKS = 5400;
const SCORE_MATCH_TICKS = 18_000;
const CLEAR_POINTS = 500;
/** By Pac-Man: whether it stands at an edge and moved over it in this tick. Scratch space, not state. */
const atEdge = new Uint8Array(PACS_MAX);
/** The Pac-Man that ate last in this tick. */
let lastEater = 0;

/** Whether a Pac-Man leaves its maze. To be asked after the tick of its maze. */
export function hasReachedEdge(world: World, pac: number): boolean {
  return atEdge[pac] === 1 && world.pacState[pac] === PAC.alive;
}

export function stepMaze(world: World, events: Events): void {
  fireTimers(world, events);
  if (world.phase !== PHASE.play) return;
  returnDue(world, events);
  updateFright(world);
  updateTargetSeats(world);
  rememberTiles(world);
  movePacs(world);
  moveGhosts(world, events);
  pickUp(world, events);
  applyContacts(world, events);
  releaseByDots(world);
  releaseByTime(world);
  advanceScatterTimer(world);
  layFruit(world, events);
  decide(world);
}

function fireTimers(world: World, events: Events): void {
  endFruit(world, events);
  const isWaiting = world.phase === PHASE.ready || world.phase === PHASE.collapse;
  if (!isWaiting || world.tick < world.phaseEndsTick) return;
  if (world.phase === PHASE.ready) {
    world.playStartTick = world.tick;
    world.nextCullTick = world.settings.rule === 'last' ? world.tick + FIRST_CULL_TICKS : 0;
  }
  beginPlay(world);
  if (world.settings.rule === 'score') world.phaseEndsTick = world.tick + SCORE_MATCH_TICKS;
}

function movePacs(world: World): void {
  const level = levelTable(world.difficulty);
  const gates = openGates(world);
  const maze = mazeOfPacs(world);
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    const percent = hasPower(world, pac) ? level.pacFrightSpeed : level.pacSpeed;
    const pixels = pacPixels(world, pac, percent, maze);
    atEdge[pac] = 0;
    for (let pixel = 0; pixel < pixels && atEdge[pac] === 0; pixel++) {
      if (stepPacToGate(world, pac, maze, gates)) atEdge[pac] = 1;
    }
  }
}

/** A ghost that comes out of the house is dangerous until the next energizer. */
function moveGhosts(world: World, events: Events): void {
  if (world.ghostState[0] === GHOST.outside) updateElroy(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const before = world.ghostState[ghost];
    moveGhost(world, ghost, levelGhostSpeed(world, ghost), events);
    if (before === GHOST.rising && world.ghostState[ghost] !== before) world.ghostFrightened[ghost] = 0;
  }
}

/** Dots, energizers and the fruit. Whoever eats the last dot of a maze gets a bonus, and all dots come back at once. */
function pickUp(world: World, events: Events): void {
  pickUpDots(world, events, eatDot);
  const fruitPac = fruitEater(world);
  if (fruitPac >= 0) eatFruit(world, fruitPac, events);
  if (world.dotsLeft === 0) refill(world, lastEater, events);
}

function eatDot(world: World, pac: number, tile: Tile, events: Events): void {
  takeDot(world, pac, tile, events);
  countDotForHouse(world);
  lastEater = pac;
  if (world.maze.energizer[tile] === 0) return;
  for (let i = 0; i < inMaze.count; i++) {
    const other = inMaze.pacs[i]!;
    if (!isAsNear(world, other, pac, tile)) continue;
    endArrival(world, other);
    startPower(world, other, events);
  }
}

/** Whether a Pac-Man is as near to the centre of a tile as the one that eats what lies there: in a tie all have power. */
function isAsNear(world: World, other: number, pac: number, tile: Tile): boolean {
  return pacTile(world, other) === tile && pixelsToCentre(world, other) === pixelsToCentre(world, pac);
}

/** Sum of x and y distance from a Pac-Man to the centre of its tile. */
function pixelsToCentre(world: World, pac: number): number {
  return Math.abs((world.pacX[pac]! & 7) - CENTRE_X) + Math.abs((world.pacY[pac]! & 7) - CENTRE_Y);
}

/** The next level of a maze. Ghosts stay where they are, and scatter and chase begin anew. */
function refill(world: World, pac: number, events: Events): void {
  events.add(EVENT.levelCleared, pac, 0, world.level);
  addPoints(world, pac, CLEAR_POINTS, events);
  layLevel(world, world.level + 1);
  world.elroy = 0;
  startScatterTimer(world);
}
