import { expect, onTestFinished, test } from 'vitest';
import { MatchModel } from '#client';
import { decodedWorld, hashWorld, RIGHT, type World } from '#simulation';
import { LoadFigures } from '../../load/figures.ts';
import { LogMatch } from '../../load/log-match.ts';
import { joinedMessage } from '../web-client/joined-message.ts';

const ENTER = 5;
const PIECES = [
  { tick: 1, inputs: [0, ENTER, 0] },
  { tick: 9, inputs: [1, RIGHT, 7, 0, RIGHT, 3] },
  { tick: 24, inputs: [] },
].map((piece) => ({ ...piece, type: 'log' as const, hash: 0 }));

test('[LD11] a walker on the log steps no World, and finds its own newest input in the pieces', () => {
  const { match, figures } = logMatch({ runsRules: false });
  const before = wordsWithout(match.world);
  expect(PIECES.map((piece) => match.receive(piece))).toEqual(['applied', 'applied', 'applied']);
  expect(match.world.tick).toBe(24);
  expect([...match.world.seatInput]).toEqual([3, 0, 0, 0].slice(0, match.world.seatCount));
  expect(wordsWithout(match.world)).toEqual(before);
  expect(figures.now()).toMatchObject({ pieces: 3, hashesChecked: 0, hashesWrong: 0 });
});

test('[LD11] a client that runs the rules checks every hash', () => {
  const { match, figures } = logMatch({ runsRules: true });
  const served = new MatchModel(...joinedWorld());
  for (const piece of PIECES) {
    served.receive(piece);
    expect(match.receive({ ...piece, hash: hashWorld(served.world) })).toBe('applied');
  }
  expect(figures.now()).toMatchObject({ pieces: 3, hashesChecked: 3, hashesWrong: 0 });
  served.receive({ type: 'log', tick: 39, inputs: [], hash: 0 });
  const hash = hashWorld(served.world);
  expect(match.receive({ type: 'log', tick: 39, inputs: [0, 2, 4], hash })).toBe('wrong-hash');
  expect(match.receive({ type: 'log', tick: 54, inputs: [], hash: 0 })).toBe('applied');
  expect(figures.now()).toMatchObject({ pieces: 5, hashesChecked: 4, hashesWrong: 1 });
});

test('[LD11] snapshots and keyframes are applied, and are no pieces', () => {
  const { match, figures } = logMatch({ runsRules: false });
  const words = [...match.world.words];
  words[0] = 30;
  expect(match.receive({ type: 'keyframe', tick: 30, words })).toBe('applied');
  expect([...match.world.words]).toEqual(words);
  expect(figures.now().pieces).toBe(0);
});

function logMatch({ runsRules }: { runsRules: boolean }) {
  const figures = new LoadFigures();
  onTestFinished(() => figures.stop());
  return { match: new LogMatch(...joinedWorld(), runsRules, figures), figures };
}

function joinedWorld() {
  const joined = { ...joinedMessage(), log: true };
  return [joined, decodedWorld(joined)!] as const;
}

/** The words of a World, except for those that a walker keeps. */
function wordsWithout(world: World): number[] {
  const kept = [0, world.seatInput.byteOffset / 4 - world.words.byteOffset / 4];
  return [...world.words].map((word, i) => (kept.includes(i) ? 0 : word));
}
