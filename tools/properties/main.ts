// `npm run soak:rules`: plays random matches of each mode for a million ticks, and checks what must hold in each of them
// (SP rules in simulation/README.md). A failure is printed with the command that plays its match again.

import { parseArgs } from 'node:util';
import { modeNamed, MODES } from '#simulation';
import { run } from './run.ts';
import { seedFrom } from '../seed-flag.ts';

/** Ticks of a match at most: most matches of all modes are over by then, and a square of mega has collapsed. */
const MATCH_TICKS_MAX = 12_000;

const { values } = parseArgs({
  options: {
    mode: { type: 'string', multiple: true, default: MODES.map(({ name }) => name) },
    ticks: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const ticksWanted = Number(values.ticks);
const firstSeed = seedFrom(values.seed);
if (!Number.isInteger(ticksWanted) || ticksWanted < 1) throw new Error('--ticks must be a whole number from 1');
for (const mode of values.mode) if (modeNamed(mode) === null) throw new Error(`--mode: there is no mode ${mode}`);

for (const mode of values.mode) soak(mode);

function soak(mode: string): void {
  const began = performance.now();
  let ticks = 0;
  let seed = firstSeed;
  for (; ticks < ticksWanted; seed = (seed + 1) >>> 0) {
    const outcome = run({ mode, seed, ticksMax: MATCH_TICKS_MAX });
    ticks += outcome.ticks;
    if (outcome.fault === null) continue;
    console.log(`FAIL  ${mode}, seed ${seed}: ${outcome.fault}`);
    console.log(`      again: npm run soak:rules -- --mode ${mode} --seed ${seed} --ticks 1`);
    process.exitCode = 1;
    return;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`ok    ${mode}: ${ticks} ticks, seeds ${firstSeed} to ${seed - 1}, ${seconds} s`);
}
