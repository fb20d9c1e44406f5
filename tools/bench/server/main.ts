// `npm run bench:server`: what the game server costs beside a server that does nothing, in one run. Each server has one
// core, its clients another, where the system can pin processes.
//
// A first group of clients shows the memory of a client on a fresh server, and plays for longer than a match: all code has
// run by then, and is compiled. CPU is measured with further groups, while all of them play their first match. Other
// programs of the machine disturb its caches, and that costs the game server more than the null server. So the two are
// measured right after each other, many times. The results are the ratio of the medians and the ratio of the minima.

import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { percentileBetween, type DelayCounts } from '#protocol';
import { startGame, startNull, type Contestant, type Usage } from './contestants.ts';
import { busyPercent, clientCore, pins, until } from './processes.ts';

const SETTLE_SECONDS = 3;
/** A match of random walkers, its result and the next match's beginning. */
const WARM_UP_SECONDS = 45;
/** Measurements of both servers with one pair of processes. */
const PAIRS = 3;
/** Above this the clients' core has no time left, and late snapshots say nothing about the server. */
const CLIENT_CORE_PERCENT_MAX = 95;

const clients = Number(process.argv[2] ?? 1000);
const seconds = Number(process.argv[3] ?? 5);
const rounds = Number(process.argv[4] ?? 3);

console.log(
  `Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}${pins ? ', pinned' : ''}`,
);
console.log(`${clients} clients, 20 snapshots a second, ${rounds} times ${PAIRS} rounds of ${seconds} s`);

/** In percent of a core, side by side. */
const ofNothing: number[] = [];
const ofGame: number[] = [];
for (let round = 0; round < rounds; round++) await compare(await startNull(), await startGame());
const ratios = ofGame.map((cpu, i) => cpu / ofNothing[i]!).sort((a, b) => a - b);
const least = Math.min(...ofGame) / Math.min(...ofNothing);
console.log(
  `\nCPU, game server to null server: ${ratios[ratios.length >> 1]!.toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}), ` +
    `least to least ${least.toFixed(2)}`,
);

async function compare(nothing: Contestant, game: Contestant): Promise<void> {
  console.log();
  await firstCrowd(nothing, 0);
  await firstCrowd(game, WARM_UP_SECONDS);
  for (let pair = 0; pair < PAIRS; pair++) {
    ofNothing.push(await measure(nothing));
    ofGame.push(await measure(game));
  }
  await nothing.end();
  await game.end();
}

/** Measures the memory of a client, and warms up the server. */
async function firstCrowd(server: Contestant, warmUpSeconds: number): Promise<void> {
  const idle = await server.usage();
  const group = server.startClients(clients);
  await arrival(server);
  const { rssBytes } = await server.usage();
  console.log(`${server.name}  ${((rssBytes - idle.rssBytes) / 1024 / clients).toFixed(1)} KiB a client`);
  await wait(warmUpSeconds * 1000);
  await server.endClients(group);
}

/** @returns what a server takes of its core, in percent, with clients in their first match. */
async function measure(server: Contestant): Promise<number> {
  const group = server.startClients(clients);
  await arrival(server);
  const before = await server.usage();
  const startMs = performance.now();
  const coreBefore = clientCore();
  await wait(seconds * 1000);
  const clientCorePercent = busyPercent(coreBefore, clientCore());
  const after = await server.usage();
  const cpuPercent = ((after.cpuSeconds - before.cpuSeconds) * 100_000) / (performance.now() - startMs);
  await server.endClients(group);
  row(server.name, cpuPercent, clientCorePercent, before, after);
  return cpuPercent;
}

async function arrival(server: Contestant): Promise<void> {
  await until(async () => (await server.usage()).connections >= clients, `${clients} clients to come`);
  await wait(SETTLE_SECONDS * 1000);
}

function row(name: string, cpuPercent: number, clientCorePercent: number | null, before: Usage, after: Usage): void {
  const core = clientCorePercent === null ? '' : `   clients' core ${clientCorePercent.toFixed(0)} %`;
  const dropped = `   ${after.ticksDropped - before.ticksDropped} ticks dropped`;
  console.log(`${name}  CPU ${cpuPercent.toFixed(1).padStart(5)} %${core}${dropped}${gameText(before, after)}`);
  if (clientCorePercent !== null && clientCorePercent > CLIENT_CORE_PERCENT_MAX) {
    console.log(
      `${' '.repeat(13)}the clients' core is full: they are the limit here, and may send and read less than they should`,
    );
  }
}

function gameText(before: Usage, { bytesOut, tickMs, latenessMs }: Usage): string {
  if (bytesOut === undefined) return '';
  const bytes = ((bytesOut - before.bytesOut!) / clients / seconds).toFixed(0);
  const of = (from: DelayCounts, to: DelayCounts, percent: number) =>
    percentileBetween(from, to, percent)?.toFixed(2) ?? '-';
  const tick = `tick p50 ${of(before.tickMs!, tickMs!, 50)} p99 ${of(before.tickMs!, tickMs!, 99)} ms`;
  return `   ${bytes} bytes/s a client   ${tick}, lateness p99 ${of(before.latenessMs!, latenessMs!, 99)} ms`;
}
