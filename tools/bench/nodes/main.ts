// `npm run bench:nodes`: what replication to Redis costs. In one run, with the same clients in turn: a game server that keeps
// no journal, one that keeps it in files, and one that is a node and writes it to Redis. Redis runs on the core of the clients.

import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LOG_RATE } from '#protocol';
import { startClients, startGame, type Server } from '../server/contestants.ts';
import { areClientsFull, measure, type Measurement, type Plan } from '../server/measurement.ts';
import { pins } from '../server/processes.ts';
import { appendTimesOf, percentiles } from './append-times.ts';
import { startRedis } from './redis.ts';

/** Of a core, more than without Redis, with 1,000 players. */
const PERCENT_MAX = 6;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
    /** A match begins with a countdown of three seconds. */
    settle: { type: 'string', default: '4' },
    'warm-up': { type: 'string', default: '20' },
  },
});
const plan: Plan = {
  clients: Number(values.clients),
  seconds: Number(values.seconds),
  settleSeconds: Number(values.settle),
};
const NAMES = ['no journal', 'files', 'Redis'] as const;
type Name = (typeof NAMES)[number];

interface Round {
  readonly servers: Readonly<Record<Name, Measurement>>;
  /** Of Redis, while the node was measured, in percent of a core. */
  readonly redisPercent: number;
}

console.log(
  `Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}${pins ? ', pinned' : ''}`,
);
const redis = await startRedis();
const node = await startGame('journal', [], { REDIS_URL: redis.url });
const servers: Readonly<Record<Name, Server>> = {
  'no journal': await startGame('no journal'),
  files: await startGame('journal'),
  Redis: node,
};
await Promise.all(Object.values(servers).map(warmUp));
const before = await appendTimesOf(node.adminPort);
const rounds: Round[] = [];
for (let i = 0; i < Number(values.rounds); i++) {
  console.log(`\nround ${i + 1}`);
  // Every other round is in reverse order: no server comes always after the same one.
  rounds.push(await playRound(i % 2 === 0 ? NAMES : NAMES.toReversed()));
}
const after = await appendTimesOf(node.adminPort);
const [p50, p99] = percentiles(before, after);
console.log(`\n${plan.clients} clients in rooms of 4, four inputs a second each, rounds of ${plan.seconds} s:\n`);
const more = (round: Round, than: Name) => round.servers.Redis.cpuPercent - round.servers[than].cpuPercent;
console.log('| figure | goal | median | rounds |\n|---|---|---:|---|');
line('CPU with Redis more than without a journal [% of a core]', `<= ${PERCENT_MAX}`, (round) =>
  more(round, 'no journal'),
);
line('CPU with Redis more than with files [% of a core]', '', (round) => more(round, 'files'));
for (const name of NAMES) line(`CPU, ${name} [% of a core]`, '', (round) => round.servers[name].cpuPercent);
line('CPU of Redis itself [% of a core]', '', ({ redisPercent }) => redisPercent);
console.log(`| answer of Redis to an append, p50 / p99 [ms] | | ${p50} / ${p99} | |`);
await Promise.all([...Object.values(servers), redis].map((each) => each.end()));

/** All code of a match has run by then, and is compiled. */
async function warmUp(server: Server): Promise<void> {
  const group = await startClients(server, plan.clients, [LOG_RATE]);
  await wait(Number(values['warm-up']) * 1000);
  await group.end();
}

async function playRound(names: readonly Name[]): Promise<Round> {
  const measured: Partial<Record<Name, Measurement>> = {};
  let redisPercent = 0;
  for (const name of names) {
    const [secondsBefore, startMs] = [await redis.cpuSeconds(), performance.now()];
    const measurement = await measure(servers[name], LOG_RATE, plan);
    const seconds = (performance.now() - startMs) / 1000;
    if (name === 'Redis') redisPercent = (((await redis.cpuSeconds()) - secondsBefore) * 100) / seconds;
    measured[name] = measurement;
    const { cpuPercent, latenessMsP99, inputToWireMsP99, ticksDropped } = measurement;
    const delays = `lateness p99 ${latenessMsP99?.toFixed(1)} ms, input to wire p99 ${inputToWireMsP99?.toFixed(1)} ms`;
    const full = areClientsFull(measurement) ? ', FULL' : '';
    console.log(`  ${name.padEnd(10)} CPU ${cpuPercent.toFixed(1)} %, ${delays}, ${ticksDropped} ticks dropped${full}`);
  }
  return { servers: measured as Record<Name, Measurement>, redisPercent };
}

function line(figure: string, goal: string, read: (round: Round) => number): void {
  const figures = rounds.map(read);
  const median = figures.toSorted((a, b) => a - b)[(figures.length - 1) >> 1]!;
  console.log(`| ${figure} | ${goal} | ${median.toFixed(1)} | ${figures.map((each) => each.toFixed(1)).join(', ')} |`);
}
