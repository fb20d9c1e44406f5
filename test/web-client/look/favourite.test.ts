// The player's favourites: from what is remembered to what the server is told.

import { expect, test } from 'vitest';
import { COLOURS, MARKS } from '#protocol';
import { favourite } from '../../../web-client/favourite.ts';
import { Preferences } from '../../../web-client/preferences.ts';
import { seatLook } from '../../../web-client/view/maze/pictures/seat-look.ts';
import { paletteOf } from '../../../web-client/view/maze/pictures/palette.ts';

test('[W140] favourites are remembered by name and sent by number; none is 0, and so is what an older page has stored', () => {
  const preferences = new Preferences(null);
  expect(favourite(preferences)).toEqual({ colour: 0, mark: 0 });
  for (const [i, colour] of COLOURS.entries()) {
    preferences.set('colour', colour);
    preferences.set('mark', MARKS[i]!);
    expect(favourite(preferences)).toEqual({ colour: i + 1, mark: i + 1 });
  }
  const stored: Record<string, string> = { 'packetman.colour': 'beige', 'packetman.mark': 'any' };
  const older = new Preferences({ getItem: (key) => stored[key] ?? null, setItem: () => {} });
  expect(favourite(older)).toEqual({ colour: 0, mark: 0 });
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
