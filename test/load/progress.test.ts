import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress, type Terminal } from '../../load/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[LD9] on a terminal one line is rewritten in place, and never wider than it', () => {
  const screen = new Screen(20);
  const progress = new Progress((line) => screen.write(`${line}\n`), screen);
  let count = 0;
  progress.start(() => `counting: ${count} of very many`);
  for (count = 1; count <= 9; count++) vi.advanceTimersByTime(250);
  expect(screen.rows).toEqual(['counting: 9 of ve']);
  progress.print('something else');
  expect(screen.rows).toEqual(['something else', 'counting: 10 of v']);
  progress.end({ stays: true });
  expect(screen.rows).toEqual(['something else', 'counting: 10 of v', '']);
  // Room for the `^C` of a terminal, without a new line.
  expect(screen.widest).toBe(17);
});

test('[LD9] on a terminal the line can be gone when it has ended, and a shorter text leaves nothing of a longer one', () => {
  const screen = new Screen(20);
  const progress = new Progress((line) => screen.write(`${line}\n`), screen);
  let text = 'a long text';
  progress.start(() => text);
  text = 'short';
  vi.advanceTimersByTime(250);
  expect(screen.rows).toEqual(['short']);
  progress.end({ stays: false });
  expect(screen.rows).toEqual(['']);
});

test('[LD9] elsewhere it is a plain line every five seconds, and at the end', () => {
  const lines: string[] = [];
  const progress = new Progress((line) => void lines.push(line), { write: () => expect.unreachable() });
  let count = 0;
  progress.start(() => `at ${++count}`);
  vi.advanceTimersByTime(10_000);
  progress.print('something else');
  progress.end({ stays: true });
  expect(lines).toEqual(['at 1', 'at 2', 'something else', 'at 3']);
});

/** A terminal as far as it is needed here. */
class Screen implements Terminal {
  readonly isTTY = true;
  readonly columns: number;
  rows = [''];
  widest = 0;
  private column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    for (const char of text.replaceAll('\u001B[K', '\v')) {
      const row = this.rows.pop()!;
      if (char === '\n') this.rows.push(row, '');
      else if (char === '\v') this.rows.push(row.slice(0, this.column));
      else this.rows.push(char === '\r' ? row : row.slice(0, this.column) + char + row.slice(this.column + 1));
      this.column = char === '\r' || char === '\n' ? 0 : this.column + (char === '\v' ? 0 : 1);
      this.widest = Math.max(this.widest, this.column);
    }
  }
}
