import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRecord, type StoredRecord } from '../../../game-server/journal/record-codec.ts';
import { FRAME_HEAD_BYTES, writeFrameHead } from '../../../game-server/journal/record-frame.ts';
import type { JournalRecord } from '../../../game-server/journal/record.ts';
import { FIRST_LINE, readSegment, scanWhole, segmentPath } from '../../../game-server/journal/segment-file.ts';
import { readStoredJournal } from '../../../game-server/journal/stored-journal.ts';
import { anyRecord } from './arbitraries.ts';
import { JournalFolder, room, session } from './journal-folder.ts';

const NAME = (number: number) => `${String(number).padStart(8, '0')}.log`;

test('[GJ1] what was appended is read again, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyRecord, { maxLength: 4 }), { maxLength: 12 }), (commits) => {
      const folder = new JournalFolder();
      const journal = folder.begin();
      for (const records of commits) {
        for (const record of records) journal.append(record);
        journal.commit();
      }
      expect(withoutSince(folder.read())).toEqual(commits.flat());
      expect(folder.logLines).toEqual([]);
      journal.stop();
    }),
    { numRuns: 50 },
  );
});

test('[GJ1] what has not been committed is not there', () => {
  const folder = new JournalFolder();
  const journal = folder.begin();
  journal.append(session(1));
  expect(folder.read()).toEqual([]);
  journal.commit();
  expect(folder.read()).toEqual([session(1)]);
});

test('[GJ4] a file that is cut anywhere gives the records before the cut, and the log says where', () => {
  const { folder, content, ends, records } = written();
  const [, marked = 0] = ends;
  for (let length = 0; length <= content.length; length++) {
    folder.logLines.length = 0;
    folder.write(NAME(1), content.subarray(0, length));
    const whole = ends.filter((end) => end <= length);
    // Without its first two records, which begin it and mark it as whole, the file means nothing.
    expect(folder.read()).toEqual(records.slice(0, Math.max(0, whole.length - 2)));
    const isClean = length === (whole.at(-1) ?? 0);
    if (length >= marked && !isClean) {
      expect(folder.logLines).toMatchObject([{ segment: 1, offset: whole.at(-1), bytesLost: length - whole.at(-1)! }]);
    }
  }
});

test('[GJ4] a bit that has changed anywhere ends what is read before its record', () => {
  const { folder, content, ends, records } = written();
  for (let bit = FIRST_LINE.length * 8; bit < content.length * 8; bit++) {
    const damaged = Buffer.from(content);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    folder.write(NAME(1), damaged);
    const before = ends.filter((end) => end <= bit >> 3).length;
    expect(folder.read()).toEqual(records.slice(0, Math.max(0, before - 2)));
  }
});

test('[GJ4] a damaged first line is no file, and zeros at the end are cut off', () => {
  const { folder, content, records } = written();
  for (let bit = 0; bit < FIRST_LINE.length * 8; bit++) {
    const damaged = Buffer.from(content);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    folder.write(NAME(1), damaged);
    const found = readStoredJournal(folder.path, folder.log);
    // A changed digit is another version; the journal is moved aside then.
    if (typeof found !== 'string') expect([...found.records()]).toEqual([]);
  }
  folder.logLines.length = 0;
  folder.write(NAME(1), Buffer.concat([content, Buffer.alloc(5000)]));
  expect(folder.read()).toEqual(records);
  expect(folder.logLines).toMatchObject([{ offset: content.length, bytesLost: 5000 }]);
});

test('[GJ4] any bytes after the first line are read without an exception', () => {
  const folder = new JournalFolder();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      folder.write(NAME(1), Buffer.concat([FIRST_LINE, bytes]));
      expect(folder.read()).toEqual([]);
    }),
  );
});

test.skipIf(process.platform === 'win32')(
  '[GJ4] a pipe, a folder or a link to nowhere among the files is a damaged one',
  () => {
    const { folder } = written();
    const path = (number: number) => join(folder.path, NAME(number));
    spawnSync('mkfifo', [path(2)]);
    mkdirSync(path(3));
    symlinkSync('nowhere', path(4));
    const started = folder.begin();
    expect(started.isOn).toBe(true);
    started.append(session(7));
    started.commit();
    started.stop();
    expect(folder.files).toContain(NAME(5));
    expect(folder.read()).toEqual([session(7)]);
  },
);

test('[GJ5] after a stray file with the greatest number of eight digits, numbers have nine', () => {
  const folder = new JournalFolder();
  folder.write(NAME(99_999_999), Buffer.from('mine'));
  const journal = folder.begin();
  journal.append(session(1));
  journal.commit();
  journal.stop();
  expect(folder.read()).toEqual([session(1)]);
});

test('[GJ5] a file that is not whole is read with the one before it, and a fresh one is not read at all', () => {
  const folder = new JournalFolder();
  const begin = (number: number, isFresh: boolean, bytes: number | null): StoredRecord => ({
    ...{ kind: 'segment', number, isFresh },
    after: bytes === null ? null : { number: number - 1, bytes },
  });
  const whole: StoredRecord = { kind: 'whole' };
  const one = file([begin(1, true, null), session(1), whole, session(2)]);
  folder.write(NAME(1), one);
  folder.write(NAME(2), file([begin(2, false, one.length), session(3)]));
  expect(folder.read()).toEqual([session(1), session(2), session(3)]);

  folder.write(NAME(2), file([begin(2, false, one.length), session(3), whole, session(4)]));
  expect(folder.read()).toEqual([session(3), session(4)]);

  folder.write(NAME(2), file([begin(2, true, one.length), session(3)]));
  expect(folder.read()).toEqual([session(1), session(2)]);
  expect(folder.logLines).toEqual([]);
});

test('[GJ5] nothing is read past a hole', () => {
  const hole = 'journal: records are missing, what was written after them is not used';
  const begin = (number: number, bytes: number): StoredRecord => ({
    ...{ kind: 'segment', number, isFresh: false },
    after: { number: number - 1, bytes },
  });
  const first: StoredRecord = { kind: 'segment', number: 1, isFresh: true, after: null };
  const one = file([first, session(1), { kind: 'whole' }, session(2)]);
  const two = file([begin(2, one.length), session(3)]);

  // The end of the earlier file is missing.
  const folder = new JournalFolder();
  folder.write(NAME(1), one.subarray(0, one.length - 1));
  folder.write(NAME(2), two);
  expect(folder.read()).toEqual([session(1)]);
  expect(folder.logLines.map(({ msg }) => msg)).toContain(hole);

  // A file between two others is missing.
  const other = new JournalFolder();
  other.write(NAME(1), one);
  other.write(NAME(3), file([begin(3, two.length), session(4)]));
  expect(other.read()).toEqual([session(1), session(2)]);
  expect(other.logLines.map(({ msg }) => msg)).toContain(hole);
});

test('[GJ5] a file that is whole makes older damage harmless', () => {
  const folder = new JournalFolder();
  const first: StoredRecord = { kind: 'segment', number: 2, isFresh: false, after: { number: 1, bytes: 500 } };
  folder.write(NAME(1), Buffer.from('damaged'));
  folder.write(NAME(2), file([first, session(1), { kind: 'whole' }]));
  expect(folder.read()).toEqual([session(1)]);
});

test('[GJ6] another format and an unknown kind are told apart from damage', () => {
  const folder = new JournalFolder();
  folder.write(NAME(1), Buffer.from('packetman journal 2\nwhatever it holds'));
  expect(readStoredJournal(folder.path, folder.log)).toBe('format');
  const unknown = Buffer.from([0x92, 99, 1]);
  const first = encodeRecord({ kind: 'segment', number: 1, isFresh: true, after: null });
  folder.write(NAME(1), Buffer.concat([FIRST_LINE, framed(first), framed(unknown)]));
  expect(readStoredJournal(folder.path, folder.log)).toBe('kind');
});

test('[GJ6] a record of a known kind that cannot be decoded ends what is read', () => {
  const folder = new JournalFolder();
  const first = file([{ kind: 'segment', number: 1, isFresh: true, after: null }, session(1), { kind: 'whole' }]);
  folder.write(
    NAME(1),
    Buffer.concat([first, framed(Buffer.from([0x92, 2, 0xff])), framed(encodeRecord(session(2) as StoredRecord))]),
  );
  const stored = folder.stored();
  expect([...stored.records()]).toEqual([session(1)]);
  expect(stored.end).toBeNull();
  expect(folder.logLines).toMatchObject([{ segment: 1 }]);
});

test('[GJ4] a file of another number, a folder in its place and a file of a stranger harm nothing', () => {
  const { folder, content, records } = written();
  folder.write('00000007.log.bak', content);
  folder.write('7.log', content);
  expect(folder.read()).toEqual(records);
  folder.write(NAME(2), content);
  expect(readStoredJournal(folder.path, folder.log)).toBe('kind');
});

/** A journal of one file, with the places at which its records end. */
function written() {
  const folder = new JournalFolder();
  const journal = folder.begin();
  const records: JournalRecord[] = [session(1), room('ABCD', { seats: [1, 2] }), session(2, 'x'.repeat(40))];
  for (const record of records) {
    journal.append(record);
    journal.tick(0, null);
  }
  journal.stop();
  const content = folder.content(NAME(1));
  const ends: number[] = [];
  for (let end = FIRST_LINE.length; end < content.length;) {
    end += FRAME_HEAD_BYTES + content.readUInt32BE(end);
    ends.push(end);
  }
  expect(scanWhole(1, readSegment(folder.path, 1))).toMatchObject({ validBytes: content.length, isWhole: true });
  expect(segmentPath(folder.path, 1).endsWith(NAME(1))).toBe(true);
  return { folder, content, ends, records };
}

function file(records: readonly (StoredRecord | JournalRecord)[]): Buffer {
  return Buffer.concat([FIRST_LINE, ...records.map((record) => framed(encodeRecord(record as StoredRecord)))]);
}

function framed(payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(FRAME_HEAD_BYTES + payload.length);
  bytes.set(payload, FRAME_HEAD_BYTES);
  writeFrameHead(bytes, 0, payload.length);
  return bytes;
}

function withoutSince(records: readonly JournalRecord[]): unknown[] {
  return records.map((record) => {
    const { since: _, ...others } = record as JournalRecord & { since?: number };
    return others;
  });
}
