// `packetman load`: many headless players at once, and a report of what they received and what it cost the server.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { parseExpectation, type Expectation } from '../load/report/measures.ts';
import { PLAYER_THINK_TIMES } from '../bots/brains/walker.ts';
import type { ThinkTimes } from '../load/client-plan.ts';
import { LOG_RATE, type StreamRate } from '#protocol';
import type { ModeName } from '#simulation';
import type { ServerAddress } from '../bots/server-socket.ts';
import type { LoadHost } from '../load/hosts/host-link.ts';
import { variableOf } from './variables.ts';
import { conflictingFlags } from './conflicting-flags.ts';
import {
  ADMIN_PORT,
  collect,
  GAME_PORT,
  GIVE_UP_HELP,
  option,
  rateOption,
  SECONDS_MAX,
  targetOptions,
  urlOf,
  wholeNumber,
} from './options.ts';
import { modes, MODES } from './text-values.ts';

const CLIENTS_MAX = 20_000;
const SEED_MAX = 2 ** 32 - 1;
const RAMP_MAX = 5000;
const CHURN_MAX = 1000;
/** Seats of the largest mode. */
const SEATS_MAX = 64;
const WORKERS_MAX = 64;
const THINK_MS_MAX = 60_000;
/** A server accepts 120 messages a second from a client (`messagesPerSecond`), pings among them, and closes one that sends more. */
const THINK_MS_MIN = 10;
const SETTLE_SECONDS_MAX = 600;
/** A match begins after a countdown of three seconds. */
const SETTLE_SECONDS = 4;
/** More than one machine carries. */
const NODES_MAX = 16;
const ALL_ADDRESSES = '0.0.0.0';
/** Short secrets can be found by trying. */
const SECRET_LENGTH_MIN = 16;
/** With so many a worker's event loop is about 40 % busy. */
const CLIENTS_PER_WORKER = 1000;

interface LoadOptions {
  host: string;
  port: number;
  clients: number;
  seconds: number;
  settle: number;
  rate: StreamRate;
  seed: number;
  adminUrl: string[];
  mode?: ModeName[];
  seats: number;
  ramp: number;
  churn: number;
  slow: number;
  workers?: number;
  bots: number;
  think: ThinkTimes;
  via?: string;
  connect?: ServerAddress[];
  loadHosts?: LoadHost[];
  worker?: LoadHost;
  nodes?: number;
  killNodeEvery?: number;
  restartNodeEvery?: number;
  pidFile?: string[];
  secret?: string;
  expect?: Expectation[];
  findLimit: boolean;
  giveUp: boolean;
  out?: string;
}

const EXAMPLES = `
Examples:
  packetman load --clients 500 --seconds 30
  packetman load --clients 1000 --expect "tick_lateness_p99<8ms" --expect "lost<=0" --out reports
  packetman load --clients 5000 --find-limit --expect "tick_lateness_p99<8ms" --seconds 10 --out reports
  packetman load --clients 4000 --workers 4 --bots 10 --think 100-500 --mode coop --mode classic
  packetman load --mode mega --seats 64 --clients 1024 --rate 20
  packetman load --rate 20 --expect "update_interval_p99<60ms"
  packetman load --via ws://localhost:8080 --churn 5 --slow 10
  packetman load --host game.internal --admin-url http://game.internal:1981
  packetman load --connect game-1:1980,game-2:1980 --clients 2000
  REDIS_URL=redis://127.0.0.1:6379/9 packetman load --nodes 3 --kill-node-every 10 --clients 300 --seconds 60
  REDIS_URL=redis://127.0.0.1:6379/9 packetman load --nodes 3 --restart-node-every 10 --clients 300 --seconds 60
  packetman load --worker 7000
  packetman load --load-hosts load-1:7000,load-2:7000 --connect game-1:1980,game-2:1980 --clients 8000

Ctrl-C ends the test early and reports what was measured so far. A second Ctrl-C ends it at once.
The exit code is 1 when a client was lost, a hash of the match log was wrong or a condition failed, else 0. With --find-limit it is 0.
`;

export function addLoadCommand(program: Command): void {
  const command = program
    .command('load')
    .description(
      'put a game server under load with many clients, and report what they received and what it cost the server',
    );
  for (const option of targetOptions()) command.addOption(option);
  command
    .addOption(option('--clients <count>', 'number of clients').argParser(wholeNumber(1, CLIENTS_MAX)).default(100))
    .addOption(option('--seconds <seconds>', 'time to measure').argParser(wholeNumber(1, SECONDS_MAX)).default(30))
    .addOption(
      option('--settle <seconds>', 'time to play before that, once all clients are connected')
        .argParser(wholeNumber(0, SETTLE_SECONDS_MAX))
        .default(SETTLE_SECONDS),
    )
    .addOption(rateOption(LOG_RATE))
    .addOption(
      option('--seed <number>', 'seed of the routes that the clients take')
        .argParser(wholeNumber(0, SEED_MAX))
        .default(1),
    )
    .addOption(
      option(
        '--admin-url <url>',
        'admin HTTP server of the game server, for its side of the report; of several nodes one each, separated by commas',
      )
        .argParser(adminUrls)
        .default([`http://127.0.0.1:${ADMIN_PORT}`], `http://127.0.0.1:${ADMIN_PORT}`),
    )
    .addOption(
      option(
        '--mode <mode>',
        `mode to play: ${MODES.join(', ')}; may be repeated, the clients are then divided among them`,
      ).argParser(modes),
    )
    .addOption(
      option('--seats <count>', 'seats of the rooms that the clients make; without it they play in rooms of quick play')
        .argParser(wholeNumber(1, SEATS_MAX))
        .default(0, 'quick play'),
    )
    .addOption(
      option('--ramp <count>', 'clients that connect per second').argParser(wholeNumber(1, RAMP_MAX)).default(500),
    )
    .addOption(
      option('--churn <count>', 'clients per second that lose their connection or are replaced')
        .argParser(wholeNumber(0, CHURN_MAX))
        .default(0),
    )
    .addOption(
      option('--slow <count>', 'clients that read only half of the time')
        .argParser(wholeNumber(0, CLIENTS_MAX))
        .default(0),
    )
    .addOption(option('--give-up', GIVE_UP_HELP).default(false))
    .addOption(
      option(
        '--workers <count>',
        `processes that share the clients (default: one for each ${CLIENTS_PER_WORKER})`,
      ).argParser(wholeNumber(1, WORKERS_MAX)),
    )
    .addOption(
      option('--bots <percent>', 'percentage of clients that play well; the others walk at random')
        .argParser(wholeNumber(0, 100))
        .default(0),
    )
    .addOption(
      option('--think <min-max>', 'time from one decision of a client to the next, in milliseconds')
        .argParser(parseThink)
        .default(PLAYER_THINK_TIMES, `${PLAYER_THINK_TIMES.minMs}-${PLAYER_THINK_TIMES.maxMs}`),
    )
    .addOption(
      option('--via <url>', 'WebSocket URL of a bridge to connect through, such as ws://localhost:8080').argParser(
        urlOf('ws:', 'wss:'),
      ),
    )
    .addOption(
      option(
        '--connect <addresses>',
        'host:port of each node, separated by commas; the clients are spread over them',
      ).argParser(parseAddresses(GAME_PORT)),
    )
    .addOption(
      option(
        '--nodes <count>',
        'start so many game servers for the test, which share the Redis of REDIS_URL: one that nothing else uses',
      ).argParser(wholeNumber(2, NODES_MAX)),
    )
    .addOption(
      option('--kill-node-every <seconds>', 'kill a node of --nodes, or of --pid-file, each so many seconds').argParser(
        wholeNumber(1, SECONDS_MAX),
      ),
    )
    .addOption(
      option(
        '--restart-node-every <seconds>',
        'end a node of --nodes in order, and start it again, each so many seconds: one after the other',
      ).argParser(wholeNumber(1, SECONDS_MAX)),
    )
    .addOption(
      option('--pid-file <file>', 'file with the process id of a node that may be killed; may be repeated').argParser(
        collect,
      ),
    )
    .addOption(
      option(
        '--load-hosts <addresses>',
        'host:port of each worker (--worker) that has a share of the clients, separated by commas',
      ).argParser(parseAddresses()),
    )
    .addOption(
      option(
        '--worker <address>',
        'be a worker for load tests that other machines direct, on this port or host:port',
      ).argParser(parseListen),
    )
    .addOption(
      option('--secret <text>', 'what workers and the test that directs them both know; better in the variable').env(
        variableOf('load', 'secret'),
      ),
    )
    .addOption(
      option('--expect <what>', 'condition that must hold, such as "tick_lateness_p99<8ms"; may be repeated').argParser(
        parseExpected,
      ),
    )
    .addOption(option('--find-limit', 'add clients until a condition fails, up to --clients').default(false))
    .addOption(option('--out <folder>', 'folder for report.json and report.html'))
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const { slow, clients } = command.opts<LoadOptions>();
      const wrong = conflictingFlags(command, WITHOUT_EFFECT);
      if (wrong !== null) command.error(wrong);
      const { loadHosts, worker, secret = '' } = command.opts<LoadOptions>();
      if ((loadHosts !== undefined || worker !== undefined) && secret.length < SECRET_LENGTH_MIN) {
        command.error(`error: ${variableOf('load', 'secret')} must have ${SECRET_LENGTH_MIN} characters or more`);
      }
      const { nodes, killNodeEvery, restartNodeEvery, pidFile } = command.opts<LoadOptions>();
      if (nodes !== undefined && process.env['REDIS_URL'] === undefined) {
        command.error('error: --nodes needs REDIS_URL, the Redis that the nodes share', { exitCode: 2 });
      }
      if (killNodeEvery !== undefined && nodes === undefined && pidFile === undefined) {
        command.error('error: --kill-node-every needs --nodes or --pid-file: it kills no other nodes');
      }
      if (restartNodeEvery !== undefined && nodes === undefined) {
        command.error('error: --restart-node-every needs --nodes: it restarts no other nodes');
      }
      if (slow > clients) command.error(`error: --slow ${slow} is more than --clients ${clients}`);
    })
    .action(async (options: LoadOptions) => {
      const { worker, secret = '' } = options;
      if (worker !== undefined) return await serve(command, worker, secret);
      const { runLoad } = await import('../load/load.ts');
      process.exitCode = await runLoad(planOf(options), (line) => console.log(line));
    });
}

function planOf(given: LoadOptions) {
  const {
    mode: modes = ['coop'],
    connect,
    nodes: count,
    loadHosts: hosts,
    adminUrl: adminUrls,
    pidFile,
    ...rest
  } = given;
  const ownNodes = count === undefined ? undefined : { count, redisUrl: process.env['REDIS_URL'] ?? '' };
  const workers = given.workers ?? workersFor(given.clients);
  return {
    ...rest,
    modes,
    nodes: connect,
    ownNodes,
    hosts,
    adminUrls,
    pidFiles: pidFile,
    workers,
    expect: given.expect ?? [],
  };
}

/** Options that have no effect beside another one. */
const WITHOUT_EFFECT = [
  ['via', 'host'],
  ['via', 'port'],
  ['via', 'connect'],
  ['connect', 'host'],
  ['connect', 'port'],
  ['loadHosts', 'workers'],
  ['worker', 'loadHosts'],
  ['nodes', 'connect'],
  ['nodes', 'host'],
  ['nodes', 'port'],
  ['nodes', 'via'],
  ['nodes', 'adminUrl'],
  ['nodes', 'pidFile'],
  ['nodes', 'loadHosts'],
  ['killNodeEvery', 'restartNodeEvery'],
] as const;

/** Until it is stopped. */
async function serve(command: Command, listen: LoadHost, secret: string): Promise<void> {
  const { serveLoadWorker } = await import('../load/hosts/serve-worker.ts');
  const { stopSignal } = await import('../bots/stop-signal.ts');
  const stop = stopSignal(undefined, undefined);
  try {
    const worker = await serveLoadWorker(listen, secret, (line) => console.log(line));
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    await worker.close();
  } catch (error) {
    command.error(`error: --worker ${listen.host}:${listen.port}: ${(error as Error).message}`);
  } finally {
    stop.dispose();
  }
}

/** One core is left to the server, which most often is on the same machine. */
function workersFor(clients: number): number {
  return Math.max(1, Math.min(availableParallelism() - 1, Math.ceil(clients / CLIENTS_PER_WORKER), WORKERS_MAX));
}

/** Addresses separated by commas; `[ADDRESS]:PORT` for one of IPv6. @param preset port of those without one; none if left out */
function parseAddresses(preset?: number): (text: string, previous?: LoadHost[]) => LoadHost[] {
  return (text, previous = []) => [...previous, ...text.split(',').map((each) => addressOf(each, preset))];
}

function addressOf(text: string, preset?: number): LoadHost {
  const [, host = '', given] = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const port = given === undefined ? preset : Number(given);
  if (host === '' || port === undefined || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('It must be like game-1.internal:1980, from port 1 to 65535.');
  }
  return { host: host.replace(/^\[|\]$/g, ''), port };
}

/** URLs separated by commas. commander gives the default as what came before. */
function adminUrls(text: string): string[] {
  return text.split(',').map((each) => urlOf('http:', 'https:')(each.trim()));
}

/** A port, or an address with one. */
function parseListen(text: string): LoadHost {
  return /^\d+$/.test(text.trim()) ? addressOf(`${ALL_ADDRESSES}:${text.trim()}`) : addressOf(text);
}

/** `MIN-MAX`, or one number for always the same. */
function parseThink(text: string): ThinkTimes {
  const [, min, max = min] = text.match(/^(\d+)(?:-(\d+))?$/) ?? [];
  const think = { minMs: Number(min), maxMs: Number(max) };
  if (think.minMs >= THINK_MS_MIN && think.minMs <= think.maxMs && think.maxMs <= THINK_MS_MAX) return think;
  throw new InvalidArgumentError(`It must be like 150-350, from ${THINK_MS_MIN} to ${THINK_MS_MAX} milliseconds.`);
}

function parseExpected(text: string, previous: Expectation[] = []): Expectation[] {
  const parsed = text.split(',').map(parseExpectation);
  const wrong = parsed.find((each) => 'wrong' in each);
  if (wrong !== undefined) throw new InvalidArgumentError(wrong.wrong);
  return [...previous, ...parsed.filter((each) => 'name' in each)];
}
