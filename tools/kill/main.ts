// `npm run soak:kill -- --kills 200 --seed 1`: kills a server again and again while clients play, and prints what became of
// them. Ends with 1 if a tick was lost, a World differed, or a player did not come back.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOf, KillRun, type Kill } from './kill-run.ts';
import { seedFrom } from '../seed-flag.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    /** A planned restart instead of a kill. */
    term: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'packetman-kill-'));
const run = new KillRun({
  main: join(import.meta.dirname, '../../cli/main.js'),
  ...{ folder, seed: seedFrom(values.seed), kills: Number(values.kills) },
  signal: values.term ? 'SIGTERM' : 'SIGKILL',
  killed: (kill) => console.log(lineOf(kill)),
});
console.log('room       accepting ms   last back ms   last moving ms   lost ticks');
try {
  const kills = await run.run();
  const faults = faultsOf(kills, run.ledger);
  const lost = kills.flatMap(({ fates }) => fates).reduce((sum, { lostTicks }) => sum + lostTicks, 0);
  console.log(`\nkills ${kills.length}, lost ticks ${lost}, ticks with another World ${run.ledger.wrongHashes}`);
  console.log(`accepting again: ${summary(kills.map(({ acceptingMs }) => acceptingMs))}`);
  console.log(`last player moving again: ${summary(kills.flatMap((kill) => lastMovingMs(kill) ?? []))}`);
  for (const fault of faults) console.log(`FAIL  ${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function lineOf(kill: Kill): string {
  const { roomState, acceptingMs, fates } = kill;
  const lost = fates.reduce((sum, { lostTicks }) => sum + lostTicks, 0);
  const columns: readonly [text: string, width: number][] = [
    [acceptingMs.toFixed(0), 12],
    [text(latest(fates.map(({ backMs }) => backMs))), 15],
    [text(lastMovingMs(kill)), 17],
    [fates.length === 0 ? '-' : String(lost), 13],
  ];
  return roomState.padEnd(11) + columns.map(([cell, width]) => cell.padStart(width)).join('');
}

/** When the last player moved whose match was running; null if there is none, or one has not moved. */
function lastMovingMs({ fates }: Kill): number | null {
  return latest(fates.map(({ movingMs }) => movingMs));
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((ms) => ms !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function text(ms: number | null): string {
  return ms === null ? '-' : ms.toFixed(0);
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(0) ?? '-';
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`;
}
