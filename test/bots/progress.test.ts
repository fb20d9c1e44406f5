import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress, type Terminal } from '../../bots/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[P18] on a terminal one line is rewritten in place, and never wider than it', () => {
  const screen = new Screen(20);
  const progress = new Progress((line) => void screen.write(`${line}\n`), screen);
  let count = 0;
  progress.start(() => `counting: ${count} of very many`);
  for (count = 1; count <= 9; count++) vi.advanceTimersByTime(250);
  expect(screen.rows).toEqual(['counting: 9 of ve']);
  progress.print('something else');
  expect(screen.rows).toEqual(['something else', 'counting: 10 of v']);
  progress.end({ stays: true });
  expect(screen.rows).toEqual(['something else', 'counting: 10 of v', '']);
});

test('[P18] on a terminal the line can be gone when it has ended, and a shorter text leaves nothing of a longer one', () => {
  const screen = new Screen(20);
  const progress = new Progress((line) => void screen.write(`${line}\n`), screen);
  let text = 'a long text';
  progress.start(() => text);
  text = 'short';
  vi.advanceTimersByTime(250);
  expect(screen.rows).toEqual(['short']);
  progress.end({ stays: false });
  expect(screen.rows).toEqual(['']);
});

test('[P18] elsewhere it is a plain line every five seconds, and at the end', () => {
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
  private column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    for (const [piece] of text.matchAll(/\r|\n|\u001B\[K|[^\r\n\u001B]+/g)) {
      const row = this.rows.at(-1)!;
      if (piece === '\r') this.column = 0;
      else if (piece === '\u001B[K') this.rows[this.rows.length - 1] = row.slice(0, this.column);
      else if (piece === '\n') {
        this.rows.push('');
        this.column = 0;
      } else {
        this.rows[this.rows.length - 1] = row.slice(0, this.column) + piece + row.slice(this.column + piece.length);
        this.column += piece.length;
        expect(this.column).toBeLessThan(this.columns);
      }
    }
  }
}
