import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seatingOf } from '../../arena/seating.ts';

const sizes = { contestants: fc.integer({ min: 1, max: 9 }), seats: fc.integer({ min: 1, max: 9 }) };

test('[AR3] in each round every contestant has every seat once', () => {
  fc.assert(
    fc.property(fc.record({ ...sizes, round: fc.nat(5000) }), ({ contestants, seats, round }) => {
      const games = Array.from({ length: contestants }, (_, i) =>
        seatingOf(round * contestants + i, contestants, seats),
      );
      for (const game of games) {
        expect(game.round).toBe(round);
        expect(new Set(game.contestants).size).toBe(Math.min(contestants, seats));
      }
      for (let seat = 0; seat < seats; seat++) {
        const had = games.map((game) => game.contestants[seat]!).toSorted((a, b) => a - b);
        expect(had).toEqual(Array.from({ length: contestants }, (_, i) => i));
      }
    }),
  );
});

test('[AR3] everybody meets everybody equally often, once all orders have come', () => {
  const met = new Map<string, number>();
  for (let game = 0; game < 5 * 4; game++) {
    const [a, b] = seatingOf(game, 5, 2).contestants;
    met.set(`${a} ${b}`, (met.get(`${a} ${b}`) ?? 0) + 1);
  }
  expect(met.size).toBe(5 * 4);
  expect(new Set(met.values())).toEqual(new Set([1]));
});

test('[AR3] all orders come before one comes again', () => {
  const orders = Array.from({ length: 12 }, (_, round) => seatingOf(round * 4, 4, 4).contestants.join());
  expect(new Set(orders.slice(0, 6)).size).toBe(6);
  expect(orders.slice(6)).toEqual(orders.slice(0, 6));
});

test('[AR4] with fewer contestants than seats each has several, with more some sit out', () => {
  expect(seatingOf(0, 2, 5).contestants).toEqual([0, 1, 0, 1, 0]);
  expect(seatingOf(1, 2, 5).contestants).toEqual([1, 0, 1, 0, 1]);
  expect(seatingOf(7, 1, 3)).toEqual({ round: 7, contestants: [0, 0, 0] });
  expect(seatingOf(0, 12, 2).contestants).toHaveLength(2);
});
