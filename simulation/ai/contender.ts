// What the built-in players of `battle` and `mega` have in common: what each skill sees, and how it hunts rivals.

import { NONE, type Direction } from '../constants.ts';
import { pacTile } from '../actors/pac.ts';
import { isInMaze, isProtected } from '../actors/target-seat.ts';
import type { Maze, Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import type { World } from '../world.ts';
import { mark } from './prospects.ts';
import { randomFor } from './random-bits.ts';
import type { AiSkill } from './skill.ts';
import { slipOf } from './slip.ts';
import { powerLeft, type Sight } from './threats.ts';

export interface Contender extends Sight {
  /** Ticks by which it must arrive before a hunter. */
  readonly marginTicks: number;
  /** One of this many decisions is not made: it goes on as it does; 0 for none. */
  readonly slipEvery: number;
  /** Whether it thinks ahead: energizers before they wake, power that rivals will have, pushes, what a maze has left. */
  readonly plans: boolean;
}

export const CONTENDERS: Readonly<Record<AiSkill, Contender>> = {
  easy: { ghostTiles: 4, rivalTiles: 4, marginTicks: 2, slipEvery: 4, plans: false },
  normal: { ghostTiles: 10, rivalTiles: 10, marginTicks: 6, slipEvery: 16, plans: false },
  hard: { ghostTiles: 24, rivalTiles: 30, marginTicks: 8, slipEvery: 0, plans: true },
};

/** A rival flees, so a chase takes about this much longer than the path to it. */
const CHASE_FACTOR = 1.9;
/** For so many ticks (a power of two) the random numbers of a seat are the same. */
const TASTE_TICKS_SHIFT = 5;

/** What a player does who is not attentive, null while they are. */
export function inattention(world: World, seat: number, pac: number, { slipEvery }: Contender): Direction | null {
  return slipOf(world, seat, pacTile(world, pac), world.pacTravel[pac]!, slipEvery);
}

export function tasteOf(world: World, seat: number): number {
  return randomFor(world, seat, world.tick >> TASTE_TICKS_SHIFT);
}

/** Ticks until no Pac-Man in the maze has power, so for which frightened ghosts are harmless. */
export function longestPower(world: World): number {
  let longest = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (isInMaze(world, pac)) longest = Math.max(longest, powerLeft(world, pac));
  }
  return longest;
}

/** Steps of the nearest rival to the tile of a row of steps. */
export function nearestRival(world: World, pac: number, row: Uint8Array): number {
  let least = 255;
  for (let other = 0; other < world.pacCount; other++) {
    if (other !== pac && isInMaze(world, other)) least = Math.min(least, row[pacTile(world, other)]!);
  }
  return least;
}

/**
 * Marks the rivals that a Pac-Man with power can catch before it ends.
 * @param worth of one that is certain
 * @param ambush tiles ahead of a far rival at which it aims
 */
export function markRivals(
  world: World,
  pac: number,
  maze: Maze,
  ticksPerTile: number,
  worth: number,
  ambush: number,
): void {
  const row = pacStepsFrom(maze, pacTile(world, pac));
  const power = powerLeft(world, pac);
  for (let other = 0; other < world.pacCount; other++) {
    if (other === pac || !isInMaze(world, other) || isProtected(world, other)) continue;
    const at = pacTile(world, other);
    const left = power - powerLeft(world, other);
    const hope = 1 - (row[at]! * ticksPerTile * CHASE_FACTOR) / left;
    if (left <= 0 || hope <= 0) continue;
    mark(aheadOf(world, other, maze, at, Math.min(ambush, row[at]! >> 1)), worth * hope);
  }
}

/** The tile some tiles ahead of a Pac-Man, or the last one before a wall. */
function aheadOf(world: World, pac: number, maze: Maze, from: Tile, tiles: number): Tile {
  const travel = world.pacTravel[pac]!;
  let tile = from;
  if (travel === NONE) return tile;
  for (let i = 0; i < tiles; i++) {
    const next = maze.neighbour[tile * 4 + travel]!;
    if (maze.walkable[next] === 0) break;
    tile = next;
  }
  return tile;
}
