// Random sessions, ticks, faults of the disk and killed processes: what is read is always what was open at one moment,
// and the present one while the disk works.

import type * as Files from 'node:fs';
import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import type { FileJournal } from '../../../game-server/journal/file-journal.ts';
import type { JournalRecord } from '../../../game-server/journal/record.ts';
import { JournalFolder, session } from './journal-folder.ts';

/** How many bytes the disk takes before it fails. */
const disk = vi.hoisted(() => ({ bytesLeft: Infinity }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof Files>();
  return {
    ...real,
    writeSync(descriptor: number, bytes: Buffer, offset: number, length: number) {
      if (disk.bytesLeft <= 0) throw Object.assign(new Error('ENOSPC: by the test'), { code: 'ENOSPC' });
      const taken = Math.min(length, disk.bytesLeft);
      disk.bytesLeft -= taken;
      return real.writeSync(descriptor, bytes, offset, taken);
    },
  };
});

beforeEach(() => {
  disk.bytesLeft = Infinity;
});

const TICK_MS = 1000 / 60;
const SEGMENT_BYTES = 500;
const KEYS = 12;
const STALE_MS = 60_000;

type Step =
  | { readonly do: 'change' | 'end'; readonly id: number; readonly bytes: number }
  | { readonly do: 'ticks'; readonly count: number }
  | { readonly do: 'fail'; readonly afterBytes: number }
  | { readonly do: 'heal' | 'kill' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('change' as const, 'end' as const),
      id: fc.nat({ max: KEYS }),
      bytes: fc.nat({ max: 300 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ticks' as const), count: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), afterBytes: fc.nat({ max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('heal' as const, 'kill' as const) }) },
);

test('[GJ5] whatever fails, and whenever the process ends, what is read was open at one moment', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      disk.bytesLeft = Infinity;
      const run = new Run();
      for (const step of steps) {
        run.take(step);
        expect(run.possible).toContain(run.found);
      }
    }),
    { numRuns: 200 },
  );
});

class Run {
  private readonly folder = new JournalFolder();
  private readonly open = new Map<number, string>();
  private readonly source = { restate: () => this.restate() };
  /** What was open at the last moment at which the disk worked, and after a change that it may have taken in part. */
  private good: string[] = ['[]'];
  private journal: FileJournal = this.folder.begin(this.source, SEGMENT_BYTES);
  private workedMs = 0;
  private changes = 0;
  private tick = 0;

  take(step: Step): void {
    switch (step.do) {
      case 'change':
        this.open.set(step.id, `${++this.changes} ${'x'.repeat(step.bytes)}`);
        return this.write(session(step.id, this.open.get(step.id)));
      case 'end':
        this.open.delete(step.id);
        return this.write({ kind: 'session-ended', session: step.id });
      case 'ticks':
        for (let i = 0; i < step.count; i++) {
          this.folder.clock.advance(TICK_MS);
          this.journal.tick(++this.tick, []);
          this.note();
        }
        return;
      case 'fail':
        disk.bytesLeft = step.afterBytes;
        return;
      case 'heal':
        disk.bytesLeft = Infinity;
        return;
      case 'kill':
        return this.kill();
    }
  }

  /** What another process would find now. */
  get found(): string {
    return shown(stateOf(this.folder.read()));
  }

  /** What it may find. When nothing could be written for a minute, what was before is deleted. */
  get possible(): string[] {
    const isStale = this.folder.clock.now() - this.workedMs >= STALE_MS;
    return isStale ? [...this.good, '[]'] : this.good;
  }

  /** What is open is what a later process finds, if the journal says so. */
  private note(): void {
    if (!this.journal.figures.isOn) return;
    this.good = [shown(this.open)];
    this.workedMs = this.folder.clock.now();
  }

  private write(record: JournalRecord): void {
    if (this.journal.isOn) this.good.push(shown(this.open));
    this.journal.append(record);
    this.journal.commit();
    this.note();
  }

  /** Another process goes on with what it finds. */
  private kill(): void {
    this.journal.stop();
    disk.bytesLeft = Infinity;
    this.open.clear();
    for (const [id, state] of stateOf(this.folder.read())) this.open.set(id, state as string);
    this.journal = this.folder.begin(this.source, SEGMENT_BYTES);
    this.note();
  }

  private *restate(): Generator<JournalRecord> {
    for (const [id, state] of this.open) yield session(id, state);
  }
}

function stateOf(records: readonly JournalRecord[]): Map<number, unknown> {
  const sessions = new Map<number, unknown>();
  for (const record of records) {
    if (record.kind === 'session') sessions.set(record.session, record.state);
    if (record.kind === 'session-ended') sessions.delete(record.session);
  }
  return sessions;
}

function shown(sessions: ReadonlyMap<number, unknown>): string {
  return JSON.stringify([...sessions].toSorted(([one], [other]) => one - other));
}
