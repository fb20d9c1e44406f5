import { expect, test } from 'vitest';
import { RatingPool } from '#ratings';
import { AI_SKILLS } from '#simulation';
import { playAiMatch } from '../../tools/balance/ai-match.ts';

/** Each skill plays one game of a round, with the same seed. */
const ROUNDS = 20;

test('[RT6] easy, normal and hard come out in this order within 60 games', () => {
  const pool = new RatingPool();
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const scores = AI_SKILLS.map((skill) => scoreOf(playAiMatch({ mode: 'classic', seed, lives: 1 }, [skill])));
    const placeOf = (score: number): number => 1 + scores.filter((other) => other > score).length;
    pool.rate(AI_SKILLS.map((player, i) => ({ player, place: placeOf(scores[i]!) })));
  }
  const [hard, normal, easy] = pool.standings();
  expect([hard, normal, easy].map((standing) => standing!.player)).toEqual(['hard', 'normal', 'easy']);
  expect(hard!.low).toBeGreaterThan(easy!.high);
});

function scoreOf({ scores }: { readonly scores: readonly number[] }): number {
  return scores[0]!;
}
