// A ghost of `versus`. It decides only by what its seat sees: Pac-Man while in sight or revealed, the place where it saw
// Pac-Man last, the dots on its own map, and the other ghosts.

import { GHOST, NONE, type Direction } from '../constants.ts';
import { pacTile } from '../actors/pac.ts';
import type { Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import { seesPac } from '../modes/versus/sight.ts';
import type { World } from '../world.ts';
import { bestDirection } from './direction-worth.ts';
import { ghostPlace } from './pursuers.ts';
import { TICKS_PER_TILE } from './search.ts';
import type { AiSkill } from './skill.ts';
import { slipOf } from './slip.ts';
import { huntPac, runFrom, takeRefuge, type Hunt } from './versus-hunt.ts';
import { searchPac, type SearchTraits } from './versus-search.ts';

interface Traits extends SearchTraits {
  /** One of this many decisions is a slip; 0 for none. */
  readonly slipEvery: number;
  readonly hunt: Hunt;
}

const TRAITS: Readonly<Record<AiSkill, Traits>> = {
  easy: { slipEvery: 3, hunt: 'follow', memoryTicks: 0, spreads: false },
  normal: { slipEvery: 6, hunt: 'ahead', memoryTicks: 150, spreads: false },
  hard: { slipEvery: 0, hunt: 'together', memoryTicks: 900, spreads: true },
};

/** While it is frightened it fears the place where it saw Pac-Man last for so long. */
const FEAR_TICKS = 180;
/** What going back costs while it sees or fears Pac-Man, in steps, and while it searches. */
const TURN_BACK_SEEING = 1.5;
const TURN_BACK_SEARCHING = 3.5;
const PAC = 0;

/** The direction in which a ghost wants to go from the tile that it is in. Eyes go home by themselves. */
export function ghostDirection(world: World, seat: number, skill: AiSkill): Direction {
  const traits = TRAITS[skill];
  const ghost = world.seatActor[seat]!;
  const state = world.ghostState[ghost];
  if (state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing) return NONE;
  const place = ghostPlace(world, ghost);
  const travel = world.ghostTravel[ghost]!;
  const slip = slipOf(world, seat, place, travel, traits.slipEvery);
  if (slip !== null) return slip;
  const feared = world.ghostFrightened[ghost] === 1 ? fearedTile(world, seat, place, traits) : -1;
  if (feared < 0 && !seesPac(world, seat)) {
    searchPac(world, seat, place, traits);
    return bestDirection(travel, TURN_BACK_SEARCHING);
  }
  if (feared < 0) huntPac(world, ghost, place, traits.hunt);
  else if (traits.hunt === 'together') takeRefuge(world, place, feared);
  else runFrom(world, place, feared);
  return bestDirection(travel, TURN_BACK_SEEING);
}

/** Where a frightened ghost fears Pac-Man, -1 if it does not: it does not know, or its fright ends before they could meet. */
function fearedTile(world: World, seat: number, place: Tile, traits: Traits): Tile {
  if (seesPac(world, seat)) {
    const pac = pacTile(world, PAC);
    const meetTicks = (pacStepsFrom(world.maze, pac)[place]! * TICKS_PER_TILE) / 2;
    return meetTicks > world.frightLeft / 2 && traits.hunt === 'together' ? -1 : pac;
  }
  const seenTick = world.seatPacTick[seat]!;
  const isRecent = seenTick > 0 && world.tick - seenTick < Math.min(FEAR_TICKS, traits.memoryTicks);
  return isRecent ? world.seatPacTile[seat]! : -1;
}
