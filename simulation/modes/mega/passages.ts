// How a seat of `mega` goes from one maze to another with all of its words, and how a maze sleeps while no Pac-Man is in it
// (rules/modes.md 6).

import { hasPower } from '../../actors/power.ts';
import { NO_FRUIT } from '../../actors/fruit.ts';
import { carrySlept } from '../../actors/speed.ts';
import { pacTile } from '../../actors/pac.ts';
import { DOWN, GHOST_COUNT, LEFT, NONE, PHASE, RIGHT, UP, type Direction } from '../../constants.ts';
import { EVENT } from '../../events.ts';
import type { Match } from '../../match.ts';
import { X_MAX, X_MIN } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';
import { NORTH_Y, SOUTH_Y } from './gates.ts';
import { isLiving } from './lives.ts';
import { frightenAll } from './power.ts';
import { copyPublished } from './ranking.ts';
import { neighbourCell } from './square.ts';

/** Protection by arrival, and how long after its end a seat has none again. */
const ARRIVAL_TICKS = 60;
const ARRIVAL_AGAIN_TICKS = 600;

/** Words that only the maze of a seat has. In `mega` seat and Pac-Man have the same number. */
export const CARRIED = [
  ...(['seatInput', 'seatScore', 'seatCatches', 'seatReachedTick', 'seatFinalFrom'] as const),
  ...(['pacX', 'pacY', 'pacTravel', 'pacWish', 'pacPause', 'pacCarryBase', 'pacSpeed', 'pacState'] as const),
  ...(['pacUntilTick', 'pacPowerUntilTick', 'pacArrivalTick', 'pacChain'] as const),
];
/** Words of seats that every maze has a copy of. Those of the seat's own maze are the newest. */
export const SHARED = ['seatLives', 'seatPlace'] as const;

/** Moves all words of a seat. The maze that it leaves keeps none but those that are public. */
export function moveSeat(from: World, to: World, seat: number): void {
  for (const name of CARRIED) {
    to[name][seat] = from[name][seat]!;
    from[name][seat] = name === 'pacWish' ? NONE : 0;
  }
  for (const name of SHARED) to[name][seat] = from[name][seat]!;
}

/** A Pac-Man goes through the gate at which it is, in the direction in which it moves. */
export function passGate(match: Match, seat: number): void {
  const { worlds, worldOfSeat, tick } = match;
  const cell = worldOfSeat[seat]!;
  const from = worlds[cell]!;
  const travel = from.pacTravel[seat] as Direction;
  const next = neighbourCell(cell, from.side, travel);
  const to = worlds[next]!;
  match.events[cell]!.add(EVENT.departed, seat, pacTile(from, seat), travel);
  if (to.tick < tick) copyPublished(match, from, to);
  wake(to, tick);
  moveSeat(from, to, seat);
  worldOfSeat[seat] = next;
  if (travel === LEFT) to.pacX[seat] = X_MAX;
  else if (travel === RIGHT) to.pacX[seat] = X_MIN;
  else if (travel === UP) to.pacY[seat] = SOUTH_Y;
  else if (travel === DOWN) to.pacY[seat] = NORTH_Y;
  protectArrival(to, seat);
  if (hasPower(to, seat)) frightenAll(to);
  match.events[next]!.add(EVENT.arrived, seat, pacTile(to, seat), travel);
}

/** Protects a Pac-Man from the next tick on, unless its last protection of this kind was a short time ago. */
function protectArrival(world: World, pac: number): void {
  const firstTick = world.tick + 1;
  const last = world.pacArrivalTick[pac]!;
  const endsTick = firstTick + ARRIVAL_TICKS;
  if ((last > 0 && firstTick - last < ARRIVAL_AGAIN_TICKS) || world.pacUntilTick[pac]! >= endsTick) return;
  world.pacUntilTick[pac] = endsTick;
  world.pacArrivalTick[pac] = endsTick;
}

/** An energizer ends the protection by arrival. */
export function endArrival(world: World, pac: number): void {
  if (world.pacArrivalTick[pac]! <= world.tick || world.pacUntilTick[pac] !== world.pacArrivalTick[pac]) return;
  world.pacUntilTick[pac] = world.tick;
  world.pacArrivalTick[pac] = world.tick;
}

/** Sets the flags of the mazes that are awake: in play those with a Pac-Man, or one that waits for its return. */
export function findAwake({ worlds, worldOfSeat }: Match, awake: Uint8Array): void {
  const isPlay = worlds[0]!.phase === PHASE.play;
  awake.fill(isPlay ? 0 : 1);
  if (!isPlay) return;
  for (let seat = 0; seat < worldOfSeat.length; seat++) {
    const world = worldOfSeat[seat]!;
    if (isLiving(worlds[world]!, seat)) awake[world] = 1;
  }
}

/** Wakes a maze: its clock goes on where it stopped, so its deadlines are later by the time for which it slept. */
export function wake(world: World, tick: number): void {
  const slept = tick - world.tick;
  if (slept <= 0) return;
  world.tick = tick;
  world.lifeStartTick += slept;
  world.lastDotTick += slept;
  world.scatterStartTick += slept;
  if (world.fruitState !== NO_FRUIT) world.fruitUntilTick += slept;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) carrySlept(world.ghostCarryBase, world.ghostSpeed, ghost, slept);
}
