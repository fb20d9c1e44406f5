// `npm run bench:bridge [-- --small]`: compares the bridge with other relays in one run. Linux only: it reads CPU time and
// memory of other processes from /proc.
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { CONTESTANTS, type Contestant, startTarget } from './contestants.ts';
import { connects, download, echoLatency, fanOut, memory, type Sizes, stalled, upload } from './scenarios.ts';

const FULL: Sizes = { fanTunnels: 1000, echoTunnels: 500, idleTunnels: 1000, seconds: 5 };
const SMALL: Sizes = { fanTunnels: 200, echoTunnels: 100, idleTunnels: 200, seconds: 1 };
/** Of the processes between two scenarios. */
const REST_MS = 300;

const sizes = process.argv.includes('--small') ? SMALL : FULL;
const only = process.argv.find((text) => text.startsWith('--only='))?.slice('--only='.length);
console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`);
console.log(`${JSON.stringify(sizes)}\n`);

const target = await startTarget();
const columns = ['', 'CPU us/msg', 'echo p50 ms', 'p99 ms', 'down MiB/s', 'up MiB/s', 'conn/s', 'KiB idle', 'KiB busy'];
columns.push('stalled MiB');
console.log(columns.map((text) => text.padStart(11)).join(' '));
for (const [name, start] of Object.entries(CONTESTANTS)) {
  if (only !== undefined && name !== only) continue;
  const contestant = await start(target.port);
  if (contestant === null) {
    console.log(`${name.padStart(11)} not installed`);
    continue;
  }
  const figures = await measure(contestant);
  console.log(
    [name.padStart(11), ...figures.map((figure) => figure.toFixed(figure < 100 ? 2 : 0).padStart(11))].join(' '),
  );
  contestant.stop();
}
target.stop();

async function measure(contestant: Contestant): Promise<number[]> {
  const [idle, busy] = await memory(contestant, sizes);
  await delay(REST_MS);
  const cpu = await fanOut(contestant, sizes);
  await delay(REST_MS);
  const [p50, p99] = await echoLatency(contestant, sizes);
  await delay(REST_MS);
  const down = await download(contestant, sizes);
  await delay(REST_MS);
  const up = await upload(contestant, sizes);
  await delay(REST_MS);
  const connections = await connects(contestant, sizes);
  await delay(REST_MS);
  return [cpu, p50, p99, down, up, connections, idle, busy, await stalled(contestant)];
}
