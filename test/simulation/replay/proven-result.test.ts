import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { provenResult, replayOf } from '#simulation';
import { finishedMatch } from '../../support/finished-match.ts';

const replay = replayOf(finishedMatch().recorded);

test('[SV2] the result that the log gives is the one that was counted while the match was played', () => {
  const { recorded, seats } = finishedMatch();
  const proven = provenResult(replayOf(recorded), [0, 1]);
  expect(proven).toMatchObject({ difference: null, ticks: recorded.head.ticks });
  expect(proven.seats).toEqual(seats.map(({ seat, place, score, counts }) => ({ seat, place, score, counts })));
  expect(proven.reached.map(({ seat }) => seat)).toEqual([0, 1]);
});

test('[SV2] a log that gives another match says where it differs', () => {
  const [first, ...rest] = replay.log;
  const turned = rest.map(([tick, [seat, direction, ...others]]) => [tick, [seat, direction! % 4, ...others]]);
  const changed = { ...replay, log: [first, ...turned] };
  expect(provenResult(changed, [0, 1]).difference).toMatch(/^tick 600: .*pac/);
});

test('[SV2] what is no replay of these rules, or has no result, is a RangeError', () => {
  for (const data of [null, {}, { ...replay, rules: 2 }, { ...replay, failure: 'x' }, { ...replay, checkpoints: [] }]) {
    expect(() => provenResult(data, [0])).toThrow(RangeError);
  }
  expect(() => provenResult(replay, [2])).toThrow('taken');
  const golden = JSON.parse(readFileSync(new URL('../../golden/replays/coop-of-four.json', import.meta.url), 'utf8'));
  expect(provenResult(golden, [0, 1, 2, 3]).difference).toBeNull();
});
