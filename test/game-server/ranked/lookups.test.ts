import { expect, test } from 'vitest';
import type { Strength } from '#handover';
import {
  ANSWER_MS_MAX,
  Lookups,
  QUESTIONS_MAX,
  WAITING_PER_QUESTION_MAX,
} from '../../../game-server/ranked/lookups.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { deviceOf } from './contest-server.ts';

const STRENGTH: Strength = { mu: 30, sigma: 4 };

/** Lookups whose API answers when the test says so. */
function asking() {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const lookups = new Lookups((path) => {
    asked.push(path);
    return new Promise((answer) => answers.push(() => answer(STRENGTH)));
  }, clock);
  const heard: (Strength | null)[] = [];
  const seek = (name: string) =>
    lookups.strengthOf('human', 'battle', deviceOf(name), (strength) => heard.push(strength));
  const answerAll = async () => {
    for (const answer of answers.splice(0)) answer();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { asked, heard, seek, answerAll, clock };
}

test('[RQ10] the same question is asked once, and all who wait for it hear the answer', async () => {
  const { asked, heard, seek, answerAll } = asking();
  for (let time = 0; time < 3; time++) seek('Ann');
  expect([asked.length, heard]).toEqual([1, []]);
  await answerAll();
  expect(heard).toEqual([STRENGTH, STRENGTH, STRENGTH]);
  seek('Ann');
  expect([asked.length, heard.length]).toEqual([1, 4]);
});

test('[RQ10] a client that asks again and again takes no question of others, and is not kept without limit', async () => {
  const { asked, heard, seek, answerAll } = asking();
  for (let time = 0; time < 10 * QUESTIONS_MAX; time++) seek('Ann');
  expect(heard).toEqual(Array(10 * QUESTIONS_MAX - WAITING_PER_QUESTION_MAX).fill(null));
  seek('Bob');
  expect(asked).toHaveLength(2);
  await answerAll();
  expect(heard.filter((strength) => strength !== null)).toHaveLength(WAITING_PER_QUESTION_MAX + 1);
});

test('[RQ10] of too many questions the last have no answer, and places are free again after the time for an answer', () => {
  const { asked, heard, seek, clock } = asking();
  for (let i = 0; i <= QUESTIONS_MAX; i++) seek(`Player ${i}`);
  expect([asked.length, heard]).toEqual([QUESTIONS_MAX, [null]]);
  clock.advance(ANSWER_MS_MAX);
  expect(heard).toEqual(Array(QUESTIONS_MAX + 1).fill(null));
  seek('Player 0');
  expect(asked).toHaveLength(QUESTIONS_MAX + 1);
});
