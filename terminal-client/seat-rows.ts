// The list of players beside the maze: a row for each seat that is taken, with its figure and what there is to note.

import type { WireSeat } from '#protocol';
import { PAC, ROLE, type World } from '#simulation';

export interface SeatRow {
  readonly seat: number;
  readonly name: string;
  readonly figure: string;
  readonly note: string;
}

/**
 * @param marked a seat that is in the list in any case; -1 for none
 * @param rowsMax rows that there is room for
 */
export function seatRows(world: World, seats: readonly WireSeat[], marked: number, rowsMax: number): SeatRow[] {
  const taken = seats
    .map((_, seat) => seat)
    .filter((seat) => seats[seat]!.driver !== 'empty' && seat < world.seatCount);
  const isRanked = world.rankScore.length > 0;
  const order = isRanked ? taken.toSorted((a, b) => rank(world, a) - rank(world, b)) : taken;
  const rows = order.slice(0, Math.max(0, rowsMax));
  if (marked >= 0 && order.includes(marked) && !rows.includes(marked) && rows.length > 0)
    rows[rows.length - 1] = marked;
  return rows.map((seat) => {
    const { name, driver } = seats[seat]!;
    return {
      seat,
      name: name === '' ? driver : name,
      figure: figureOf(world, seat),
      note: noteOf(world, seats[seat]!, seat),
    };
  });
}

/** Those that play by their points, then those that are out by their places. */
function rank(world: World, seat: number): number {
  const place = world.seatPlace[seat]!;
  return place === 0 ? -world.rankScore[seat]! : 1e9 + place;
}

function figureOf(world: World, seat: number): string {
  if (world.rankScore.length > 0) {
    const place = world.seatPlace[seat]!;
    return place === 0 ? String(world.rankScore[seat]!) : `out ${place > 0 ? place : ''}`.trim();
  }
  if (world.seatWins.length > 0) return `${world.seatWins[seat]} wins ${world.seatScore[seat]}`;
  return String(world.seatScore[seat]!);
}

function noteOf(world: World, { driver, disconnected, idle }: WireSeat, seat: number): string {
  const notes: string[] = [];
  if (world.ghostSeat.length > 0 && world.seatRole[seat] === ROLE.pac) notes.push('is Pac-Man');
  if (world.seatRole[seat] === ROLE.pac && world.rankScore.length === 0) {
    const state = world.pacState[world.seatActor[seat]!];
    if (state === PAC.out) notes.push('out');
    if (state === PAC.returning) notes.push('returns');
  }
  if (disconnected) notes.push('disconnected');
  else if (idle) notes.push('idle');
  else if (driver !== 'human') notes.push(driver === 'ai' ? 'AI' : driver);
  return notes.join(', ');
}
