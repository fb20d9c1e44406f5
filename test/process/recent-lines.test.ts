// The newest lines of a log, which an operator reads while the program runs.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pino } from 'pino';
import { closeLog, createLog, recentLinesOf } from '../../process/log.ts';
import { RECENT_LINE_LENGTH_MAX, RECENT_LINES_MAX, RecentLines } from '../../process/recent-lines.ts';
import { newFolder } from '../support/new-folder.ts';

test('[D8] a log keeps its newest lines, whether they could be written or not', async () => {
  const log = createLog('test', 'info', join(newFolder(), 'log'));
  log.debug('too detailed');
  log.info('first');
  await closeLog(log);
  log.warn('after the end');
  const texts = recentLinesOf(log)!
    .after(0)
    .map(({ text }) => (JSON.parse(text) as { msg: string }).msg);
  expect(texts).toEqual(['first', 'after the end']);
  expect(recentLinesOf(pino({ enabled: false }))).toBeNull();
});

test('[D8] there are at most so many lines, each of a limited length', () => {
  const lines = new RecentLines();
  for (let line = 1; line <= RECENT_LINES_MAX + 5; line++) lines.add(`line ${line}\n`);
  expect(lines.newest).toBe(RECENT_LINES_MAX + 5);
  const kept = lines.after(0);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([
    RECENT_LINES_MAX,
    { number: 6, text: 'line 6' },
    { number: RECENT_LINES_MAX + 5, text: `line ${RECENT_LINES_MAX + 5}` },
  ]);
  lines.add('x'.repeat(100_000));
  expect(lines.after(lines.newest - 1)[0]!.text.length).toBe(RECENT_LINE_LENGTH_MAX);
});

test('[D8] a reader goes on where it was, and sees the newest where it missed many', () => {
  const lines = new RecentLines();
  for (const line of ['a', 'b', 'c']) lines.add(line);
  expect(lines.after(1).map(({ text }) => text)).toEqual(['b', 'c']);
  expect(lines.after(3)).toEqual([]);
  expect(lines.after(99)).toEqual([]);
  expect(lines.after(-5, 2).map(({ text }) => text)).toEqual(['b', 'c']);
});
