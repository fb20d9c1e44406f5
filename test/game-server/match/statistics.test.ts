// What counts as distance walked, and whose chain of ghosts counts.

import { expect, test } from 'vitest';
import { createMatch, EVENT, matchSettings, PAC, Statistics, worldOf, type World } from '#simulation';

const WAYS: readonly (readonly [
  what: string,
  steps: readonly (readonly [x: number, y: number])[],
  distance: number,
])[] = [
  [
    'standing still',
    [
      [100, 100],
      [100, 100],
    ],
    0,
  ],
  [
    'walking',
    [
      [101, 100],
      [102, 100],
      [102, 102],
    ],
    4,
  ],
  ['the fastest step there is', [[104, 100]], 4],
  [
    'the tunnel, from one end to the other, and on',
    [
      [103, 100],
      [-8, 100],
      [-6, 100],
    ],
    5,
  ],
  ['a return to the start in x', [[90, 100]], 0],
  ['a return to the start in y', [[100, 250]], 0],
  [
    'a return to the start, and walking from there',
    [
      [100, 200],
      [101, 200],
    ],
    1,
  ],
];

test.each(WAYS)('[GR13] the distance of %s', (_, steps, distance) => {
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: 2 }));
  const [world] = match.worlds as [World];
  const statistics = new Statistics(2);
  const moveTo = (x: number, y: number) => {
    world.pacX[0] = x;
    world.pacY[0] = y;
    statistics.record(match);
  };
  world.pacState[0] = PAC.alive;
  moveTo(100, 100);
  for (const [x, y] of steps) moveTo(x, y);
  expect(statistics.results(match, [0, 1]).seats.find(({ seat }) => seat === 0)!.counts.distance).toBe(distance);
  // Only what is in the maze walks.
  world.pacState[0] = PAC.empty;
  moveTo(world.pacX[0]! + 1, world.pacY[0]!);
  expect(statistics.results(match, [0, 1]).seats.find(({ seat }) => seat === 0)!.counts.distance).toBe(distance);
});

test.each(['coop', 'versus', 'battle', 'mega'])('[GR13] the best chain of a seat in %s', (mode) => {
  const match = createMatch(matchSettings({ mode }));
  const { seatCount } = match.settings;
  const statistics = new Statistics(seatCount);
  const seat = 1;
  const world = worldOf(match, seat);
  for (const chain of [1, 3, 2]) {
    if (world.pacChain.length === 0) world.chain = chain;
    else world.pacChain[seat] = chain;
    match.events[match.worldOfSeat[seat]!]!.clear();
    match.events[match.worldOfSeat[seat]!]!.add(EVENT.ghostEaten, seat, 0, 200);
    statistics.record(match);
  }
  const { seats: rows } = statistics.results(match, [0, 1]);
  expect(rows.map((row) => [row.seat, row.counts.bestChain, row.counts.ghosts])).toContainEqual([seat, 3, 3]);
});

test('[GR13] fruits count for the seat that eats them', () => {
  const match = createMatch(matchSettings({ mode: 'coop' }));
  const statistics = new Statistics(match.settings.seatCount);
  for (const points of [100, 300]) {
    match.events[0]!.clear();
    match.events[0]!.add(EVENT.fruitEaten, 1, 0, points);
    statistics.record(match);
  }
  const { seats: rows } = statistics.results(match, [0, 1]);
  expect(rows.map((row) => [row.seat, row.counts.fruits])).toContainEqual([1, 2]);
  expect(rows.filter(({ counts }) => counts.fruits > 0).length).toBe(1);
});

test('[GV5] rows of an earlier server, which lack the last columns, are read', () => {
  const match = createMatch(matchSettings({ mode: 'coop' }));
  const { seatCount } = match.settings;
  const columns = new Statistics(seatCount).data.length / seatCount;
  const earlier = Int32Array.from({ length: seatCount * (columns - 1) }, (_, i) => 100 * Math.floor(i / (columns - 1)));
  const rows = new Statistics(seatCount, earlier).results(match, [0, 1]).seats;
  const facts = rows.map(({ seat, counts }) => [seat, counts.dots, counts.turns, counts.fruits]);
  expect(facts).toContainEqual([0, 0, 0, 0]);
  expect(facts).toContainEqual([1, 100, 100, 0]);
  for (const length of [0, 1, seatCount * (columns + 1)])
    expect(() => new Statistics(seatCount, new Int32Array(length))).toThrow('there is a row for each seat');
});
