// The files of the outbox: what waits, its limits, and what a bad disk or foreign files do to it.

import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { MatchOutbox } from '../../../game-server/outbox/match-outbox.ts';
import { newFolder } from '../../support/new-folder.ts';
import { CAN_MOUNT, SmallDisk } from '../../support/small-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const idOf = (number: number) => number.toString(16).padStart(32, '0');

function open(folder: string, bytesMax = 1e6) {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
  const clock = new VirtualClock();
  return { outbox: new MatchOutbox({ folder, bytesMax, clock, log }), lines, clock };
}

test('[OB3] what was taken waits, also in the next process, in the order in which it came', async () => {
  const folder = join(newFolder(), 'not', 'there');
  const { outbox, lines } = open(folder);
  for (let i = 1; i <= 12; i++) expect(outbox.take('match', idOf(i), Buffer.alloc(i))).toBe(true);
  await outbox.remove(outbox.first(1)[0]!);
  const next = open(folder).outbox;
  expect(next.first(100).map(({ number, bytes, id }) => [number, bytes, id])).toEqual(
    Array.from({ length: 11 }, (_, i) => [i + 2, i + 2, idOf(i + 2)]),
  );
  expect(next.totals).toEqual(outbox.totals);
  next.take('daily-start', idOf(20), Buffer.alloc(1));
  expect(next.first(100).at(-1)).toMatchObject({ number: 13, kind: 'daily-start' });
  expect(lines).toEqual([]);
});

test('[OB4] beyond its size the newest is dropped, once logged; there is room again when something was sent', async () => {
  const { outbox, lines } = open(newFolder(), 100);
  expect([1, 2, 3, 4].map((i) => outbox.take('match', idOf(i), Buffer.alloc(40)))).toEqual([true, true, false, false]);
  expect(outbox.droppedCounts).toEqual({ disk: 0, full: 2, log: 0 });
  expect(lines).toEqual(['the outbox is full: the newest matches are dropped']);
  await outbox.remove(outbox.first(1)[0]!);
  expect(outbox.take('match', idOf(5), Buffer.alloc(40))).toBe(true);
  expect(outbox.first(9).map(({ id }) => id)).toEqual([idOf(2), idOf(5)]);
});

test('[OB4] foreign files are left alone, half written ones are removed', () => {
  const folder = newFolder();
  open(folder).outbox.take('match', idOf(1), Buffer.alloc(5));
  const [name] = readdirSync(folder) as [string];
  writeFileSync(join(folder, `${name.replace('1-', '2-')}.part`), 'half');
  for (const foreign of ['notes.txt', '000000000003-xyz.match', name.replace('match', 'cake')]) {
    writeFileSync(join(folder, foreign), 'x');
  }
  mkdirSync(join(folder, name.replace('1-', '4-')));
  symlinkSync('/dev/zero', join(folder, name.replace('1-', '5-')));
  const { outbox, lines } = open(folder);
  expect(outbox.first(9).map(({ id }) => id)).toEqual([idOf(1)]);
  expect(lines).toEqual(['files in the outbox that are no records']);
  expect(readdirSync(folder).length).toBe(6);
});

test('[OB4] ten thousand matches wait, and none is missed by the next process', () => {
  const folder = newFolder();
  const { outbox } = open(folder);
  for (let i = 0; i < 10_000; i++) outbox.take('match', idOf(i), Buffer.of(1, 2));
  const { totals } = open(folder).outbox;
  expect(totals).toEqual({ count: 10_000, bytes: 20_000 });
});

test('[OB4] a file that has become shorter is what it is now', () => {
  const folder = newFolder();
  const { outbox } = open(folder);
  outbox.take('match', idOf(1), Buffer.alloc(50));
  truncateSync(outbox.pathOf(outbox.first(1)[0]!), 20);
  expect(open(folder).outbox.totals.bytes).toBe(20);
});

test('[OB4] the age of the oldest is never negative, even if the clock was set back', () => {
  const folder = newFolder();
  const { outbox, clock } = open(folder);
  outbox.take('match', idOf(1), Buffer.alloc(50));
  clock.stall(5000);
  expect(outbox.oldestAgeMs).toBe(5000);
  // The file is as old as this test, the virtual clock stands years before.
  expect(open(folder).outbox.oldestAgeMs).toBe(0);
  expect(open(newFolder()).outbox.oldestAgeMs).toBe(0);
});

test('[OB4] a folder that was removed is made again', () => {
  const folder = newFolder();
  const { outbox, lines } = open(folder);
  rmSync(folder, { recursive: true });
  expect(outbox.take('match', idOf(1), Buffer.alloc(5))).toBe(false);
  expect(outbox.take('match', idOf(2), Buffer.alloc(5))).toBe(true);
  expect(lines).toEqual([
    'the outbox cannot be written: matches that end are dropped',
    'the outbox can be written again',
  ]);
});

test.runIf(CAN_MOUNT)(
  '[OB4] a full disk drops the newest, leaves nothing half written, and is logged once',
  async () => {
    const disk = await SmallDisk.mount(256);
    const folder = join(disk.path, 'outbox');
    const { outbox, lines } = open(folder);
    outbox.take('match', idOf(1), Buffer.alloc(5000));
    disk.fill();
    for (const i of [2, 3]) expect(outbox.take('match', idOf(i), Buffer.alloc(5000))).toBe(false);
    expect(outbox.droppedCounts).toEqual({ disk: 2, full: 0, log: 0 });
    expect(readdirSync(folder).length).toBe(1);
    disk.free();
    expect(outbox.take('match', idOf(4), Buffer.alloc(5000))).toBe(true);
    expect(lines).toEqual([
      'the outbox cannot be written: matches that end are dropped',
      'the outbox can be written again',
    ]);
  },
);
