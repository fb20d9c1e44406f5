// The terminal: what is written to it and when, and that it is given back.

import { EventEmitter } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Cells } from '../../terminal-client/terminal/cells.ts';
import { ColourCodes } from '../../terminal-client/terminal/colours.ts';
import type { Key } from '../../terminal-client/terminal/keys.ts';
import { Terminal } from '../../terminal-client/terminal/terminal.ts';
import { newFolder } from '../support/new-folder.ts';

const OPENED = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const RESTORED = '\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l';

afterEach(() => vi.useRealTimers());

/** A terminal whose output is a file. @param flags how the file is opened: one that is only read takes nothing */
function openTerminal(flags: 'w' | 'r' = 'w') {
  const path = join(newFolder(), 'terminal');
  writeFileSync(path, '');
  const fd = openSync(path, flags);
  const modes: boolean[] = [];
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (isRaw: boolean) => void modes.push(isRaw),
    ...{ resume: () => {}, pause: () => {}, unref: () => {} },
  });
  const output = Object.assign(new EventEmitter(), { columns: 80, rows: 24 });
  const happened: (Key | 'resized' | 'gone')[] = [];
  const terminal = new Terminal({ input, output, fd } as never, new ColourCodes('true'), {
    key: (key) => happened.push(key),
    resized: () => happened.push('resized'),
    gone: () => happened.push('gone'),
  });
  onTestFinished(() => terminal.close());
  const written = (): string => readFileSync(path, 'latin1');
  /** Waits until so many pictures with a request for a report are in the file, and the terminal has noticed. */
  const pictures = async (count: number) => {
    await expect.poll(() => written().split('\x1b[5n')).toHaveLength(count + 1);
  };
  return { terminal, input, output, modes, happened, written, pictures };
}

/** A picture that differs from the one before. */
function picture(number: number): Cells {
  const cells = new Cells(80, 24);
  cells.text(0, 0, `picture-${number}`);
  return cells;
}

describe('[TC9] the terminal is given back', () => {
  test('when it is closed', async () => {
    const { terminal, modes, written } = openTerminal();
    expect([written(), modes]).toEqual([OPENED, [true]]);
    await terminal.close();
    expect([written(), modes]).toEqual([OPENED + RESTORED, [true, false]]);
    await terminal.close();
    expect(modes).toEqual([true, false]);
  });

  test.each(['exit', 'uncaughtExceptionMonitor'] as const)('at the event %s of the process, at once', async (event) => {
    const before = new Set(process.listeners(event as 'exit'));
    const { terminal, modes, written } = openTerminal();
    const added = process.listeners(event as 'exit').filter((listener) => !before.has(listener));
    expect(added).toHaveLength(1);
    added[0]!(0);
    expect([written(), modes]).toEqual([OPENED + RESTORED, [true, false]]);
    expect(terminal.isReady).toBe(false);
    await terminal.close();
    expect(process.listeners(event as 'exit')).toEqual([...before]);
  });

  test('a picture that is on its way comes before that', async () => {
    const { terminal, written } = openTerminal();
    terminal.show(picture(1));
    await terminal.close();
    expect(written()).toMatch(/picture-1[\s\S]*1049l$/);
  });

  test('a terminal that is gone ends the session, and is no error', async () => {
    const { terminal, input, happened } = openTerminal('r');
    terminal.show(picture(1));
    await expect.poll(() => happened).toEqual(['gone']);
    input.emit('end');
    expect(happened).toEqual(['gone', 'gone']);
    await terminal.close();
  });
});

describe('[TC8] pictures on their way are bounded', () => {
  test('eight without a report are the most, and each report makes room for one', async () => {
    // Without a report for a while none is waited for any longer.
    vi.useFakeTimers({ toFake: ['performance'] });
    const { terminal, input, pictures } = openTerminal();
    for (let number = 0; number < 8; number++) {
      await expect.poll(() => terminal.isReady).toBe(true);
      terminal.show(picture(number));
      expect(terminal.isReady).toBe(false);
    }
    await pictures(8);
    expect(terminal.isReady).toBe(false);
    input.emit('data', Buffer.from('\x1b[0n'));
    await expect.poll(() => terminal.isReady).toBe(true);
    terminal.show(picture(8));
    await pictures(9);
    expect(terminal.isReady).toBe(false);
  });

  test('a terminal that never reports is not waited for any longer, and not asked again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { terminal, written, pictures } = openTerminal();
    for (let number = 0; number < 8; number++) {
      await expect.poll(() => terminal.isReady).toBe(true);
      terminal.show(picture(number));
    }
    await pictures(8);
    expect(terminal.isReady).toBe(false);
    vi.advanceTimersByTime(1500);
    for (let number = 8; number < 20; number++) {
      await expect.poll(() => terminal.isReady).toBe(true);
      terminal.show(picture(number));
    }
    await expect.poll(() => terminal.isReady).toBe(true);
    expect(written().split('\x1b[5n')).toHaveLength(9);
  });

  test('a picture like the last one is not written', async () => {
    const { terminal, written } = openTerminal();
    terminal.show(picture(1));
    await expect.poll(() => terminal.isReady).toBe(true);
    const before = written();
    terminal.show(picture(1));
    expect([terminal.isReady, written()]).toEqual([true, before]);
  });
});

test('[TC1] keys and new sizes are passed on', () => {
  const { input, output, happened, terminal } = openTerminal();
  input.emit('data', Buffer.from('\x1b[A\x1b[0nq'));
  output.columns = 100;
  output.emit('resize');
  expect(happened).toEqual(['up', 'quit', 'resized']);
  expect(terminal.size).toEqual({ columns: 100, rows: 24 });
});
