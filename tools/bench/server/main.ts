// `npm run bench:server`: what the game server costs beside servers that know no rules, in one run, with the same clients.
// Each server has one core, the clients another, where the system can pin processes.
//
// A first group of clients shows the memory of a client on a fresh server, and plays for longer than a match: all code has
// run by then, and is compiled. CPU is measured with further groups, while all of them play their first match. Other
// programs of the machine disturb its caches, and that costs the game server more than the others. So the servers are
// measured right after each other, many times, and figures of one round are compared with each other only.

import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LOG_RATE } from '#protocol';
import { startClients, startGame, startNull, startRelay, type Server } from './contestants.ts';
import { curveLines, type Point } from './curve.ts';
import { areClientsFull, isServerFull, measure, type Measurement, type Plan } from './measurement.ts';
import { pins } from './processes.ts';
import { tableLines, type ContestantName, type Round } from './rows.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
    settle: { type: 'string', default: '3.5' },
    /** A match of random walkers, its result and the next match's beginning. */
    'warm-up': { type: 'string', default: '45' },
    /** Numbers of clients of the curve. */
    steps: { type: 'string', default: '500,1000,2000,3000,4000,5000,6000,8000' },
    /** Only the curve. */
    curve: { type: 'boolean', default: false },
  },
});
const plan: Plan = {
  clients: Number(values.clients),
  seconds: Number(values.seconds),
  settleSeconds: Number(values.settle),
};
const warmUpSeconds = Number(values['warm-up']);

interface Contestant {
  readonly name: ContestantName;
  readonly server: Server;
  readonly rate: number;
}

console.log(
  `Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}${pins ? ', pinned' : ''}`,
);
const game = await startGame();
const unkept = values.curve ? null : await startGame('no journal');
// Both at the same time: this only warms them up.
const [memoryKib] = await Promise.all([game, ...(unkept === null ? [] : [unkept])].map(warmUp));
if (unkept !== null) await compare(unkept, Number(values.rounds), memoryKib!);
await showCurve(values.steps.split(',').map(Number));
await game.end();

async function compare(unkept: Server, rounds: number, memoryKib: number): Promise<void> {
  const [nothing20, nothing60, relay] = await Promise.all([startNull(20), startNull(60), startRelay()]);
  const contestants: readonly Contestant[] = [
    { name: 'null 20', server: nothing20, rate: 20 },
    { name: 'snapshots 20', server: game, rate: 20 },
    { name: 'log', server: game, rate: LOG_RATE },
    { name: 'log, no journal', server: unkept, rate: LOG_RATE },
    { name: 'relay', server: relay, rate: LOG_RATE },
    { name: 'snapshots 60', server: game, rate: 60 },
    { name: 'null 60', server: nothing60, rate: 60 },
  ];
  const done: Round[] = [];
  // Every other round is in reverse order: no contestant comes always after the same one.
  for (let round = 0; round < rounds; round++) {
    console.log(`\nround ${round + 1}`);
    done.push(await playRound(round % 2 === 0 ? contestants : contestants.toReversed()));
  }
  console.log(`\n${plan.clients} clients in rooms of 4, four inputs a second each, rounds of ${plan.seconds} s:\n`);
  for (const line of tableLines(done, memoryKib)) console.log(line);
  await Promise.all([unkept, nothing20, nothing60, relay].map((server) => server.end()));
}

async function showCurve(steps: readonly number[]): Promise<void> {
  console.log('\ncurve');
  const points: Point[] = [];
  for (const clients of steps) {
    const measurement = await measure(game, LOG_RATE, { ...plan, clients });
    points.push({ clients, measurement });
    console.log(`  ${String(clients).padEnd(15)} ${text(measurement)}`);
    if (isServerFull(measurement) || areClientsFull(measurement)) break;
  }
  console.log();
  for (const line of curveLines(points)) console.log(line);
}

/** All streams for as long as was asked for. @returns the memory of a client, in KiB */
async function warmUp(server: Server): Promise<number> {
  const idle = await server.usage();
  const group = await startClients(server, plan.clients, [LOG_RATE, 20, 60]);
  await wait(plan.settleSeconds * 1000);
  const { rssBytes } = await server.usage();
  await wait(warmUpSeconds * 1000);
  await group.end();
  return (rssBytes - idle.rssBytes) / 1024 / plan.clients;
}

async function playRound(contestants: readonly Contestant[]): Promise<Round> {
  const measurements: Partial<Record<ContestantName, Measurement>> = {};
  for (const { name, server, rate } of contestants) {
    const measurement = await measure(server, rate, plan);
    measurements[name] = measurement;
    console.log(`  ${name.padEnd(15)} ${text(measurement)}`);
  }
  return measurements as Round;
}

function text(measurement: Measurement): string {
  const { cpuPercent, clientsCpuPercent, framesIn, bytesIn, inputs, ticksDropped } = measurement;
  const { latenessMsP99, inputToWireMsP99 } = measurement;
  return [
    `CPU ${cpuPercent.toFixed(1).padStart(5)} %`,
    `${framesIn.toFixed(1)} frames, ${bytesIn.toFixed(0)} bytes, ${inputs.toFixed(1)} inputs a client`,
    ...(latenessMsP99 === null ? [] : [`lateness p99 ${latenessMsP99.toFixed(2)} ms`]),
    ...(inputToWireMsP99 === null ? [] : [`input to wire p99 ${inputToWireMsP99.toFixed(2)} ms`]),
    `${ticksDropped} ticks dropped`,
    `clients' process ${clientsCpuPercent.toFixed(0)} %`,
    ...(areClientsFull(measurement) ? ['FULL'] : []),
  ].join(', ');
}
