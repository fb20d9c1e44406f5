// `packetman start`: game server or several nodes of it, API, and bridge with the page, as processes under one supervisor. A
// crash of one does not take the others, and more than one core of a machine is used. What each process is started with is
// start-plan.ts.
import { CommanderError, type Command } from 'commander';
import { logLevelOption, option, portOption, wholeNumber } from './options.ts';
import { rollingRestart } from './rolling-restart.ts';
import { serverOptions } from './server-settings.ts';
import { drainOnSignal } from './shutdown.ts';
import { NODES_MAX } from './start-nodes.ts';
import { bridgeFlagsOfStart, planOf, type StartOptions, type StartPlan } from './start-plan.ts';
import { type ChildPlan, type Limits, LIMITS, type Ports, StartError, Supervised } from './supervisor.ts';
import { BRIDGE_LISTEN, variableOf } from './variables.ts';

const EXIT_USAGE = 2;
/** How long its addresses wait for an API that is starting. A new schema for many rows can take minutes. */
const API_START_MS_SHOWN = 5000;
/** A statement that changes all rows of a table can keep the event loop of the API for longer than any of the others'. */
const API_LIMITS: Limits = { ...LIMITS, startMs: 600_000, silenceMs: 60_000 };
/** How long the last lines may take to be written. */
const LAST_LINES_MS_MAX = 1000;

/** The flags that --help shows; the others are in the help of `server` and `bridge`. */
const SHOWN = [
  '--nodes',
  '--port',
  '--admin-port',
  '--proxy-network',
  '--exempt-network',
  '--fright-table',
  '--data',
  '--trust',
  '--host-name',
];

const MORE_HELP = `
All flags of "packetman server" and most of "packetman bridge" are accepted as well. The three programs read their own
environment variables (PACKETMAN_SERVER_..., PACKETMAN_API_..., PACKETMAN_BRIDGE_...) and files of settings:
docs/server-settings.md, docs/api-settings.md and docs/bridge-settings.md.

Examples:
  packetman                            the game on TCP port 1980, the page on http://localhost:8080/
  packetman start --bridge-port 80     the page on the port where browsers look first
  packetman start --host-name game.example --trust 127.0.0.1       behind a web server that answers for game.example
  packetman start --config server.json --bridge-config bridge.json
  packetman start --nodes 4            four game servers as one; the variable REDIS_URL has the address of a Redis
`;

export function addStartCommand(program: Command): void {
  const command = program
    .command('start', { isDefault: true })
    .description(
      'run the game server, the API, the bridge and the page, each restarted when it crashes (the default command)',
    )
    .addOption(
      option('--config <file>', 'JSON file of settings of the game server').env(variableOf('server', 'config')),
    )
    .addOption(
      option('--bridge-config <file>', 'JSON file of settings of the bridge').env(variableOf('bridge', 'config')),
    )
    .addOption(option('--api-config <file>', 'JSON file of settings of the API').env(variableOf('api', 'config')))
    .addOption(option('--no-api', 'run no API: no accounts, records and desk').default(true))
    // Its variable is that of the bridge's first argument, which can be more than a port.
    .addOption(
      portOption('--bridge-port', `port of the page and of WebSockets (default: 8080, env: ${BRIDGE_LISTEN})`).env(''),
    )
    .addOption(
      option('--nodes <number>', 'run this many game servers as one, which share the Redis of REDIS_URL').argParser(
        wholeNumber(1, NODES_MAX),
      ),
    )
    .addOption(logLevelOption('warn'));
  for (const each of [...serverOptions(), ...bridgeFlagsOfStart()]) {
    if (each.long === '--log-level') continue;
    command.addOption(each.helpGroup('Options:').hideHelp(!SHOWN.includes(each.long!)));
  }
  command
    .allowExcessArguments()
    .addHelpText('after', MORE_HELP)
    .action(async (options: StartOptions) => {
      // A mistyped command arrives here too, as this is the default one.
      if (command.args.length > 0) command.error(`error: unknown command '${command.args[0]}' (see packetman --help)`);
      await start(await planOf(command, options));
    });
}

async function start(plan: StartPlan): Promise<void> {
  const { LogDestination } = await import('#process');
  // The reader of the output may go away: the children are supervised all the same.
  const output = new LogDestination(process.stdout.fd);
  const errors = new LogDestination(process.stderr.fd);
  const log = (line: string): void => errors.write(`packetman: ${line}\n`);
  const limits = { ...LIMITS, drainMs: plan.serverDrainMs };
  const refused = new Set<string>();
  const servers = plan.servers.map((each) => {
    const onRefused = (): void => {
      refused.add(each.name);
      // Without a server there is nothing to go on with; a bridge can wait until its file is right again.
      if (refused.size === plan.servers.length) void end().then(() => process.exit(EXIT_USAGE));
      else log(`${each.name} does not run: the other nodes go on`);
    };
    return new Supervised({ ...each, log, refused: onRefused }, limits);
  });
  const bridge = new Supervised({ ...plan.bridge(servers), log });
  const api = plan.api && supervisedApi(plan.api(servers), log);
  const children = [...servers, bridge, ...(api === null ? [] : [api])];

  const drained = () => Promise.all(children.map((child) => child.drain()));
  const closed = () => Promise.all([output, errors].map((each) => each.close(LAST_LINES_MS_MAX)));
  const end = async () => {
    await drained();
    await closed();
  };
  drainOnSignal({
    drain: async () => void (await drained()),
    kill: () => children.forEach((child) => child.kill()),
    fatal: (error) => log(error instanceof Error && error.stack !== undefined ? error.stack : String(error)),
    close: async () => (await closed()).every(Boolean),
    hangup: () => children.forEach((child) => child.signal('SIGHUP')),
  });
  // Ignored until everything runs: it would end this program.
  let restart = (): void => {};
  process.on('SIGUSR2', () => restart());
  try {
    const ports = await allPorts(servers);
    // What keeps it from starting has been logged.
    const apiStarted = api?.start().catch(() => {});
    await bridge.start();
    await endsWithin(API_START_MS_SHOWN, apiStarted);
    const addresses = plan.addresses(ports, bridge.ports, api?.pid !== undefined).map((line) => `  ${line}\n`);
    output.write(`Packetman is running.\n${addresses.join('')}`);
    restart = rollingRestart(servers, api, log);
  } catch (error) {
    await end();
    // The child has printed what is wrong with its settings.
    if (error instanceof StartError && error.exitCode === EXIT_USAGE) throw new CommanderError(EXIT_USAGE, 'start', '');
    throw error;
  }
}

/** Starts all of them. @throws the first error, when all have listened or ended */
async function allPorts(servers: readonly Supervised[]): Promise<Ports[]> {
  const started = await Promise.allSettled(servers.map((server) => server.start()));
  return started.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

/** Play goes on without it. It is started again and again, unless its settings are wrong. */
function supervisedApi(plan: Omit<ChildPlan, 'log'>, log: (line: string) => void): Supervised {
  const refused = (): void => log('the API does not run: everybody can play, without accounts and records');
  return new Supervised({ ...plan, log, refused, keepsTrying: true }, API_LIMITS);
}

/** Waits for something that may take longer, and goes on without it. */
async function endsWithin(ms: number, something: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([something, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
