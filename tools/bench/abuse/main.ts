// `npm run bench:abuse`: the cost of one client that sends one type of message at the highest rate allowed, for each type, on
// a server with 200 rooms in the list and one room with watchers. Bytes are the sum over all connections, less the bytes of
// the same scene while no client sends anything.

import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { startGame, type Server, type Usage } from '../server/contestants.ts';
import { Client } from './client.ts';
import { FLOODS, SETTINGS, VICTIM, type Flood } from './floods.ts';

const WATCHERS = 93;
const LISTED_ROOMS = 200;
/** The rate that the limit on messages allows. */
const MESSAGES_PER_SECOND = 120;
const STEP_MS = 25;
const SETTLE_MS = 1000;
const IDLE_SECONDS = 2;

const seconds = Number(process.argv[2] ?? 5);
/** Types to measure; all where none is given. */
const only = process.argv.slice(3);

console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`);
console.log(
  `${MESSAGES_PER_SECOND} messages a second for ${seconds} s, ${LISTED_ROOMS} listed rooms, ${WATCHERS} watchers\n`,
);
const HEADINGS = ['bytes/s in', 'bytes/s out', 'out per in', 'CPU ms/s', 'dropped ticks', ''];
console.log('message'.padEnd(10), HEADINGS.map((text) => text.padStart(13)).join(' '));

const game = await startGame();
const makers = await enterAll('Maker', LISTED_ROOMS);
for (const maker of makers) await maker.ask({ type: 'create', settings: SETTINGS, password: '', rate: 10 }, 'joined');
const watchers = await enterAll(VICTIM.split(' ')[0]!, WATCHERS);

for (const [type, flood] of Object.entries(FLOODS)) {
  if (only.length === 0 || only.includes(type)) await measure(game, type, flood);
}
for (const client of [...makers, ...watchers]) client.close();
await game.end();

async function measure(server: Server, type: string, flood: Flood): Promise<void> {
  const host = await Client.enter(game.port, 'Hanna');
  await host.ask({ type: 'create', settings: SETTINGS, password: '', rate: 10 }, 'joined');
  const { code } = host;
  for (const watcher of watchers) await watcher.ask({ type: 'watch', code, password: '', rate: 10 }, 'joined');
  const other = flood.by === 'host' ? null : await Client.enter(game.port, 'Eve');
  if (flood.by === 'watcher') await other!.ask({ type: 'watch', code, password: '', rate: 10 }, 'joined');
  const client = other ?? host;
  // The traffic without the flood: where the flood has a match, with that match.
  if (type === 'pause' || type === 'input') await host.ask({ type: 'start' }, 'joined');

  await wait(SETTLE_MS);
  const start = await server.usage();
  await wait(IDLE_SECONDS * 1000);
  const before = await server.usage();
  const sentBefore = client.bytesSent;
  const endMs = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < endMs && !client.isClosed;) {
    for (let n = 0; n < (MESSAGES_PER_SECOND * STEP_MS) / 1000; n++) client.send(flood.message(i++, code));
    await wait(STEP_MS);
  }
  const wasClosed = client.isClosed;
  if (wasClosed) await wait(Math.max(0, endMs - performance.now()));
  const after = await server.usage();

  row(type, (client.bytesSent - sentBefore) / seconds, difference(start, before, IDLE_SECONDS), {
    ...difference(before, after, seconds),
    note: wasClosed ? 'closed' : '',
  });
  for (const watcher of watchers) watcher.send({ type: 'leave' });
  other?.close();
  host.close();
  await wait(500);
}

interface Rates {
  readonly bytesOut: number;
  readonly cpuMs: number;
  readonly ticksDropped: number;
}

function difference(from: Usage, to: Usage, inSeconds: number): Rates {
  return {
    bytesOut: (to.bytesOut! - from.bytesOut!) / inSeconds,
    cpuMs: ((to.cpuSeconds - from.cpuSeconds) * 1000) / inSeconds,
    ticksDropped: to.ticksDropped - from.ticksDropped,
  };
}

function row(type: string, bytesIn: number, idle: Rates, busy: Rates & { readonly note: string }): void {
  const bytesOut = Math.max(0, busy.bytesOut - idle.bytesOut);
  const cpuMs = Math.max(0, busy.cpuMs - idle.cpuMs);
  const figures = [bytesIn, bytesOut, bytesOut / bytesIn, cpuMs, busy.ticksDropped].map((figure) => figure.toFixed(0));
  console.log(type.padEnd(10), [...figures, busy.note].map((text) => text.padStart(13)).join(' '));
}

/** Connects clients in a row, named `NAME 0`, `NAME 1` ... */
async function enterAll(name: string, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) clients.push(await Client.enter(game.port, `${name} ${clients.length}`));
  return clients;
}
