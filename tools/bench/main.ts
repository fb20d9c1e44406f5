// Runs the benches and prints their figures: `npm run bench`.

import { cpus } from 'node:os';
import { TICKS_PER_SECOND } from '#simulation';
import { benchJournal } from './journal.ts';
import { benchOutbox } from './outbox.ts';
import { benchLockstep } from './lockstep/lockstep.ts';
import { FULL, type Measured } from './measure.ts';
import { benchProtocol } from './protocol.ts';
import { benchReplay } from './replay.ts';
import { benchSimulation } from './simulation.ts';

const SEED = 1980;

console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, seed ${SEED}`);
console.log(`${FULL.samples} samples of ${FULL.callsPerSample} calls, after warm-up\n`);

const simulation = benchSimulation(SEED, FULL);
table(simulation.rows);
const times = simulation.ticksPerSecond / TICKS_PER_SECOND;
console.log(`\n4 + 4: ${Math.round(simulation.ticksPerSecond)} ticks a second, ${Math.round(times)} times real time`);
console.log(
  `a game of three minutes again: ${simulation.gameMs.median.toFixed(1)} ms median, ${simulation.gameMs.best.toFixed(1)} ms best`,
);
console.log(`hash of the results: ${simulation.resultHash.toString(16)}\n`);

const protocol = benchProtocol(SEED, FULL);
table(protocol.rows);
const { median, most } = protocol.snapshotBytes;
console.log(`\na snapshot of 4 + 4, three ticks apart: ${median} bytes median, ${most} bytes at most\n`);

table([
  benchJournal(FULL),
  benchOutbox('a match of classic of 20 minutes handed over', { mode: 'classic', seed: SEED }, 72_000, FULL),
  benchOutbox('one of mega with 64 seats, one minute', { mode: 'mega', seatCount: 64, seed: SEED }, 3600, FULL),
]);

const minutes = 10;
const replay = benchReplay(SEED, minutes * 60 * TICKS_PER_SECOND, 1000);
const { median: jump, p99, most: longest } = replay.seekMs;
console.log(
  `\na replay of ${minutes} minutes: ${Math.round(replay.bytes / 1000)} kB, read in ${replay.readMs.toFixed(0)} ms`,
);
console.log(
  `a jump to any place: ${jump.toFixed(2)} ms median, ${p99.toFixed(2)} ms p99, ${longest.toFixed(2)} ms at most`,
);
console.log(`hash of the places: ${replay.resultHash.toString(16)}\n`);

for (const { name, ticks, ticksPerSecond } of await benchLockstep(SEED, 20_000)) {
  const times = Math.round(ticksPerSecond / TICKS_PER_SECOND);
  console.log(`${name.padEnd(44)} ${Math.round(ticksPerSecond)} ticks/s, ${times} times real time (${ticks} ticks)`);
}

function table(rows: readonly Measured[]): void {
  line('operation', ['median', 'p99', 'on wire', 'allocated', 'kept']);
  for (const { name, medianNs, p99Ns, wireBytes, allocatedBytes, keptBytes } of rows) {
    const times = [`${medianNs.toFixed(0)} ns`, `${p99Ns.toFixed(0)} ns`];
    const wire = wireBytes === null ? '-' : `${wireBytes.toFixed(0)} B`;
    line(name, [...times, wire, `${allocatedBytes.toFixed(0)} B`, `${keptBytes.toFixed(3)} B`]);
  }
}

function line(name: string, figures: readonly string[]): void {
  console.log(`${name.padEnd(40)} ${figures.map((figure) => figure.padStart(10)).join(' ')}`);
}
