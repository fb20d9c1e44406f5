// The log's way out, over real files and fifos. What whole programs do on destinations that fail is in test/faults.

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LOG_QUEUE_BYTES_MAX, LogDestination } from '../../process/log-destination.ts';
import { closeLog, createLog, logLinesDropped, reopenLog } from '../../process/log.ts';

const isWindows = process.platform === 'win32';
const LINE = `${'x'.repeat(1023)}\n`;

test('[D3] lines arrive in order, none is lost, and close waits for the last', async () => {
  const file = join(newFolder(), 'log');
  const log = createLog('test', 'info', file);
  for (let count = 0; count < 2000; count++) log.info({ count }, 'line');
  expect(await closeLog(log)).toBe(true);
  expect(linesOf(file).map(({ count }) => count)).toEqual(Array.from({ length: 2000 }, (_, count) => count));
  expect(logLinesDropped(log)).toBe(0);
});

test('[D3] a line that cannot be encoded in one write arrives whole', async () => {
  const file = join(newFolder(), 'log');
  const log = createLog('test', 'info', file);
  log.info({ text: 'ä'.repeat(100_000) }, 'long');
  log.info('short');
  await closeLog(log);
  expect(linesOf(file).map(({ msg }) => msg)).toEqual(['long', 'short']);
});

test.skipIf(isWindows)(
  '[D4] nobody reads: lines past the maximum are dropped and counted, writing and closing go on',
  async () => {
    const fifo = newFifo();
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const destination = new LogDestination(fifo);
    const asked = Math.ceil(LOG_QUEUE_BYTES_MAX / LINE.length) + 500;
    for (let count = 0; count < asked; count++) destination.write(LINE);
    expect(destination.linesDropped).toBe(500);
    expect(await destination.close(50)).toBe(true);
    closeSync(reader);
  },
);

test.skipIf(isWindows)(
  '[D4] when it is read again one line says how many are missing, and lines follow it',
  async () => {
    const fifo = newFifo();
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const log = createLog('test', 'info', fifo);
    const asked = Math.ceil(LOG_QUEUE_BYTES_MAX / 1000);
    for (let count = 0; count < asked; count++) log.info({ count, text: 'x'.repeat(1000) }, 'line');
    const dropped = logLinesDropped(log);
    expect(dropped).toBeGreaterThan(0);

    let text = '';
    await expect.poll(() => (text += drained(reader)).includes('dropped'), { interval: 1 }).toBe(true);
    log.info('after');
    const closing = closeLog(log);
    await expect.poll(() => (text += drained(reader)).includes('after'), { interval: 1 }).toBe(true);
    await closing;
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; dropped?: number });
    expect(lines.filter((line) => line.dropped !== undefined)).toMatchObject([
      { dropped, msg: 'log lines were dropped' },
    ]);
    expect(lines).toHaveLength(asked - dropped + 2);
    expect(lines.at(-1)).toMatchObject({ msg: 'after' });
    closeSync(reader);
  },
);

test.skipIf(isWindows)('[D4] a reader that went may come back', async () => {
  const fifo = newFifo();
  const log = createLog('test', 'info', fifo);
  log.info('nobody there yet');
  const first = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  let text = '';
  await expect.poll(() => (text += drained(first))).toContain('nobody there yet');
  closeSync(first);
  log.info('gone');
  const second = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  await expect.poll(() => (text += drained(second))).toContain('gone');
  await closeLog(log);
  closeSync(second);
});

test.skipIf(isWindows)('[D4] a failure that cost no line is not the cause of a later loss', async () => {
  const path = newFifo();
  const log = createLog('test', 'info', path);
  // Nobody reads the fifo: this one waits until there is a file instead.
  log.info('first');
  rmSync(path);
  await expect.poll(() => existsSync(path) && readFileSync(path, 'utf8')).toContain('first');
  const text = 'x'.repeat(1000);
  while (logLinesDropped(log) === 0) log.info({ text }, 'line');
  const report = () => readFileSync(path, 'utf8').trim().split('\n').at(-1);
  await expect.poll(report).toContain('"cause":"too-many"');
  await closeLog(log);
});

test.skipIf(isWindows)(
  '[D3] a line that is longer than a pipe arrives whole, and all of it is counted as gone',
  async () => {
    const file = join(newFolder(), 'fifo');
    execFileSync('mkfifo', [file]);
    const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const destination = new LogDestination(file);
    const line = `${'0123456789'.repeat(40_000)}\n`;
    destination.write(line);
    let text = '';
    await expect.poll(() => (text += drained(reader)).length).toBe(line.length);
    expect(text).toBe(line);
    // Room for the full queue again, and for no more.
    const short = 'x'.repeat(1023).concat('\n');
    for (let i = 0; i < LOG_QUEUE_BYTES_MAX / short.length; i++) destination.write(short);
    expect(destination.linesDropped).toBe(0);
    destination.write(short);
    expect(destination.linesDropped).toBe(1);
    await destination.close(0);
    closeSync(reader);
  },
);

test.skipIf(isWindows)(
  '[D4] once a line was dropped the next ones are too, however short, until there is much room again',
  async () => {
    const file = join(newFolder(), 'fifo');
    execFileSync('mkfifo', [file]);
    const destination = new LogDestination(file);
    const line = `${'x'.repeat(LOG_QUEUE_BYTES_MAX / 4 - 11)}\n`;
    for (let i = 0; i < 4; i++) destination.write(line);
    expect(destination.linesDropped).toBe(0);
    for (let i = 0; i < 3; i++) destination.write(i === 0 ? line : 'short\n');
    expect(destination.linesDropped).toBe(3);
    expect(await destination.close(0)).toBe(true);
  },
);

test.skipIf(!existsSync('/dev/full'))('[D4] a full disk: nothing throws, and closing comes to an end', async () => {
  const log = createLog('test', 'info', '/dev/full');
  log.info('line');
  expect(await closeLog(log)).toBe(true);
});

test('[D5] after a reopen, lines go to a new file of the same name; the rotated file keeps its lines', async () => {
  const file = join(newFolder(), 'log');
  const log = createLog('test', 'info', file);
  log.info('before');
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('before');
  renameSync(file, `${file}.1`);
  reopenLog(log);
  log.info('after');
  await closeLog(log);
  expect(linesOf(`${file}.1`).map(({ msg }) => msg)).toEqual(['before']);
  expect(linesOf(file).map(({ msg }) => msg)).toEqual(['after']);
});

test.skipIf(isWindows)('[D5] rotated again while it is being opened, it opens the newest', async () => {
  const file = join(newFolder(), 'log');
  const log = createLog('test', 'info', file);
  renameSync(file, `${file}.1`);
  reopenLog(log);
  log.info('line');
  // Opened by a thread, which the event loop has not learnt yet.
  while (!existsSync(file));
  renameSync(file, `${file}.2`);
  reopenLog(log);
  await closeLog(log);
  expect(linesOf(file).map(({ msg }) => msg)).toEqual(['line']);
});

test('[D5] a file that cannot be is an error at once', () => {
  expect(() => createLog('test', 'info', join(newFolder(), 'no-folder', 'log'))).toThrow('ENOENT');
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function newFifo(): string {
  const fifo = join(newFolder(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  return fifo;
}

/** What waits in a fifo now. */
function drained(reader: number): string {
  const bytes = Buffer.alloc(64 * 1024);
  try {
    return bytes.toString('utf8', 0, readSync(reader, bytes));
  } catch {
    return '';
  }
}

function linesOf(file: string) {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; count?: number });
}
