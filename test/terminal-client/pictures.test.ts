// Golden pictures: a letter for each colour of a pixel, a line for each line of pixels.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloneWorld, PAC, PHASE, rulesOf, worldOf, type Match, type World } from '#simulation';
import { mazePicture } from '../../terminal-client/picture/maze-picture.ts';
import * as palette from '../../terminal-client/picture/palette.ts';
import type { Pixels } from '../../terminal-client/picture/pixels.ts';
import { COLUMNS_MIN, layoutFor, ROWS_MIN } from '../../terminal-client/picture/scale.ts';
import { ghostPart, isPacPixel } from '../../terminal-client/picture/sprites.ts';
import { textMaze } from '../../terminal-client/picture/text-maze.ts';
import { megaMatch, playTo } from '../support/mega-match.ts';
import { playedMatch } from './played-match.ts';

const GOLDEN = join(import.meta.dirname, '..', 'golden', 'terminal');
const file = (name: string): string => join(GOLDEN, `${name}.txt`);

/** By colour: its letter in the golden pictures. */
const LETTERS = new Map<number, string>([
  [palette.BLACK, ' '],
  [palette.WALL, '#'],
  [palette.WALL_SOLID, '#'],
  [palette.WALL_INSIDE, '-'],
  [palette.WALL_FLASHING, '+'],
  [palette.WALL_SUDDEN_DEATH, '!'],
  [palette.DOOR, '='],
  [palette.DOT, '.'],
  [palette.DOT_SOLID, '.'],
  [palette.ENERGIZER, 'o'],
  [palette.DORMANT, ','],
  [palette.FRUIT, '%'],
  [palette.FRUIT_STALK, '%'],
  [palette.GATE_OPEN, '>'],
  [palette.GATE_CLOSED, 'x'],
  [palette.GREY_GHOST, 'G'],
  [palette.FRIGHTENED, 'f'],
  [palette.FLASHING, 'w'],
  [palette.PUPIL, 'u'],
  [palette.EYES_ALONE, 'e'],
  ...palette.GHOSTS.map((colour, i) => [colour, 'BPIC'[i]!] as const),
  ...palette.SEAT_COLOURS.map((colour, i) => [colour, String(i + 1)] as const),
]);

function lettersOf({ width, height, colours }: Pixels): string {
  const lines = Array.from({ length: height }, (_, y) =>
    Array.from(colours.subarray(y * width, (y + 1) * width), (colour) => LETTERS.get(colour) ?? '~')
      .join('')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const view = (viewer: number) => ({ viewer, seatColours: palette.SEAT_COLOURS });
const scaled = (across: number, down = across) => ({ across, down });

/** What the player of a seat in `versus` is sent. */
function seenBy(match: Match, seat: number): World {
  const world = worldOf(match, seat);
  const shown = cloneWorld(world);
  rulesOf(match.settings).view(match, seat).show?.(world, shown.words);
  return shown;
}

describe('[TC5] a maze for every terminal', () => {
  test.each([
    [[80, 24], scaled(2, 1), true],
    [[28, 18], scaled(1), false],
    [[60, 40], scaled(2), false],
    [[120, 50], scaled(3), true],
    [[132, 65], scaled(4), false],
    [[240, 130], scaled(8), false],
    [[500, 200], scaled(8), true],
  ])('%j', ([columns, rows], scale, hasSide) => {
    const layout = layoutFor(columns!, rows!)!;
    expect([layout.scale, layout.side !== null]).toEqual([scale, hasSide]);
    expect(layout.left + layout.columns + (layout.side === null ? 0 : 2 + layout.side.columns)).toBeLessThanOrEqual(
      columns!,
    );
    expect(layout.top + layout.rows).toBeLessThan(rows!);
  });

  test('none for a terminal that is too small', () => {
    expect([layoutFor(COLUMNS_MIN - 1, 100), layoutFor(100, ROWS_MIN - 1)]).toEqual([null, null]);
    expect(layoutFor(COLUMNS_MIN, ROWS_MIN)).not.toBeNull();
  });
});

describe('[TC6] pictures', () => {
  const coop = playedMatch('coop', 4, 700);

  test.each([1, 2, 3, 4, 8])('coop with %i pixels a tile', async (pixels) => {
    const picture = mazePicture(worldOf(coop, 0), scaled(pixels), view(0));
    await expect(lettersOf(picture)).toMatchFileSnapshot(file(`coop-${pixels}`));
  });

  test('coop where a tile is two pixels wide', async () => {
    await expect(lettersOf(mazePicture(worldOf(coop, 0), scaled(2, 1), view(0)))).toMatchFileSnapshot(
      file('coop-wide'),
    );
  });

  test('coop as text', async () => {
    await expect(`${textMaze(worldOf(coop, 0)).join('\n')}\n`).toMatchFileSnapshot(file('coop-text'));
  });

  test('gates of mega: closed, then West and East, then North and South', () => {
    const match = megaMatch(9);
    const world = match.worlds[4]!;
    const gateAt = (line: number, column: number): string =>
      lettersOf(mazePicture(world, scaled(1), view(-1))).split('\n')[line]![column]!;
    const gates = (): string => [gateAt(0, 12), gateAt(30, 15), gateAt(14, 0)].join('');
    expect(gates()).toBe('xx ');
    playTo(match, 600);
    expect(gates()).toBe('xx>');
    playTo(match, 1200);
    expect(gates().startsWith('>>')).toBe(true);
    expect(textMaze(world)[0]![12]).toBe('=');
  });

  test('a caught Pac-Man and one that is out are not drawn', () => {
    const world = cloneWorld(worldOf(coop, 0));
    world.pacState.fill(PAC.returning);
    world.pacState[1] = PAC.out;
    expect(lettersOf(mazePicture(world, scaled(2), view(0)))).not.toMatch(/[1234]/);
    expect(textMaze(world).join('')).not.toMatch(/[<>^v]/);
  });

  test('a cleared maze flashes, and has no ghosts', () => {
    const world = cloneWorld(worldOf(coop, 0));
    world.phase = PHASE.cleared;
    const frames = [0, 16].map((tick) => {
      world.tick = tick;
      return lettersOf(mazePicture(world, scaled(1), view(0)));
    });
    expect(frames.map((frame) => frame.includes('+'))).toEqual([true, false]);
    expect(frames.join('')).not.toMatch(/[BPIC]/);
  });

  test('versus: the player of a ghost sees no Pac-Man in the fog, and what is out of sight is darker', () => {
    const match = playedMatch('versus', 4, 900);
    const world = worldOf(match, 0);
    const hunter = [0, 1, 2, 3].find((seat) => world.pacSeat[0] !== seat && seenBy(match, seat).pacSeen === 0)!;
    const hidden = seenBy(match, hunter);
    // Where it was seen last.
    hidden.pacState[0] = PAC.alive;
    hidden.pacX[0] = world.pacX[0]!;
    hidden.pacY[0] = world.pacY[0]!;
    expect(textMaze(hidden).join('')).not.toMatch(/[<>^v]/);
    const letters = lettersOf(mazePicture(hidden, scaled(2), view(hunter)));
    expect(letters).not.toContain('1');
    expect(letters).toContain('~');
    expect(letters).toContain('#');
    const all = lettersOf(mazePicture(world, scaled(2), view(-1)));
    expect(all).toContain('1');
    expect(all).not.toContain('~');
  });

  test('a figure looks where it goes', () => {
    const rows = (isDrawn: (x: number, y: number) => boolean): string =>
      Array.from({ length: 7 }, (_, y) =>
        Array.from({ length: 7 }, (_, x) => (isDrawn(x, y) ? '#' : '.')).join(''),
      ).join('\n');
    const [right, down, left, up] = [0, 1, 2, 3].map((travel) => rows((x, y) => isPacPixel(7, x, y, travel, 2)));
    expect(
      right!
        .split('\n')
        .map((line) => [...line].toReversed().join(''))
        .join('\n'),
    ).toBe(left);
    expect(down!.split('\n').toReversed().join('\n')).toBe(up);
    expect(right!.split('\n')[3]).toBe('####...');
    expect(rows((x, y) => ghostPart(7, x, y, 0, 0) > 0).split('\n')[0]).toBe('.#####.');
  });
});
