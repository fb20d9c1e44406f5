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

test('[AR1] where the seats play against each other, a row has winners and lengths', () => {
  const lines: string[] = [];
  const options = { games: 1, skills: ['easy'], mode: 'mega', seed: 2 } as const;
  const [easy] = runArena({ ...options, seats: 4 }, (line) => void lines.push(line));
  expect(lines[0]).toBe('1 games of mega with 4 seats, seeds from 2');
  expect(lines[1]).toMatch(/^skill +winner, median/);
  expect(lines[2]).toMatch(/^easy +\d+ /);
  expect(easy!.seatScores).toHaveLength(4);
  expect(easy!.seatScores).toContain(easy!.scores[0]);
});
