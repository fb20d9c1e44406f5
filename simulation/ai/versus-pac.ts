// Pac-Man of `versus`: sees all, and is hunted by players who see little. It takes the way with the most points for its time,
// and counts against it how likely it is to be caught there, and whether it can be seen there. Energizers are kept until
// hunters are near. How much a life is worth depends on the time that is left and on the scores.

import { GHOST, GHOST_COUNT, GHOST_POINTS, NONE, type Direction } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../actors/fruit.ts';
import { pacTile } from '../actors/pac.ts';
import { levelTable } from '../levels.ts';
import { columnOf, ROWS, rowOf, type Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import { sightOf } from '../modes/versus/sight.ts';
import type { World } from '../world.ts';
import {
  findPursuers,
  ghostPlace,
  isColoured,
  isHunting,
  NEVER_TICKS,
  pacTicksPerTile,
  pursuersArriveIn,
} from './pursuers.ts';
import { randomFor } from './random-bits.ts';
import { firstTileTicks } from './search.ts';
import type { AiSkill } from './skill.ts';
import { slipOf } from './slip.ts';

interface Traits {
  /** Ticks from which on pursuers are not thought of. */
  readonly horizonTicks: number;
  /** Ticks by which it must be in a tile before a pursuer. */
  readonly marginTicks: number;
  /** One of this many decisions is a slip; 0 for none. */
  readonly slipEvery: number;
  /** Points that a tile in which it is seen counts less. */
  readonly seenPoints: number;
  /** How much slower it thinks those pursuers that do not see it. */
  readonly blindPace: number;
  /** Whether it keeps energizers until hunters are near. */
  readonly keepsEnergizers: boolean;
}

const TRAITS: Readonly<Record<AiSkill, Traits>> = {
  easy: { horizonTicks: 40, marginTicks: 0, slipEvery: 3, seenPoints: 0, blindPace: 1, keepsEnergizers: false },
  normal: { horizonTicks: 56, marginTicks: 2, slipEvery: 7, seenPoints: 0, blindPace: 1, keepsEnergizers: false },
  hard: {
    horizonTicks: NEVER_TICKS,
    marginTicks: 4,
    slipEvery: 0,
    seenPoints: 3,
    blindPace: 1.3,
    keepsEnergizers: true,
  },
};

/** How far it looks for points. */
const SEARCH_TICKS = 280;
/** Points that a tick is worth, so that near ones are eaten first, and those of a life: for each tick left, and at least. */
const TICK_POINTS = 0.4;
const LIFE_POINTS_OF_TICK = 0.25;
const LIFE_POINTS_LEAST = 800;
/** A difference of scores that changes how much it dares: that of a catch. */
const BOLD_POINTS = 1600;
const BOLD = 0.6;
const CAREFUL = 1.4;
/** The probability of being caught where a pursuer arrives in the same tick, and the ticks of slack that halve it. */
const CAUGHT_AT_ONCE = 0.3;
const HALF_SLACK_TICKS = 8;
/** The same for a way behind which no tiles are left, and the number of tiles that halves it. */
const CAUGHT_IN_TRAP = 0.5;
const HALF_TRAP_TILES = 8;
/** Tiles of the other ways count too, since it can turn back. */
const OTHER_WAYS = 0.3;
/** Each hunter in this many steps from an energizer makes it worth more. */
const ENERGIZER_STEPS = 14;
const ENERGIZER_HUNTER_POINTS = 170;
/** What an energizer is worth if it is kept for later; it falls with the dots that are left. */
const ENERGIZER_KEPT_POINTS = 160;
/** A frightened ghost runs away: the part of its points that is counted, and how much longer the way becomes. */
const PREY_SHARE = 0.8;
const PREY_WAY = 1.6;
/** An advantage of fewer points is no reason to turn back. */
const TURN_BACK_POINTS = 60;
const VARIATION_POINTS = 1.5;
/** Random numbers are the same for this power of two of ticks. */
const TASTE_TICKS_SHIFT = 5;
const TILES = ROWS * 32;

/** Tiles in the order in which they are reached. */
const reached = new Int16Array(TILES);
/** By tile: ticks to it, points on the way, the least ticks by which it is before a pursuer, the first step. */
const arrival = new Float32Array(TILES);
const gain = new Float32Array(TILES);
const slack = new Float32Array(TILES);
const firstStep = new Int8Array(TILES);
/** Points of frightened ghosts, by tile. */
const prey = new Float32Array(TILES);
/** Hunters that see: their columns, rows and how many there are. */
const watchColumns = new Int8Array(GHOST_COUNT);
const watchRows = new Int8Array(GHOST_COUNT);
const watchSights = new Int8Array(GHOST_COUNT);
let watchCount = 0;
/** By first step: tiles reached, how likely it is to be caught since they are few, and what varies the choice. */
const territory = new Int32Array(4);
const trap = new Float64Array(4);
const variation = new Float64Array(4);

/** The direction in which Pac-Man wants to go from the tile that it is in. */
export function huntedDirection(world: World, seat: number, skill: AiSkill): Direction {
  const traits = TRAITS[skill];
  const pac = world.seatActor[seat]!;
  const start = pacTile(world, pac);
  const slip = slipOf(world, seat, start, world.pacTravel[pac]!, traits.slipEvery);
  if (slip !== null) return slip;
  findPursuers(world, -1, traits.blindPace);
  findWatchers(world);
  markPrey(world);
  const count = search(world, pac, start, traits);
  return count === 1 ? leastBad(world, start) : bestWay(world, seat, count);
}

/** Breadth first through the tiles that it reaches before every pursuer. @returns how many, its own included */
function search(world: World, pac: number, start: Tile, traits: Traits): number {
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

function bestWay(world: World, seat: number, count: number): Direction {
  const pac = world.seatActor[seat]!;
  const life = lifePoints(world, seat);
  const taste = randomFor(world, seat, world.tick >> TASTE_TICKS_SHIFT);
  const back = world.pacTravel[pac]! ^ 2;
  let best: Direction = NONE;
  let bestPoints = -Infinity;
  for (let step = 0; step < 4; step++) {
    const tiles = territory[step]! + OTHER_WAYS * (count - 1 - territory[step]!);
    trap[step] = CAUGHT_IN_TRAP * falling(tiles / HALF_TRAP_TILES);
    variation[step] = ((taste >>> (step * 2)) & 3) * VARIATION_POINTS - (step === back ? TURN_BACK_POINTS : 0);
  }
  for (let i = 1; i < count; i++) {
    const tile = reached[i]!;
    const step = firstStep[tile]!;
    // After an energizer nobody hunts for a while, so it is no trap.
    const trapped = isEnergizer(world, tile) ? 0 : trap[step]!;
    const danger = trapped + CAUGHT_AT_ONCE * falling(slack[tile]! / HALF_SLACK_TICKS);
    const points = gain[tile]! - arrival[tile]! * TICK_POINTS - life * danger + variation[step]!;
    if (points <= bestPoints) continue;
    bestPoints = points;
    best = step as Direction;
  }
  return best;
}

/** Falls from 1 at 0 to a half at 1, and on towards 0. */
function falling(x: number): number {
  return 1 / (1 + x * x);
}

/** What being caught costs: the points of the time that is left, and those that the hunters gain. */
function lifePoints(world: World, seat: number): number {
  const points = Math.max(0, world.turnEndsTick - world.tick) * LIFE_POINTS_OF_TICK + LIFE_POINTS_LEAST;
  let best = 0;
  for (let other = 0; other < world.seatCount; other++) {
    if (other !== seat) best = Math.max(best, world.seatScore[other]!);
  }
  const lead = world.seatScore[seat]! - best;
  return points * (lead < -BOLD_POINTS ? BOLD : lead > BOLD_POINTS ? CAREFUL : 1);
}

function pointsAt(world: World, tile: Tile, ticks: number, traits: Traits): number {
  if (prey[tile]! > 0 && ticks * PREY_WAY < world.frightLeft / 2) return prey[tile]!;
  if (world.fruitState === FRUIT_LIES && (tile === FRUIT_TILE || tile === FRUIT_TILE + 1)) {
    return world.tick + ticks < world.fruitUntilTick ? levelTable(world.level).fruitPoints : 0;
  }
  if (!hasDot(world, tile)) return 0;
  return world.maze.energizer[tile] === 1 && traits.keepsEnergizers ? energizerPoints(world, tile) : 10;
}

function isEnergizer(world: World, tile: Tile): boolean {
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

/** Surrounded: the neighbour that a pursuer reaches last. */
function leastBad(world: World, start: Tile): Direction {
  let best: Direction = NONE;
  let latest = -1;
  for (let direction = 0; direction < 4; direction++) {
    const next = world.maze.neighbour[start * 4 + direction]!;
    const ticks = pursuersArriveIn(next);
    if (world.maze.walkable[next] === 0 || ticks <= latest) continue;
    latest = ticks;
    best = direction as Direction;
  }
  return best;
}
