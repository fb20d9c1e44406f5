// The way from the results of a match to the records of its players.

import type { WireSeat } from '#protocol';

/** The address of the tables of these players; null for a player alone, who has the tables of everybody. */
export function roomRecordsPath(mode: string, seats: readonly Pick<WireSeat, 'name' | 'driver'>[]): string | null {
  const names = seats.filter(({ driver }) => driver === 'human').map(({ name }) => name);
  if (names.length < 2) return null;
  const players = names.map((name) => `&player=${encodeURIComponent(name)}`);
  return `/records?mode=${mode}${players.join('')}`;
}
