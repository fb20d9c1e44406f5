// Situations of `versus`: Pac-Man and ghosts in corridors where a test wants them.

import { EVENT, GHOST, GHOST_COUNT, PAC, type World } from '#simulation';
import {
  centre,
  DIRECTION,
  freshVersus,
  putGhost,
  putPac,
  type DirectionName,
  type Play,
  type Point,
} from '../../play.ts';
import type { NamedSettings } from '#simulation';

/** In a corridor of the upper left, with dots on both sides. */
export const UPPER_LEFT: Point = [3, 8];
/** In the corridor at the bottom, far from all others. */
export const BOTTOM: Point = [14, 32];

/** Play has begun; all ghosts wait in the house, which they do not leave. Pac-Man moves as it is told. */
export function quietVersus(seatCount: number, settings: Partial<NamedSettings> = {}): Play {
  const play = freshVersus(seatCount, settings);
  play.step();
  lockIn(play.world);
  play.world.pacState[0] = PAC.alive;
  return play;
}

/** Puts all ghosts into the house for good. */
export function lockIn(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    world.ghostX[ghost] = 111;
    world.ghostY[ghost] = 140;
    world.ghostState[ghost] = GHOST.waiting;
    world.ghostReleaseTick[ghost] = 1_000_000;
  }
}

export function pacSeat(world: World): number {
  return world.pacSeat[0]!;
}

/** The seat that steers a ghost. */
export function seatOfGhost(world: World, ghost: number): number {
  return world.ghostSeat[ghost]!;
}

/** Puts Pac-Man on a tile, standing: it faces a wall, so that it does not move. */
export function standPac(world: World, tile: Point, facing: DirectionName): void {
  putPac(world, centre(tile), facing);
  world.pacWish[0] = DIRECTION.none;
}

/** Puts a ghost on a tile. A steered one stands still there. */
export function standGhost(world: World, ghost: number, tile: Point, travel: DirectionName = 'left'): void {
  putGhost(world, ghost, centre(tile), travel);
  if (world.ghostClaimed[ghost] === 0 && world.ghostSeat[ghost]! >= 0) world.ghostChosen[ghost] = DIRECTION.none;
}

/** A ghost catches Pac-Man in this tick. */
export function letCatch(play: Play, ghost: number): void {
  const { world } = play;
  standPac(world, UPPER_LEFT, 'up');
  world.dots[UPPER_LEFT[1] - 3]! &= ~(1 << UPPER_LEFT[0]);
  standGhost(world, ghost, UPPER_LEFT);
  world.ghostFrightened[ghost] = 0;
  const seen = play.step();
  if (!seen.some(({ kind }) => kind === EVENT.caught)) throw new Error('Pac-Man was not caught');
}

/** Leaves one dot in a tile. */
export function leaveOneDot(world: World, [column, row]: Point): void {
  world.dots.fill(0);
  world.dots[row - 3] = 1 << column;
  world.dotsLeft = 1;
}
