import { expect, test } from 'vitest';
import { MatchModel } from '#client';
import { decodedWorld, hashWorld } from '#simulation';
import { joinedMessage } from '../web-client/joined-message.ts';

function matchModel(): { match: MatchModel; words: number[] } {
  const joined = joinedMessage();
  return { match: new MatchModel(joined, decodedWorld(joined)!), words: Array.from(joined.words) };
}

test('[CL2] the model of a match has what `joined` says', () => {
  const { match } = matchModel();
  expect(match).toMatchObject({ mode: 'coop', seat: 0 });
  expect(match.world.tick).toBe(0);
});

test('[CL2] a keyframe is taken as it is, a snapshot as differences', () => {
  const { match, words } = matchModel();
  words[0] = 7;
  words[5]! += 3;
  expect(match.receive({ type: 'keyframe', tick: 7, words })).toBe(true);
  expect([...match.world.words]).toEqual(words);
  expect(match.receive({ type: 'snapshot', tick: 9, changes: [5, -3], events: [] })).toBe(true);
  expect(match.world.words[5]).toBe(words[5]! - 3);
  expect(match.world.tick).toBe(9);
});

test('[CL2] nothing is taken of a message that does not fit', () => {
  const { match } = matchModel();
  const hash = hashWorld(match.world);
  expect(match.receive({ type: 'keyframe', tick: 7, words: [1, 2, 3] })).toBe(false);
  expect(match.receive({ type: 'snapshot', tick: 1, changes: [0, 1], events: [] })).toBe(false);
  expect(match.receive({ type: 'snapshot', tick: 1, changes: [1_000_000, 1], events: [] })).toBe(false);
  expect(hashWorld(match.world)).toBe(hash);
});
