import { expect, test } from 'vitest';
import { runArena } from '../../bots/arena/arena.ts';

test('[AR1] the arena plays the same games for the same seeds, and prints a row a skill', () => {
  const lines: string[] = [];
  const options = { games: 2, skills: ['easy', 'hard'], mode: 'classic', seats: 1, seed: 5 } as const;
  const [easy, hard] = runArena(options, (line) => void lines.push(line));
  expect(lines).toHaveLength(4);
  expect(lines[3]).toMatch(/^hard +\d+ /);
  expect(runArena({ ...options, skills: ['easy'] }, () => {})[0]!.scores).toEqual(easy!.scores);
  expect(Math.min(...hard!.levels)).toBeGreaterThanOrEqual(2);
});
