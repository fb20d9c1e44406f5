// Prints what a decision of the built-in player costs: `npm run bench:ai`.

import { cpus } from 'node:os';
import { TICKS_PER_SECOND } from '#simulation';
import { benchAi } from './decisions.ts';

const SEED = 1980;
const TICKS = 120 * TICKS_PER_SECOND;

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown'}, seed ${SEED}, ${TICKS} ticks each\n`);
console.log('| mode | seats | role | skill | decisions | mean | p99 |\n|---|---|---|---|---|---|---|');
for (const { mode, seats, role, skill, decisions, meanUs, p99Us } of benchAi(SEED, TICKS)) {
  const times = `${meanUs.toFixed(1)} µs | ${p99Us.toFixed(1)} µs`;
  console.log(`| ${mode} | ${seats} | ${role} | ${skill} | ${decisions} | ${times} |`);
}
