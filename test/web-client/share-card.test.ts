// What the picture of a result says: the best players, the own one among them, named as others know them.

import { expect, test } from 'vitest';
import type { WireResult } from '#protocol';
import { seatLook } from '../../web-client/view/maze/pictures/seat-look.ts';
import { shareCard, SHARE_ROWS_MAX } from '../../web-client/view/results/share-card.ts';

const FIGURES = {
  dots: 1,
  energizers: 0,
  ghosts: 0,
  caught: 1,
  bestChain: 0,
  distance: 9,
  rivals: 0,
  turns: 0,
  fruits: 0,
};
const result = (seat: number, place: number): WireResult => ({
  ...{ seat, name: `P${seat}`, score: 1000 * (10 - place), place, rounds: 0, ...FIGURES },
});
const of = (mode: string, seats: readonly WireResult[], ownName: string) =>
  shareCard(mode, { level: 3, score: 1234, cleared: false, seats }, ownName, ({ seat }) => seatLook(mode, seat));

test('[W168] the first players are on the picture, and the own one in the last row if they are not among them', () => {
  const seats = [6, 5, 4, 3, 2, 1].map((place, seat) => result(seat, place));
  const { rows } = of('mega', seats, 'P0');
  expect(rows.map(({ name }) => name)).toEqual(['P5', 'P4', 'P3', 'P0']);
  expect(rows).toHaveLength(SHARE_ROWS_MAX);
  expect(rows.map(({ isOwn }) => isOwn)).toEqual([false, false, false, true]);
  expect(rows[3]).toMatchObject({ place: '6.', count: '4,000', seat: 0 });
  expect(of('mega', seats, '').rows.map(({ name }) => name)).toEqual(['P5', 'P4', 'P3', 'P2']);
});

test('[W168] the winner is named, and not called "you": others read it. A team has no places', () => {
  expect(of('battle', [result(0, 1), result(1, 2)], 'P0').headline).toBe('P0 wins!');
  const team = of('coop', [result(0, 1), result(1, 1)], 'P0');
  expect(team.headline).toBe('Level 3: 1,234 points');
  expect(team.rows.map(({ place }) => place)).toEqual(['', '']);
});
