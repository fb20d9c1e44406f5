// Pac-Man of `versus`: sees all, and is hunted by players who see little. It takes the way with the most points for its time,
// and counts against it how likely it is to be caught there, and whether it can be seen there. Energizers are kept until
// hunters are near. How much a life is worth depends on the time that is left and on the scores.

import { NONE, type Direction } from '../constants.ts';
import { pacTile } from '../actors/pac.ts';
import type { Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';
import { findPursuers, NEVER_TICKS, pursuersArriveIn } from './pursuers.ts';
import { randomFor } from './random-bits.ts';
import type { AiSkill } from './skill.ts';
import { slipOf } from './slip.ts';
import {
  arrival,
  findWays,
  firstStep,
  gain,
  isEnergizer,
  reached,
  slack,
  territory,
  type WayTraits,
} from './versus-ways.ts';

interface Traits extends WayTraits {
  /** One of this many decisions is a slip; 0 for none. */
  readonly slipEvery: number;
  /** How much slower it thinks those pursuers that do not see it. */
  readonly blindPace: number;
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
/** An advantage of fewer points is no reason to turn back. */
const TURN_BACK_POINTS = 60;
const VARIATION_POINTS = 1.5;
/** Random numbers are the same for this power of two of ticks. */
const TASTE_TICKS_SHIFT = 5;

/** By first step: how likely it is to be caught since few tiles are left, and what varies the choice. */
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
  const count = findWays(world, pac, start, traits);
  return count === 1 ? leastBad(world, start) : bestWay(world, seat, count);
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
