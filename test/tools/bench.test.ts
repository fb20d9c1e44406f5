// The benches run small here, so that they never rot; `npm run bench` runs them in full.

import { expect, test } from 'vitest';
import { MODES } from '#simulation';
import { benchAi } from '../../tools/bench/ai/decisions.ts';
import { benchJournal } from '../../tools/bench/journal.ts';
import { benchOutbox } from '../../tools/bench/outbox.ts';
import { benchLockstep } from '../../tools/bench/lockstep/lockstep.ts';
import { QUICK } from '../../tools/bench/measure.ts';
import { benchProtocol } from '../../tools/bench/protocol.ts';
import { benchReplay } from '../../tools/bench/replay.ts';
import { benchSimulation } from '../../tools/bench/simulation.ts';

test('[TN1] the bench of the rules runs, and comes to the same worlds each time', () => {
  const [first, second] = [benchSimulation(7, QUICK), benchSimulation(7, QUICK)];
  expect(first.rows.every((row) => row.medianNs > 0)).toBe(true);
  expect(first.resultHash).toBe(second.resultHash);
});

test('[TN1] the bench of the wire runs, and comes to snapshots of the same size each time', () => {
  const [first, second] = [benchProtocol(7, QUICK), benchProtocol(7, QUICK)];
  expect(first.rows.every((row) => row.medianNs > 0)).toBe(true);
  expect(first.snapshotBytes).toEqual(second.snapshotBytes);
  const bytes = first.rows.map((row) => [row.name, row.wireBytes]);
  expect(bytes).toEqual(second.rows.map((row) => [row.name, row.wireBytes]));
  const sent = new Map(first.rows.map((row) => [row.name, row.wireBytes!]));
  expect(sent.get('broadcast a snapshot to 64 seats')).toBeCloseTo(16 * sent.get('broadcast a snapshot to 4 seats')!);
  expect(sent.get('broadcast a snapshot to 4 seats')).toBeCloseTo(4 * sent.get('encode snapshot')!);
});

test('[TN1] the bench of the outbox runs, and writes the same match each time', () => {
  const sizes = [1, 2].map(() => benchOutbox('classic', { mode: 'classic', seed: 7 }, 1200, QUICK).wireBytes);
  expect(sizes[0]).toBeGreaterThan(500);
  expect(sizes[1]).toBe(sizes[0]);
});

test('[TN1] the bench of the journal runs, and writes a tick of the same size each time', () => {
  const [first, second] = [benchJournal(QUICK), benchJournal(QUICK)];
  expect(first.medianNs).toBeGreaterThan(0);
  expect(first.wireBytes).toBe(second.wireBytes);
  expect(first.wireBytes).toBeGreaterThan(67 * 10);
});

test('[TN1] the bench of replays runs, and comes to the same places each time', () => {
  const [first, second] = [benchReplay(7, 1300, 20), benchReplay(7, 1300, 20)];
  expect(first.seekMs.median).toBeGreaterThan(0);
  expect(first.resultHash).toBe(second.resultHash);
});

test('[TN1] the bench of the built-in player runs, and measures a decision of each mode, role and skill', () => {
  const costs = benchAi(7, 400);
  expect(costs.every(({ decisions, meanUs }) => decisions > 0 && meanUs > 0)).toBe(true);
  const measured = new Set(costs.map(({ mode, role, skill }) => `${mode} ${role} ${skill}`));
  expect(measured.size).toBe(3 * MODES.flatMap(({ roles }) => roles).length);
});

test('[TN1] the bench of lockstep runs, and plays the same matches each time', async () => {
  const [first, second] = [await benchLockstep(7, 1, 300), await benchLockstep(7, 1, 300)];
  expect(first.map(({ ticks }) => ticks)).toEqual(second.map(({ ticks }) => ticks));
  expect(first.every(({ ticksPerSecond }) => ticksPerSecond > 0)).toBe(true);
});
