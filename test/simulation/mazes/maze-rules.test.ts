// Every maze we have follows the rules of mazes, can be played in, and each rule is noticed where it is broken.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  canSteer,
  CLYDE,
  columnOf,
  aiWish,
  createMatch,
  GHOST,
  mazeFault,
  mazeNamed,
  MAZES,
  MAZE_COLUMNS,
  matchSettings,
  rowOf,
  stepMatch,
  tileOfPixel,
  wishOf,
  type Input,
  type World,
} from '#simulation';
import { centre, freshCoop, lockGhostsAway, putGhost } from '../play.ts';

const SEATS = 4;
const TICKS = 3000;
/** Far more than eyes need from anywhere. */
const EYES_TICKS_MAX = 600;
/** The pages that list all mazes. */
const PAGES = ['docs/rules/modes.md', 'protocol/README.md'];

describe.each(MAZES.map((maze) => [maze.name, maze] as const))('[ST9] the maze %s', (name, maze) => {
  test('follows the rules of mazes, and is found by its name', () => {
    expect(mazeFault(maze.lines)).toBe(null);
    expect(mazeNamed(name)).toBe(maze);
    expect(maze.dotCount).toBe(maze.lines.join('').match(/[.o]/g)!.length);
  });

  test.each(PAGES)('is named in %s', (page) => {
    expect(readFileSync(join(import.meta.dirname, '../../..', page), 'utf8')).toContain(`\`${name}\``);
  });

  test('is played in by four Pac-Men and four ghosts, and nobody walks through a wall', () => {
    const match = createMatch(matchSettings({ mode: 'coop', seatCount: SEATS, maze: name, seed: 5 }));
    const [world] = match.worlds;
    const seats = Array.from({ length: SEATS }, (_, seat) => seat);
    let inputs: Input[] = seats.map((seat) => ({ kind: 'enter', seat }));
    let eaten = 0;
    let fruits = 0;
    for (let tick = 0; tick < TICKS; tick++) {
      stepMatch(match, inputs);
      expect(wallsUnder(world!)).toEqual([]);
      eaten = Math.max(eaten, maze.dotCount - world!.dotsLeft);
      fruits = Math.max(fruits, world!.fruitsShown);
      inputs = [];
      for (const seat of seats) {
        if (!canSteer(world!, seat)) continue;
        const direction = aiWish(world!, seat, 'normal');
        if (direction !== wishOf(world!, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
      }
    }
    expect(eaten).toBeGreaterThan(100);
    expect(fruits).toBeGreaterThan(0);
  });
});

test.each(MAZES)(
  '[ST9] in the maze $name eyes come home from every tile and in every direction',
  ({ name, walkable }) => {
    const play = freshCoop(1, { maze: name });
    play.step();
    const { world } = play;
    lockGhostsAway(world);
    const start = world.words.slice();
    for (let place = 0; place < walkable.length * 4; place++) {
      const [tile, direction] = [place >> 2, place & 3];
      const column = columnOf(tile);
      if (walkable[tile] === 0 || column < 0 || column >= MAZE_COLUMNS) continue;
      if (walkable[world.maze.neighbour[place]!] === 0) continue;
      world.words.set(start);
      putGhost(world, CLYDE, centre([column, rowOf(tile)]));
      world.ghostTravel[CLYDE] = direction;
      world.ghostChosen[CLYDE] = direction;
      world.ghostState[CLYDE] = GHOST.eyes;
      world.ghostFrightened[CLYDE] = 1;
      play.until(() => world.ghostState[CLYDE] !== GHOST.eyes, EYES_TICKS_MAX);
    }
  },
);

test('[ST9] no two mazes have one name or the same lines', () => {
  expect(new Set(MAZES.map(({ name }) => name)).size).toBe(MAZES.length);
  expect(new Set(MAZES.map(({ lines }) => lines.join())).size).toBe(MAZES.length);
});

test('[ST9] practice may be played in any maze, the plain game in its own alone', () => {
  expect(matchSettings({ mode: 'classic', variant: 'practice', maze: 'lantern' }).maze.name).toBe('lantern');
  expect(matchSettings({ mode: 'classic' }).maze.name).toBe('classic');
  expect(() => matchSettings({ mode: 'classic', maze: 'lantern' })).toThrow('maze');
  expect(() => matchSettings({ mode: 'coop', maze: 'nowhere' })).toThrow('maze');
});

describe('[ST9] lines are no maze', () => {
  const classic = mazeNamed('classic')!.lines;
  /** The lines with one of them replaced; a left half is mirrored. */
  const withLine = (line: number, text: string): string[] =>
    classic.with(line, text.length === 14 ? text + [...text].toReversed().join('') : text);
  const wall = '######.## ######## ##.######';
  const pocket = mazeNamed('lantern')!.lines.with(18, wall).with(19, wall);

  test.each<readonly [string, string, readonly string[]]>([
    ['without lines', 'a maze has 31 lines of 28 characters', []],
    ['with a line less', 'a maze has 31 lines of 28 characters', classic.slice(1)],
    ['with a short line', 'a maze has 31 lines of 28 characters', withLine(1, '#'.repeat(27))],
    ['with another character', 'a line has a character that means nothing', withLine(1, '#...........x#')],
    [
      'that do not mirror',
      'the left half does not mirror the right',
      withLine(1, `#.${'.'.repeat(12)}##${'.'.repeat(11)}#`),
    ],
    ['with another house', 'the house has another shape', withLine(12, '######.## ####')],
    ['with a second house', 'there is a second house', withLine(2, '#.__##.#####.#')],
    ['with two energizers', 'there are not 4 energizers', withLine(3, '#.####.#####.#')],
    [
      'with few dots',
      'there are fewer than 171 dots',
      classic.map((line, i) => (i < 20 && i > 3 ? line.replaceAll('.', ' ') : line)),
    ],
    ['with a second tunnel', 'the tunnel is line 14 and no other', withLine(5, '..............')],
    ['without a tunnel', 'the tunnel is line 14 and no other', withLine(14, '######.   #___')],
    ['with a way off the tunnel', 'the ends of the tunnel have ways off', withLine(13, '###.##.## #___')],
    [
      'with a bend in the tunnel',
      'the ends of the tunnel have ways off',
      withLine(13, '#   ##.## #___').with(14, '  #   .   #______#   .   #  '),
    ],
    ['with a turn where ghosts do not turn', '(11, 9) must be floor', withLine(10, '######.####  #')],
    ['with a pocket in which eyes go round', 'eyes do not come home from (6, 20)', pocket],
    ['with gaps in the list', 'a maze has 31 lines of 28 characters', Array<string>(31)],
    ['with a wall where Pac-Man starts', '(13, 23) must be floor', withLine(23, '#o..##.......#')],
    ['with a wall where ghosts do not turn', '(10, 11) must be floor', withLine(11, '######.## #   ')],
    ['with a dead end', '(6, 9) is a dead end', withLine(8, '#.....###....#')],
  ])('%s', (_name, fault, lines) => {
    expect(mazeFault(lines)).toBe(fault);
  });

  test('with an island', () => {
    const island = [...classic];
    for (const [line, left] of [
      [10, '#...##.##### #'],
      [11, '#.#.##.##     '],
      [12, '#...##.## ###-'],
    ] as const) {
      island[line] = left + [...left].toReversed().join('');
    }
    expect(mazeFault(island)).toMatch(/cannot be reached$/);
  });
});

/** Actors outside the house whose centre is in a wall. */
function wallsUnder({ maze, pacX, pacY, pacState, ghostX, ghostY, ghostState, pacCount }: World): string[] {
  const walls: string[] = [];
  for (let pac = 0; pac < pacCount; pac++) {
    if (pacState[pac] !== 1 && pacState[pac] !== 2) continue;
    if (maze.walkable[tileOfPixel(pacX[pac]!, pacY[pac]!)] === 0) walls.push(`Pac-Man ${pac}`);
  }
  for (let ghost = 0; ghost < ghostX.length; ghost++) {
    if (ghostState[ghost] !== 0) continue;
    if (maze.walkable[tileOfPixel(ghostX[ghost]!, ghostY[ghost]!)] === 0) walls.push(`ghost ${ghost}`);
  }
  return walls;
}
