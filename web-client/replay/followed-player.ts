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

/** By direction; the last one is none. */
const ARROWS = ['→', '↓', '←', '↑', ''] as const;

/** @returns '' when nobody is followed */
export function followedText(world: World, seats: readonly WireSeat[], seat: number): string {
  const player = seats[seat];
  if (player === undefined) return '';
  const arrow = ARROWS[wishOf(world, seat)];
  const hunters = huntersOf(world, seat);
  return [
    `${player.name === '' ? 'Empty seat' : player.name}: ${world.seatScore[seat]} points`,
    placeText(world, seat),
    arrow === '' ? '' : `steers ${arrow}`,
    hunters.length === 0 ? '' : `hunted by ${hunters.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function placeText(world: World, seat: number): string {
  if (world.seatRole[seat] === ROLE.ghost) return 'a ghost';
  const pac = world.seatActor[seat]!;
  const ticksLeft = world.pacUntilTick[pac]! - world.tick;
  switch (world.pacState[pac]) {
    case PAC.waiting:
      return 'about to start';
    case PAC.alive:
      return ticksLeft > 0 ? 'protected' : 'in the maze';
    case PAC.returning:
      return `caught, back in ${Math.max(0, ticksLeft / TICKS_PER_SECOND).toFixed(1)} s`;
    case PAC.out:
      return 'out until the next level';
    default:
      return 'not in the match';
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
