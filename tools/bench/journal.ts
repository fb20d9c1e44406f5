// What the journal costs a tick: the record of all rooms, its checksum, and one write. Syncs run on another thread, and are
// left out.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../game-server/journal/open-journal.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { measure, type Effort, type Measured } from './measure.ts';

/** 1,000 clients in rooms of four, with four inputs a second each. */
const ROOMS = 250;
const PIECES = 67;
/** A call writes two kilobytes: as many as of other operations would fill a disk. */
const CALLS_PER_SAMPLE_MAX = 100;

export function benchJournal(effort: Effort): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-bench-'));
  const clock = { now: () => 0, date: () => 0, after: () => () => {} };
  const opened = openJournal(folder, clock, createLog('silent'));
  const { journal } = opened;
  journal.begin({ restate: () => [] });
  let tick = 0;
  const append = () => {
    tick++;
    const pieces = Array.from({ length: PIECES }, (_, i) => {
      const inputs = [i % 4, i % 5, tick];
      return {
        room: `R${100 + ((tick * PIECES + i) % ROOMS)}`,
        tick: 36_000 + tick,
        inputs,
        hash: i === 0 ? 2 ** 31 : 0,
      };
    });
    journal.tick(tick, pieces);
  };
  try {
    append();
    const before = journal.figures.bytes;
    append();
    const bytes = journal.figures.bytes - before;
    const callsPerSample = Math.min(effort.callsPerSample, CALLS_PER_SAMPLE_MAX);
    return measure(`journal a tick of ${PIECES} pieces`, { ...effort, callsPerSample }, append, bytes);
  } finally {
    opened.release();
    rmSync(folder, { recursive: true });
  }
}
