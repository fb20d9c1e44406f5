// What `packetman start` starts its programs with: the flags that it was given, each for the program it belongs to,
// and what follows from running them on one machine (for the API: start-api.ts). Their variables and files the programs read themselves.
import { statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import type { BridgeConfig, BridgeSettings } from '../bridge/config.ts';
import { addressText } from '../bridge/target/address.ts';
import { type BridgeOptions, bridgeFlags } from './bridge-options.ts';
import { bridgeSettings, withPlace } from './bridge-settings.ts';
import { listenerAt } from '../game-server/settings.ts';
import { type GivenSettings, serverOptions } from './server-settings.ts';
import { REPLAY_LINK, ROOM_LINK } from './room-links.ts';
import { settingsOf } from './server.ts';
import { addressInUrl, shownHost } from './start-address.ts';
import { type ApiPlan, apiPlanOf } from './start-api.ts';
import { nodesOf } from './start-nodes.ts';
import { checkRedis } from './start-redis.ts';
import { type ChildPlan, LIMITS, type Ports, type Supervised } from './supervisor.ts';
import { BRIDGE_LISTEN, BRIDGE_TARGET, variableOf } from './variables.ts';

export interface StartOptions extends Omit<BridgeOptions, 'api'> {
  /** False with `--no-api`: a flag of the bridge has this name, which `start` does not pass on. */
  api: boolean;
  apiConfig?: string;
  bridgeConfig?: string;
  bridgePort?: number;
  nodes?: number;
}

export interface StartPlan {
  /** The game server, or several nodes in their order. */
  readonly servers: readonly Omit<ChildPlan, 'log'>[];
  /** How long a node may take to end: it moves its rooms, or lets its matches end. */
  readonly serverDrainMs: number;
  /** Null with `--no-api`. */
  readonly api: ((servers: readonly Running[]) => Omit<ChildPlan, 'log'>) | null;
  bridge(servers: readonly Running[]): Omit<ChildPlan, 'log'>;
  /** Where it can be reached, one line for each kind of client. */
  addresses(servers: readonly Ports[], bridge: Ports, hasApi: boolean): readonly string[];
}

/** Asked for its ports, which it has when the others are started. */
type Running = Pick<Supervised, 'ports'>;

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const WEB = fileURLToPath(new URL('../web', import.meta.url));
const WEB_PORT = 8080;
/** A page of the game sends inputs and chat messages. */
const MESSAGE_BYTES_MAX = 64 * 1024;
/** The paths below `/api` that the game server answers. */
const PATHS_OF_GAME_SERVER = ['/api/rooms', '/api/replays'];
/** The address of Redis, which all programs read. */
const REDIS_VARIABLE = 'REDIS_URL';
/** The bridge leads `/play/NODE` to a node, and `/play` to any. */
const BRIDGE_OF_NODES = {
  [variableOf('bridge', 'token-plugin')]: 'TokenRedis',
  [variableOf('bridge', 'token-path')]: '/play/',
};
/** From here the bridge connects to the server, whatever else is trusted. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Flags of the bridge that have another meaning or name in `start`. Their variables are read by the bridge itself. */
const RENAMED = ['--config', '--log-level', '--log-file', '--verbose'];
/** Flags of the bridge that `start` sets itself, or that make no sense with it; their variables are refused. */
const REFUSED = [
  ...[
    '--print-config',
    '--token-plugin',
    '--token-source',
    '--token-path',
    '--target-config',
    '--host-token',
    '--revoke',
    '--unix-listen',
    '--unix-listen-mode',
    '--file-only',
    '--auth-plugin',
    '--auth-source',
    '--unix-target',
    '--tls-target',
    '--proxy-header',
  ],
  ...['--frames', '--api', '--run-once', '--idle-timeout', '--processes'],
];
const REFUSED_VARIABLES = [
  ...REFUSED.map((flag) => variableOf('bridge', flag.slice(2))),
  ...[BRIDGE_TARGET, variableOf('server', 'print-config'), variableOf('api', 'print-config')],
];

/** The flags of the bridge that `start` passes on. */
export function bridgeFlagsOfStart(): Option[] {
  return bridgeFlags()
    .map(({ option }) => option)
    .filter(({ long }) => ![...RENAMED, ...REFUSED].includes(long!))
    .map((option) => option.env(variableOf('bridge', option.name())));
}

/** Reads and checks the settings of all programs. Wrong ones end this one as wrong usage. */
export async function planOf(command: Command, options: StartOptions): Promise<StartPlan> {
  const refused = REFUSED_VARIABLES.find((name) => process.env[name] !== undefined);
  if (refused !== undefined) command.error(`error: the variable ${refused} cannot be used with start`);
  for (const path of [options.config, options.bridgeConfig, options.apiConfig]) {
    // Each program reads its file at each start.
    if (path !== undefined && isPipe(path)) command.error(`error: ${path}: a pipe can be read only once, name a file`);
  }
  const server = settingsOf(command, options.config);
  if (options.api && server.settings.apiUrl !== null) {
    command.error(`error: ${server.placeOf('apiUrl')}: it needs --no-api, as start runs an API of its own`);
  }
  const bridge = await bridgeOf(command, options);
  const nodes = nodesOf(command, options.nodes, server);
  const { host, adminHost, redisUrl } = server.settings;
  const [first] = bridge.config.listen;
  const isTcp = first !== undefined && 'port' in first;
  for (const { settings, name, isNode } of nodes) {
    const taken = isTcp ? listenerAt(settings, first.host ?? '::', first.port) : null;
    if (taken !== null && isTcp) {
      command.error(
        `error: ${taken} of ${isNode ? name : 'the server'} and the port of the bridge are both ${first.port}`,
      );
    }
  }
  const gameHost = await addressInUrl(host);
  const publicHost = await addressInUrl(server.settings.publicHost);
  const adminAddress = (await addressInUrl(adminHost)).replaceAll(/[[\]]/g, '');
  const page = bridge.config.tls === null ? 'http' : 'https';
  const { admin } = bridge.config;
  const hasAdminPort = admin !== null && 'port' in admin && admin.port !== 0;
  const bridgeAdmin = hasAdminPort ? { host: admin.host ?? '127.0.0.1', port: admin.port } : null;
  const { data } = server.settings;
  const surroundings = { data, logLevel: options.logLevel, isLogLevelOfStart: isOfStart(command, 'logLevel') };
  if (redisUrl !== null) await checkRedis(command, redisUrl);
  const api = options.api ? await apiPlanOf(command, options.apiConfig, surroundings) : null;
  // A flag or a file may name it as well; on a command line of a child others could read its password.
  const shared = redisUrl === null ? {} : { [REDIS_VARIABLE]: redisUrl };
  return {
    servers: nodes.map(({ name, flags }) => ({
      ...{ name, program: 'server', module: MAIN },
      args: (picked) => [
        ...serverArgs(command, options, server, gameHost, flags, picked),
        ...(api === null ? [] : [`--api-url=${api.adminUrl}`]),
      ],
      variables: () => shared,
    })),
    serverDrainMs: LIMITS.drainMs + (redisUrl === null ? 0 : server.settings.nodeDrainMs),
    api:
      api &&
      (([running]) => ({
        ...{ name: 'API', program: 'api', module: MAIN },
        args: () => api.args({ host: adminAddress, port: running!.ports['adminPort'] }, bridgeAdmin),
        variables: () => shared,
      })),
    bridge: (running) => ({
      ...{ name: 'bridge', program: 'bridge', module: MAIN },
      args: (picked) => [
        ...bridgeArgs(command, options, bridge),
        ...pathsPassedOn(api, running.map(({ ports }) => `http://${publicHost}:${ports['publicPort']}`).join(' ')),
        ...listenArgs(bridge, picked),
      ],
      variables: () =>
        redisUrl === null
          ? { [BRIDGE_TARGET]: `${gameHost}:${running[0]!.ports['port']}` }
          : { ...BRIDGE_OF_NODES, [variableOf('bridge', 'token-source')]: withNodes(redisUrl) },
    }),
    addresses(ports, { port: webPort }, hasApi) {
      const web = isTcp ? `${page}://${shownHost(first.host)}:${webPort}/` : null;
      const all = (scheme: string, address: string, name: string, path = '') =>
        ports.map((each) => `${scheme}://${shownHost(address)}:${each[name]}${path}`).join(', ');
      return [
        `play:   ${web ?? bridge.config.listen.map(addressText).join(', ')}`,
        `bots:   ${all('tcp', host, 'port')}`,
        `admin:  ${all('http', adminHost, 'adminPort', '/')}`,
        ...(!hasApi || web === null ? [] : [`desk:   ${web}monitor`]),
      ];
    },
  };
}

/** Where the bridge finds the addresses of nodes in Redis. */
function withNodes(redisUrl: string): string {
  const query = 'namespace=packetman:node&index=packetman:nodes';
  return `${redisUrl}${redisUrl.includes('?') ? '&' : '?'}${query}`;
}

/** Flags of the bridge: which paths go to the API, and which to a game server, where they work without the API. */
function pathsPassedOn(api: ApiPlan | null, gameServerUrls: string): string[] {
  if (api === null) return [`--api=/api=${gameServerUrls}`];
  return [`--api=${api.url}`, ...PATHS_OF_GAME_SERVER.map((path) => `--api=${path}=${gameServerUrls}`)];
}

function serverArgs(
  command: Command,
  { config, logLevel }: StartOptions,
  { settings, placeOf }: GivenSettings,
  gameHost: string,
  nodeFlags: readonly string[],
  picked: Ports | null,
): string[] {
  const flags = serverOptions().filter(
    ({ long }) => !['--log-level', '--proxy-network', '--redis-url'].includes(long!),
  );
  const args = ['server', ...(config === undefined ? [] : [`--config=${config}`]), ...givenFlags(command, flags)];
  // The bridge connects to a node at the address that the node gives to clients.
  const own = settings.redisUrl === null ? [] : Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const proxies = new Set([
    ...[...LOOPBACK, gameHost.replaceAll(/[[\]]/g, ''), ...settings.proxyNetworks],
    ...own.map(({ address }) => address),
  ]);
  for (const network of proxies) args.push(`--proxy-network=${network}`);
  args.push(...nodeFlags);
  if (picked !== null) for (const [name, port] of Object.entries(picked)) args.push(`--${PORT_FLAGS[name]}=${port}`);
  else if (settings.publicPort === null) args.push('--public-port=0');
  const isSetElsewhere = placeOf('logLevel') !== null || process.env[variableOf('server', 'log-level')] !== undefined;
  if (isOfStart(command, 'logLevel') || !isSetElsewhere) args.push(`--log-level=${logLevel}`);
  return args;
}

function bridgeArgs(command: Command, options: StartOptions, { inFile }: BridgeOfStart): string[] {
  const { bridgeConfig, logLevel } = options;
  const args = ['bridge', ...(bridgeConfig === undefined ? [] : [`--config=${bridgeConfig}`])];
  args.push(...givenFlags(command, bridgeFlagsOfStart()), '--proxy-header=v2');
  const isSet = (attribute: keyof BridgeSettings) => isOfStart(command, attribute) || Object.hasOwn(inFile, attribute);
  if (!isSet('web')) {
    args.push(`--web=${WEB}`);
    if (!isSet('csp')) args.push('--csp');
    if (!isSet('immutable')) args.push('--immutable=/assets/');
    if (options.pageLink === undefined && inFile.pageLinks === undefined) {
      args.push(`--page-link=${ROOM_LINK}`, `--page-link=${REPLAY_LINK}`);
    }
  }
  if (!isOfStart(command, 'messageBytes') && inFile.messageBytesMax === undefined) {
    args.push(`--message-bytes=${MESSAGE_BYTES_MAX}`);
  }
  const isSetElsewhere = process.env[variableOf('bridge', 'log-level')] !== undefined;
  if (isOfStart(command, 'logLevel') || !isSetElsewhere) args.push(`--log-level=${logLevel}`);
  return args;
}

/** The port that was picked stays the same at the next start. */
function listenArgs({ config, listen }: BridgeOfStart, picked: Ports | null): string[] {
  const [only, other] = config.listen;
  const isPicked = picked !== null && only !== undefined && other === undefined && 'port' in only && only.port === 0;
  if (isPicked) return [addressText({ ...only, port: picked['port']! })];
  return listen === undefined ? [] : [listen];
}

const PORT_FLAGS: Readonly<Record<string, string>> = {
  port: 'port',
  adminPort: 'admin-port',
  publicPort: 'public-port',
};

interface BridgeOfStart {
  readonly inFile: BridgeSettings;
  readonly config: BridgeConfig;
  /** Where it listens, undefined where only its file says so. */
  readonly listen: string | undefined;
}

async function bridgeOf(command: Command, options: StartOptions): Promise<BridgeOfStart> {
  const { bridgeConfig, readSettings } = await import('../bridge/config.ts');
  const { BridgeConfigError } = await import('../bridge/target/address.ts');
  let inFile: BridgeSettings = {};
  try {
    if (options.bridgeConfig !== undefined) inFile = readSettings(options.bridgeConfig);
    const preset = inFile.listen === undefined ? `:${WEB_PORT}` : undefined;
    const asked = options.bridgePort === undefined ? process.env[BRIDGE_LISTEN] : `:${options.bridgePort}`;
    const listen = asked ?? preset;
    // Which port the server has picked is known later.
    const given = { listen, target: '127.0.0.1:1' };
    const { api: _, ...flags } = options;
    return { inFile, listen, config: bridgeConfig(bridgeSettings(inFile, given, flags)) };
  } catch (error) {
    if (!(error instanceof BridgeConfigError)) throw error;
    return command.error(`error: ${withPlace(error.message, command, inFile, options.bridgeConfig)}`);
  }
}

/** The flags of the command line, written out again. Variables are read by the program itself. */
function givenFlags(command: Command, options: readonly Option[]): string[] {
  return options.flatMap((option) => {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') return [];
    const value = command.getOptionValue(name) as unknown;
    if (typeof value === 'boolean') return [option.long!];
    const values = Array.isArray(value) && value.length > 0 ? value : [value];
    return values.map((each) => `${option.long}=${Array.isArray(each) ? 'none' : String(each)}`);
  });
}

/** Whether a flag of this command, or its variable, was given. */
function isOfStart(command: Command, attribute: string): boolean {
  return ['cli', 'env'].includes(command.getOptionValueSource(attribute) ?? '');
}

function isPipe(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false;
}
