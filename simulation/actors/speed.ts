// How many pixels an actor moves. `classic` rotates the arcade's step patterns, the other modes carry fractions of a pixel
// over. Both keep their phase in words that change as seldom as possible.

import { GHOST_PATTERNS, PAC_PATTERNS, type World } from '../world.ts';

/** Step patterns by percent, top bit first, one bit a half-tick (rules/arcade.md 5.2). */
const PATTERNS: Readonly<Record<number, number>> = {
  40: 0x22222222,
  45: 0x24489122,
  50: 0x24922492,
  55: 0x24924925,
  60: 0x25252525,
  75: 0x2aaa5555,
  80: 0x55555555,
  85: 0x6aaad555,
  90: 0x6ad56ad5,
  95: 0x5ad6b5ad,
  100: 0x6d6d6d6d,
  105: 0x6db6db6d,
};

/** Which of its patterns an actor uses; each keeps its own phase while another is in use. */
export const PAC_NORMAL = 0;
export const PAC_FRIGHT = 1;
export const GHOST_NORMAL = 0;
export const GHOST_FRIGHT = 1;
export const GHOST_TUNNEL = 2;
export const GHOST_ELROY_1 = 3;
export const GHOST_ELROY_2 = 4;

/** Whether Pac-Man steps in this half-tick. Rotates its pattern. */
export function pacSteps(world: World, pac: number, pattern: number, percent: number): boolean {
  return patternSteps(world.pacPattern, pac * PAC_PATTERNS + pattern, percent);
}

/** Whether a ghost steps in this half-tick. Rotates its pattern. */
export function ghostSteps(world: World, ghost: number, pattern: number, percent: number): boolean {
  return patternSteps(world.ghostPattern, ghost * GHOST_PATTERNS + pattern, percent);
}

function patternSteps(positions: Int32Array, index: number, percent: number): boolean {
  const position = positions[index]!;
  positions[index] = (position + 1) & 31;
  return ((PATTERNS[percent]! >>> (31 - position)) & 1) === 1;
}

/** The carry that a pixel costs: 80 % is exactly one pixel a tick (rules/modes.md 1.1). */
const CARRY_PER_PIXEL = 80;

/**
 * Pixels that an actor moves in this tick (rules/modes.md 1.1): the carry grows by the percentage, and each 80 of it are a
 * pixel. A word for the carry would change in every tick. So the word holds the value of the carry at tick 0, which does
 * not change while the actor keeps its speed.
 * @param bases, speeds the actor's `...CarryBase` and `...Speed` fields
 */
export function carryPixels(
  world: World,
  bases: Int32Array,
  speeds: Int32Array,
  actor: number,
  percent: number,
): number {
  if (speeds[actor] !== percent) setSpeed(world, bases, speeds, actor, percent);
  const carry = modulo(bases[actor]! + world.tick * percent);
  return carry + percent >= 2 * CARRY_PER_PIXEL ? 2 : carry + percent >= CARRY_PER_PIXEL ? 1 : 0;
}

/** Keeps the carry of an actor in a tick in which it does not move. */
export function carryHolds(bases: Int32Array, speeds: Int32Array, actor: number): void {
  bases[actor] = modulo(bases[actor]! - speeds[actor]!);
}

/** Sets the carry of an actor to 0, as at its first tick. */
export function carryStarts(bases: Int32Array, speeds: Int32Array, actor: number): void {
  bases[actor] = 0;
  speeds[actor] = 0;
}

/** Keeps the carry of an actor whose World did not tick for a time. */
export function carrySlept(bases: Int32Array, speeds: Int32Array, actor: number, ticks: number): void {
  bases[actor] = modulo(bases[actor]! - ticks * speeds[actor]!);
}

function setSpeed(world: World, bases: Int32Array, speeds: Int32Array, actor: number, percent: number): void {
  const carry = modulo(bases[actor]! + world.tick * speeds[actor]!);
  bases[actor] = modulo(carry - world.tick * percent);
  speeds[actor] = percent;
}

function modulo(value: number): number {
  const rest = value % CARRY_PER_PIXEL;
  return rest < 0 ? rest + CARRY_PER_PIXEL : rest;
}
