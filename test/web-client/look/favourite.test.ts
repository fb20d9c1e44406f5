// The player's favourites: from what is remembered to what the server is told.

import { expect, test } from 'vitest';
import { COLOURS, MARKS } from '#protocol';
import { FAVOURITE_ROWS, favourite, favouriteRow, moveUpFavourites } from '../../../web-client/favourite.ts';
import { Preferences } from '../../../web-client/preferences.ts';
import { seatLook } from '../../../web-client/view/maze/pictures/seat-look.ts';
import { paletteOf } from '#picture';

test('[W140] favourites are remembered by name and sent by number; none is 0, and so is what an older page has stored', () => {
  const preferences = new Preferences(null);
  expect(favourite(1, preferences)).toEqual({ colour: 0, mark: 0 });
  for (const [i, colour] of COLOURS.entries()) {
    preferences.set('colour', colour);
    preferences.set('mark', MARKS[i]!);
    expect(favourite(1, preferences)).toEqual({ colour: i + 1, mark: i + 1 });
  }
  const stored: Record<string, string> = { 'packetman.colour': 'beige', 'packetman.mark': 'any' };
  const older = new Preferences({ getItem: (key) => stored[key] ?? null, setItem: () => {} });
  expect(favourite(1, older)).toEqual({ colour: 0, mark: 0 });
});

test('[W148] each player at one screen has favourites of their own; those of a player who leaves come last', () => {
  const preferences = new Preferences(null);
  for (const [i, { colour, mark }] of FAVOURITE_ROWS.entries()) {
    preferences.set(colour, COLOURS[i]!);
    preferences.set(mark, MARKS[i]!);
  }
  const colours = () => FAVOURITE_ROWS.map((_, i) => favourite(i + 1, preferences).colour);
  const marks = () => FAVOURITE_ROWS.map((_, i) => favourite(i + 1, preferences).mark);
  expect(favouriteRow(4)).toEqual({ colour: 'colour4', mark: 'mark4' });
  moveUpFavourites(2, 4, preferences);
  expect([colours(), marks()]).toEqual([
    [1, 3, 4, 2],
    [1, 3, 4, 2],
  ]);
  moveUpFavourites(3, 3, preferences);
  expect(colours()).toEqual([1, 3, 4, 2]);
  moveUpFavourites(2, 3, preferences);
  expect(colours()).toEqual([1, 4, 3, 2]);
});

test.each(COLOURS.map((name, i) => [name, i + 1] as const))(
  '[W140] the colour %s of the wire is drawn as %i',
  (name, colour) => {
    expect(seatLook('coop', 5, { colour, mark: colour })).toEqual({
      name,
      colour: paletteOf('dark', 'usual').seats[name],
      mark: MARKS[colour - 1],
    });
  },
);
