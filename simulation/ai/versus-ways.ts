// The ways of a Pac-Man of `versus`: the tiles that it reaches before every pursuer, and what it gains on the way to them.

import { GHOST, GHOST_COUNT, GHOST_POINTS } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../actors/fruit.ts';
import { levelTable } from '../levels.ts';
import { columnOf, ROWS, rowOf, type Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import { sightOf } from '../modes/versus/sight.ts';
import type { World } from '../world.ts';
import { ghostPlace, isColoured, isHunting, NEVER_TICKS, pacTicksPerTile, pursuersArriveIn } from './pursuers.ts';
import { firstTileTicks } from './search.ts';

export interface WayTraits {
  /** Ticks from which on pursuers are not thought of. */
  readonly horizonTicks: number;
  /** Ticks by which it must be in a tile before a pursuer. */
  readonly marginTicks: number;
  /** Points that a tile in which it is seen counts less. */
  readonly seenPoints: number;
  /** Whether it keeps energizers until hunters are near. */
  readonly keepsEnergizers: boolean;
}

/** How far it looks for points. */
const SEARCH_TICKS = 280;
/** Each hunter in this many steps from an energizer makes it worth more. */
const ENERGIZER_STEPS = 14;
const ENERGIZER_HUNTER_POINTS = 170;
/** What an energizer is worth if it is kept for later; it falls with the dots that are left. */
const ENERGIZER_KEPT_POINTS = 160;
/** A frightened ghost runs away: the part of its points that is counted, and how much longer the way becomes. */
const PREY_SHARE = 0.8;
const PREY_WAY = 1.6;
const TILES = ROWS * 32;

/** Tiles in the order in which they are reached. */
export const reached = new Int16Array(TILES);
/** By tile: ticks to it, points on the way, the least ticks by which it is before a pursuer, the first step. */
export const arrival = new Float32Array(TILES);
export const gain = new Float32Array(TILES);
export const slack = new Float32Array(TILES);
export const firstStep = new Int8Array(TILES);
/** Points of frightened ghosts, by tile. */
const prey = new Float32Array(TILES);
/** Hunters that see: their columns, rows and how many there are. */
const watchColumns = new Int8Array(GHOST_COUNT);
const watchRows = new Int8Array(GHOST_COUNT);
const watchSights = new Int8Array(GHOST_COUNT);
let watchCount = 0;
/** Tiles reached by first step. */
export const territory = new Int32Array(4);

/**
 * Searches breadth first through the tiles that Pac-Man reaches before every pursuer that was found.
 * @returns how many, its own included
 */
export function findWays(world: World, pac: number, start: Tile, traits: WayTraits): number {
  findWatchers(world);
  markPrey(world);
  const { neighbour, walkable } = world.maze;
  const ticksPerTile = pacTicksPerTile(world);
  arrival.fill(NEVER_TICKS);
  territory.fill(0);
  arrival[start] = 0;
  gain[start] = 0;
  slack[start] = NEVER_TICKS;
  reached[0] = start;
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    const tile = reached[head]!;
    if (head > 0 && (isEnergizer(world, tile) || prey[tile]! > 0)) continue;
    if (arrival[tile]! > SEARCH_TICKS) continue;
    for (let direction = 0; direction < 4; direction++) {
      const next = neighbour[tile * 4 + direction]!;
      if (walkable[next] === 0 || arrival[next]! < NEVER_TICKS) continue;
      const ticks = head === 0 ? firstTileTicks(world, pac, direction) : arrival[tile]! + ticksPerTile;
      const caughtIn = pursuersArriveIn(next);
      const isThreat = caughtIn < traits.horizonTicks;
      if (isThreat && ticks + traits.marginTicks >= caughtIn) continue;
      arrival[next] = ticks;
      gain[next] = gain[tile]! + pointsAt(world, next, ticks, traits) - (isSeen(next) ? traits.seenPoints : 0);
      slack[next] = Math.min(slack[tile]!, isThreat ? caughtIn - ticks : NEVER_TICKS);
      const step = head === 0 ? direction : firstStep[tile]!;
      firstStep[next] = step;
      territory[step]!++;
      reached[tail++] = next;
    }
  }
  return tail;
}

function pointsAt(world: World, tile: Tile, ticks: number, traits: WayTraits): number {
  if (prey[tile]! > 0 && ticks * PREY_WAY < world.frightLeft / 2) return prey[tile]!;
  if (world.fruitState === FRUIT_LIES && (tile === FRUIT_TILE || tile === FRUIT_TILE + 1)) {
    return world.tick + ticks < world.fruitUntilTick ? levelTable(world.level).fruitPoints : 0;
  }
  if (!hasDot(world, tile)) return 0;
  return world.maze.energizer[tile] === 1 && traits.keepsEnergizers ? energizerPoints(world, tile) : 10;
}

export function isEnergizer(world: World, tile: Tile): boolean {
  return world.maze.energizer[tile] === 1 && hasDot(world, tile);
}

function energizerPoints(world: World, tile: Tile): number {
  const steps = pacStepsFrom(world.maze, tile);
  let near = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (isHunting(world, ghost) && steps[ghostPlace(world, ghost)]! <= ENERGIZER_STEPS) near++;
  }
  const frightens = levelTable(world.difficulty).frightHalfTicks > 1;
  const kept = (ENERGIZER_KEPT_POINTS * world.dotsLeft) / world.maze.dotCount;
  return 50 + (frightens ? near * ENERGIZER_HUNTER_POINTS : 0) - kept;
}

function markPrey(world: World): void {
  prey.fill(0);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const isEdible = world.ghostState[ghost] === GHOST.outside && world.ghostFrightened[ghost] === 1;
    if (isEdible && isColoured(world, ghost)) {
      prey[ghostPlace(world, ghost)] = PREY_SHARE * GHOST_POINTS[Math.min(world.chain, 3)]!;
    }
  }
}

/** Finds the hunters that see for a seat. A claimed ghost sees for nobody. */
function findWatchers(world: World): void {
  watchCount = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isColoured(world, ghost) || world.ghostClaimed[ghost] === 1) continue;
    const place = ghostPlace(world, ghost);
    watchColumns[watchCount] = columnOf(place);
    watchRows[watchCount] = rowOf(place);
    watchSights[watchCount++] = sightOf(world, world.ghostSeat[ghost]!);
  }
}

function isSeen(tile: Tile): boolean {
  for (let i = 0; i < watchCount; i++) {
    const sight = watchSights[i]!;
    if (Math.abs(columnOf(tile) - watchColumns[i]!) <= sight && Math.abs(rowOf(tile) - watchRows[i]!) <= sight)
      return true;
  }
  return false;
}
