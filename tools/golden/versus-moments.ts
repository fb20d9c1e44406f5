// How to recognise the moments of `versus` that golden replays are kept for (moments.ts).

import {
  EVENT,
  EVENT_LENGTH,
  GHOST,
  GHOST_COUNT,
  PHASE,
  ROLE,
  tileOfPixel,
  type Events,
  type World,
} from '#simulation';
import type { Tick, Watcher } from './tick.ts';

const STALL_TICKS = 900;
const CATCH_POINTS = 1600;

/** A match of turns ends with its last turn. */
export function endsWithTurn(turn: number): Watcher {
  return ({ world }) => world.phase === PHASE.over && world.turn === turn;
}

/** A race ends in the tick in which a seat has the points. */
export function raceIsWon({ world, before }: Tick): boolean {
  const best = (scores: Int32Array): number => Math.max(...scores);
  const { target } = world.settings;
  return world.phase === PHASE.over && best(before.seatScore) < target && best(world.seatScore) >= target;
}

/** In a race Pac-Man is caught with less than a catch is worth, and has nothing left. */
export function losesAll({ world, before, events }: Tick): boolean {
  const caught = who(events, EVENT.caught);
  return (
    caught >= 0 &&
    before.seatScore[caught]! > 0 &&
    before.seatScore[caught]! < CATCH_POINTS &&
    world.seatScore[caught] === 0
  );
}

/** Pac-Man and the ghost that catches it exchange tiles. */
export function caughtHeadOn({ world, before, events }: Tick): boolean {
  const ghost = valueOf(events, EVENT.caught);
  if (ghost < 0) return false;
  return (
    pacTile(world) === ghostTile(before, ghost) &&
    ghostTile(world, ghost) === pacTile(before) &&
    pacTile(world) !== pacTile(before)
  );
}

/** An energizer and a ghost in one tick. */
export function savedByEnergizer({ events }: Tick): boolean {
  return who(events, EVENT.energizerEaten) >= 0 && who(events, EVENT.ghostEaten) >= 0 && who(events, EVENT.caught) < 0;
}

/** A claimed ghost catches for its claimer. */
export function claimedCatch({ world, before, events }: Tick): boolean {
  const ghost = valueOf(events, EVENT.caught);
  if (ghost < 0 || before.ghostClaimed[ghost] === 0) return false;
  const claimer = before.ghostSeat[ghost]!;
  return world.seatCatches[claimer] === before.seatCatches[claimer]! + 1;
}

/** A claimed ghost is eaten, and grey again. */
export function claimedEaten({ world, before }: Tick): boolean {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const isEaten = world.ghostState[ghost] === GHOST.eyes && before.ghostState[ghost] === GHOST.outside;
    if (isEaten && before.ghostClaimed[ghost] === 1 && world.ghostSeat[ghost] === -1) return true;
  }
  return false;
}

/** A ghost is claimed from another seat. */
export function claimedAgain({ world, before }: Tick): boolean {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const wasClaimed = before.ghostClaimed[ghost] === 1 && world.ghostClaimed[ghost] === 1;
    if (wasClaimed && world.ghostSeat[ghost] !== before.ghostSeat[ghost]) return true;
  }
  return false;
}

/** A Pac-Man that eats no dot is revealed, and hidden again after the next one. */
export function stalls(): Watcher {
  let isRevealed = false;
  return ({ world, before, events }) => {
    if (who(events, EVENT.pacRevealed) >= 0) isRevealed = world.tick - world.lastDotTick === STALL_TICKS;
    return isRevealed && before.revealed === 1 && world.revealed === 0 && world.phase === PHASE.play;
  };
}

/** Two dangerous ghosts reach Pac-Man in one tick. */
export function twoCatchers({ world, before, events }: Tick): boolean {
  const caught = valueOf(events, EVENT.caught);
  if (caught < 0) return false;
  let catchers = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const isDangerous = world.ghostState[ghost] === GHOST.outside && world.ghostFrightened[ghost] === 0;
    if (isDangerous && before.ghostSeat[ghost]! >= 0 && ghostTile(world, ghost) === pacTile(world)) catchers++;
  }
  return catchers > 1;
}

/** A ghost eats the fruit. */
export function ghostEatsFruit({ world, events }: Tick): boolean {
  const seat = who(events, EVENT.fruitEaten);
  return seat >= 0 && world.seatRole[seat] === ROLE.ghost;
}

/** A board is cleared, and the same Pac-Man begins the next one. */
export function nextBoard(): Watcher {
  let cleared = -1;
  return ({ world, events }) => {
    if (who(events, EVENT.levelCleared) >= 0) cleared = world.pacSeat[0]!;
    return who(events, EVENT.levelStarted) >= 0 && world.pacSeat[0] === cleared;
  };
}

/** A turn ends without a catch, and another one follows. */
export function turnRunsOut({ events }: Tick): boolean {
  return who(events, EVENT.turnEnded) >= 0 && who(events, EVENT.caught) < 0 && valueOf(events, EVENT.turnEnded) >= 0;
}

/** Who the first event of a kind is about, -1 without one. */
function who(events: Events, kind: number): number {
  return numberOf(events, kind, 1);
}

function valueOf(events: Events, kind: number): number {
  return numberOf(events, kind, 3);
}

function numberOf({ words, count }: Events, kind: number, offset: number): number {
  for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) if (words[at] === kind) return words[at + offset]!;
  return -1;
}

function pacTile(world: World): number {
  return tileOfPixel(world.pacX[0]!, world.pacY[0]!);
}

function ghostTile(world: World, ghost: number): number {
  return tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
}
