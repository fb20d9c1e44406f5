// What ghosts see in `versus`, and what they remember (rules/modes.md 4, Fog). view.ts makes words of it.

import { hasDot } from '../../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../../actors/fruit.ts';
import { pacTile } from '../../actors/pac.ts';
import { GHOST_COUNT, ROLE } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { columnOf, MAZE_COLUMNS, MAZE_ROWS, MAZE_TOP_ROW, rowOf, type Tile } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';
import { ghostTile } from '../contacts.ts';

/** Columns and rows that a ghost sees in each direction, by number of ghost seats. */
const SIGHT = [10, 10, 7, 6, 5] as const;
/** What a fruit adds to it, and for how long. */
const FRUIT_SIGHT = 5;
const FRUIT_SIGHT_TICKS = 600;
/** How long something that Pac-Man ate reveals it, and how long it may go without a dot. */
const REVEAL_TICKS = 120;
const STALL_TICKS = 900;
/** Score and dots left become known in ticks that this divides. */
const PUBLISH_TICKS = 300;

/** The only Pac-Man. */
const PAC = 0;

/** Columns and rows that a seat sees around its ghost; -1 for a seat without a ghost. */
export function sightOf(world: World, seat: number): number {
  if (world.seatRole[seat] !== ROLE.ghost) return -1;
  return SIGHT[ghostSeats(world)]! + (world.tick < world.seatSightUntilTick[seat]! ? FRUIT_SIGHT : 0);
}

function ghostSeats(world: World): number {
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) if (world.seatRole[seat] === ROLE.ghost) count++;
  return Math.min(count, GHOST_COUNT);
}

/** Whether a ghost seat sees into a tile. */
export function isInSight(world: World, seat: number, tile: Tile): boolean {
  const sight = sightOf(world, seat);
  return sight >= 0 && isWithin(ghostTile(world, world.seatActor[seat]!), tile, sight);
}

/** Whether a seat knows where Pac-Man is: it is Pac-Man, sees it, or Pac-Man is revealed. */
export function seesPac(world: World, seat: number): boolean {
  if (world.pacSeen === 0) return false;
  return world.revealed === 1 || world.pacSeat[PAC] === seat || isInSight(world, seat, pacTile(world, PAC));
}

/** Whether a ghost could see Pac-Man from its place. A claimed ghost hunts then. */
export function isPacNear(world: World, ghost: number): boolean {
  return world.pacSeen === 1 && isWithin(ghostTile(world, ghost), pacTile(world, PAC), SIGHT[ghostSeats(world)]!);
}

function isWithin(tile: Tile, other: Tile, sight: number): boolean {
  return Math.abs(columnOf(tile) - columnOf(other)) <= sight && Math.abs(rowOf(tile) - rowOf(other)) <= sight;
}

/** Whether a dot lies in a tile, as a seat knows it. */
export function knowsDot(world: World, seat: number, tile: Tile): boolean {
  // In the words of a ghost's view `dots` is what it remembers.
  if (world.seatRole[seat] !== ROLE.ghost || world.viewRole === ROLE.ghost) return hasDot(world, tile);
  const column = columnOf(tile);
  if (column < 0) return false;
  return ((world.seatMap[seat * MAZE_ROWS + rowOf(tile) - MAZE_TOP_ROW]! >>> column) & 1) === 1;
}

/** Whether the fruit lies in the maze, as a ghost seat knows it. */
export function knowsFruit(world: World, seat: number): boolean {
  if (world.viewRole === ROLE.ghost) return world.fruitState === FRUIT_LIES;
  return world.tick < world.seatFruitUntilTick[seat]!;
}

/** Something that Pac-Man ate shows its place to all for a while. */
export function reveal(world: World): void {
  world.revealUntilTick = world.tick + REVEAL_TICKS;
}

/** A ghost seat that has eaten the fruit sees farther for a while. */
export function extendSight(world: World, seat: number): void {
  world.seatSightUntilTick[seat] = world.tick + FRUIT_SIGHT_TICKS;
}

/** A new board: everybody knows where its dots are, and nothing else. */
export function forgetBoard(world: World): void {
  world.revealed = 0;
  world.revealUntilTick = 0;
  for (let seat = 0; seat < world.seatCount; seat++) forgetAll(world, seat);
  publish(world);
}

/** A seat knows no more than that a board had all its dots. */
export function forgetAll(world: World, seat: number): void {
  world.seatPacTile[seat] = 0;
  world.seatPacTick[seat] = 0;
  world.seatFruitUntilTick[seat] = 0;
  world.seatMap.set(world.maze.dotRows, seat * MAZE_ROWS);
}

/** The score of Pac-Man and the number of dots left become known. */
export function publish(world: World): void {
  const seat = world.pacSeat[PAC]!;
  world.publicScore = seat < 0 ? 0 : world.seatScore[seat]!;
  world.publicDotsLeft = world.dotsLeft;
}

/** What all ghosts learn in a tick of play, after everything has moved. */
export function lookAround(world: World, events: Events): void {
  const wasRevealed = world.revealed;
  world.revealed = world.tick < world.revealUntilTick || world.tick - world.lastDotTick >= STALL_TICKS ? 1 : 0;
  if (world.revealed > wasRevealed) events.add(EVENT.pacRevealed, world.pacSeat[PAC]!, pacTile(world, PAC), 0);
  if (world.revealed === 1 || world.tick % PUBLISH_TICKS === 0) publish(world);
  // A view of Pac-Man has no maps of the ghosts.
  if (world.viewRole !== ROLE.none) return;
  for (let seat = 0; seat < world.seatCount; seat++) if (world.seatRole[seat] === ROLE.ghost) look(world, seat);
}

function look(world: World, seat: number): void {
  const tile = ghostTile(world, world.seatActor[seat]!);
  const sight = sightOf(world, seat);
  const seen = pacTile(world, PAC);
  if (world.revealed === 1 || isWithin(tile, seen, sight)) {
    world.seatPacTile[seat] = seen;
    world.seatPacTick[seat] = world.tick;
  }
  if (isWithin(tile, FRUIT_TILE, sight) || isWithin(tile, FRUIT_TILE + 1, sight)) {
    world.seatFruitUntilTick[seat] = world.fruitState === FRUIT_LIES ? world.fruitUntilTick : 0;
  }
  rememberDots(world, seat, columnOf(tile), rowOf(tile) - MAZE_TOP_ROW, sight);
}

function rememberDots(world: World, seat: number, column: number, row: number, sight: number): void {
  const { dots, seatMap } = world;
  const first = Math.max(0, column - sight);
  const last = Math.min(MAZE_COLUMNS - 1, column + sight);
  if (first > last) return;
  const columns = ((1 << (last + 1)) - 1) & ~((1 << first) - 1);
  const start = seat * MAZE_ROWS;
  const end = Math.min(MAZE_ROWS - 1, row + sight);
  for (let line = Math.max(0, row - sight); line <= end; line++) {
    seatMap[start + line] = (seatMap[start + line]! & ~columns) | (dots[line]! & columns);
  }
}

/** A fruit that is gone is gone for all: eating it is no secret. */
export function forgetFruit(world: World): void {
  world.seatFruitUntilTick.fill(0);
}
