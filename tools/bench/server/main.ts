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
import { startClients, startGame, startNull, startRelay, type Server } from './contestants.ts';
import { measure, type Measurement, type Plan } from './measurement.ts';
import { pins } from './processes.ts';
import { tableLines, type ContestantName, type Round } from './rows.ts';

/** Above this the clients' core has no time left, and late snapshots say nothing about the server. */
const CLIENT_CORE_PERCENT_MAX = 95;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
    settle: { type: 'string', default: '4' },
    /** A match of random walkers, its result and the next match's beginning. */
    'warm-up': { type: 'string', default: '45' },
  },
});
const plan: Plan = {
  clients: Number(values.clients),
  seconds: Number(values.seconds),
  settleSeconds: Number(values.settle),
};
const rounds = Number(values.rounds);

interface Contestant {
  readonly name: ContestantName;
  readonly server: Server;
  readonly rate: number;
}

console.log(
  `Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}${pins ? ', pinned' : ''}`,
);
console.log(`${plan.clients} clients in rooms of 4, four inputs a second each, ${rounds} rounds of ${plan.seconds} s`);

const game = await startGame();
const nothing20 = await startNull(20);
const nothing60 = await startNull(60);
const relay = await startRelay();
const contestants: readonly Contestant[] = [
  { name: 'null 20', server: nothing20, rate: 20 },
  { name: 'snapshots 20', server: game, rate: 20 },
  { name: 'relay', server: relay, rate: 20 },
  { name: 'snapshots 60', server: game, rate: 60 },
  { name: 'null 60', server: nothing60, rate: 60 },
];

console.log(`memory a client: null server ${(await firstGroup(nothing20, [20], 0)).toFixed(1)} KiB`);
console.log(
  `memory a client: game server ${(await firstGroup(game, [20, 60], Number(values['warm-up']))).toFixed(1)} KiB`,
);
const done: Round[] = [];
for (let round = 0; round < rounds; round++) done.push(await playRound(round));
console.log();
for (const line of tableLines(done)) console.log(line);
await Promise.all([game, nothing20, nothing60, relay].map((server) => server.end()));

/** Warms up a server. @returns the memory of a client, in KiB */
async function firstGroup(server: Server, rates: readonly number[], warmUpSeconds: number): Promise<number> {
  const idle = await server.usage();
  const group = await startClients(server, plan.clients, rates);
  await wait(plan.settleSeconds * 1000);
  const { rssBytes } = await server.usage();
  await wait(warmUpSeconds * 1000);
  await group.end();
  return (rssBytes - idle.rssBytes) / 1024 / plan.clients;
}

/** Every other round is in reverse order: no contestant comes always after the same one. */
async function playRound(round: number): Promise<Round> {
  const measurements: Partial<Record<ContestantName, Measurement>> = {};
  console.log(`\nround ${round + 1}`);
  for (const { name, server, rate } of round % 2 === 0 ? contestants : contestants.toReversed()) {
    const measurement = await measure(server, rate, plan);
    measurements[name] = measurement;
    console.log(`  ${name.padEnd(14)} ${text(measurement)}`);
  }
  return measurements as Round;
}

function text(measurement: Measurement): string {
  const { cpuPercent, clientCorePercent, framesIn, bytesIn, inputs, ticksDropped } = measurement;
  const { latenessMsP99, inputToWireMsP99 } = measurement;
  return [
    `CPU ${cpuPercent.toFixed(1).padStart(5)} %`,
    `${framesIn.toFixed(1)} frames, ${bytesIn.toFixed(0)} bytes, ${inputs.toFixed(1)} inputs a client`,
    ...(latenessMsP99 === null ? [] : [`lateness p99 ${latenessMsP99.toFixed(2)} ms`]),
    ...(inputToWireMsP99 === null ? [] : [`input to wire p99 ${inputToWireMsP99.toFixed(2)} ms`]),
    `${ticksDropped} ticks dropped`,
    ...(clientCorePercent === null ? [] : [`clients' core ${clientCorePercent.toFixed(0)} %`]),
    ...(clientCorePercent !== null && clientCorePercent > CLIENT_CORE_PERCENT_MAX ? ['FULL'] : []),
  ].join(', ');
}
