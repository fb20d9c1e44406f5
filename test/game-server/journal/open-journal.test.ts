// The data folder: its lock, and journals of other versions.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { FolderInUseError, FolderLock } from '../../../game-server/journal/folder-lock.ts';
import { OLD_JOURNALS_MAX, openJournal } from '../../../game-server/journal/open-journal.ts';
import { newFolder } from '../../support/new-folder.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { NOTHING, session } from './journal-folder.ts';

interface Line {
  readonly msg: string;
  readonly movedTo?: string;
  readonly cause?: string;
}

function opening() {
  const lines: Line[] = [];
  const log = pino({}, { write: (line) => lines.push(JSON.parse(line) as Line) });
  const clock = new VirtualClock();
  const run = (ticks: number, { journal }: ReturnType<typeof openJournal>) => {
    for (let tick = 0; tick < ticks; tick++) {
      clock.advance(1000 / 60);
      journal.tick(tick, []);
    }
  };
  return { lines, run, open: (data: string) => openJournal(data, clock, log) };
}

test('[GJ8] a folder that is used is refused, and free again when its user releases it', () => {
  const data = join(newFolder(), 'not', 'there', 'yet');
  const { lines, open } = opening();
  const first = open(data);
  first.journal.begin(NOTHING);
  expect(() => open(data)).toThrow(FolderInUseError);
  expect(() => open(data)).toThrow(
    `the data folder ${data} is used by another server: choose one with --data, or start with --no-journal`,
  );
  first.journal.append(session(1));
  first.release();
  const second = open(data);
  expect([...second.contents.records()]).toEqual([session(1)]);
  second.release();
  expect(lines).toEqual([]);
});

test('[GJ9] the data folder, what is in it and its lock are for this user alone', () => {
  const data = join(newFolder(), 'data');
  const opened = opening().open(data);
  opened.journal.begin(NOTHING);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  expect(statSync(join(data, 'journal')).mode & 0o777).toBe(0o700);
  expect(statSync(join(data, 'journal.lock')).mode & 0o777).toBe(0o600);
  opened.release();
});

test('[GJ8] a lock whose file was deleted is taken anew, unless another process was first', () => {
  const data = newFolder();
  const { open, run } = opening();
  const opened = open(data);
  opened.journal.begin({ restate: () => [session(1)] });
  rmSync(join(data, 'journal'), { recursive: true });
  rmSync(join(data, 'journal.lock'));
  const other = new FolderLock(join(data, 'journal.lock'), new FolderInUseError(data));
  // The next file needs the lock.
  opened.journal.append(session(2, 'x'.repeat(9 * 1024 * 1024)));
  run(180, opened);
  expect(opened.journal.isOn).toBe(false);
  other.release();
  run(180, opened);
  expect(opened.journal.isOn).toBe(true);
  expect(() => open(data)).toThrow(FolderInUseError);
  opened.release();
});

test('[GJ8] without the command flock the journal is off, and the log says why', () => {
  const { lines, open, run } = opening();
  vi.stubEnv('PATH', newFolder());
  const opened = open(newFolder());
  opened.journal.begin(NOTHING);
  run(180, opened);
  vi.unstubAllEnvs();
  expect(opened.journal.isOn).toBe(false);
  expect(lines).toMatchObject([
    { reason: expect.stringContaining('there is no command flock') },
    { msg: 'journal: it cannot be written, matches would not survive a crash' },
  ]);
  opened.release();
});

test('[GJ6] journals of other versions are moved aside, the newest are kept, and the server starts empty', () => {
  const data = newFolder();
  const { lines, open } = opening();
  for (let version = 2; version < 9; version++) {
    mkdirSync(join(data, 'journal'), { recursive: true });
    writeFileSync(join(data, 'journal', '00000001.log'), `packetman journal ${version}\nbytes`);
    const opened = open(data);
    expect([...opened.contents.records()]).toEqual([]);
    opened.journal.begin(NOTHING);
    expect(opened.journal.isOn).toBe(true);
    expect(lines.at(-1)).toMatchObject({ movedTo: `journal-old-${version - 1}`, cause: 'format' });
    opened.release();
    rmSync(join(data, 'journal'), { recursive: true });
  }
  const old = readdirSync(data).filter((name) => name.startsWith('journal-old-'));
  expect(old.toSorted()).toEqual(['journal-old-5', 'journal-old-6', 'journal-old-7']);
  expect(old).toHaveLength(OLD_JOURNALS_MAX);
  expect(readFileSync(join(data, 'journal-old-7', '00000001.log'), 'latin1')).toContain('packetman journal 8');
});
