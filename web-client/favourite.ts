// The favourite colour and mark of each player at this screen, in the numbers of the wire.

import type { Favourite } from '#client';
import { COLOURS, MARKS } from '#protocol';
import { preferences } from './preferences.ts';

/** The preferences that hold them, of the page's own player first. */
export const FAVOURITE_ROWS = [
  { colour: 'colour', mark: 'mark' },
  { colour: 'colour2', mark: 'mark2' },
  { colour: 'colour3', mark: 'mark3' },
  { colour: 'colour4', mark: 'mark4' },
] as const;

export type FavouriteRow = (typeof FAVOURITE_ROWS)[number];

/** @param number of the player at this screen, from 1 */
export function favourite(number = 1, chosen: Pick<typeof preferences, 'get'> = preferences): Favourite {
  const row = favouriteRow(number);
  return { colour: numberOf(COLOURS, chosen.get(row.colour)), mark: numberOf(MARKS, chosen.get(row.mark)) };
}

/** @param number of the player at this screen, from 1 */
export function favouriteRow(number: number): FavouriteRow {
  return FAVOURITE_ROWS[number - 1] ?? FAVOURITE_ROWS[0];
}

/** Calls after every change of the favourites of a player. */
export function onFavourite(call: () => void, number = 1): void {
  const { colour, mark } = favouriteRow(number);
  for (const name of [colour, mark]) preferences.onChange(name, call);
}

/**
 * A player has left the screen: those after them move up with their favourites, and those of the player who left come last.
 * @param number from 2. @param count of players before
 */
export function moveUpFavourites(
  number: number,
  count: number,
  chosen: Pick<typeof preferences, 'get' | 'set'> = preferences,
): void {
  const rows = FAVOURITE_ROWS.slice(number - 1, count);
  const kept = rows.map(({ colour, mark }) => ({ colour: chosen.get(colour), mark: chosen.get(mark) }));
  for (const [i, { colour, mark }] of rows.entries()) {
    const next = kept[(i + 1) % kept.length]!;
    chosen.set(colour, next.colour);
    chosen.set(mark, next.mark);
  }
}

/** @returns 0 for a word that is no member */
function numberOf(names: readonly string[], name: string): number {
  return names.indexOf(name) + 1;
}
