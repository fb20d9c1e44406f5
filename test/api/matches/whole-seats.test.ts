import { expect, test } from 'vitest';
import type { FinishedSeat } from '#handover';
import { isWhole } from '../../../api/matches/whole-seats.ts';
import { finishedMatch } from '../../support/finished-match.ts';

const MINUTE = 3600;
const SEAT: FinishedSeat = { ...finishedMatch().seats[0]!, untilTick: MINUTE };

test.each([
  ['from the first move to the end', {}, true],
  ['a bot', { driver: 'bot' }, true],
  ['AI', { driver: 'ai' }, false],
  ['late, in an empty seat', { sinceTick: 1 }, false],
  ['late, in a seat of AI', { sinceTick: 600, isFirst: false }, false],
  ['a seat that somebody else has moved', { isFirst: false }, false],
  ['gone before the end', { untilTick: MINUTE - 1 }, false],
  ['AI for three seconds', { standInTicks: 180 }, true],
  ['AI for a bit more', { standInTicks: 181 }, false],
] as const)('[OB20] %s', (_, change, counts) => {
  expect(isWhole({ ...SEAT, ...change }, MINUTE)).toBe(counts);
});

test('[OB21] in a long match AI steers for at most ten seconds', () => {
  const long = 60 * MINUTE;
  expect(isWhole({ ...SEAT, untilTick: long, standInTicks: 600 }, long)).toBe(true);
  expect(isWhole({ ...SEAT, untilTick: long, standInTicks: 601 }, long)).toBe(false);
});
