// Dots, energizers and points: what eating changes, in all modes.

import { assert } from '../assert.ts';
import { DOT_POINTS, ENERGIZER_POINTS } from '../constants.ts';
import { EVENT, type Events } from '../events.ts';
import { startFright } from './fright.ts';
import { countDotForHouse } from './house.ts';
import { columnOf, MAZE_TOP_ROW, rowOf, type Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/** Whether a dot or an energizer lies in a tile. */
export function hasDot(world: World, tile: Tile): boolean {
  const column = columnOf(tile);
  if (column < 0) return false;
  return ((world.dots[rowOf(tile) - MAZE_TOP_ROW]! >>> column) & 1) === 1;
}

/** A Pac-Man eats the dot or energizer that lies in a tile, as in the arcade: the house counts it, an energizer frightens. */
export function eatDot(world: World, pac: number, tile: Tile, events: Events): void {
  takeDot(world, pac, tile, events);
  countDotForHouse(world);
  if (world.maze.energizer[tile] === 1) startFright(world);
}

/** Removes the dot or energizer of a tile, and gives its points and its pause to a Pac-Man. */
export function takeDot(world: World, pac: number, tile: Tile, events: Events): void {
  const energizer = world.maze.energizer[tile] === 1;
  const points = energizer ? ENERGIZER_POINTS : DOT_POINTS;
  const { dotPause, energizerPause } = world.settings.mode.eating;
  const seat = world.pacSeat[pac]!;
  world.dots[rowOf(tile) - MAZE_TOP_ROW]! &= ~(1 << columnOf(tile));
  world.dotsLeft--;
  assert(seat >= 0 && world.dotsLeft >= 0, 'a seat eats a dot that is there');
  world.pacPause[pac] = energizer ? energizerPause : dotPause;
  events.add(energizer ? EVENT.energizerEaten : EVENT.dotEaten, seat, tile, points);
  addPoints(world, seat, points, events);
}

/**
 * Adds points to a seat and to the score, and gives the extra life when the score reaches it. Where nobody has lives, only
 * seats have scores.
 */
export function addPoints(world: World, seat: number, points: number, events: Events): void {
  const { eating, lives } = world.settings.mode;
  world.seatScore[seat]! += points;
  if (lives.owner === 'none') return;
  if (lives.owner === 'seat') return seatReached(world, seat, points, events);
  const score = world.score + points;
  world.score = score % eating.scoreModulus;
  if (world.extraLifeAt === 0 || score < world.extraLifeAt) return;
  world.lives++;
  world.extraLifeAt = lives.nextExtraLifeAt(score);
  events.add(EVENT.extraLife, seat, 0, world.lives);
}

/** Notes when a seat with lives of its own reached its score, and gives its extra life. @param points that were added, maybe less than 0 */
function seatReached(world: World, seat: number, points: number, events: Events): void {
  const { rule, extraLifeScore } = world.settings;
  const score = world.seatScore[seat]!;
  world.seatReachedTick[seat] = world.tick;
  // In a match for points lives are endless.
  if (rule === 'score' || score < extraLifeScore || score - points >= extraLifeScore) return;
  world.seatLives[seat]!++;
  events.add(EVENT.extraLife, seat, 0, world.seatLives[seat]!);
}
