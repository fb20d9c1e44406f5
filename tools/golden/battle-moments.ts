// How to recognise the moments of `battle` that golden replays are kept for (moments.ts).

import { cloneWorld, EVENT, EVENT_LENGTH, GHOST_COUNT, PAC, PHASE, type Events, type World } from '#simulation';
import type { Tick, Watcher } from './tick.ts';

const KNOCK_TICKS = 12;
const SUDDEN_DEATH_TICKS = 600;
const SHOVE_TICKS = 120;
/** Farther than any step: around the tunnel. */
const WRAP_PIXELS = 100;

/** Two that face each other are pushed back, for the whole time. */
export function headOn(): Watcher {
  return pushed((world, pac, other) => facesAway(world, pac) && facesAway(world, other));
}

/** One is pushed forward, and the one behind it back. */
export function rearBump(): Watcher {
  return pushed((world, pac, other) => !facesAway(world, pac) && facesAway(world, other));
}

/** Whether a Pac-Man is pushed against its direction. */
function facesAway(world: World, pac: number): boolean {
  return world.pacKnockTravel[pac] === (world.pacTravel[pac]! ^ 2);
}

/** Two are pushed twelve pixels each after a bump that fits. */
function pushed(fits: (world: World, pac: number, other: number) => boolean): Watcher {
  let bump: { readonly tick: number; readonly pacs: readonly [number, number]; readonly from: World } | null = null;
  return ({ world, events }) => {
    if (bump !== null && world.tick === bump.tick + KNOCK_TICKS) {
      const { pacs, from } = bump;
      if (pacs.every((pac) => pixelsMoved(world, from, pac) === KNOCK_TICKS)) return true;
      bump = null;
    }
    for (const { who: pac, value: other } of all(events, EVENT.bumped)) {
      if (bump !== null || !isPushed(world, pac) || !isPushed(world, other) || !fits(world, pac, other)) continue;
      bump = { tick: world.tick, pacs: [pac, other], from: cloneWorld(world) };
    }
    return false;
  };
}

function pixelsMoved(world: World, from: World, pac: number): number {
  return Math.abs(world.pacX[pac]! - from.pacX[pac]!) + Math.abs(world.pacY[pac]! - from.pacY[pac]!);
}

/** A push ends before its time: at a wall. */
export function pushToWall({ world, before }: Tick): boolean {
  return someInMaze(
    world,
    (pac) =>
      isPushed(before, pac) && before.pacKnockUntilTick[pac]! > world.tick + 2 && world.pacKnockUntilTick[pac] === 0,
  );
}

export function pushThroughTunnel({ world, before }: Tick): boolean {
  return someInMaze(
    world,
    (pac) => isPushed(before, pac) && Math.abs(world.pacX[pac]! - before.pacX[pac]!) > WRAP_PIXELS,
  );
}

/** A ghost catches somebody, and a rival that bumped it is credited. */
export function shove({ world, events }: Tick): boolean {
  const byGhost = all(events, EVENT.caught).filter(({ value }) => value < GHOST_COUNT);
  return all(events, EVENT.rivalCaught).some(
    ({ value }) => byGhost.some(({ who }) => who === value) && world.tick - world.pacBumpedTick[value]! <= SHOVE_TICKS,
  );
}

/** A ghost catches somebody whose bump is a little too long ago. */
export function lateShove({ world, events }: Tick): boolean {
  return all(events, EVENT.caught).some(({ who, value }) => {
    const ticks = world.tick - world.pacBumpedTick[who]!;
    return value < GHOST_COUNT && world.pacBumpedBy[who]! >= 0 && ticks > SHOVE_TICKS && ticks <= 2 * SHOVE_TICKS;
  });
}

/** The last ones are caught in one tick. */
export function drawnRound({ world, before, events }: Tick): boolean {
  const fell = [...before.pacState.keys()].filter((pac) => isInMaze(before, pac) && !isInMaze(world, pac));
  return fell.length > 1 && all(events, EVENT.roundOver).some(({ value }) => value === 0);
}

/** One with power catches two in one tick. */
export function twoAtOnce({ events }: Tick): boolean {
  const by = all(events, EVENT.rivalCaught).map(({ who }) => who);
  return new Set(by).size < by.length;
}

/** An energizer is eaten in the first tick in which one of a round can be. */
export function firstTickAwake({ world, events }: Tick): boolean {
  return world.tick - world.lifeStartTick === 600 && has(events, EVENT.energizerEaten);
}

/** Somebody eats a second energizer before the power of the first is over, and ghosts of both. */
export function powerAgain(): Watcher {
  const ghosts = new Map<number, number>();
  return ({ world, before, events }) => {
    for (const { who } of all(events, EVENT.ghostEaten)) ghosts.set(who, (ghosts.get(who) ?? 0) + 1);
    for (const { who } of all(events, EVENT.powerStarted)) {
      const goesOn = before.pacPowerUntilTick[who]! > world.tick && before.pacChain[who]! > 0;
      ghosts.set(who, goesOn ? 1 : -1_000_000);
    }
    return [...ghosts.values()].some((count) => count > 1);
  };
}

/** A fruit is eaten while energizers are awake, which stay so. */
export function refillByFruit({ world, events }: Tick): boolean {
  return has(events, EVENT.fruitEaten) && has(events, EVENT.refilled) && world.energizersAwake !== 0;
}

/** Sudden death comes in its last tick of the round, 3600, and somebody falls in it. */
export function suddenDeath(): Watcher {
  let isLate = false;
  return ({ world, events }) => {
    if (has(events, EVENT.suddenDeath)) isLate = world.tick - world.lifeStartTick === 3600;
    return isLate && has(events, EVENT.caught);
  };
}

/** Sudden death lasts its whole time, and catches or dots decide. */
export function wonByPoints({ world, events }: Tick): boolean {
  const isOver = all(events, EVENT.roundOver).some(({ value }) => value > 0);
  return isOver && world.suddenDeathTick > 0 && world.tick - world.suddenDeathTick === SUDDEN_DEATH_TICKS;
}

export function threeWins({ world }: Tick): boolean {
  return world.phase === PHASE.over && world.seatWins.includes(3) && world.round < world.settings.rounds;
}

export function extraRound({ world }: Tick): boolean {
  return world.phase === PHASE.over && world.round > world.settings.rounds;
}

function isPushed(world: World, pac: number): boolean {
  return world.pacKnockUntilTick[pac]! > world.tick;
}

function isInMaze(world: World, pac: number): boolean {
  return world.pacState[pac] === PAC.alive || world.pacState[pac] === PAC.waiting;
}

function someInMaze(world: World, fits: (pac: number) => boolean): boolean {
  return [...world.pacState.keys()].some((pac) => isInMaze(world, pac) && fits(pac));
}

function has(events: Events, kind: number): boolean {
  return all(events, kind).length > 0;
}

function all({ words, count }: Events, kind: number): { readonly who: number; readonly value: number }[] {
  const found: { who: number; value: number }[] = [];
  for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
    if (words[at] === kind) found.push({ who: words[at + 1]!, value: words[at + 3]! });
  }
  return found;
}
