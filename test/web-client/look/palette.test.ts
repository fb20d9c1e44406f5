import { describe, expect, test } from 'vitest';
import { COLOURS, MARKS } from '#protocol';
import { paletteOf, type Vision } from '#picture';
import { lookOf, SeatLooks, seatLook } from '../../../web-client/view/maze/pictures/seat-look.ts';
import { colourDistance, contrast, type Sight } from './colour-vision.ts';

/** Of any two ghosts and seats: five times what is just noticeable. */
const COLOUR_DISTANCE_MIN = 10;
/** Of WCAG 2.2, 1.4.11. */
const PICTURE_CONTRAST_MIN = 3;
const TEXT_CONTRAST_MIN = 4.5;

const THEMES = ['dark', 'contrast'] as const;
const SIGHTS: Readonly<Record<Vision, readonly Sight[]>> = {
  usual: ['all'],
  'red-green': ['all', 'deuteranopia', 'protanopia'],
  'blue-yellow': ['all', 'tritanopia'],
};
const ALL = THEMES.flatMap((theme) => (Object.keys(SIGHTS) as Vision[]).map((vision) => [theme, vision] as const));

test('the distance is that of the sources', () => {
  expect(colourDistance('#000000', '#ffffff', 'all')).toBeCloseTo(100, 3);
  expect(colourDistance('#ff2121', '#ff2121', 'tritanopia')).toBe(0);
  // The usual confusion of red and green.
  expect(colourDistance('#c04000', '#607000', 'deuteranopia')).toBeLessThan(
    colourDistance('#c04000', '#607000', 'all') / 3,
  );
  expect(contrast('#000000', '#ffffff')).toBe(21);
});

describe.each(ALL)('%s theme, %s palette', (theme, vision) => {
  const colours = paletteOf(theme, vision);

  test('[W80] any two colours of the ghosts and of the first eight seats can be told apart', () => {
    const twelve = [...colours.ghosts, ...COLOURS.map((name) => colours.seats[name])];
    const alike = SIGHTS[vision].flatMap((sight) =>
      twelve.flatMap((one, i) =>
        twelve
          .slice(0, i)
          .filter((other) => colourDistance(one, other, sight) <= COLOUR_DISTANCE_MIN)
          .map((other) => `${one} ${other} ${sight}`),
      ),
    );
    expect(alike).toEqual([]);
  });

  test('[W80] names in these colours can be read on the maze', () => {
    const written = [
      ...Object.values(colours.seats),
      ...colours.ghosts,
      colours.ready,
      colours.over,
      colours.ghostCall,
    ];
    const unreadable = [...written, colours.ghostPoints, colours.fruitPoints].filter(
      (colour) => contrast(colour, colours.background) < TEXT_CONTRAST_MIN,
    );
    expect(unreadable).toEqual([]);
  });

  test('[W81] frightened ghosts stand out from the maze, from its walls and from their own edge, flashing ones too', () => {
    for (const { body, edge, face } of [colours.frightened, colours.flashing]) {
      const behind = [colours.background, colours.wall, colours.wallSuddenDeath];
      expect(behind.filter((each) => contrast(edge, each) < PICTURE_CONTRAST_MIN)).toEqual([]);
      expect(contrast(face, body)).toBeGreaterThanOrEqual(PICTURE_CONTRAST_MIN);
    }
    expect(contrast(colours.frightened.edge, colours.frightened.body)).toBeGreaterThanOrEqual(PICTURE_CONTRAST_MIN);
    const { wall, dot, dormant, grey } = colours;
    expect(
      [wall, dot, dormant, grey].filter((each) => contrast(each, colours.background) < PICTURE_CONTRAST_MIN),
    ).toEqual([]);
  });
});

test('[W80] a room gives a seat its look, by numbers from 1 on; others have their own by number', () => {
  const own = seatLook('coop', 2);
  expect(seatLook('coop', 2, { colour: 0, mark: 0 })).toEqual(own);
  const { seats } = paletteOf('dark', 'usual');
  expect(seatLook('coop', 2, { colour: 8, mark: 5 })).toEqual({ name: 'red', colour: seats.red, mark: 'star' });
  expect(seatLook('versus', 2, { colour: 8, mark: 5 }).colour).toBe(seats.red);
  // A newer server may know more of both.
  expect(seatLook('coop', 2, { colour: COLOURS.length + 1, mark: MARKS.length + 1 })).toEqual(own);
  expect(lookOf({ mode: 'coop', seats: [{}, { mark: 8 }] }, 1).mark).toBe('heart');
});

test('[W80] looks follow the list of seats', () => {
  const match = { mode: 'coop', seats: [{ mark: 1 }, { mark: 2 }] };
  const looks = new SeatLooks(match);
  const before = looks.of(1);
  expect(looks.of(1)).toBe(before);
  match.seats = [{ mark: 1 }, { mark: 4 }];
  expect(looks.of(1).mark).toBe('diamond');
});
