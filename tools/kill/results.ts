// `npm run soak:results -- --kills 1000 --seed 1`: kills game server and API again and again while matches end, and prints
// what became of the matches. Ends with 1 if one was lost, was counted twice, or was not verified.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seedFrom } from '../seed-flag.ts';
import { ResultsRun } from './results-run.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
if (!Number.isSafeInteger(kills) || kills < 1) throw new Error('--kills must be a whole number from 1');

const folder = mkdtempSync(join(tmpdir(), 'packetman-results-'));
let killCount = 0;
const run = new ResultsRun({
  main: join(import.meta.dirname, '../../cli/main.js'),
  ...{ folder, seed: seedFrom(values.seed), kills },
  killed: (victim, shown) => console.log(`${++killCount}  ${victim.padEnd(12)} matches shown: ${shown}`),
});
try {
  const { shownCount, keptCount, faults } = await run.run();
  console.log(`\nkills ${killCount}, matches shown ${shownCount}, kept ${keptCount}, faults ${faults.length}`);
  for (const fault of faults) console.log(`FAIL  ${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
