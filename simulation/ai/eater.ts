// The built-in player as a Pac-Man of `classic` and `coop`. It looks for the nearest food that it can reach before any ghost,
// tries the path on a copy of the World, and takes the first path at whose end enough safe tiles are left.

import { GHOST, GHOST_COUNT, NONE, type Direction } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../actors/fruit.ts';
import { levelTable } from '../levels.ts';
import { isFrightened } from '../actors/appearance.ts';
import { ROWS, tileOfPixel, type Tile } from '../mazes/maze.ts';
import { pacTile } from '../actors/pac.ts';
import type { MatchSettings } from '../settings.ts';
import type { World } from '../world.ts';
import { leastBad, measureDanger, NEVER } from './danger.ts';
import { LookAhead } from './look-ahead.ts';
import { randomFor } from './random-bits.ts';
import { arrival, firstStep, reached, searchSafeTiles, TICKS_PER_TILE } from './search.ts';
import type { AiSkill } from './skill.ts';

interface Traits {
  /** Tiles ahead in which ghosts are noticed. */
  readonly horizonTiles: number;
  /** Ticks by which it must arrive before a ghost. */
  readonly marginTicks: number;
  /** One of this many decisions is random; 0 for none. */
  readonly mistakeEvery: number;
  /** Ticks of a path that are tried before it is taken; 0 for none. */
  readonly lookAheadTicks: number;
}

const TRAITS: Readonly<Record<AiSkill, Traits>> = {
  easy: { horizonTiles: 2, marginTicks: 0, mistakeEvery: 2, lookAheadTicks: 0 },
  normal: { horizonTiles: 10, marginTicks: 6, mistakeEvery: 40, lookAheadTicks: 0 },
  hard: { horizonTiles: 24, marginTicks: 8, mistakeEvery: 0, lookAheadTicks: 72 },
};

/** Safe tiles at the end of a path with which it is taken without trying others. */
const SAFE_TILES_ENOUGH = 14;
/** The longest path to a frightened ghost in ticks, and the factor by which it counts as nearer than a dot. */
const HUNT_TICKS_MAX = 70;
const HUNT_ADVANTAGE = 4;
/** A random number of ticks below this is added to each path, to vary the choice between similar ones. */
const VARIATION_TICKS = 4;

const TILES = ROWS * 32;
/**
 * Random numbers are the same for some ticks (powers of two): a client whose prediction is a tick off draws the same ones, and
 * a Pac-Man between two ways does not turn at every tile.
 */
const TASTE_TICKS_SHIFT = 5;
const SLIP_TICKS_SHIFT = 3;

/** The direction in which it wants to go from the tile that it is in. */
export function eaterDirection(world: World, seat: number, skill: AiSkill): Direction {
  const traits = TRAITS[skill];
  const pac = world.seatActor[seat]!;
  const slip = randomFor(world, seat, (world.tick >> SLIP_TICKS_SHIFT) * TILES + pacTile(world, pac));
  if (traits.mistakeEvery > 0 && (slip >>> 0) % traits.mistakeEvery === 0) return ((slip >>> 8) & 3) as Direction;
  const taste = randomFor(world, seat, world.tick >> TASTE_TICKS_SHIFT);
  return bestWay(world, pac, traits, taste, traits.lookAheadTicks > 0 ? lookAheadFor(world) : null);
}

/** One for each match, since its World is a copy of that match's. */
const lookAheads = new WeakMap<MatchSettings, LookAhead>();

function lookAheadFor(world: World): LookAhead {
  let lookAhead = lookAheads.get(world.settings);
  if (lookAhead === undefined) lookAheads.set(world.settings, (lookAhead = new LookAhead(world)));
  return lookAhead;
}

/** A destination, by the first step towards it. */
interface Way {
  goal: Tile;
  /** Lower is better; NEVER if there is none. */
  cost: number;
}
/** The nearest food and the farthest refuge by first step: eight ways, two for each direction. */
const ways: Way[] = Array.from({ length: 8 }, () => ({ goal: 0, cost: NEVER }));
/** Refuges are only considered if no food can be reached. */
const REFUGE_COST = 1000;

function bestWay(world: World, pac: number, traits: Traits, random: number, lookAhead: LookAhead | null): Direction {
  lookAround(world, traits);
  const safe = searchSafeTiles(world, pac, traits.marginTicks);
  if (safe === 1) return leastBad(world.maze, pacTile(world, pac));
  collectWays(world, safe, random);
  let fallback: Direction = NONE;
  let fallbackTiles = -1;
  for (;;) {
    const way = ways.reduce((best, other) => (other.cost < best.cost ? other : best));
    if (way.cost >= NEVER) break;
    const direction = firstStep[way.goal] as Direction;
    way.cost = NEVER;
    if (lookAhead === null) return direction;
    const tiles = safeTilesAfter(world, pac, way.goal, traits, lookAhead);
    if (tiles >= SAFE_TILES_ENOUGH) return direction;
    if (tiles > fallbackTiles) {
      fallback = direction;
      fallbackTiles = tiles;
    }
    // Counting safe tiles has overwritten the tables of the search: search again from here.
    lookAround(world, traits);
    searchSafeTiles(world, pac, traits.marginTicks);
  }
  return fallback;
}

function lookAround(world: World, traits: Traits): void {
  const level = levelTable(world.difficulty);
  measureDanger(world, traits.horizonTiles, (TICKS_PER_TILE * level.pacSpeed) / level.ghostSpeed);
  markPrey(world);
}

/** Safe tiles after walking a path, -1 if Pac-Man is caught on it. */
function safeTilesAfter(world: World, pac: number, goal: Tile, traits: Traits, lookAhead: LookAhead): number {
  if (!lookAhead.walk(world, pac, goal, traits.lookAheadTicks)) return -1;
  if (lookAhead.world.dotsLeft === 0) return SAFE_TILES_ENOUGH;
  lookAround(lookAhead.world, traits);
  return searchSafeTiles(lookAhead.world, pac, traits.marginTicks);
}

/** Records the nearest food and the farthest tile in each direction. */
function collectWays(world: World, safe: number, random: number): void {
  for (const way of ways) way.cost = NEVER;
  for (let i = 1; i < safe; i++) {
    const tile = reached[i]!;
    const direction = firstStep[tile]!;
    const refuge = ways[4 + direction]!;
    refuge.goal = tile;
    refuge.cost = REFUGE_COST - arrival[tile]!;
    const cost = foodCost(world, tile) + ((random >>> (direction * 2)) & (VARIATION_TICKS - 1));
    const food = ways[direction]!;
    if (cost >= food.cost) continue;
    food.goal = tile;
    food.cost = cost;
  }
}

function foodCost(world: World, tile: Tile): number {
  const time = arrival[tile]!;
  if (prey[tile] === 1 && time < HUNT_TICKS_MAX) return time / HUNT_ADVANTAGE;
  const fruit = world.fruitState === FRUIT_LIES && tile === FRUIT_TILE;
  return fruit || hasDot(world, tile) ? time : NEVER;
}

/** Tiles with a ghost to hunt. */
const prey = new Uint8Array(ROWS * 32);

function markPrey(world: World): void {
  prey.fill(0);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const edible = world.ghostState[ghost] === GHOST.outside && isFrightened(world, ghost);
    if (edible) prey[tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!)] = 1;
  }
}
