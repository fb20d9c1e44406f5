// The figures of the player who is followed, as one line.

import type { WireSeat } from '#protocol';
import {
  GHOST,
  GHOST_COUNT,
  GHOST_NAMES,
  PAC,
  ROLE,
  TICKS_PER_SECOND,
  wishOf,
  isFrightened,
  isScatter,
  type World,
} from '#simulation';
import { words } from '../language/language.ts';

/** By direction; the last one is none. */
const ARROWS = ['→', '↓', '←', '↑', ''] as const;

/** @returns '' when nobody is followed */
export function followedText(world: World, seats: readonly WireSeat[], seat: number): string {
  const player = seats[seat];
  if (player === undefined) return '';
  const text = words().replay;
  const arrow = ARROWS[wishOf(world, seat)];
  const hunters = huntersOf(world, seat);
  return [
    text.scoreOf(player.name === '' ? text.emptySeat : player.name, world.seatScore[seat]!),
    placeText(world, seat),
    arrow === '' ? '' : text.steers(arrow),
    hunters.length === 0 ? '' : text.hunted(hunters),
  ]
    .filter(Boolean)
    .join(' · ');
}

function placeText(world: World, seat: number): string {
  const text = words().replay;
  if (world.seatRole[seat] === ROLE.ghost) return text.ghost;
  const pac = world.seatActor[seat]!;
  const ticksLeft = world.pacUntilTick[pac]! - world.tick;
  switch (world.pacState[pac]) {
    case PAC.waiting:
      return text.aboutToStart;
    case PAC.alive:
      return ticksLeft > 0 ? text.protected : text.inMaze;
    case PAC.returning:
      return text.backIn(Math.max(0, ticksLeft / TICKS_PER_SECOND));
    case PAC.out:
      return text.outUntilLevel;
    default:
      return text.notInMatch;
  }
}

/** The ghosts that go after a seat now. */
function huntersOf(world: World, seat: number): string[] {
  if (isScatter(world)) return [];
  return Array.from({ length: GHOST_COUNT }, (_, ghost) => ghost).flatMap((ghost) => {
    const hunts = world.ghostState[ghost] === GHOST.outside && !isFrightened(world, ghost);
    return hunts && world.ghostTargetSeat[ghost] === seat ? [capitalised(GHOST_NAMES[ghost]!)] : [];
  });
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
