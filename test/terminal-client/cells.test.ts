// Pictures as differences, played on a terminal.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cells, CellWriter, STYLE } from '../../terminal-client/terminal/cells.ts';
import { ColourCodes, type ColourDepth } from '../../terminal-client/terminal/colours.ts';
import { ScreenEmulator } from './screen-emulator.ts';

const COLUMNS = 12;
const ROWS = 4;

const anyColour = fc.constantFrom(-1, 0x000000, 0xff0000, 0x2a3cff);
const anyDrawing = fc.oneof(
  fc.record({
    column: fc.nat({ max: COLUMNS }),
    row: fc.nat({ max: ROWS }),
    text: fc.string({ unit: fc.constantFrom('a', ' ', '日', 'é', '\x1b', '🍒'), maxLength: 6 }),
    look: fc.record({ fore: anyColour, back: anyColour, style: fc.constantFrom(0, 1, 2, 3) }),
  }),
  fc.record({ column: fc.nat({ max: COLUMNS }), row: fc.nat({ max: ROWS }), upper: anyColour, lower: anyColour }),
);
const anyPicture = fc.array(anyDrawing, { maxLength: 8 });
type Drawings = typeof anyPicture extends fc.Arbitrary<infer Value> ? Value : never;

function picture(drawings: Drawings): Cells {
  const cells = new Cells(COLUMNS, ROWS);
  for (const each of drawings) {
    if ('text' in each) cells.text(each.column, each.row, each.text, each.look);
    else cells.halves(each.column, each.row, each.upper, each.lower);
  }
  return cells;
}

/** What a terminal shows that is given these cells at once, with nothing before. */
function shownBy(cells: Cells, depth: ColourDepth): string[] {
  const screen = new ScreenEmulator(COLUMNS, ROWS);
  screen.write(new CellWriter(new ColourCodes(depth)).write(cells));
  return screen.cells;
}

describe('[TC3] pictures are written as differences', () => {
  test.each(['none', '16', '256', 'true'] as const)('of %s colours: any series ends with the last picture', (depth) => {
    fc.assert(
      fc.property(fc.array(anyPicture, { minLength: 1, maxLength: 4 }), (series) => {
        const screen = new ScreenEmulator(COLUMNS, ROWS);
        const writer = new CellWriter(new ColourCodes(depth));
        for (const drawings of series) screen.write(writer.write(picture(drawings)));
        expect(screen.cells).toEqual(shownBy(picture(series.at(-1)!), depth));
      }),
    );
  });

  test('the same picture again is nothing', () => {
    const writer = new CellWriter(new ColourCodes('true'));
    const cells = (): Cells => {
      const made = new Cells(COLUMNS, ROWS);
      made.text(1, 1, 'Ann', { fore: 0xff0000 });
      return made;
    };
    expect(writer.write(cells())).not.toBe('');
    expect(writer.write(cells())).toBe('');
    writer.forget();
    expect(writer.write(cells())).toContain('\x1b[2J');
  });

  test('one cell that changes costs a few bytes', () => {
    const writer = new CellWriter(new ColourCodes('256'));
    const cells = new Cells(200, 60);
    writer.write(cells);
    const next = new Cells(200, 60);
    next.halves(100, 30, 0xffdf00, 0x000000);
    expect(writer.write(next)).toBe('\x1b[0m\x1b[31;101H\x1b[38;5;220;48;5;16m▀\x1b[0m');
  });

  test('styles show without colours, too', () => {
    const cells = new Cells(3, 1);
    cells.text(0, 0, 'C', { fore: 0xff0000, style: STYLE.reverse });
    expect(new CellWriter(new ColourCodes('none')).write(cells)).toBe('\x1b[0m\x1b[2J\x1b[1;1H\x1b[0;7mC\x1b[0m');
  });

  test('a terminal of any size makes a picture of a bounded size', () => {
    const cells = new Cells(1_000_000, 1_000_000);
    expect([cells.columns, cells.rows]).toEqual([500, 200]);
  });
});
