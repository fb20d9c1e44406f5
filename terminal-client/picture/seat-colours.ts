// The colours of seats: those of their players where the server says them, else those of their places.

import { COLOURS, type WireSeat } from '#protocol';
import { GHOSTS, SEAT_COLOURS } from './palette.ts';

/** In `versus` seats are ghosts most of the time. */
const VERSUS_COLOURS = [...GHOSTS, SEAT_COLOURS[1]] as const;

export function seatColours(mode: string, seats: readonly WireSeat[]): number[] {
  const own = mode === 'versus' ? VERSUS_COLOURS : SEAT_COLOURS;
  return seats.map(({ colour }, seat) =>
    colour > 0 && colour <= COLOURS.length ? SEAT_COLOURS[colour - 1]! : own[seat % own.length]!,
  );
}
