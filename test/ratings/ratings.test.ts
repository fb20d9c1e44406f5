import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RatingPool, rateContests, type Contest, type Place, type Standing } from '#ratings';

test('[RT1] each mode and each kind of driver has its own ratings', () => {
  const places = [placed('a', 1), placed('b', 2)];
  const pools = rateContests([
    contest(0, places, { mode: 'versus', kind: 'human' }),
    contest(1, places, { mode: 'battle', kind: 'human' }),
    contest(2, places, { mode: 'versus', kind: 'bot' }),
    contest(3, [placed('b', 1), placed('a', 2)], { mode: 'versus', kind: 'bot' }),
  ]);
  expect(pools.map(({ mode, kind, standings }) => [mode, kind, standings[0]!.contests])).toEqual([
    ['battle', 'human', 1],
    ['versus', 'bot', 2],
    ['versus', 'human', 1],
  ]);
  expect(pools[0]!.standings).toEqual(pools[2]!.standings);
});

test('[RT2] the order of the list does not matter, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(anyPlaces(), { maxLength: 30 }), fc.infiniteStream(fc.nat()), (list, random) => {
      const contests = list.map((places, i) => contest(i % 7, places, { id: `match ${i}` }));
      const shuffled = contests
        .map((each) => ({ ...each, places: each.places.toReversed() }))
        .toSorted(() => (random.next().value % 2 === 0 ? 1 : -1));
      expect(rateContests(shuffled)).toEqual(rateContests(contests));
    }),
  );
});

test('[RT2] contests are rated by their order, and those of one order by their id', () => {
  const first = contest(1, [placed('a', 1), placed('b', 2)], { id: 'x' });
  const second = contest(2, [placed('b', 1), placed('c', 2)], { id: 'a' });
  const pool = new RatingPool();
  for (const { places } of [first, second]) pool.rate(places);
  expect(rateContests([second, first])[0]!.standings).toEqual(pool.standings());
  const other = new RatingPool();
  for (const { places } of [second, first]) other.rate(places);
  expect(other.standings()).not.toEqual(pool.standings());
  expect(rateContests([first, { ...second, order: 1 }])[0]!.standings).toEqual(other.standings());
});

test('[RT3] a contest counts once', () => {
  const once = contest(1, [placed('a', 1), placed('b', 2)]);
  expect(rateContests([once, once])).toEqual(rateContests([once]));
});

test('[RT4] a tie brings players together, a win apart, and one who is alone stays', () => {
  const [winner, loser] = rated([placed('a', 1), placed('b', 2)]);
  expect([winner!.player, loser!.player]).toEqual(['a', 'b']);
  expect(winner!.mu).toBeGreaterThan(25);
  expect(loser!.mu).toBeLessThan(25);
  const tied = rated([placed('a', 1), placed('b', 1)]);
  expect(tied.map(({ mu }) => mu)).toEqual([25, 25]);
  expect(tied[0]!.sigma).toBeLessThan(25 / 3);
  expect(rated([placed('a', 1)])).toMatchObject([{ player: 'a', mu: 25, sigma: 25 / 3, contests: 0 }]);
  expect(new RatingPool().standings()).toEqual([]);
});

test('[RT4] only the order of the places counts, and equal ones of many are equal', () => {
  const dense = rated([placed('a', 1), placed('b', 2), placed('c', 2), placed('d', 3)]);
  const sparse = rated([placed('a', 1), placed('b', 2), placed('c', 2), placed('d', 9)]);
  expect(sparse).toEqual(dense);
  expect(dense[1]!.mu).toBe(dense[2]!.mu);
});

test('[RT4] a contest that cannot be one is an error, and changes nothing', () => {
  const pool = new RatingPool();
  expect(() => pool.rate([placed('a', 0), placed('b', 1)])).toThrow(RangeError);
  expect(() => pool.rate([placed('a', NaN), placed('b', 1)])).toThrow(RangeError);
  expect(() => pool.rate([placed('a', 1), placed('a', 2)])).toThrow(RangeError);
  expect(pool.standings()).toEqual([]);
});

test('[RT5] standings are in the order of the lower end: one lucky win is not the top', () => {
  const pool = new RatingPool();
  for (let i = 0; i < 60; i++) pool.rate([placed('steady', i % 2 === 0 ? 2 : 1), placed('weak', i % 2 === 0 ? 1 : 2)]);
  pool.rate([placed('new', 1), placed('weak', 2)]);
  const [first, second] = pool.standings();
  expect([first!.player, second!.player]).toEqual(['steady', 'weak']);
  expect(pool.standings()[2]!.mu).toBeGreaterThan(first!.mu);
  expect(first!.high - first!.low).toBeCloseTo(2 * 1.96 * first!.sigma);
});

test('[RT5] at least 95 of 100 intervals contain the value that the rating tends to', () => {
  const random = seededRandom(1);
  const long = seriesOf(10_000, random);
  const truth = new Map(long.map(({ player, mu }) => [player, mu]));
  const series = Array.from({ length: 30 }, () => seriesOf(60, random)).flat();
  const inside = series.filter(({ player, low, high }) => low <= truth.get(player)! && truth.get(player)! <= high);
  expect(inside.length / series.length).toBeGreaterThanOrEqual(0.95);
});

/** Three players whose places are those of a race with exponential times: the model behind the ratings. */
function seriesOf(contests: number, random: () => number): Standing[] {
  const pool = new RatingPool();
  for (let i = 0; i < contests; i++) {
    const times = [1, 1.6, 2.7].map((strength) => -Math.log(random()) / strength);
    pool.rate(times.map((time, player) => placed(`p${player}`, 1 + times.filter((other) => other < time).length)));
  }
  return pool.standings();
}

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function rated(places: readonly Place[]): Standing[] {
  const pool = new RatingPool();
  pool.rate(places);
  return pool.standings();
}

function placed(player: string, place: number): Place {
  return { player, place };
}

function contest(order: number, places: readonly Place[], more: Partial<Contest> = {}): Contest {
  return { mode: 'battle', kind: 'bot', order, id: `${order}`, places, ...more };
}

function anyPlaces(): fc.Arbitrary<Place[]> {
  return fc.uniqueArray(fc.record({ player: fc.constantFrom(...'abcde'), place: fc.integer({ min: 1, max: 4 }) }), {
    selector: ({ player }) => player,
    maxLength: 4,
  });
}
