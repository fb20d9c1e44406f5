// `packetman start`: game server, bridge and page, as two processes under one supervisor. A crash of one does not take
// the other, and two cores of a machine are used.
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { samePort } from './contradiction.ts';
import { frightTablePathOption } from './fright-table.ts';
import {
  ADMIN_PORT,
  exemptNetworkOption,
  GAME_PORT,
  hostNameOption,
  logLevelOption,
  portOption,
  proxyNetworkOption,
  trustOption,
  WEB_PORT,
} from './options.ts';
import { drainOnSignal } from './shutdown.ts';
import { type Ports, Supervised } from './supervisor.ts';
import { BRIDGE_LISTEN, variableOf } from './variables.ts';

interface StartOptions {
  port: number;
  bridgePort: number;
  adminPort: number;
  trust?: string[];
  hostName?: string[];
  exemptNetwork?: string[];
  proxyNetwork?: string[];
  frightTable?: string;
  logLevel: string;
}

const EXAMPLES = `
Examples:
  packetman                            the game on TCP port 1980, the page on http://localhost:8080/
  packetman start --bridge-port 80     the page where browsers look first
  packetman start --host-name game.example --trust 127.0.0.1      behind a web server that answers for game.example
`;

export function addStartCommand(program: Command): void {
  const command = program
    .command('start', { isDefault: true })
    .description('run the game server, the bridge and the page')
    .addOption(of('server', portOption('--port', 'TCP port of the game, 0 picks a free one', GAME_PORT)))
    .addOption(portOption('--bridge-port', 'port of the page and of WebSockets', WEB_PORT).env(''))
    .addOption(of('server', portOption('--admin-port', 'HTTP port of health and metrics', ADMIN_PORT)))
    .addOption(of('bridge', trustOption()))
    .addOption(of('bridge', hostNameOption()))
    .addOption(of('server', proxyNetworkOption()))
    .addOption(of('server', exemptNetworkOption()))
    .addOption(of('server', frightTablePathOption()))
    .addOption(logLevelOption('warn'))
    .allowExcessArguments()
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const wrong = samePort(command, ['port', 'bridgePort', 'adminPort']);
      if (wrong !== null) command.error(wrong);
    })
    .action(async (options: StartOptions) => {
      // As the default command it is also where a mistyped one arrives.
      if (command.args.length > 0) command.error(`error: unknown command '${command.args[0]}' (see packetman --help)`);
      await start(options);
    });
}

/** An option of one of the two programs has the variable of that program. */
function of(program: 'server' | 'bridge', option: Option): Option {
  return option.env(variableOf(program, option.name()));
}

async function start(options: StartOptions): Promise<void> {
  const { LogDestination } = await import('#process');
  // Whoever reads what is printed may stop doing so: that is no reason to stop looking after the children.
  const output = new LogDestination(process.stdout.fd);
  const errors = new LogDestination(process.stderr.fd);
  const log = (line: string): void => errors.write(`packetman: ${line}\n`);
  const run = { module: MAIN, log };
  const server = new Supervised({ ...run, name: 'game server', program: 'server', args: serverArgs(options) });
  const bridge = new Supervised({ ...run, name: 'bridge', program: 'bridge', args: bridgeArgs(options, server) });
  const children = [server, bridge];

  const closed = () => Promise.all([output, errors].map((each) => each.close(LAST_LINES_MS_MAX)));
  drainOnSignal({
    drain: async () => void (await Promise.all(children.map((child) => child.drain()))),
    abandon: () => children.forEach((child) => child.kill()),
    fatal: (error) => log(error instanceof Error && error.stack !== undefined ? error.stack : String(error)),
    close: async () => (await closed()).every(Boolean),
  });
  try {
    const { port, adminPort } = await server.start();
    const { port: webPort } = await bridge.start();
    output.write(`Packetman is running.
  play:   http://localhost:${webPort}/
  bots:   tcp://localhost:${port}
  admin:  http://localhost:${adminPort}/
`);
  } catch (error) {
    await Promise.all(children.map((child) => child.drain()));
    await closed();
    throw error;
  }
}

/** What is printed last gets this long to leave. */
const LAST_LINES_MS_MAX = 1000;
const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
/** A page of the game sends inputs and lines of chat. */
const MESSAGE_BYTES_MAX = 64 * 1024;
const WEB = fileURLToPath(new URL('../web', import.meta.url));

/** The bridge comes over loopback, whatever else is trusted. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

function serverArgs({ port, adminPort, proxyNetwork = [], exemptNetwork, frightTable, logLevel }: StartOptions) {
  const table = frightTable === undefined ? [] : [`--fright-table=${frightTable}`];
  return (picked: Ports | null): string[] => {
    const ports: Ports = picked ?? { port, adminPort, publicPort: 0 };
    const listening = [`--port=${ports.port}`, `--admin-port=${ports.adminPort}`, `--public-port=${ports.publicPort}`];
    const networks = [...LOOPBACK, ...proxyNetwork].map((network) => `--proxy-network=${network}`);
    for (const network of exemptNetwork ?? []) networks.push(`--exempt-network=${network}`);
    if (exemptNetwork?.length === 0) networks.push('--exempt-network=none');
    return ['server', ...listening, ...networks, ...table, `--log-level=${logLevel}`];
  };
}

function bridgeArgs({ bridgePort, trust = [], hostName = [], logLevel }: StartOptions, server: Supervised) {
  return (picked: Ports | null): string[] => {
    const { port, publicPort } = server.ports;
    const flags = [`--web=${WEB}`, '--csp', '--immutable=/assets/', `--api=http://127.0.0.1:${publicPort}`];
    flags.push('--proxy-header=v2', `--message-bytes=${MESSAGE_BYTES_MAX}`);
    flags.push(...trust.map((network) => `--trust=${network}`), ...hostName.map((name) => `--host-name=${name}`));
    const listen = picked === null ? (process.env[BRIDGE_LISTEN] ?? `:${bridgePort}`) : `:${picked.port}`;
    return ['bridge', ...flags, `--log-level=${logLevel}`, listen, `127.0.0.1:${port}`];
  };
}
