// Battles that a test has in its hands.

import { createWorld, GHOST, GHOST_COUNT, matchSettings, PAC, type NamedSettings, type World } from '#simulation';
import { centre, Play, putGhost, putPac, toPlay, type DirectionName, type Point } from '../../play.ts';

/** A battle whose seats are all taken, one tick before the first of play. */
export function freshBattle(seats: number, settings: Partial<NamedSettings> = {}): Play {
  const play = new Play(createWorld(matchSettings({ mode: 'battle', seatCount: seats, ...settings })));
  play.step(Array.from({ length: seats }, (_, seat) => ({ kind: 'enter', seat })));
  toPlay(play);
  return play;
}

/** A battle in its first tick of play, whose ghosts never leave the house. */
export function quietBattle(seats: number, settings: Partial<NamedSettings> = {}): Play {
  const play = freshBattle(seats, settings);
  play.step();
  keepGhostsIn(play.world);
  return play;
}

export function keepGhostsIn(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    world.ghostState[ghost] = GHOST.waiting;
    world.ghostX[ghost] = 111;
    world.ghostY[ghost] = 140;
    world.ghostLeaveTick[ghost] = 1_000_000;
  }
}

/** The tick of the round, 0 for its first tick of play. */
export function roundTick(world: World): number {
  return world.tick - world.lifeStartTick;
}

/** Plays until a tick of the round is over. */
export function playTo(play: Play, tick: number): void {
  while (roundTick(play.world) < tick) play.step();
}

/** Puts a Pac-Man of a seat on the centre of a tile, walking. */
export function walk(world: World, seat: number, tile: Point, travel: DirectionName): void {
  world.pacState[seat] = PAC.alive;
  putPac(world, centre(tile), travel, seat);
}

/** Takes dots away, so that nobody pauses: all of those in some lines of the screen. */
export function clearDots(world: World, fromRow = 3, toRow = 33): void {
  for (let row = fromRow; row <= toRow; row++) {
    for (let bits = world.dots[row - 3]!; bits !== 0; bits &= bits - 1) world.dotsLeft--;
    world.dots[row - 3] = 0;
  }
  // One dot that nobody comes to, so that nothing is refilled.
  if (world.dotsLeft > 0) return;
  world.dots[4 - 3] = 1 << 12;
  world.dotsLeft = 1;
}

/** Puts a ghost onto a seat's Pac-Man. */
export function meetGhost(world: World, seat: number, ghost: number, isFrightened = false): void {
  putGhost(world, ghost, [world.pacX[seat]!, world.pacY[seat]!], 'left');
  world.ghostFrightened[ghost] = isFrightened ? 1 : 0;
}

/** Gives a seat power for some ticks. */
export function empower(world: World, seat: number, ticks = 300): void {
  world.pacPowerUntilTick[seat] = world.tick + ticks;
  world.frightLeft = Math.max(world.frightLeft, 2 * ticks);
}

/** Puts all but some seats out of the round. */
export function putOutAllBut(world: World, ...seats: number[]): void {
  for (let seat = 0; seat < world.seatCount; seat++) if (!seats.includes(seat)) world.pacState[seat] = PAC.out;
}
