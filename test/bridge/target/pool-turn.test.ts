import { expect, test } from 'vitest';
import { type Candidate, inTurn } from '../../../bridge/target/turn.ts';

const TOKENS = Array.from({ length: 300 }, (_, index) => `token-${index}`);
const ORDER = { balance: 'order', sticky: 'none' } as const;
const LEAST = { balance: 'least-sessions', sticky: 'none' } as const;
const STICKY = { balance: 'least-sessions', sticky: 'token' } as const;

function target(text: string, sessions = 0, isUp = true): Candidate {
  return { text, sessions, isUp };
}

function texts(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ text }) => text);
}

test('[B95] targets are tried as listed, or those with the fewest sessions first', () => {
  const targets = [target('a', 3), target('b', 1), target('c', 1), target('d', 0)];
  expect(texts(inTurn(targets, ORDER, null))).toEqual(['a', 'b', 'c', 'd']);
  expect(texts(inTurn(targets, LEAST, null))).toEqual(['d', 'b', 'c', 'a']);
});

test('[B96] targets that are down are left out; when all are, all are tried', () => {
  expect(texts(inTurn([target('a', 0, false), target('b', 5)], LEAST, null))).toEqual(['b']);
  expect(texts(inTurn([target('a', 0, false), target('b', 5)], STICKY, 'token'))).toEqual(['b']);
  expect(texts(inTurn([target('a', 2, false), target('b', 1, false)], ORDER, null))).toEqual(['a', 'b']);
});

test('[B95] a token leads to the same target, however many sessions there are, and without one the sessions count', () => {
  for (const token of TOKENS) {
    const [first] = inTurn([target('a'), target('b'), target('c')], STICKY, token);
    const [again] = inTurn([target('c', 9), target('b', 7), target('a', 8)], STICKY, token);
    expect(again!.text).toBe(first!.text);
  }
  expect(texts(inTurn([target('a', 2), target('b', 1)], STICKY, null))).toEqual(['b', 'a']);
});

test('[B95] when a target goes down only its clients move, over all others, and they come back with it', () => {
  const all = ['a', 'b', 'c', 'd'];
  const homes = new Map<string, string>();
  const moved = new Map<string, number>();
  for (const token of TOKENS) {
    const choose = (isUp: boolean) =>
      inTurn(
        all.map((text) => target(text, 0, text !== 'b' || isUp)),
        STICKY,
        token,
      )[0]!.text;
    homes.set(token, choose(true));
    const now = choose(false);
    if (homes.get(token) === 'b') moved.set(now, (moved.get(now) ?? 0) + 1);
    else expect(now).toBe(homes.get(token));
  }
  expect([...moved.keys()].toSorted()).toEqual(['a', 'c', 'd']);
  for (const text of all) {
    const count = [...homes.values()].filter((home) => home === text).length;
    // 75 are expected; the hash decides, not chance.
    expect(count).toBeGreaterThan(50);
    expect(count).toBeLessThan(100);
  }
});
