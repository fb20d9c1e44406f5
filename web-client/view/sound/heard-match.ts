// The lasting sounds of a match: which loop, and which track at which of its seconds. They follow from the Worlds alone, so they are
// right after a pause, a jump, or in a tab that was hidden.

import {
  COUNTDOWN_TICKS,
  GHOST_COUNT,
  isFrightened,
  PAC,
  PHASE,
  ROLE,
  TICKS_PER_SECOND,
  type World,
} from '#simulation';
import { areEyesShown } from '../../netcode/shown.ts';
import { FRIGHT_FADES_HALF_TICKS } from '../maze/looks.ts';
import type { LoopName } from './loops.ts';

interface Worlds {
  readonly confirmed: World;
  readonly predicted: World;
}

/** Dots left of the classic maze's 244 below which the siren is higher (docs/rules/arcade.md 17). */
const SIREN_DOTS = [128, 64, 32, 16] as const;
const CLASSIC_DOTS = 244;
const SIRENS = ['siren1', 'siren2', 'siren3', 'siren4', 'siren5'] as const;
/** `classic`: ticks of READY! after the tune. */
const READY_TICKS = 120;
/** An opening of so many ticks has the longer tune. */
const LONG_TICKS = 220;
/** The longest opening. A server or a file could name any length. */
const OPENING_TICKS_MAX = 600;

/** The loop to play: eyes before fright before the siren, since a rarer one says more. Null for silence. */
export function loopOf(worlds: Worlds): LoopName | null {
  const { confirmed, predicted } = worlds;
  if (predicted.phase !== PHASE.play || confirmed.phase === PHASE.over) return null;
  // The arcade's freeze: only the eaten ghost is heard.
  if (predicted.scoredGhost >= 0 || !isAnyPacThere(predicted)) return null;
  if (eyesOf(worlds) >= 0) return 'eyes';
  const fright = isFright(predicted) ? frightHalfTicks(predicted) : 0;
  if (fright > 0) return fright <= FRIGHT_FADES_HALF_TICKS ? 'frightEnds' : 'fright';
  return sirenOf(predicted);
}

/** The first ghost of which only the eyes are there; -1 for none. */
export function eyesOf(worlds: Worlds): number {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) if (areEyesShown(worlds, ghost)) return ghost;
  return -1;
}

/** Half-ticks until the ghosts are dangerous again. Where each Pac-Man has power of its own, the longest one counts. */
export function frightHalfTicks({ frightLeft, pacPowerUntilTick, tick }: World): number {
  if (frightLeft === 0 || pacPowerUntilTick.length === 0) return frightLeft;
  let until = tick;
  for (let pac = 0; pac < pacPowerUntilTick.length; pac++) until = Math.max(until, pacPowerUntilTick[pac]!);
  return 2 * (until - tick);
}

/** Whether ghosts can be eaten, or a Pac-Man has power. */
function isFright(world: World): boolean {
  if (world.frightLeft === 0) return false;
  if (world.pacPowerUntilTick.length > 0) return true;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) if (isFrightened(world, ghost)) return true;
  return false;
}

/** By the dots that are left, as far as the viewer knows them. In sudden death there are none. */
function sirenOf(world: World): LoopName {
  const known = world.viewRole === ROLE.ghost ? world.publicDotsLeft : world.dotsLeft;
  const dots = (known * CLASSIC_DOTS) / world.maze.dotCount;
  let stage = 0;
  while (stage < SIREN_DOTS.length && dots <= SIREN_DOTS[stage]!) stage++;
  return SIRENS[stage]!;
}

/** Without a Pac-Man in the maze nothing moves. */
function isAnyPacThere({ pacState, pacCount }: World): boolean {
  for (let pac = 0; pac < pacCount; pac++) {
    if (pacState[pac] !== PAC.empty && pacState[pac] !== PAC.out) return true;
  }
  return false;
}

export type TrackName = 'opening' | 'openingLong' | 'death';

/** A track and the place in it, in seconds. It is filled anew in each frame. */
export interface TrackPlace {
  name: TrackName | null;
  seconds: number;
  /** How long it has to last; 0 for one that has a length of its own. */
  length: number;
}

/** What is heard by the World's own clock: the tune of the opening, and in `classic` the death. */
export function findTrack(world: World, into: TrackPlace): void {
  into.name = null;
  if (world.phase === PHASE.dying) return place(into, 'death', world.deathHalfTicks / 2, 0);
  findOpening(world, into);
  if (into.length <= 0 || into.length * TICKS_PER_SECOND > OPENING_TICKS_MAX) into.name = null;
}

function findOpening(world: World, into: TrackPlace): void {
  const { tick, phaseEndsTick } = world;
  if (world.phase === PHASE.tune) return place(into, 'openingLong', tick, phaseEndsTick + READY_TICKS);
  if (world.phase !== PHASE.ready) return;
  if (world.settings.mode.fields.includes('battle')) {
    return place(into, 'opening', tick - (phaseEndsTick - COUNTDOWN_TICKS), COUNTDOWN_TICKS);
  }
  // A later life, level or turn begins without a tune.
  if (world.lifeStartTick > 0) return;
  place(into, phaseEndsTick >= LONG_TICKS ? 'openingLong' : 'opening', tick, phaseEndsTick);
}

function place(into: TrackPlace, name: TrackName, ticks: number, lengthTicks: number): void {
  into.name = name;
  into.seconds = Math.max(0, ticks) / TICKS_PER_SECOND;
  into.length = lengthTicks / TICKS_PER_SECOND;
}
