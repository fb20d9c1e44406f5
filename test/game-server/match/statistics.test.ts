// What counts as distance walked, and whose chain of ghosts counts.

import { expect, test } from 'vitest';
import {
  createMatch,
  defaultFrightTable,
  EVENT,
  matchSettings,
  modeNamed,
  MODES,
  PAC,
  worldOf,
  type World,
} from '#simulation';
import { Statistics } from '../../../game-server/match/statistics.ts';
import { Seats } from '../../../game-server/rooms/seats.ts';
import { quickPlayRules } from '../../../game-server/rooms/room-rules.ts';

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
  const rules = quickPlayRules(modeNamed('coop')!, { modes: MODES, frightTable: defaultFrightTable });
  const seats = new Seats(rules);
  seats.fill();
  const statistics = new Statistics(2);
  const moveTo = (x: number, y: number) => {
    world.pacX[0] = x;
    world.pacY[0] = y;
    statistics.record(match);
  };
  world.pacState[0] = PAC.alive;
  moveTo(100, 100);
  for (const [x, y] of steps) moveTo(x, y);
  expect(statistics.results(match, seats).seats[0]!.distance).toBe(distance);
  // Only what is in the maze walks.
  world.pacState[0] = PAC.empty;
  moveTo(world.pacX[0]! + 1, world.pacY[0]!);
  expect(statistics.results(match, seats).seats[0]!.distance).toBe(distance);
});

test.each(['coop', 'versus', 'battle', 'mega'])('[GR13] the best chain of a seat in %s', (mode) => {
  const rules = quickPlayRules(modeNamed(mode)!, { modes: MODES, frightTable: defaultFrightTable });
  const { seatCount } = rules.settings;
  const match = createMatch(matchSettings({ mode, seatCount }));
  const seats = new Seats(rules);
  seats.fill();
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
  const { seats: rows } = statistics.results(match, seats);
  expect(rows.map((row) => [row.seat, row.bestChain, row.ghosts])).toContainEqual([seat, 3, 3]);
});

test('[GR13] fruits count for the seat that eats them', () => {
  const rules = quickPlayRules(modeNamed('coop')!, { modes: MODES, frightTable: defaultFrightTable });
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: rules.settings.seatCount }));
  const seats = new Seats(rules);
  seats.fill();
  const statistics = new Statistics(rules.settings.seatCount);
  for (const points of [100, 300]) {
    match.events[0]!.clear();
    match.events[0]!.add(EVENT.fruitEaten, 1, 0, points);
    statistics.record(match);
  }
  const { seats: rows } = statistics.results(match, seats);
  expect(rows.map((row) => [row.seat, row.fruits])).toContainEqual([1, 2]);
  expect(rows.filter(({ fruits }) => fruits > 0).length).toBe(1);
});

test('[GV5] rows of an earlier server, which lack the last columns, are read', () => {
  const rules = quickPlayRules(modeNamed('coop')!, { modes: MODES, frightTable: defaultFrightTable });
  const { seatCount } = rules.settings;
  const match = createMatch(matchSettings({ mode: 'coop', seatCount }));
  const seats = new Seats(rules);
  seats.fill();
  const columns = new Statistics(seatCount).data.length / seatCount;
  const earlier = Int32Array.from({ length: seatCount * (columns - 1) }, (_, i) => 100 * Math.floor(i / (columns - 1)));
  const rows = new Statistics(seatCount, earlier).results(match, seats).seats;
  const facts = rows.map(({ seat, dots, turns, fruits }) => [seat, dots, turns, fruits]);
  expect(facts).toContainEqual([0, 0, 0, 0]);
  expect(facts).toContainEqual([1, 100, 100, 0]);
  for (const length of [0, 1, seatCount * (columns + 1)])
    expect(() => new Statistics(seatCount, new Int32Array(length))).toThrow('there is a row for each seat');
});
