// The fruit below the house: twice a level, for nine to ten seconds (rules/arcade.md 14).

import { coarseEnd, TICKS_PER_PULSE_SECOND, TICKS_PER_TENTH } from './coarse-timer.ts';
import { FRUIT_AT_EATEN, FRUIT_X, FRUIT_Y } from '../constants.ts';
import { addPoints } from './eating.ts';
import { EVENT, type Events } from '../events.ts';
import { levelTable } from '../levels.ts';
import { tileOfPixel } from '../mazes/maze.ts';
import type { World } from '../world.ts';

export const NO_FRUIT = 0;
export const FRUIT_LIES = 1;
export const FRUIT_POINTS_SHOWN = 2;

const LIES_SECONDS = 10;
const POINTS_SHOWN_TENTHS = 20;

/** The tile of the fruit's pixel; the fruit lies across this one and its right neighbour. */
export const FRUIT_TILE = tileOfPixel(FRUIT_X, FRUIT_Y);

/** Removes the fruit, or its points, when their time is over. */
export function endFruit(world: World, events: Events): void {
  if (world.fruitState === NO_FRUIT || world.tick < world.fruitUntilTick) return;
  if (world.fruitState === FRUIT_LIES) events.add(EVENT.fruitLeft, 0, FRUIT_TILE, 0);
  world.fruitState = NO_FRUIT;
}

/** Places the fruit at the two counts of eaten dots, each once a level. */
export function layFruit(world: World, events: Events): void {
  const eaten = world.maze.dotCount - world.dotsLeft;
  if (world.fruitsShown === FRUIT_AT_EATEN.length || eaten < FRUIT_AT_EATEN[world.fruitsShown]!) return;
  world.fruitsShown++;
  world.fruitState = FRUIT_LIES;
  world.fruitUntilTick = coarseEnd(world.tick, LIES_SECONDS, TICKS_PER_PULSE_SECOND);
  events.add(EVENT.fruitAppeared, 0, FRUIT_TILE, levelTable(world.level).fruitPoints);
}

/** A Pac-Man eats the fruit. */
export function eatFruit(world: World, pac: number, events: Events): void {
  takeFruit(world, world.pacSeat[pac]!, events);
}

/** The fruit is eaten for a seat. Kind and points are those of the level, not of the difficulty. */
export function takeFruit(world: World, seat: number, events: Events): void {
  const points = levelTable(world.level).fruitPoints;
  world.fruitState = FRUIT_POINTS_SHOWN;
  world.fruitUntilTick = coarseEnd(world.tick, POINTS_SHOWN_TENTHS, TICKS_PER_TENTH);
  events.add(EVENT.fruitEaten, seat, FRUIT_TILE, points);
  addPoints(world, seat, points, events);
}
