import { expect, test } from 'vitest';
import { drawMaze, drawWorld, paletteOf, Pixels, seatColours } from '#picture';
import { cloneWorld, createMatch, matchSettings, MAZE_COLUMNS, MAZE_ROWS, MAZES } from '#simulation';

const COLOURS = paletteOf('dark', 'usual');
const TILE = 8;

/** Opaque pixels as #rrggbb. */
function at({ rgba, width }: Pixels, x: number, y: number): string {
  const [red = 0, green = 0, blue = 0] = rgba.subarray((y * width + x) * 4);
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function mazePicture(lines: readonly string[], scale: number): Pixels {
  const pixels = new Pixels(MAZE_COLUMNS * TILE * scale, MAZE_ROWS * TILE * scale, COLOURS.background);
  drawMaze(pixels, lines, { x: 0, y: 0, scale }, COLOURS);
  return pixels;
}

test('[PT1] shapes have smooth edges, and nothing is drawn outside of the picture', () => {
  const pixels = new Pixels(4, 4, '#000000');
  pixels.shape({ left: -2, top: -2, right: 9, bottom: 9 }, (x) => x < 1.5, '#ffffff');
  expect([0, 1, 2].map((x) => at(pixels, x, 3))).toEqual(['#ffffff', '#555555', '#000000']);
  pixels.rectangle(3, 3, 100, 100, '#ff0000');
  expect(at(pixels, 3, 3)).toBe('#ff0000');
  expect(pixels.rgba.length).toBe(64);
});

test.each(MAZES.map((maze) => [maze.name, maze] as const))(
  '[PT1] the walls of %s lie on wall tiles only',
  (_, maze) => {
    const pixels = mazePicture(maze.lines, 1);
    const lit: string[] = [];
    for (const [row, signs] of maze.lines.entries()) {
      for (let column = 0; column < signs.length; column++) {
        if (signs[column] === '#' || signs[column] === '-') continue;
        for (let i = 0; i < TILE * TILE; i++) {
          const colour = at(pixels, column * TILE + (i % TILE), row * TILE + Math.floor(i / TILE));
          if (colour !== COLOURS.background) lit.push(`${column} ${row} ${colour}`);
        }
      }
    }
    expect(lit).toEqual([]);
    expect(pixels.rgba.filter((byte) => byte > 200).length).toBeGreaterThan(2 * 28 * 31);
  },
);

test('[PT1] a World is drawn where its actors are, in the colours of its seats', () => {
  const { worlds } = createMatch(matchSettings({ mode: 'coop', seatCount: 2, seed: 1 }));
  const world = cloneWorld(worlds[0]!);
  world.pacState.fill(0);
  const empty = new Pixels(224, 248, COLOURS.background);
  drawWorld(empty, world, { x: 0, y: 0, scale: 1 }, COLOURS, []);
  world.pacState[1] = 1;
  world.pacSeat[1] = 1;
  world.pacX[1] = 107;
  world.pacY[1] = 24 + 140;
  const drawn = new Pixels(224, 248, COLOURS.background);
  drawWorld(drawn, world, { x: 0, y: 0, scale: 1 }, COLOURS, seatColours(COLOURS, [0, 3]));
  const changed = [...drawn.rgba.keys()].filter((i) => drawn.rgba[i] !== empty.rgba[i]).map((i) => Math.floor(i / 4));
  const xs = changed.map((pixel) => pixel % 224);
  const ys = changed.map((pixel) => Math.floor(pixel / 224));
  expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([101, 114, 133, 146]);
  expect(at(drawn, 108, 144)).toBe(COLOURS.seats.violet);
});
