// The built-in player: which brain steers a seat, by mode and role, and when it decides. A brain reads what its seat may see
// and returns a direction. It keeps no state: server and clients get the same direction for the same World.

import { GHOST, NONE, PAC, PHASE, ROLE, type Direction } from '../constants.ts';
import { pacTile } from '../actors/pac.ts';
import { tileOfPixel } from '../mazes/maze.ts';
import { wishOf } from '../step.ts';
import type { World } from '../world.ts';
import { battlePacDirection } from './battle-pac.ts';
import { eaterDirection } from './eater.ts';
import { megaPacDirection } from './mega-pac.ts';
import { TICKS_PER_TILE } from './search.ts';
import type { AiSkill } from './skill.ts';
import { ghostDirection } from './versus-ghost.ts';
import { huntedDirection } from './versus-pac.ts';

/** The direction in which a seat wants to go from the tile where its actor is. */
type Brain = (world: World, seat: number, skill: AiSkill) => Direction;

/** By name of the mode. A Pac-Man of another mode is an eater, and a ghost of another mode wants nothing. */
const PAC_BRAINS: Readonly<Record<string, Brain>> = {
  classic: eaterDirection,
  coop: eaterDirection,
  versus: huntedDirection,
  battle: battlePacDirection,
  mega: megaPacDirection,
};
const GHOST_BRAINS: Readonly<Record<string, Brain>> = { versus: ghostDirection };

/** Where an actor stands, it decides once in this many ticks. */
const STANDING_TICKS = TICKS_PER_TILE;
/** Pixels into a tile at which it decides: at most two pixels a tick, it is on one of them when it enters the tile. */
const ENTERED_PIXELS = 3;

/**
 * The direction that the built-in player wishes for a seat whose actor is in the maze. Call it once a tick, with the
 * World before the tick. It decides when it enters a tile; between decisions it is the current wish. It depends on nothing
 * but the World and its settings, so every client that has them knows the wishes of AI seats in advance.
 */
export function aiWish(world: World, seat: number, skill: AiSkill): Direction {
  return isDeciding(world, seat) ? aiDirection(world, seat, skill) : wishOf(world, seat);
}

/** The same as a decision in this tick, wherever in its tile the actor is. */
export function aiDirection(world: World, seat: number, skill: AiSkill): Direction {
  const mode = world.settings.mode.name;
  if (world.seatRole[seat] === ROLE.ghost) return GHOST_BRAINS[mode]?.(world, seat, skill) ?? NONE;
  // Not placed yet; or words of a server that no rules would make, in which paths never end.
  if (world.maze.walkable[pacTile(world, world.seatActor[seat]!)] !== 1) return NONE;
  return (PAC_BRAINS[mode] ?? eaterDirection)(world, seat, skill);
}

function isDeciding(world: World, seat: number): boolean {
  const actor = world.seatActor[seat]!;
  if (world.seatRole[seat] === ROLE.ghost) {
    const isOut = world.ghostState[actor] === GHOST.outside;
    return entersTile(world, isOut, world.ghostX[actor]!, world.ghostY[actor]!, world.ghostTravel[actor]!);
  }
  const isAlive = world.pacState[actor] === PAC.alive;
  return entersTile(world, isAlive, world.pacX[actor]!, world.pacY[actor]!, world.pacTravel[actor]!);
}

/** Whether an actor enters a tile, or stands and it is time to think again. @param isOut whether it may move */
function entersTile(world: World, isOut: boolean, x: number, y: number, travel: number): boolean {
  const isMoving = world.phase === PHASE.play && isOut && travel !== NONE;
  const mayStand = !isMoving || world.maze.walkable[world.maze.neighbour[tileOfPixel(x, y) * 4 + travel]!] === 0;
  if (mayStand && world.tick % STANDING_TICKS === 0) return true;
  // It moves less than three pixels in two ticks, so one even tick at least finds it on the first three pixels.
  if (!isMoving || world.tick % 2 !== 0) return false;
  const along = (travel & 1) === 0 ? x & 7 : y & 7;
  return (travel < 2 ? along : 7 - along) < ENTERED_PIXELS;
}
