// How a ghost of `versus` hunts a Pac-Man that it sees, and how it runs from one while it is frightened.

import { GHOST_COUNT, NONE } from '../constants.ts';
import { pacTile } from '../actors/pac.ts';
import { levelTable } from '../levels.ts';
import type { Maze, Tile } from '../mazes/maze.ts';
import { ghostStepsFrom, pacStepsFrom } from '../mazes/path-table.ts';
import { knowsDot } from '../modes/versus/sight.ts';
import type { World } from '../world.ts';
import { weigh } from './direction-worth.ts';
import {
  findPursuers,
  frightTicksPerTile,
  ghostPlace,
  ghostTicksPerTile,
  isHunting,
  pacTicksPerTile,
  pursuersArriveIn,
} from './pursuers.ts';
import { tilesBefore, type Race } from './tiles-before.ts';

/**
 * How a ghost hunts: straight to Pac-Man, to a place ahead of Pac-Man, or together: the nearest ghost goes ahead of Pac-Man,
 * and the others take away the ways that Pac-Man has.
 */
export type Hunt = 'follow' | 'ahead' | 'together';

/** The one Pac-Man. */
const PAC = 0;
/** How far ahead of Pac-Man a ghost goes: the farther away it is, and the later it comes among the ghosts, the more. */
const AHEAD_TILES_MAX = 6;
/** So near, each ghost goes for Pac-Man itself. */
const CLOSE_STEPS = 3;
/** What a tile that Pac-Man can reach, and a step to the place ahead of Pac-Man, count beside a step to Pac-Man. */
const WAY_WORTH = 0.5;
const AHEAD_WORTH = 0.5;
/** A way along which a nearer hunter comes already is worth less than one around. */
const SAME_WAY = 3;
/** So many tiles are an escape; more make no difference. An energizer that Pac-Man reaches is as good as some. */
const ESCAPE_TILES = 60;
const ENERGIZER_TILES = 18;
/** How far a ghost wants to be when Pac-Man eats an energizer, and what each step that is missing costs. */
const RETREAT_STEPS = 5;
const RETREAT_STEP_WORTH = 3;
/** So many tiles are a refuge; and what a step away from Pac-Man is worth, in tiles of refuge. */
const REFUGE_TILES = 40;
const AWAY_WORTH = 2;
/** Running into Pac-Man. */
const CAUGHT = -100;

/** Reused for every count. */
const race: Race = {
  ...{
    from: 0,
    startTicks: 0,
    ticksPerTile: 0,
    otherSteps: new Uint8Array(0),
    otherStartTicks: 0,
    otherTicksPerTile: 0,
  },
};

/** Weighs the ways of a ghost from the tile that it is in. Pac-Man must be visible to its seat. */
export function huntPac(world: World, ghost: number, place: Tile, hunt: Hunt): void {
  const { maze } = world;
  const pac = pacTile(world, PAC);
  const toPac = pacStepsFrom(maze, pac);
  const own = toPac[place]!;
  if (hunt === 'follow') return weigh(maze, place, (next) => -toPac[next]!);
  const toAhead = pacStepsFrom(maze, tileAhead(world, ghost, pac, own));
  if (hunt === 'ahead' || own <= CLOSE_STEPS || isNearest(world, ghost, own, toPac)) {
    return weigh(maze, place, (next) => -toAhead[next]!);
  }
  const retreats = isEnergizerLost(world, ghost, place, toPac);
  weigh(maze, place, (next) => {
    const near = toPac[next]!;
    const distance = retreats ? Math.max(0, RETREAT_STEPS - near) * RETREAT_STEP_WORTH : near;
    const shared = isWayOfOther(world, ghost, own, next, toPac) ? SAME_WAY : 0;
    return -WAY_WORTH * escapeTiles(world, ghost, pac, next) - distance - AHEAD_WORTH * toAhead[next]! - shared;
  });
}

/** A tile on the way that Pac-Man goes straight on. */
function tileAhead({ maze, pacTravel }: World, ghost: number, pac: Tile, steps: number): Tile {
  const travel = pacTravel[PAC]!;
  let tile = pac;
  const tiles = travel === NONE ? 0 : Math.min(AHEAD_TILES_MAX, (steps >> 1) + ghost - 1);
  for (let i = 0; i < tiles; i++) {
    const next = maze.neighbour[tile * 4 + travel]!;
    if (maze.walkable[next] === 0) break;
    tile = next;
  }
  return tile;
}

function isNearest(world: World, ghost: number, own: number, toPac: Uint8Array): boolean {
  for (let other = 0; other < GHOST_COUNT; other++) {
    if (other !== ghost && isHunting(world, other) && toPac[ghostPlace(world, other)]! < own) return false;
  }
  return true;
}

/** Whether a nearer hunter comes to Pac-Man along the same way. */
function isWayOfOther(world: World, ghost: number, own: number, next: Tile, toPac: Uint8Array): boolean {
  for (let other = 0; other < GHOST_COUNT; other++) {
    if (other === ghost || !isHunting(world, other)) continue;
    const between = ghostPlace(world, other);
    const steps = toPac[between]!;
    const around = steps + pacStepsFrom(world.maze, between)[next]! - toPac[next]!;
    if (steps < own && around === 0) return true;
  }
  return false;
}

/** Counts the tiles that Pac-Man can be in before this ghost, if it goes on from a tile. */
function escapeTiles(world: World, ghost: number, pac: Tile, next: Tile): number {
  const { maze } = world;
  race.from = pac;
  race.startTicks = 0;
  race.ticksPerTile = pacTicksPerTile(world);
  race.otherSteps = ghostStepsFrom(maze, next);
  race.otherTicksPerTile = ghostTicksPerTile(world);
  race.otherStartTicks = race.otherTicksPerTile;
  const seat = world.ghostSeat[ghost]!;
  return tilesBefore(maze, race, ESCAPE_TILES, (tile) =>
    maze.energizer[tile] === 1 && knowsDot(world, seat, tile) ? ENERGIZER_TILES : 0,
  );
}

/** Whether Pac-Man is about to eat an energizer that no ghost can save, as far as the seat knows. */
function isEnergizerLost(world: World, ghost: number, place: Tile, toPac: Uint8Array): boolean {
  const { maze } = world;
  if (levelTable(world.difficulty).frightHalfTicks <= 1) return false;
  findPursuers(world, ghost, 1);
  const own = ghostStepsFrom(maze, place);
  for (const tile of energizersOf(maze)) {
    if (toPac[tile]! > RETREAT_STEPS || !knowsDot(world, world.ghostSeat[ghost]!, tile)) continue;
    const ticks = toPac[tile]! * pacTicksPerTile(world);
    if (ticks < own[tile]! * ghostTicksPerTile(world) && ticks < pursuersArriveIn(tile)) return true;
  }
  return false;
}

const energizers = new WeakMap<Maze, readonly Tile[]>();

function energizersOf(maze: Maze): readonly Tile[] {
  let tiles = energizers.get(maze);
  if (tiles === undefined) {
    tiles = Array.from(maze.energizer.keys()).filter((tile) => maze.energizer[tile] === 1);
    energizers.set(maze, tiles);
  }
  return tiles;
}

/** Weighs the ways of a frightened ghost by how far they lead away from a tile. */
export function runFrom({ maze }: World, place: Tile, feared: Tile): void {
  const fromPac = pacStepsFrom(maze, feared);
  weigh(maze, place, (next) => fromPac[next]!);
}

/** The same by how much room they have, too. */
export function takeRefuge(world: World, place: Tile, feared: Tile): void {
  const { maze } = world;
  race.ticksPerTile = frightTicksPerTile(world);
  race.startTicks = race.ticksPerTile;
  race.otherSteps = pacStepsFrom(maze, feared);
  race.otherStartTicks = 0;
  race.otherTicksPerTile = pacTicksPerTile(world);
  weigh(maze, place, (next) => {
    race.from = next;
    const room = next === feared ? CAUGHT : tilesBefore(maze, race, REFUGE_TILES, () => 0);
    return room + AWAY_WORTH * race.otherSteps[next]!;
  });
}
