// `npm run bench:nodes`: what replication to Redis costs. In one run, with the same clients in turn: a game server that keeps
// no journal, one that keeps it in files, and one that is a node and writes it to Redis. Then the same node is measured with a
// second one beside it that has as many clients. Redis runs on the core of the clients.

import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LOG_RATE } from '#protocol';
import { startClients, startGame, type Server } from '../server/contestants.ts';
import { areClientsFull, measure, type Measurement, type Plan } from '../server/measurement.ts';
import { pins } from '../server/processes.ts';
import { appendTimesOf, percentile } from './append-times.ts';
import { startRedis } from './redis.ts';

/** Of a core, more than without Redis, with 1,000 players. */
const PERCENT_MAX = 6;
/** CPU of a node for its clients, with another node beside it over alone. */
const BESIDE_MAX = 1.05;

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
/** At each of two nodes. */
const BESIDE_CLIENTS = Math.floor(plan.clients / 2);
const NAMES = ['no journal', 'files', 'Redis'] as const;
type Name = (typeof NAMES)[number];

interface Round {
  readonly servers: Readonly<Record<Name, Measurement>>;
  /** While the node was measured. */
  readonly redis: RedisFigures;
  readonly beside: Pair;
}

interface RedisFigures {
  /** Of a core. */
  readonly percent: number;
  /** What its data take. */
  readonly bytes: number;
  /** From an append until its answer. */
  readonly answerMsP50: number;
  readonly answerMsP99: number;
}

/** CPU of one node without and with clients at the other one, in percent of a core. */
interface Pair {
  readonly alone: number;
  readonly beside: number;
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
const second = await startGame('journal', [], { REDIS_URL: redis.url });
await Promise.all([...Object.values(servers), second].map(warmUp));
const rounds: Round[] = [];
for (let i = 0; i < Number(values.rounds); i++) {
  console.log(`\nround ${i + 1}`);
  // Every other round is in reverse order: no server comes always after the same one.
  rounds.push(await playRound(i % 2 === 0 ? NAMES : NAMES.toReversed()));
}
console.log(`\n${plan.clients} clients in rooms of 4, four inputs a second each, rounds of ${plan.seconds} s:\n`);
const more = (round: Round, than: Name) => round.servers.Redis.cpuPercent - round.servers[than].cpuPercent;
console.log('| figure | goal | median | rounds |\n|---|---|---:|---|');
line('CPU with Redis more than without a journal [% of a core]', `<= ${PERCENT_MAX}`, (round) =>
  more(round, 'no journal'),
);
line('CPU with Redis more than with files [% of a core]', '', (round) => more(round, 'files'));
for (const name of NAMES) line(`CPU, ${name} [% of a core]`, '', (round) => round.servers[name].cpuPercent);
line('CPU of Redis itself [% of a core]', '', ({ redis: { percent } }) => percent);
line('memory of Redis for each 1,000 clients [MB]', '', ({ redis: { bytes } }) => bytes / 1000 / plan.clients);
line('answer of Redis to an append, p50 [ms]', '', ({ redis: { answerMsP50 } }) => answerMsP50);
line('answer of Redis to an append, p99 [ms]', '', ({ redis: { answerMsP99 } }) => answerMsP99);
line(
  `CPU of a node with ${BESIDE_CLIENTS} clients, another one with as many beside it, over alone`,
  `<= ${BESIDE_MAX}`,
  ({ beside: { beside, alone } }) => beside / alone,
);
await Promise.all([...Object.values(servers), second, redis].map((each) => each.end()));

/** All code of a match has run by then, and is compiled. */
async function warmUp(server: Server): Promise<void> {
  const group = await startClients(server, plan.clients, [LOG_RATE], server === second ? 'beside' : 'bench');
  await wait(Number(values['warm-up']) * 1000);
  await group.end();
}

async function playRound(names: readonly Name[]): Promise<Round> {
  const measured: Partial<Record<Name, Measurement>> = {};
  const edges: Edge[] = [];
  for (const name of names) {
    const atEdge = name === 'Redis' ? async () => void edges.push(await edge()) : undefined;
    const measurement = await measure(servers[name], LOG_RATE, plan, atEdge);
    measured[name] = measurement;
    const { cpuPercent, latenessMsP99, inputToWireMsP99, ticksDropped } = measurement;
    const delays = `lateness p99 ${latenessMsP99?.toFixed(1)} ms, input to wire p99 ${inputToWireMsP99?.toFixed(1)} ms`;
    const full = areClientsFull(measurement) ? ', FULL' : '';
    console.log(`  ${name.padEnd(10)} CPU ${cpuPercent.toFixed(1)} %, ${delays}, ${ticksDropped} ticks dropped${full}`);
  }
  const [before, after] = edges as [Edge, Edge];
  const beside = await measurePair();
  return { servers: measured as Record<Name, Measurement>, redis: between(before, after), beside };
}

type Edge = Awaited<ReturnType<typeof edge>>;

async function edge() {
  const [cpuSeconds, bytes, appends] = [
    await redis.cpuSeconds(),
    await redis.memoryBytes(),
    await appendTimesOf(node.adminPort),
  ];
  return { cpuSeconds, bytes, appends, atMs: performance.now() };
}

function between(before: Edge, after: Edge): RedisFigures {
  const at = (percent: number) => percentile(before.appends, after.appends, percent);
  return {
    percent: ((after.cpuSeconds - before.cpuSeconds) * 100_000) / (after.atMs - before.atMs),
    bytes: after.bytes,
    answerMsP50: at(50),
    answerMsP99: at(99),
  };
}

/** Half the clients at each node: one core carries both. */
async function measurePair(): Promise<Pair> {
  const half = { ...plan, clients: BESIDE_CLIENTS };
  const alone = await measure(node, LOG_RATE, half);
  const neighbours = await startClients(second, BESIDE_CLIENTS, [LOG_RATE], 'beside');
  const beside = await measure(node, LOG_RATE, half);
  await neighbours.end();
  console.log(`  node alone ${alone.cpuPercent.toFixed(1)} %, beside another one ${beside.cpuPercent.toFixed(1)} %`);
  return { alone: alone.cpuPercent, beside: beside.cpuPercent };
}

function line(figure: string, goal: string, read: (round: Round) => number): void {
  const figures = rounds.map(read);
  const median = figures.toSorted((a, b) => a - b)[(figures.length - 1) >> 1]!;
  console.log(`| ${figure} | ${goal} | ${median.toFixed(2)} | ${figures.map((each) => each.toFixed(2)).join(', ')} |`);
}
