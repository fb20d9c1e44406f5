// Pick-ups in `battle`: of several Pac-Men in a tile the nearest to its centre eats, of equal ones the one that came first,
// of equal ones the first in the tie-break order (rules/modes.md 1.7).

import { hasDot, takeDot } from '../../actors/eating.ts';
import { eatFruit, FRUIT_LIES, FRUIT_TILE } from '../../actors/fruit.ts';
import { FRUIT_X, FRUIT_Y } from '../../constants.ts';
import type { Events } from '../../events.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, type Tile } from '../../mazes/maze.ts';
import { nearestPac, PACS_MAX } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { ENERGIZER_TILES, isDormant } from './fill.ts';
import { sharing, tiles } from './meetings.ts';
import { frightenGhosts, givePower } from './power.ts';

/** Flags of the Pac-Men that may have a pick-up. Scratch space, not state. */
const tied = new Uint8Array(PACS_MAX);

/** @returns whether the fruit was eaten */
export function pickUp(world: World, events: Events): boolean {
  let areAnyShared = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    const tile = tiles[pac]!;
    if (tile < 0 || !hasDot(world, tile)) continue;
    if (sharing[pac] !== 0) areAnyShared = true;
    else if (!isDormant(world, tile)) {
      tied.fill(0);
      tied[pac] = 1;
      eat(world, pac, tile, events);
    }
  }
  if (areAnyShared) eatShared(world, events);
  return takeFruit(world, events);
}

/** Tiles with several Pac-Men, in reading order. */
function eatShared(world: World, events: Events): void {
  for (let tile = nextSharedTile(world, -1); tile >= 0; tile = nextSharedTile(world, tile)) {
    if (!hasDot(world, tile) || isDormant(world, tile)) continue;
    for (let pac = 0; pac < world.pacCount; pac++) tied[pac] = tiles[pac] === tile ? 1 : 0;
    eat(world, chooseOfTied(world, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y), tile, events);
  }
}

function nextSharedTile(world: World, after: Tile): Tile {
  let next = -1;
  for (let pac = 0; pac < world.pacCount; pac++) {
    const tile = tiles[pac]!;
    if (sharing[pac] !== 0 && tile > after && (next < 0 || tile < next)) next = tile;
  }
  return next;
}

/** The Pac-Man of `tied` that has a pick-up. Afterwards only those are in `tied` whom nothing but the tie-break order sets apart. */
function chooseOfTied(world: World, x: number, y: number): number {
  let least = Infinity;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (tied[pac] === 1) least = Math.min(least, distance(world, pac, x, y));
  }
  let nearest = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (tied[pac] === 1 && distance(world, pac, x, y) === least) nearest |= 1 << pac;
  }
  for (let pac = 0; pac < world.pacCount; pac++) {
    const isNearest = ((nearest >> pac) & 1) === 1;
    tied[pac] = isNearest && (world.pacCameAfter[pac]! & nearest) === 0 ? 1 : 0;
  }
  return nearestPac(world, tied, x, y);
}

function distance(world: World, pac: number, x: number, y: number): number {
  return Math.abs(world.pacX[pac]! - x) + Math.abs(world.pacY[pac]! - y);
}

/** An energizer gives power to all of `tied`, and its points to the one that eats it. */
function eat(world: World, pac: number, tile: Tile, events: Events): void {
  takeDot(world, pac, tile, events);
  world.seatRoundDots[world.pacSeat[pac]!]!++;
  if (world.maze.energizer[tile] === 0) return;
  world.energizersAwake &= ~(1 << ENERGIZER_TILES.indexOf(tile));
  for (let other = 0; other < world.pacCount; other++) {
    if (tied[other] === 0) continue;
    world.pacPause[other] = world.pacPause[pac]!;
    givePower(world, other, tile, events);
  }
  frightenGhosts(world);
}

function takeFruit(world: World, events: Events): boolean {
  if (world.fruitState !== FRUIT_LIES) return false;
  let isAnyThere = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    tied[pac] = tiles[pac] === FRUIT_TILE || tiles[pac] === FRUIT_TILE + 1 ? 1 : 0;
    isAnyThere ||= tied[pac] === 1;
  }
  if (isAnyThere) eatFruit(world, chooseOfTied(world, FRUIT_X, FRUIT_Y), events);
  return isAnyThere;
}
