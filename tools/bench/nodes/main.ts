// `npm run bench:nodes`: what several nodes cost. Redis runs on the core of the clients, and its CPU is told apart.
//
//   over    a game server that keeps no journal, and a node, in turn, with the same clients   (files: and one with files)
//   pair    a node with half the clients, alone and beside a second node with as many
//   join    a room is joined at its node, and through the other node
//
// What is compared was measured within the same minute of one run, in each round in another order.

import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LOG_RATE } from '#protocol';
import { startClients, startGame, type Server } from '../server/contestants.ts';
import { areClientsFull, measure, type Measurement, type Plan } from '../server/measurement.ts';
import { pins } from '../server/processes.ts';
import { appendTimesOf, percentile } from './append-times.ts';
import { measureJoins, type JoinTimes } from './join.ts';
import { measurePair, type Pair } from './pair.ts';
import { startRedis } from './redis.ts';

/** Of a core, more than without Redis, with 1,000 players. */
const PERCENT_MAX = 6;
/** CPU of a node for its clients, with another node beside it over alone. */
const BESIDE_MAX = 1.05;
const JOIN_MS_MAX = 20;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
    /** A match begins with a countdown of three seconds. */
    settle: { type: 'string', default: '4' },
    'warm-up': { type: 'string', default: '20' },
    /** Joins each way. */
    joins: { type: 'string', default: '100' },
    /** Which of over, files, pair and join, with commas. */
    parts: { type: 'string', default: 'over,pair,join' },
  },
});
const parts = new Set(values.parts.split(','));
for (const part of parts) if (!['over', 'files', 'pair', 'join'].includes(part)) throw new Error(`no part: ${part}`);
const plan: Plan = {
  clients: Number(values.clients),
  seconds: Number(values.seconds),
  settleSeconds: Number(values.settle),
};
/** At each of two nodes. */
const half: Plan = { ...plan, clients: Math.floor(plan.clients / 2) };

interface Round {
  readonly servers: ReadonlyMap<string, Measurement>;
  /** While the node was measured beside the others; null without `over`. */
  readonly redis: RedisFigures | null;
  readonly pair: Pair | null;
}

interface RedisFigures {
  /** Of a core. */
  readonly percent: number;
  readonly bytesPerSecond: number;
  /** The streams of all rooms, and how much they grow in a minute. */
  readonly streamBytes: number;
  readonly streamBytesPerMinute: number;
  /** From an append until its answer. */
  readonly answerMsP50: number;
  readonly answerMsP99: number;
}

const [BARE, FILES, NODE] = ['no journal', 'files', 'Redis'];
console.log(
  `Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}${pins ? ', pinned' : ''}`,
);
const redis = await startRedis();
const startNode = () => startGame('journal', [], { REDIS_URL: redis.url });
const node = await startNode();
const second = parts.has('pair') || parts.has('join') ? await startNode() : null;
const servers = new Map<string, Server>();
if (parts.has('over')) servers.set(BARE, await startGame('no journal'));
if (parts.has('files')) servers.set(FILES, await startGame('journal'));
if (servers.size > 0) servers.set(NODE, node);
const all = new Set([...servers.values(), node, ...(second === null ? [] : [second])]);
await Promise.all([...all].map(warmUp));
const rounds: Round[] = [];
for (let i = 0; i < Number(values.rounds); i++) {
  console.log(`\nround ${i + 1}`);
  rounds.push(await playRound(i % 2 === 0));
}
const joins = parts.has('join') ? await measureJoins(node.port, second!.port, Number(values.joins)) : null;
printTable();
await Promise.all([...all, redis].map((each) => each.end()));

/** All code of a match has run by then, and is compiled. */
async function warmUp(server: Server): Promise<void> {
  const group = await startClients(server, plan.clients, [LOG_RATE], server === second ? 'beside' : 'bench');
  await wait(Number(values['warm-up']) * 1000);
  await group.end();
}

/** @param isEven every other round is in reverse order: no server comes always after the same one */
async function playRound(isEven: boolean): Promise<Round> {
  const measured = new Map<string, Measurement>();
  const edges: Edge[] = [];
  for (const [name, server] of isEven ? servers : [...servers].toReversed()) {
    const atEdge = name === NODE ? async () => void edges.push(await edge(edges.length > 0)) : undefined;
    const measurement = await measure(server, LOG_RATE, plan, atEdge);
    measured.set(name, measurement);
    const { cpuPercent, latenessMsP99, inputToWireMsP99, ticksDropped } = measurement;
    const delays = `lateness p99 ${latenessMsP99?.toFixed(1)} ms, input to wire p99 ${inputToWireMsP99?.toFixed(1)} ms`;
    const full = areClientsFull(measurement) ? ', FULL' : '';
    console.log(`  ${name.padEnd(10)} CPU ${cpuPercent.toFixed(1)} %, ${delays}, ${ticksDropped} ticks dropped${full}`);
  }
  const [before, after] = edges;
  const pair = parts.has('pair') ? await measurePair(node, second!, half, isEven) : null;
  if (pair !== null) {
    console.log(`  node alone ${pair.alone.toFixed(1)} %, beside another one ${pair.beside.toFixed(1)} %`);
  }
  return { servers: measured, redis: before && after ? between(before, after) : null, pair };
}

type Edge = Awaited<ReturnType<typeof edge>>;

/** @param isLast its own work is outside of the window: reading the size of the streams takes some ms */
async function edge(isLast: boolean) {
  const streamBytes = isLast ? 0 : await redis.streamBytes();
  const [cpuSeconds, bytesIn, appends, atMs] = [
    await redis.cpuSeconds(),
    await redis.bytesIn(),
    await appendTimesOf(node.adminPort),
    performance.now(),
  ];
  return { cpuSeconds, bytesIn, appends, atMs, streamBytes: isLast ? await redis.streamBytes() : streamBytes };
}

function between(before: Edge, after: Edge): RedisFigures {
  const at = (percent: number) => percentile(before.appends, after.appends, percent);
  const seconds = (after.atMs - before.atMs) / 1000;
  return {
    percent: ((after.cpuSeconds - before.cpuSeconds) * 100) / seconds,
    bytesPerSecond: (after.bytesIn - before.bytesIn) / seconds,
    streamBytes: after.streamBytes,
    streamBytesPerMinute: ((after.streamBytes - before.streamBytes) * 60) / seconds,
    answerMsP50: at(50),
    answerMsP99: at(99),
  };
}

function printTable(): void {
  console.log(`\n${plan.clients} clients in rooms of 4, four inputs a second each, rounds of ${plan.seconds} s:\n`);
  console.log('| figure | goal | median | rounds |\n|---|---|---:|---|');
  for (const base of [BARE, FILES]) {
    if (!servers.has(base)) continue;
    const goal = base === BARE ? `<= ${PERCENT_MAX}` : '';
    line(`CPU with Redis more than with ${base} [% of a core]`, goal, (round) => cpu(round, NODE) - cpu(round, base));
    line(`CPU with Redis over CPU with ${base}`, '', (round) => cpu(round, NODE) / cpu(round, base));
  }
  for (const name of servers.keys()) line(`CPU, ${name} [% of a core]`, '', (round) => cpu(round, name));
  if (servers.size > 0) printRedis();
  if (parts.has('pair')) {
    line(
      `CPU of a node with ${half.clients} clients, another one with as many beside it, over alone`,
      `<= ${BESIDE_MAX}`,
      ({ pair }) => pair!.beside / pair!.alone,
    );
  }
  if (joins !== null) printJoins(joins);
}

function printRedis(): void {
  const redisLine = (figure: string, read: (figures: RedisFigures) => number) =>
    line(figure, '', (round) => read(round.redis!));
  redisLine('CPU of Redis itself [% of a core]', ({ percent }) => percent);
  redisLine('sent to Redis [kB/s]', ({ bytesPerSecond }) => bytesPerSecond / 1000);
  const per = `of ${plan.clients} players in Redis`;
  redisLine(`streams ${per} at the end of the window [MB]`, ({ streamBytes }) => streamBytes / 1e6);
  redisLine(`the same, growth [MB a minute]`, ({ streamBytesPerMinute }) => streamBytesPerMinute / 1e6);
  redisLine('answer of Redis to an append, p50 [ms]', ({ answerMsP50 }) => answerMsP50);
  redisLine('answer of Redis to an append, p99 [ms]', ({ answerMsP99 }) => answerMsP99);
}

/** Without other clients. The extra time is that of each join over the median of the direct ones. */
function printJoins({ direct, through }: JoinTimes): void {
  const usual = sorted(direct, 50);
  const extra = through.map((ms) => ms - usual);
  row('join where the room is, p50, p99 [ms]', '', `${usual.toFixed(2)}, ${sorted(direct, 99).toFixed(2)}`);
  row('join through another node, extra time, p50 [ms]', `<= ${JOIN_MS_MAX}`, sorted(extra, 50).toFixed(2));
  row('join through another node, extra time, p99 [ms]', '', sorted(extra, 99).toFixed(2));
}

function cpu(round: Round, name: string): number {
  return round.servers.get(name)!.cpuPercent;
}

function sorted(figures: readonly number[], percent: number): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(((figures.length - 1) * percent) / 100)]!;
}

function line(figure: string, goal: string, read: (round: Round) => number): void {
  const figures = rounds.map(read);
  row(figure, goal, sorted(figures, 50).toFixed(2), figures.map((each) => each.toFixed(2)).join(', '));
}

function row(figure: string, goal: string, median: string, each = ''): void {
  console.log(`| ${figure} | ${goal} | ${median} | ${each} |`);
}
