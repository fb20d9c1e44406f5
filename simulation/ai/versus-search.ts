// How a ghost of `versus` searches a Pac-Man that it does not see: each place where Pac-Man may be counts, the nearer the more.

import { GHOST, GHOST_COUNT } from '../constants.ts';
import { FRUIT_TILE } from '../actors/fruit.ts';
import { columnOf, rowOf, type Maze, type Tile } from '../mazes/maze.ts';
import { ghostStepsFrom, pacStepsFrom } from '../mazes/path-table.ts';
import { knowsDot, knowsFruit, sightOf } from '../modes/versus/sight.ts';
import type { World } from '../world.ts';
import { worth } from './direction-worth.ts';
import { ghostPlace, isColoured } from './pursuers.ts';
import { randomFor } from './random-bits.ts';
import { TICKS_PER_TILE } from './search.ts';

export interface SearchTraits {
  /** How long it keeps in mind where it saw Pac-Man; 0 for not at all. */
  readonly memoryTicks: number;
  /** Whether it leaves to others what is nearer to them, and takes what they have claimed. */
  readonly spreads: boolean;
}

/** How much a tile counts where Pac-Man may be: with a dot on the own map, without one, with an energizer. */
const DOT_WEIGHT = 1;
const EMPTY_WEIGHT = 0.25;
const ENERGIZER_WEIGHT = 4;
/** How much more the tiles count that Pac-Man can have reached since it was seen, at once after that. */
const RECENT_WEIGHT = 6;
/** Tiles that are nearer to another player's ghost count so much. */
const COVERED = 0.25;
/** What else is worth a way: a fruit, a grey ghost, a ghost that another player has claimed. */
const FRUIT_WEIGHT = 40;
const GREY_WEIGHT = 14;
const CLAIMED_WEIGHT = 7;
/** A claimed ghost may be claimed again after this time (rules/modes.md 4). */
const CLAIM_HOLDS_TICKS = 180;
/** With each step a tile counts this much less. */
const STEP_DECAY = 0.9;
/** The best direction is worth this in the end, and a random part of the second is added to each. */
const SCALE = 10;
const VARIATION = 1;
/** The random part is the same for this power of two of ticks. */
const TASTE_TICKS_SHIFT = 6;

const decay = new Float64Array(256).fill(1);
for (let steps = 1; steps < decay.length; steps++) decay[steps] = decay[steps - 1]! * STEP_DECAY;

/** Rows of steps from the neighbours of the ghost's tile, null for a wall; and from the ghosts of other players. */
const nextRows: (Uint8Array | null)[] = [null, null, null, null];
const mateRows: Uint8Array[] = [];
let mateCount = 0;

/** Weighs the ways of a ghost from the tile that it is in. */
export function searchPac(world: World, seat: number, place: Tile, traits: SearchTraits): void {
  prepare(world, seat, place);
  addPlaces(world, seat, place, traits);
  addPrizes(world, seat, traits);
  const most = Math.max(...worth);
  const taste = randomFor(world, seat, world.tick >> TASTE_TICKS_SHIFT);
  for (let direction = 0; direction < 4; direction++) {
    if (most > 0) worth[direction]! *= SCALE / most;
    // Two ghosts that know the same do not always go the same way.
    worth[direction]! += (VARIATION * ((taste >>> (direction * 4)) & 15)) / 15;
  }
}

function prepare(world: World, seat: number, place: Tile): void {
  const { maze } = world;
  for (let direction = 0; direction < 4; direction++) {
    const next = maze.neighbour[place * 4 + direction]!;
    const isOpen = maze.walkable[next] === 1;
    nextRows[direction] = isOpen ? ghostStepsFrom(maze, next) : null;
    worth[direction] = isOpen ? 0 : -Infinity;
  }
  mateCount = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isColoured(world, ghost) || world.ghostClaimed[ghost] === 1 || world.ghostSeat[ghost] === seat) continue;
    mateRows[mateCount++] = ghostStepsFrom(maze, ghostPlace(world, ghost));
  }
}

function addPlaces(world: World, seat: number, place: Tile, traits: SearchTraits): void {
  const { maze } = world;
  const own = ghostStepsFrom(maze, place);
  const age = world.tick - world.seatPacTick[seat]!;
  const isRecent = world.seatPacTick[seat]! > 0 && age < traits.memoryTicks;
  const fromSeen = isRecent ? pacStepsFrom(maze, world.seatPacTile[seat]!) : null;
  const reach = age / TICKS_PER_TILE + 2;
  const factor = isRecent ? 1 + RECENT_WEIGHT * (1 - age / traits.memoryTicks) : 1;
  const sight = sightOf(world, seat);
  const column = columnOf(place);
  const row = rowOf(place);
  for (const tile of halfOf(maze)) {
    // Pac-Man is not where the ghost looks.
    if (Math.abs(columnOf(tile) - column) <= sight && Math.abs(rowOf(tile) - row) <= sight) continue;
    if (fromSeen !== null && fromSeen[tile]! > reach) continue;
    let weight = EMPTY_WEIGHT;
    if (knowsDot(world, seat, tile)) weight = maze.energizer[tile] === 1 ? ENERGIZER_WEIGHT : DOT_WEIGHT;
    if (traits.spreads && isCovered(tile, own[tile]!)) weight *= COVERED;
    addPlace(tile, weight * factor);
  }
}

function isCovered(tile: Tile, ownSteps: number): boolean {
  for (let mate = 0; mate < mateCount; mate++) if (mateRows[mate]![tile]! < ownSteps) return true;
  return false;
}

/** Adds a place to what each direction is worth. */
function addPlace(tile: Tile, weight: number): void {
  for (let direction = 0; direction < 4; direction++) {
    const steps = nextRows[direction]!;
    if (steps !== null) worth[direction]! += weight * decay[steps[tile]!]!;
  }
}

/** Adds the fruit that the seat has seen, and ghosts that it can claim. */
function addPrizes(world: World, seat: number, traits: SearchTraits): void {
  if (knowsFruit(world, seat)) addPlace(FRUIT_TILE, FRUIT_WEIGHT);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (world.ghostState[ghost] !== GHOST.outside) continue;
    if (!isColoured(world, ghost)) addPlace(ghostPlace(world, ghost), GREY_WEIGHT);
    else if (traits.spreads && isClaimable(world, seat, ghost)) addPlace(ghostPlace(world, ghost), CLAIMED_WEIGHT);
  }
}

function isClaimable(world: World, seat: number, ghost: number): boolean {
  const isOfOther = world.ghostClaimed[ghost] === 1 && world.ghostSeat[ghost] !== seat;
  return isOfOther && world.tick >= world.ghostClaimTick[ghost]! + CLAIM_HOLDS_TICKS;
}

/** Every second tile of the corridors, which stand for all. */
const halves = new WeakMap<Maze, readonly Tile[]>();

function halfOf(maze: Maze): readonly Tile[] {
  let tiles = halves.get(maze);
  if (tiles === undefined) {
    const isOne = (tile: Tile): boolean => maze.walkable[tile] === 1 && ((columnOf(tile) + rowOf(tile)) & 1) === 0;
    tiles = Array.from(maze.walkable.keys()).filter(isOne);
    halves.set(maze, tiles);
  }
  return tiles;
}
