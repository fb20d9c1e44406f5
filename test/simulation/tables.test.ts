// Tables of the rules, as README and docs/rules have them.
import { expect, test } from 'vitest';
import {
  createWorld,
  defaultFrightTable,
  EVENT,
  GHOST,
  GHOST_NAMES,
  layoutFor,
  matchSettings,
  showWords,
  PAC,
} from '#simulation';
import { unpackFrightTable } from '../../simulation/actors/fright-table.ts';
import { columnOf, rowOf } from '../../simulation/mazes/maze.ts';
import { classic } from '../../simulation/modes/classic.ts';
import { coop } from '../../simulation/modes/coop.ts';

test('[SD1] ghosts are slow in five tiles at each end of the tunnel of the classic maze, and nowhere else', () => {
  const { maze } = createWorld(matchSettings({ mode: 'classic' }));
  const slow = [...maze.slow.keys()].filter((tile) => maze.slow[tile] === 1);
  const columns = [0, 1, 2, 3, 4, 23, 24, 25, 26, 27];
  expect(slow.map((tile) => [columnOf(tile), rowOf(tile)])).toEqual(columns.map((column) => [column, 17]));
  expect(new Set(maze.slow)).toEqual(new Set([0, 1]));
});

test('[SD1] the ghosts are named in the order in which the rules step them', () => {
  expect(GHOST_NAMES).toEqual(['blinky', 'pinky', 'inky', 'clyde']);
});

test('[SD1] modes have the seats, roles and pauses of their rules', () => {
  expect(coop).toMatchObject({ name: 'coop', roles: ['pac'], seats: { least: 1, most: 4 } });
  expect(coop.room).toMatchObject({ quickPlaySeats: 4, quickPlayFill: 2, pauseTicksMax: 3600, resultTicksMin: 300 });
  expect(classic).toMatchObject({ name: 'classic', roles: ['pac'], seats: { least: 1, most: 1 } });
  expect(classic.room).toMatchObject({ pauseTicksMax: 36_000, resultTicksMin: 0 });
});

test('[ST8] no words stand for the built-in table of frightened turns', () => {
  expect(unpackFrightTable([])).toBe(defaultFrightTable);
  expect(() => unpackFrightTable([1])).toThrow(RangeError);
});

test('[ST12] the fields that a mode may hide: the Pac-Man, what it has eaten, wishes, and what is drawn at random', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
  world.words.fill(1);
  const into = new Int32Array(world.words.length);
  showWords(world, into, ['open']);
  const shown = layoutFor(world.settings).filter(({ start, length }) =>
    into.subarray(start, start + length).every(Boolean),
  );
  expect(shown.map(({ name }) => name).toSorted()).toEqual([
    'dots',
    'dotsLeft',
    'frightIndex',
    'fruitState',
    'fruitUntilTick',
    'fruitsShown',
    'ghostDots',
    'ghostWish',
    'globalDots',
    'lastDotTick',
    'pacCarryBase',
    'pacPause',
    'pacSpeed',
    'pacState',
    'pacTravel',
    'pacUntilTick',
    'pacWish',
    'pacX',
    'pacY',
    'random',
    'score',
    'seatInput',
    'seatTieBreak',
  ]);
});

test('[SD1] the states of a ghost and the kinds of events keep their numbers: recordings and the wire have them', () => {
  expect(Object.values(GHOST)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const shared = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
  const ofModes = [20, 21, 22, 23, 30, 31, 32, 33, 34, 35, 36, 40, 41, 42, 43];
  expect(Object.values(EVENT)).toEqual([...shared, ...ofModes]);
  expect(Object.values(PAC)).toEqual([0, 1, 2, 3, 4]);
});
