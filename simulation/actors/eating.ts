// Dots, energizers and points: what eating changes, for whichever mode it happens in.

import { CLASSIC, DOT_POINTS, ENERGIZER_POINTS, SCORE_MODULUS } from '../constants.ts';
import { EVENT, type Events } from '../events.ts';
import { startFright } from './fright.ts';
import { countDotForHouse } from './house.ts';
import { columnOf, MAZE_TOP_ROW, rowOf, type Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/** How long eating stops Pac-Man: half-ticks in the arcade (rules/arcade.md 6.4), ticks elsewhere (rules/modes.md 1.7). */
const DOT_PAUSE_HALF_TICKS = 2;
const ENERGIZER_PAUSE_HALF_TICKS = 7;
const DOT_PAUSE_TICKS = 1;
const ENERGIZER_PAUSE_TICKS = 3;

/** `coop` gives a return at the first, and then at every multiple of the second (rules/modes.md 3). */
export const COOP_EXTRA_FIRST = 10_000;
const COOP_EXTRA_EACH = 50_000;

/** Whether a dot or an energizer lies in a tile. */
export function hasDot(world: World, tile: Tile): boolean {
  const column = columnOf(tile);
  if (column < 0) return false;
  return ((world.dots[rowOf(tile) - MAZE_TOP_ROW]! >>> column) & 1) === 1;
}

/** A seat eats the dot or energizer that lies in a tile. */
export function eatDot(world: World, seat: number, tile: Tile, events: Events): void {
  const energizer = world.maze.energizer[tile] === 1;
  const points = energizer ? ENERGIZER_POINTS : DOT_POINTS;
  world.dots[rowOf(tile) - MAZE_TOP_ROW]! &= ~(1 << columnOf(tile));
  world.dotsLeft--;
  world.pacPause[seat] = pause(world, energizer);
  countDotForHouse(world);
  events.add(energizer ? EVENT.energizerEaten : EVENT.dotEaten, seat, tile, points);
  addPoints(world, seat, points, events);
  if (energizer) startFright(world);
}

function pause(world: World, energizer: boolean): number {
  if (world.mode === CLASSIC) return energizer ? ENERGIZER_PAUSE_HALF_TICKS : DOT_PAUSE_HALF_TICKS;
  return energizer ? ENERGIZER_PAUSE_TICKS : DOT_PAUSE_TICKS;
}

/** Adds points to a seat and to the score, and gives the extra life when the score reaches it. */
export function addPoints(world: World, seat: number, points: number, events: Events): void {
  const score = world.score + points;
  world.pacScore[seat]! += points;
  world.score = world.mode === CLASSIC ? score % SCORE_MODULUS : score;
  if (world.extraLifeAt === 0 || score < world.extraLifeAt) return;
  world.lives++;
  world.extraLifeAt = world.mode === CLASSIC ? 0 : nextExtraAt(score);
  events.add(EVENT.extraLife, seat, 0, world.lives);
}

function nextExtraAt(score: number): number {
  return (Math.floor(score / COOP_EXTRA_EACH) + 1) * COOP_EXTRA_EACH;
}
