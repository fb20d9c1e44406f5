import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FileJournal } from '../../../game-server/journal/file-journal.ts';
import type { JournalSource } from '../../../game-server/journal/journal.ts';
import type { JournalRecord } from '../../../game-server/journal/record.ts';
import { checkpoint, JournalFolder, piece, room, session } from './journal-folder.ts';

const TICK_MS = 1000 / 60;
const SEGMENT_BYTES = 4096;

/** Sessions and rooms as other parts of a server hold them. */
class Open implements JournalSource {
  readonly sessions = new Map<number, unknown>();
  readonly rooms = new Map<string, number>();

  *restate(): Generator<JournalRecord> {
    for (const [id, state] of this.sessions) yield session(id, state);
    for (const [code, match] of this.rooms) {
      yield room(code);
      yield checkpoint(code, match);
    }
  }
}

/** Ticks, and lets syncs and deletions be done after each. */
async function run(folder: JournalFolder, journal: FileJournal, ticks: number, append?: (tick: number) => void) {
  for (let tick = 1; tick <= ticks; tick++) {
    append?.(tick);
    folder.clock.advance(TICK_MS);
    journal.tick(tick, tick % 3 === 0 ? [piece('ABCD', tick)] : []);
    if (tick % 15 === 0) await idle(journal);
  }
  await idle(journal);
}

async function idle(journal: FileJournal): Promise<void> {
  await expect.poll(() => journal.isIdle, { interval: 1 }).toBe(true);
}

test('[GJ1] a tick is one append with everything before it, and an idle tick is none', () => {
  const folder = new JournalFolder();
  const journal = folder.begin();
  const { appends } = journal.figures;
  journal.append(session(1));
  journal.append(room('ABCD'));
  journal.tick(1, [piece('ABCD', 10), piece('EFGH', 20)]);
  expect(journal.figures.appends).toBe(appends + 1);
  for (let tick = 2; tick < 100; tick++) journal.tick(tick, null);
  expect(journal.figures.appends).toBe(appends + 1);
  expect(folder.read()).toEqual([
    ...[session(1), room('ABCD')],
    { kind: 'tick', tick: 1, pieces: [piece('ABCD', 10), piece('EFGH', 20)] },
  ]);
});

test('[GJ3] what is open before a start is in the first file', () => {
  const folder = new JournalFolder();
  const open = new Open();
  for (let id = 1; id <= 1000; id++) open.sessions.set(id, 'x'.repeat(3000));
  const journal = folder.begin(open);
  expect(folder.read()).toHaveLength(1000);
  expect(journal.isOn).toBe(true);
  // The next process finds it, and nothing is doubled.
  journal.stop();
  const next = folder.begin(open);
  expect(folder.read()).toHaveLength(1000);
  next.stop();
});

test('[GJ3] a full file is followed by one with everything that is open, and is deleted', async () => {
  const folder = new JournalFolder();
  const open = new Open();
  open.sessions.set(1, 'once, long ago');
  const journal = folder.begin(open, SEGMENT_BYTES);
  await run(folder, journal, 2000);
  expect(folder.files).toHaveLength(1);
  expect(folder.files).not.toEqual(['00000001.log']);
  expect(folder.read()).toContainEqual(session(1, 'once, long ago'));
  expect(journal.figures.size).toBe(statSync(join(folder.path, folder.files[0]!)).size);
  expect(folder.logLines).toEqual([]);
});

test('[GJ3] at each moment what is read is what is open, while files follow each other', async () => {
  const folder = new JournalFolder();
  const open = new Open();
  const journal = folder.begin(open, SEGMENT_BYTES);
  await run(folder, journal, 3000, (tick) => {
    const id = (tick * 7) % 40;
    if (tick % 5 === 0 && open.sessions.delete(id)) journal.append({ kind: 'session-ended', session: id });
    else {
      open.sessions.set(id, `state of tick ${tick}`);
      journal.append(session(id, open.sessions.get(id)));
    }
    journal.commit();
    if (tick % 50 === 0) expect(sessionsIn(folder.read())).toEqual(byId(open.sessions));
  });
  expect(journal.figures.failures).toBe(0);
  expect(folder.files.length).toBeLessThan(3);
});

test('[GJ3] files are kept while a match runs that began in them, and its log is read from them', async () => {
  const folder = new JournalFolder();
  const open = new Open();
  const journal = folder.begin(open, SEGMENT_BYTES);
  open.rooms.set('ABCD', 1);
  journal.append(room('ABCD'));
  journal.append(checkpoint('ABCD', 1, 'first'));
  await run(folder, journal, 2000);
  expect(folder.files[0]).toBe('00000001.log');
  const kept = folder.files.length;
  expect(kept).toBeGreaterThan(3);

  // All pieces of the match are there, each once.
  const all = await folder.readHistory();
  const ticks = all.flatMap((record) => (record.kind === 'tick' ? record.pieces.map(({ tick }) => tick) : []));
  expect(ticks).toEqual(Array.from({ length: 666 }, (_, i) => (i + 1) * 3));
  expect(all.find(({ kind }) => kind === 'checkpoint')).toMatchObject({ state: 'first' });

  // A process after it keeps them too, while it has the match.
  journal.stop();
  const next = folder.begin(open, SEGMENT_BYTES);
  await run(folder, next, 60);
  expect(folder.files.length).toBe(kept + 1);
  const later = await folder.readHistory();
  expect(later.find(({ kind }) => kind === 'checkpoint')).toMatchObject({ state: 'first' });

  open.rooms.set('ABCD', 2);
  next.append(checkpoint('ABCD', 2));
  await run(folder, next, 60);
  expect(folder.files).toHaveLength(1);
});

test('[GJ3] the end of a match and of its room make its files unneeded', async () => {
  for (const record of [
    { kind: 'match-over', room: 'ABCD' },
    { kind: 'room-closed', room: 'ABCD' },
  ] as const) {
    const folder = new JournalFolder();
    const open = new Open();
    const journal = folder.begin(open, SEGMENT_BYTES);
    journal.append(checkpoint('ABCD', 1));
    await run(folder, journal, 1000);
    expect(folder.files.length).toBeGreaterThan(2);
    journal.append(record);
    await run(folder, journal, 30);
    expect(folder.files.length).toBeLessThan(3);
  }
});

test('[GJ3] what is not written again yet when the process is about to end is written at once', () => {
  const folder = new JournalFolder();
  const open = new Open();
  const journal = folder.begin(open, SEGMENT_BYTES);
  for (let id = 0; id < 100; id++) open.sessions.set(id, 'x'.repeat(3000));
  // Begins a file in which everything takes some ticks.
  journal.append(session(0, 'x'.repeat(SEGMENT_BYTES)));
  journal.tick(1, []);
  journal.tick(2, []);
  expect(sessionsIn(folder.read()).length).toBeLessThan(100);
  expect(journal.complete()).toBe(true);
  expect(sessionsIn(folder.read())).toEqual(byId(open.sessions));
});

test('[GJ3] while older files are read none is deleted', async () => {
  const folder = new JournalFolder();
  const open = new Open();
  open.rooms.set('ABCD', 1);
  const first = folder.begin(open, SEGMENT_BYTES);
  await run(folder, first, 1000);
  first.stop();
  const journal = folder.begin(open, SEGMENT_BYTES);
  const kept = folder.files;
  const reading = folder.found!.history();
  await reading.next();
  open.rooms.delete('ABCD');
  journal.append({ kind: 'room-closed', room: 'ABCD' });
  await run(folder, journal, 100);
  expect(folder.files).toEqual(expect.arrayContaining(kept));
  await reading.return(undefined);
  await run(folder, journal, 30);
  expect(folder.files).toHaveLength(1);
});

test('[GJ9] files and folders are for this user alone, and a server that has drained leaves none', async () => {
  const folder = new JournalFolder();
  const journal = folder.begin(new Open(), SEGMENT_BYTES);
  await run(folder, journal, 300);
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  for (const file of folder.files) expect(statSync(join(folder.path, file)).mode & 0o777).toBe(0o600);
  await journal.finish();
  expect(folder.files).toEqual([]);
});

function sessionsIn(records: readonly JournalRecord[]): unknown[] {
  const sessions = new Map<number, unknown>();
  for (const record of records) {
    if (record.kind === 'session') sessions.set(record.session, record.state);
    if (record.kind === 'session-ended') sessions.delete(record.session);
  }
  return byId(sessions);
}

function byId(sessions: ReadonlyMap<number, unknown>): unknown[] {
  return [...sessions].toSorted(([one], [other]) => one - other);
}
