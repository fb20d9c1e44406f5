// Disks that are full, read-only or broken, and what becomes of the journal on them.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type * as Files from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FileJournal } from '../../../game-server/journal/file-journal.ts';
import { CAN_MOUNT, SmallDisk } from '../../support/small-disk.ts';
import { checkpoint, JournalFolder, NOTHING, piece, room, session } from './journal-folder.ts';

/** What the disk does, in the place of the system where it says so. */
const disk = vi.hoisted(() => ({
  failsWith: null as string | null,
  syncFailsWith: null as string | null,
  bytesAtOnce: Infinity,
  bytesLeft: Infinity,
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof Files>();
  const failure = (code: string) => Object.assign(new Error(`${code}: by the test`), { code });
  return {
    ...real,
    writeSync(descriptor: number, bytes: Buffer, offset: number, length: number) {
      if (disk.failsWith !== null) throw failure(disk.failsWith);
      if (disk.bytesLeft <= 0) throw failure('ENOSPC');
      const taken = Math.min(length, disk.bytesAtOnce, disk.bytesLeft);
      disk.bytesLeft -= taken;
      return real.writeSync(descriptor, bytes, offset, taken);
    },
    fdatasync(descriptor: number, done: (error: Error | null) => void) {
      if (disk.syncFailsWith === null) return real.fdatasync(descriptor, done);
      setImmediate(() => done(failure(disk.syncFailsWith!)));
    },
  };
});

beforeEach(() => {
  disk.failsWith = null;
  disk.syncFailsWith = null;
  disk.bytesAtOnce = Infinity;
  disk.bytesLeft = Infinity;
});

const TICK_MS = 1000 / 60;
const SECOND = 60;
const FAILS = 'journal: it cannot be written, matches would not survive a crash';
const GOES_ON = 'journal: it is written again';
const OPEN = { restate: () => [session(1), room('ABCD'), checkpoint('ABCD')] };

function run(folder: JournalFolder, journal: FileJournal, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    folder.clock.advance(TICK_MS);
    journal.tick(tick, [piece('ABCD', tick)]);
  }
}

function messages(folder: JournalFolder): string[] {
  return folder.logLines.map(({ msg }) => msg);
}

describe.each(['ENOSPC', 'EIO', 'EROFS', 'EDQUOT'])('[GJ7] writes fail with %s', (code) => {
  test('the journal says so once, and is complete when writes succeed again', () => {
    const folder = new JournalFolder();
    const journal = folder.begin(OPEN);
    run(folder, journal, 10);
    disk.failsWith = code;
    run(folder, journal, 25 * SECOND);
    expect(journal.isOn).toBe(false);
    expect(messages(folder)).toEqual([FAILS]);
    expect(folder.logLines[0]!.reason).toContain(code);
    expect(journal.figures.failures).toBeGreaterThan(10);
    expect(journal.figures.failures).toBeLessThan(16);
    expect(journal.figures.recordsDropped).toBe(25 * SECOND);
    // The state before the failure is still there.
    expect(folder.read().filter(({ kind }) => kind === 'tick')).toHaveLength(10);

    disk.failsWith = null;
    run(folder, journal, 3 * SECOND);
    expect(journal.isOn).toBe(true);
    expect(messages(folder)).toEqual([FAILS, GOES_ON]);
    const records = folder.read();
    // The first ticks are those in which everything was written again.
    expect(records.slice(0, 4).map(({ kind }) => kind)).toEqual(['session', 'room', 'checkpoint', 'tick']);
    expect(records.length).toBeLessThan(3 * SECOND);
  });
});

test('[GJ7] a failure that lasts is logged at most once in 30 s, and less and less, and one that comes and goes is too', () => {
  const folder = new JournalFolder();
  const journal = folder.begin(OPEN);
  disk.failsWith = 'EIO';
  // At its beginning, after 30 s, and after 60 s more.
  run(folder, journal, 95 * SECOND);
  expect(messages(folder)).toEqual([FAILS, FAILS, FAILS]);
  run(folder, journal, 24 * 60 * 60);
  expect(messages(folder).length).toBeLessThan(10);
  folder.logLines.length = 0;
  for (let second = 0; second < 60; second += 4) {
    disk.failsWith = null;
    run(folder, journal, 3 * SECOND);
    disk.failsWith = 'EIO';
    run(folder, journal, SECOND);
  }
  expect(messages(folder).filter((msg) => msg === FAILS).length).toBeLessThan(4);
  expect(messages(folder).filter((msg) => msg === GOES_ON).length).toBeLessThan(5);
});

test('[GJ7] a disk with room for the beginning of a new file leaves what is in the old one', async () => {
  const folder = new JournalFolder();
  const journal = folder.begin(OPEN);
  run(folder, journal, 10);
  disk.failsWith = 'ENOSPC';
  run(folder, journal, SECOND);
  disk.failsWith = null;
  // The first line and the first record fit, the rest does not.
  disk.bytesLeft = 60;
  run(folder, journal, 3 * SECOND);
  await expect.poll(() => journal.isIdle).toBe(true);
  expect(journal.figures).toMatchObject({ isOn: false, failures: 2 });
  expect(folder.files).toEqual(['00000001.log']);
  expect(folder.read().filter(({ kind }) => kind === 'tick')).toHaveLength(10);
});

test('[GJ7] after a minute the state before the failure is deleted', async () => {
  const folder = new JournalFolder();
  const journal = folder.begin(OPEN);
  disk.failsWith = 'ENOSPC';
  run(folder, journal, 50 * SECOND);
  expect(folder.files).toHaveLength(1);
  run(folder, journal, 15 * SECOND);
  await expect.poll(() => folder.files).toEqual([]);
  disk.failsWith = null;
  run(folder, journal, 3 * SECOND);
  expect(folder.read().slice(0, 3)).toMatchObject(OPEN.restate());
});

test('[GJ7] a disk that takes a few bytes at once gets all of them', () => {
  const folder = new JournalFolder();
  disk.bytesAtOnce = 3;
  const journal = folder.begin(OPEN);
  run(folder, journal, 10);
  expect(folder.read()).toHaveLength(13);
  expect(journal.figures.failures).toBe(0);
});

test('[GJ7] a sync that fails ends the file: what it held may be lost', async () => {
  const folder = new JournalFolder();
  const journal = folder.begin(OPEN);
  disk.syncFailsWith = 'EIO';
  run(folder, journal, SECOND);
  await expect.poll(() => journal.isOn).toBe(false);
  disk.syncFailsWith = null;
  run(folder, journal, 3 * SECOND);
  expect(journal.isOn).toBe(true);
  expect(folder.read()[0]).toMatchObject(session(1));
});

test('[GJ7] a record that cannot be written ends the file and nothing else', () => {
  const folder = new JournalFolder();
  const journal = folder.begin(OPEN);
  journal.append(session(2, 'x'.repeat(9 * 1024 * 1024)));
  journal.commit();
  expect(journal.isOn).toBe(false);
  expect(folder.logLines[0]!.reason).toContain('too large');
  run(folder, journal, 3 * SECOND);
  expect(journal.isOn).toBe(true);
});

test('[GJ7] what is open and cannot be read ends the file, and is asked for again', () => {
  const folder = new JournalFolder();
  let isBroken = true;
  const restate = function* () {
    yield session(1);
    if (isBroken) throw new Error('a room is broken');
  };
  const journal = folder.begin({ restate });
  expect(journal.isOn).toBe(false);
  expect(folder.read()).toEqual([]);
  isBroken = false;
  run(folder, journal, 3 * SECOND);
  expect(folder.read()[0]).toEqual(session(1));
});

test.each([
  ['deleted', (path: string) => rmSync(path, { recursive: true })],
  ['moved away', (path: string) => renameSync(path, `${path}-elsewhere`)],
])('[GJ7] a folder that was %s is made again', async (_, remove) => {
  const parent = new JournalFolder();
  const folder = new JournalFolder(join(parent.path, 'journal'));
  const journal = folder.begin(OPEN);
  remove(folder.path);
  await expect.poll(() => (run(folder, journal, SECOND), journal.isOn)).toBe(false);
  run(folder, journal, 3 * SECOND);
  expect(journal.isOn).toBe(true);
  expect(folder.read()[0]).toMatchObject(session(1));
});

test('[GJ7] a file in the place of the folder is a failure until it is gone', () => {
  const parent = new JournalFolder();
  const path = join(parent.path, 'journal');
  writeFileSync(path, '');
  const folder = new JournalFolder(path);
  const journal = folder.begin(OPEN, undefined, true);
  expect(journal.isOn).toBe(false);
  expect(messages(folder)).toEqual([FAILS]);
  rmSync(path);
  run(folder, journal, 3 * SECOND);
  expect(messages(folder)).toEqual([FAILS, GOES_ON]);
  expect(folder.read()[0]).toMatchObject(session(1));
});

test('[GJ7] files that could not be seen at the start are not in the way later', async () => {
  const folder = new JournalFolder();
  folder.begin(OPEN).stop();
  const journal = folder.begin(NOTHING, undefined, true);
  expect(journal.isOn).toBe(false);
  run(folder, journal, 3 * SECOND);
  expect(journal.isOn).toBe(true);
  await expect.poll(() => (run(folder, journal, 20), folder.files)).toEqual(['00000002.log']);
});

describe.skipIf(!CAN_MOUNT)('[GJ7] a disk of 1 MiB', () => {
  test('is full to the last byte: play goes on, and the journal when there is room', async () => {
    const small = await SmallDisk.mount(1024);
    const folder = new JournalFolder(join(small.path, 'journal'));
    const journal = folder.begin(OPEN);
    run(folder, journal, 10);
    small.fill();
    run(folder, journal, 20 * SECOND);
    expect(journal.isOn).toBe(false);
    expect(folder.logLines[0]!.reason).toContain('ENOSPC');
    expect(folder.read().slice(0, 3)).toMatchObject(OPEN.restate());
    small.free();
    run(folder, journal, 3 * SECOND);
    expect(journal.isOn).toBe(true);
    expect(messages(folder)).toContain(GOES_ON);
  });

  test('is made read-only and writable again', async () => {
    const small = await SmallDisk.mount(1024);
    const folder = new JournalFolder(join(small.path, 'journal'));
    const journal = folder.begin(OPEN, 2000);
    run(folder, journal, 10);
    // It is refused while the file is open, which is closed by another thread.
    journal.stop();
    const isReadOnly = () =>
      small.makeReadOnly(true).then(
        () => true,
        () => false,
      );
    await expect.poll(isReadOnly).toBe(true);
    const next = folder.begin(OPEN);
    expect(next.isOn).toBe(false);
    expect(folder.logLines.at(-1)!.reason).toContain('EROFS');
    run(folder, next, 10 * SECOND);
    await small.makeReadOnly(false);
    run(folder, next, 3 * SECOND);
    expect(next.isOn).toBe(true);
    expect(folder.read().slice(0, 3)).toMatchObject(OPEN.restate());
  });

  test('is too small for the logs of matches: they go, and the journal stays', async () => {
    const small = await SmallDisk.mount(1024);
    const folder = new JournalFolder(join(small.path, 'journal'));
    const journal = folder.begin(OPEN, 64 * 1024);
    // Until its own files have filled the disk.
    for (let seconds = 0; journal.figures.failures === 0 && seconds < 3600; seconds += 10) {
      run(folder, journal, 10 * SECOND);
      await expect.poll(() => journal.isIdle, { interval: 1 }).toBe(true);
    }
    expect(folder.logLines[0]!.reason).toContain('ENOSPC');
    run(folder, journal, 3 * SECOND);
    expect(journal.figures.isOn).toBe(true);
    expect(folder.read().slice(0, 2)).toMatchObject(OPEN.restate().slice(0, 2));
  });
});
