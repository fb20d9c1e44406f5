// `npm run bench:bridge [-- --small] [-- --only=NAME,NAME]`: compares the bridge with other relays in one run. Each round measures
// all programs one after the other, so that a busy moment of the machine meets all of them; the median of the rounds counts. Linux
// only: it reads CPU time and memory of other processes from /proc.
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { CONTESTANTS, type Contestant, startTarget } from './contestants.ts';
import { printFigures, printRatios, type Figures } from './report.ts';
import { burstLatency, echoLatency } from './echo.ts';
import { connects, download, fanOut, memory, type Sizes, stalled, upload } from './scenarios.ts';

const FULL: Sizes = { fanTunnels: 1000, echoTunnels: 500, idleTunnels: 1000, seconds: 1.5, settleMs: 400 };
const SMALL: Sizes = { fanTunnels: 200, echoTunnels: 100, idleTunnels: 200, seconds: 0.5, settleMs: 150 };
const FULL_ROUNDS = 3;
/** The slowest hundredth varies more than all else. */
const ECHO_ROUNDS = 7;
/** Of each program, before short connections are measured. */
const WARM_UP_SECONDS = 2;
/** Of the processes between two measurements. */
const REST_MS = 150;

const isSmall = process.argv.includes('--small');
const sizes = isSmall ? SMALL : FULL;
const rounds = isSmall ? 1 : FULL_ROUNDS;
const only = process.argv
  .find((text) => text.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`);
console.log(`${JSON.stringify(sizes)}, the median of ${rounds}, of throughput one\n`);

const target = await startTarget();
const contestants: Contestant[] = [];
const figures: Figures = new Map();
for (const [name, start] of Object.entries(CONTESTANTS)) {
  if (only !== undefined && !only.includes(name)) continue;
  const contestant = await start(target.port);
  if (contestant === null) {
    console.log(`${name}: not installed`);
    continue;
  }
  contestants.push(contestant);
  // Of a process that has just started.
  const [idle, busy] = await memory(contestant, sizes);
  figures.set(name, { 'KiB idle': idle, 'KiB busy': busy });
}
await measure(['CPU us/msg'], rounds, async (contestant) => [await fanOut(contestant, sizes)]);
const echoRounds = isSmall ? 1 : ECHO_ROUNDS;
await measure(['echo p50 ms', 'echo p99 ms'], echoRounds, (contestant) => echoLatency(contestant, sizes));
await measure(['burst ms'], echoRounds, (contestant) => burstLatency(contestant, sizes));
// Not counted: the code of short connections is compiled meanwhile, of client and target too.
for (const contestant of contestants) await connects(contestant, { ...sizes, seconds: WARM_UP_SECONDS });
await measure(['conn/s', 'CPU us/conn'], rounds, (contestant) => connects(contestant, sizes));
await measure(['down MiB/s'], 1, async (contestant) => [await download(contestant, sizes)]);
await measure(['up MiB/s'], 1, async (contestant) => [await upload(contestant, sizes)]);
if (!isSmall) {
  const stalls = await Promise.all(contestants.map(stalled));
  for (const [index, { name }] of contestants.entries()) figures.get(name)!['stalled MiB'] = stalls[index]!;
}
for (const contestant of contestants) contestant.stop();
target.stop();
console.log();
printFigures(figures);
printRatios(figures);

/** Measures all programs in turn, every other round in reverse, and keeps the median of each column. */
async function measure(
  columns: readonly string[],
  times: number,
  read: (contestant: Contestant) => Promise<readonly number[]>,
): Promise<void> {
  const samples = new Map<string, (readonly number[])[]>();
  for (let round = 0; round < times; round += 1) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      samples.set(contestant.name, [...(samples.get(contestant.name) ?? []), await read(contestant)]);
      await delay(REST_MS);
    }
  }
  for (const [name, rows] of samples) {
    const row = figures.get(name)!;
    for (const [at, column] of columns.entries()) row[column] = median(rows.map((sample) => sample[at] ?? NaN));
    console.log(`${name}: ${columns.map((column) => `${column} ${row[column]?.toFixed(2)}`).join(', ')}`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
