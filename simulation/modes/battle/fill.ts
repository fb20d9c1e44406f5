// What lies in the maze in `battle`: dots, energizers and the fruit (rules/modes.md 5). After a fill all four energizers lie
// there, dormant. Some of them are drawn, the others vanish, and the drawn ones wake.

import { hasDot } from '../../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE, NO_FRUIT } from '../../actors/fruit.ts';
import { isInMaze } from '../../actors/target-seat.ts';
import { EVENT, type Events } from '../../events.ts';
import { levelTable } from '../../levels.ts';
import { columnOf, MAZE_TOP_ROW, rowOf, tileAt, type Tile } from '../../mazes/maze.ts';
import { nextRandom } from '../../random.ts';
import type { World } from '../../world.ts';

const DORMANT_START_TICKS = 600;
const DORMANT_REFILL_TICKS = 180;
/** How long before they wake the energizers are drawn. */
const DRAWN_TICKS = 120;
/** With so many living Pac-Men all four wake, otherwise two on one diagonal. */
const PACS_FOR_ALL = 5;

/** Dots of a fill that must be eaten before its fruit appears, how long that takes at least, and how long the fruit stays. */
const FRUIT_AT_DOTS = 140;
const FRUIT_AFTER_TICKS = 900;
const FRUIT_TICKS = 600;

/** The energizers of the classic maze in reading order, which is the order of their bits. */
export const ENERGIZER_TILES: readonly Tile[] = [tileAt(1, 6), tileAt(26, 6), tileAt(1, 26), tileAt(26, 26)];
const ALL = 0b1111;
const DIAGONALS = [0b1001, 0b0110] as const;

/** Begins the clock of the first fill of a round. Its dots are already there. */
export function startFill(world: World): void {
  world.refillTick = world.tick;
  world.energizersAwake = 0;
  world.energizersDrawn = 0;
  world.energizersWakeTick = world.tick + DORMANT_START_TICKS;
}

/** When all dots or a fruit were eaten, all dots and energizers come back. Energizers that are awake stay awake. */
export function refill(world: World, events: Events): void {
  world.dots.set(world.maze.dotRows);
  world.dotsLeft = world.maze.dotCount;
  world.fruitsShown = 0;
  world.refillTick = world.tick;
  world.energizersDrawn = 0;
  const startWakeTick = world.lifeStartTick + DORMANT_START_TICKS;
  world.energizersWakeTick = Math.max(startWakeTick, world.tick + DORMANT_REFILL_TICKS);
  events.add(EVENT.refilled, 0, 0, world.dotsLeft);
}

/** Removes everything that lies there, for sudden death. */
export function emptyMaze(world: World): void {
  world.dots.fill(0);
  world.dotsLeft = 0;
  world.energizersAwake = 0;
  world.energizersDrawn = 0;
  world.energizersWakeTick = 0;
  world.fruitState = NO_FRUIT;
}

/** Draws the energizers that wake next, and wakes them, when it is time. */
export function updateEnergizers(world: World, events: Events): void {
  const wakeTick = world.energizersWakeTick;
  if (wakeTick === 0) return;
  if (world.tick === wakeTick - DRAWN_TICKS) drawEnergizers(world, events);
  if (world.tick < wakeTick) return;
  world.energizersAwake |= world.energizersDrawn;
  world.energizersDrawn = 0;
  world.energizersWakeTick = 0;
  events.add(EVENT.energizersWoke, 0, 0, world.energizersAwake);
}

/** Those that are neither drawn nor awake since an earlier fill vanish; of the latter, some may be eaten since the refill. */
function drawEnergizers(world: World, events: Events): void {
  const dormant = lyingEnergizers(world) & ~world.energizersAwake;
  world.energizersDrawn = drawnBits(world) & dormant;
  const vanishing = dormant & ~world.energizersDrawn;
  for (const [index, tile] of ENERGIZER_TILES.entries()) {
    if (((vanishing >> index) & 1) === 0) continue;
    world.dots[rowOf(tile) - MAZE_TOP_ROW]! &= ~(1 << columnOf(tile));
    world.dotsLeft--;
  }
  events.add(EVENT.energizersDrawn, 0, 0, world.energizersDrawn);
}

function drawnBits(world: World): number {
  let living = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (isInMaze(world, pac)) living++;
  if (living >= PACS_FOR_ALL) return ALL;
  // The state of the generator is no secret, but nobody knows long before how many dots will be left.
  world.random = nextRandom(world.random ^ world.dotsLeft);
  return DIAGONALS[world.random & 1]!;
}

/** Bits of the energizers that lie in the maze. */
function lyingEnergizers(world: World): number {
  let bits = 0;
  for (const [index, tile] of ENERGIZER_TILES.entries()) if (hasDot(world, tile)) bits |= 1 << index;
  return bits;
}

/** Whether a tile has an energizer that cannot be eaten. */
export function isDormant(world: World, tile: Tile): boolean {
  if (world.maze.energizer[tile] === 0) return false;
  return ((world.energizersAwake >> ENERGIZER_TILES.indexOf(tile)) & 1) === 0;
}

/** Nothing but energizers is left. */
export function areDotsEaten(world: World): boolean {
  return world.dotsLeft <= ENERGIZER_TILES.length && plainDots(world) === 0;
}

/** Dots without energizers. */
function plainDots(world: World): number {
  let count = world.dotsLeft;
  for (const tile of ENERGIZER_TILES) if (hasDot(world, tile)) count--;
  return count;
}

/** Lays the fruit of a fill when it is due. */
export function layFruit(world: World, events: Events): void {
  if (world.fruitsShown > 0 || world.tick - world.refillTick < FRUIT_AFTER_TICKS) return;
  const eaten = world.maze.dotCount - ENERGIZER_TILES.length - plainDots(world);
  if (eaten < FRUIT_AT_DOTS) return;
  world.fruitsShown++;
  world.fruitState = FRUIT_LIES;
  world.fruitUntilTick = world.tick + FRUIT_TICKS;
  events.add(EVENT.fruitAppeared, 0, FRUIT_TILE, levelTable(world.level).fruitPoints);
}
