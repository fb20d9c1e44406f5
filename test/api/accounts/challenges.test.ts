// Challenges of passkeys: how long they wait, and for whom.

import { expect, test } from 'vitest';
import { Challenges } from '../../../api/accounts/challenges.ts';

test('[AC13] a challenge is for one answer, within five minutes, of one purpose and person', () => {
  const challenges = new Challenges();
  const challenge = {
    purpose: 'add',
    text: 'x',
    origin: 'https://game.example',
    rpId: 'game.example',
    userId: 'ann',
  } as const;
  const add = () => challenges.add(challenge, 1000);
  const used = add();
  expect(challenges.take(used, 'add', 'ann', 301_000)).toMatchObject(challenge);
  expect(challenges.take(used, 'add', 'ann', 1000)).toBeNull();
  expect(challenges.take(add(), 'add', 'ann', 301_001)).toBeNull();
  expect(challenges.take(add(), 'sign-in', 'ann', 1000)).toBeNull();
  // A wrong answer uses it up as well.
  const other = add();
  expect(challenges.take(other, 'add', 'bob', 1000)).toBeNull();
  expect(challenges.take(other, 'add', 'ann', 1000)).toBeNull();
});

test('[AC13] ten thousand challenges wait; the oldest makes room', () => {
  const challenges = new Challenges();
  const challenge = {
    purpose: 'sign-in',
    text: 'x',
    origin: 'https://a.example',
    rpId: 'a.example',
    userId: '',
  } as const;
  const ids = Array.from({ length: 10_001 }, () => challenges.add(challenge, 0));
  expect(challenges.take(ids[0]!, 'sign-in', '', 0)).toBeNull();
  expect(challenges.take(ids[1]!, 'sign-in', '', 0)).not.toBeNull();
});
