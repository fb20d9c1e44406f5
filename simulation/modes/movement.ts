// Movement outside `classic`: fractions of a pixel are carried over, and the mode gives the percentages.

import { GHOST, NONE, PAC, type Direction } from '../constants.ts';
import type { Events } from '../events.ts';
import { pacTile, stepPac } from '../actors/pac.ts';
import { stepGhost } from '../actors/ghost.ts';
import { stepEyes, stepHouse } from '../actors/house.ts';
import { carryHolds, carryPixels } from '../actors/speed.ts';
import { levelTable } from '../levels.ts';
import { tileOfPixel, type Maze } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/** Speed in percent of eyes, and of ghosts in the house (rules/arcade.md 5.1). */
const EYES_SPEED = 160;
const HOUSE_SPEED = 40;

/** Moves a Pac-Man that is in the maze by one tick. @param percent, maze as for `pacPixels` */
export function movePac(world: World, pac: number, percent: number, maze: Maze = world.maze): void {
  const pixels = pacPixels(world, pac, percent, maze);
  for (let pixel = 0; pixel < pixels; pixel++) stepPac(world, pac, maze);
}

/**
 * How many pixels a Pac-Man that is in the maze moves in this tick: none while it pauses after eating, or still stands where
 * it appeared.
 * @param percent its speed; 80 is one pixel a tick
 * @param maze where it may walk, if that is not the maze of the World
 */
export function pacPixels(world: World, pac: number, percent: number, maze: Maze = world.maze): number {
  if (world.pacPause[pac]! > 0) {
    world.pacPause[pac]!--;
    carryHolds(world.pacCarryBase, world.pacSpeed, pac);
    return 0;
  }
  if (world.pacState[pac] === PAC.waiting && !setOff(world, pac, maze)) return 0;
  return carryPixels(world, world.pacCarryBase, world.pacSpeed, pac, percent);
}

/** An actor with a player stands still until the first wish that the maze allows (rules/modes.md 1.4). */
function setOff(world: World, pac: number, maze: Maze): boolean {
  const wish = world.pacWish[pac] as Direction;
  if (wish === NONE || maze.walkable[maze.neighbour[pacTile(world, pac) * 4 + wish]!] === 0) return false;
  world.pacState[pac] = PAC.alive;
  world.pacTravel[pac] = wish;
  return true;
}

/** Moves a ghost outside the house one pixel. */
export type StepOutside = (world: World, ghost: number) => void;

/**
 * Moves a ghost by one tick.
 * @param percent its speed outside the house, as eyes and in the house the rules of the arcade hold
 * @param step how it moves outside the house, by default like a ghost without a player
 */
export function moveGhost(
  world: World,
  ghost: number,
  percent: number,
  events: Events,
  step: StepOutside = stepGhost,
): void {
  const speed = isInPassage(world, ghost) ? passageSpeed(world, ghost) : percent;
  const pixels = carryPixels(world, world.ghostCarryBase, world.ghostSpeed, ghost, speed);
  for (let pixel = 0; pixel < pixels; pixel++) moveGhostPixel(world, ghost, events, step);
}

/** Whether a ghost is in the house, or on its way home. */
function isInPassage(world: World, ghost: number): boolean {
  const state = world.ghostState[ghost];
  return state !== GHOST.outside && state !== GHOST.leaving;
}

function passageSpeed(world: World, ghost: number): number {
  const state = world.ghostState[ghost];
  return state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing ? EYES_SPEED : HOUSE_SPEED;
}

function moveGhostPixel(world: World, ghost: number, events: Events, step: StepOutside): void {
  switch (world.ghostState[ghost]) {
    case GHOST.eyes:
    case GHOST.descending:
    case GHOST.homing:
      stepEyes(world, ghost);
      break;
    case GHOST.outside:
    case GHOST.leaving:
      world.ghostState[ghost] = GHOST.outside;
      step(world, ghost);
      break;
    default:
      stepHouse(world, ghost, events);
  }
}

/** Speed in percent of a ghost outside the house, by the arcade's table for the level. */
export function levelGhostSpeed(world: World, ghost: number): number {
  const level = levelTable(world.difficulty);
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  if (world.maze.slow[tile] === 1) return level.tunnelSpeed;
  if (world.ghostFrightened[ghost] === 1) return level.ghostFrightSpeed;
  if (ghost === 0 && world.elroy > 0) return world.elroy === 2 ? level.elroy2Speed : level.elroy1Speed;
  return level.ghostSpeed;
}
