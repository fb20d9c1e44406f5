// Bumps in `battle`: two Pac-Men of equal power push each other away along the corridor (rules/modes.md 5).

import { movePixel, pacTile } from '../../actors/pac.ts';
import { carryHolds } from '../../actors/speed.ts';
import { DOWN, LEFT, RIGHT, UP, type Direction } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { CENTRE_X, CENTRE_Y, RING_PIXELS } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';
import { xBefore, yBefore } from './meetings.ts';

/** How long a push lasts, one pixel a tick. */
const KNOCK_TICKS = 12;

/** Whether a Pac-Man is being pushed. It then starts no other bump. */
export function isKnocked(world: World, pac: number): boolean {
  return world.pacKnockUntilTick[pac]! > world.tick;
}

/** Two Pac-Men that touch push each other away. Where neither can be pushed, they ignore each other. */
export function bump(world: World, pac: number, other: number, events: Events): void {
  const travel = awayFrom(world, pac, other);
  const otherTravel = awayFrom(world, other, pac);
  const isFree = isWayFree(world, pac, travel);
  const isOtherFree = isWayFree(world, other, otherTravel);
  if (!isFree && !isOtherFree) {
    world.pacIgnores[pac]! |= 1 << other;
    world.pacIgnores[other]! |= 1 << pac;
    return;
  }
  if (isFree) startPush(world, pac, travel);
  if (isOtherFree) startPush(world, other, otherTravel);
  noteBump(world, pac, other, events);
  noteBump(world, other, pac, events);
}

/** Away from the other, on the axis with the larger distance; if both are equal, against its own direction. */
function awayFrom(world: World, pac: number, other: number): Direction {
  const x = aroundRing(xBefore[pac]! - xBefore[other]!);
  const y = yBefore[pac]! - yBefore[other]!;
  if (Math.abs(x) === Math.abs(y)) return (world.pacTravel[pac]! ^ 2) as Direction;
  if (Math.abs(x) > Math.abs(y)) return x > 0 ? RIGHT : LEFT;
  return y > 0 ? DOWN : UP;
}

/** The shorter way between two x, which may lead through the tunnel. */
function aroundRing(x: number): number {
  if (x > RING_PIXELS / 2) return x - RING_PIXELS;
  return x < -RING_PIXELS / 2 ? x + RING_PIXELS : x;
}

/** Pushes begin with the next tick. */
function startPush(world: World, pac: number, travel: Direction): void {
  world.pacKnockTravel[pac] = travel;
  world.pacKnockUntilTick[pac] = world.tick + 1 + KNOCK_TICKS;
}

function noteBump(world: World, pac: number, by: number, events: Events): void {
  world.pacBumpedBy[pac] = world.pacSeat[by]!;
  world.pacBumpedTick[pac] = world.tick;
  events.add(EVENT.bumped, world.pacSeat[pac]!, pacTile(world, pac), world.pacSeat[by]!);
}

/** Moves a Pac-Man that is being pushed by one pixel, whatever its wish. Its push ends at a wall; it keeps facing as it did. */
export function movePushed(world: World, pac: number): void {
  if (world.pacPause[pac]! > 0) world.pacPause[pac]!--;
  carryHolds(world.pacCarryBase, world.pacSpeed, pac);
  const travel = world.pacKnockTravel[pac] as Direction;
  if (!isWayFree(world, pac, travel)) {
    world.pacKnockUntilTick[pac] = 0;
    return;
  }
  movePixel(world, pac, travel);
}

/** Whether a Pac-Man is not at a wall in a direction: it can go as far as the centre of its tile, and on if that way is open. */
function isWayFree(world: World, pac: number, travel: Direction): boolean {
  const { maze } = world;
  if (maze.walkable[maze.neighbour[pacTile(world, pac) * 4 + travel]!] === 1) return true;
  const beyond =
    travel === RIGHT || travel === LEFT ? (world.pacX[pac]! & 7) - CENTRE_X : (world.pacY[pac]! & 7) - CENTRE_Y;
  return travel === RIGHT || travel === DOWN ? beyond < 0 : beyond > 0;
}
