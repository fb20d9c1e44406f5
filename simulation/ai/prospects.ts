// What each of the four ways from a Pac-Man offers, in `battle` and `mega`: goals that are marked, and safe tiles. A mode
// marks what is worth something; the way with the most of it wins, unless it leads into a trap.

import { NONE, type Direction } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { pacTile } from '../actors/pac.ts';
import { ROWS, type Maze, type Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';
import { danger, leastBad } from './danger.ts';
import { arrival, firstStep, reached, searchSafeTiles } from './search.ts';

const TILES = ROWS * 32;
const MARKS_MAX = 128;

/** What a tile is worth to the Pac-Man that decides, and the ticks before which it is not. Cleared after each decision. */
const worth = new Float32Array(TILES);
const ripeInTicks = new Float32Array(TILES);
/** Safe tiles for which a tile counts beside itself: behind a gate there is room. */
const roomBehind = new Int16Array(TILES);
const marked = new Int16Array(MARKS_MAX);
let markCount = 0;

/**
 * Marks a goal. A tile that is marked twice is worth both.
 * @param inTicks before which it is worth nothing
 * @param room safe tiles for which it counts beside itself
 */
export function mark(tile: Tile, itsWorth: number, inTicks = 0, room = 0): void {
  if (markCount === MARKS_MAX) return;
  marked[markCount++] = tile;
  worth[tile]! += itsWorth;
  ripeInTicks[tile] = Math.max(ripeInTicks[tile]!, inTicks);
  roomBehind[tile] = room;
}

function clearMarks(): void {
  for (let i = 0; i < markCount; i++) {
    worth[marked[i]!] = 0;
    ripeInTicks[marked[i]!] = 0;
    roomBehind[marked[i]!] = 0;
  }
  markCount = 0;
}

/** How a player weighs goals and safety. */
export interface Weighing {
  readonly marginTicks: number;
  /** Safe tiles in a way with which it is taken without fear. */
  readonly enoughTiles: number;
  readonly dotWorth: number;
  /** Ticks for a tile. */
  readonly ticksPerTile: number;
  /** What a player adds to a way, from 0 to 1 of VARIATION, by random bits. */
  readonly taste: number;
}

/** Ticks after which a goal counts half as much as a goal here. */
const HALF_TICKS = 24;
/** The part of all goals of a way that counts beside the best one, so that it goes where more is. */
const REST_SHARE = 0.04;
/** What is left of a way back, since players seldom turn on the spot, and what random taste adds to a way at most. */
const BACK_SHARE = 0.7;
const VARIATION = 0.08;
/** Ticks by which it must be back before a hunter. */
const BACK_TICKS = 40;
/** What a safe tile is worth by itself: without goals it goes where there is room. */
const ROOM_WORTH = 0.0004;

/** By way: the best goal, the ticks to it, the sum of all goals, and the safe tiles. */
const best = new Float32Array(4);
const bestTicks = new Float32Array(4);
const all = new Float32Array(4);
const safeTiles = new Int32Array(4);

/**
 * The way that is best by the marks, the dots and `danger`, which the caller has measured. Removes the marks.
 * @param maze as this Pac-Man may walk it
 */
export function bestWay(world: World, pac: number, maze: Maze, weighing: Weighing): Direction {
  const safe = searchSafeTiles(world, pac, weighing.marginTicks, maze, weighing.ticksPerTile);
  const direction = safe === 1 ? leastBad(maze, pacTile(world, pac)) : weigh(world, pac, safe, weighing);
  clearMarks();
  return direction;
}

function weigh(world: World, pac: number, safe: number, weighing: Weighing): Direction {
  best.fill(0);
  bestTicks.fill(0);
  all.fill(0);
  safeTiles.fill(0);
  for (let i = 1; i < safe; i++) {
    const tile = reached[i]!;
    const way = firstStep[tile]!;
    safeTiles[way]! += 1 + roomBehind[tile]!;
    const dot = hasDot(world, tile) ? weighing.dotWorth : 0;
    const value = worth[tile]! + dot;
    if (value === 0) continue;
    const now = value * (HALF_TICKS / (HALF_TICKS + Math.max(arrival[tile]!, ripeInTicks[tile]!)));
    all[way]! += now;
    if (now <= best[way]!) continue;
    best[way] = now;
    bestTicks[way] = arrival[tile]!;
  }
  const backUntil = danger[pacTile(world, pac)]! - weighing.marginTicks;
  const back = world.pacTravel[pac]! ^ 2;
  let chosen: Direction = NONE;
  let most = -1;
  for (let way = 0; way < 4; way++) {
    if (safeTiles[way] === 0) continue;
    const trust = trustIn(way, safe, backUntil, weighing);
    const goals = best[way]! + REST_SHARE * all[way]! + ROOM_WORTH * safeTiles[way]!;
    const liking = 1 + VARIATION * (((weighing.taste >>> (way * 8)) & 255) / 255);
    const total = goals * trust * trust * liking * (way === back ? BACK_SHARE : 1);
    if (total <= most) continue;
    most = total;
    chosen = way as Direction;
  }
  return chosen;
}

/**
 * How safe a way is, 0..1: whether there is room in it, or time to come back from its best goal to where there is.
 * @param backUntil ticks until which it must be back where it is now
 */
function trustIn(way: number, safe: number, backUntil: number, { enoughTiles }: Weighing): number {
  const elsewhere = safe - safeTiles[way]!;
  if (elsewhere >= enoughTiles && 2 * bestTicks[way]! + BACK_TICKS < backUntil) return 1;
  return Math.min(1, safeTiles[way]! / enoughTiles);
}
