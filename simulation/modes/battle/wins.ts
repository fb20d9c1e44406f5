// Wins of `battle`: who plays a round, when the match is decided, and in which order the seats stand (rules/modes.md 5). A seat
// and its Pac-Man have the same number.

import { PAC } from '../../constants.ts';
import type { Match } from '../../match.ts';
import type { World } from '../../world.ts';

/** All seats that are taken, in the extra round only those that lead. */
export function takesPart(world: World, seat: number): boolean {
  if (world.pacState[seat] === PAC.empty) return false;
  return world.round <= world.settings.rounds || world.seatWins[seat] === mostWins(world);
}

export function mostWins(world: World): number {
  let most = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.pacState[seat] !== PAC.empty) most = Math.max(most, world.seatWins[seat]!);
  }
  return most;
}

/** Whether no further round is played: a seat has won enough, or stands alone at the top after the last round. */
export function isDecided(world: World): boolean {
  const { rounds } = world.settings;
  const most = mostWins(world);
  if (seatsTaken(world) <= 1 || most * 2 > rounds || world.round > rounds) return true;
  return world.round === rounds && leaders(world) === 1;
}

export function seatsTaken(world: World): number {
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) if (world.pacState[seat] !== PAC.empty) count++;
  return count;
}

function leaders(world: World): number {
  const most = mostWins(world);
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.pacState[seat] !== PAC.empty && world.seatWins[seat] === most) count++;
  }
  return count;
}

/** Whether no round follows in which a seat plays: it is out of the extra round. */
export function isOut({ settings, worlds: [world] }: Match, seat: number): boolean {
  return world!.round > settings.rounds && world!.pacState[seat] === PAC.out;
}

/** More wins, then more rivals caught, then more dots; seats that were given up stand last. */
export function rank({ worlds }: Match, seat: number, other: number): number {
  const { pacState, seatWins, seatCatches, seatDots } = worlds[0]!;
  const isGone = Number(pacState[seat] === PAC.empty);
  const isOtherGone = Number(pacState[other] === PAC.empty);
  return (
    isGone - isOtherGone ||
    seatWins[other]! - seatWins[seat]! ||
    seatCatches[other]! - seatCatches[seat]! ||
    seatDots[other]! - seatDots[seat]!
  );
}
