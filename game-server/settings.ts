// All settings of a deployment, as data: its flags, its environment variables, the settings file with its checks and
// docs/server-settings.md are made from these rows. The numbers of the wire are in protocol/limits.ts, those of a
// room's life in rooms/room-rules.ts.

import {
  bytes,
  choice,
  count,
  folder,
  frightTable,
  host,
  microseconds,
  milliseconds,
  name,
  networks,
  optionalHost,
  optionalPort,
  perSecond,
  port,
  secret,
  type Setting,
  share,
  switchedOn,
  ticks,
  url,
  type ValueOf,
} from '#process/setting-kinds';

const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const;

const ADDRESSES = {
  host: host('0.0.0.0', 'The address on which clients connect. `::` takes IPv6 and IPv4.'),
  port: port(1980, 'The TCP port of the game.'),
  adminHost: host('127.0.0.1', 'The address of the admin HTTP server. Keep it out of reach of strangers.'),
  adminPort: port(1981, 'The HTTP port of health checks, metrics and statistics.'),
  publicHost: host('127.0.0.1', 'The address of the public HTTP server.'),
  publicPort: optionalPort('The HTTP port of the lists of rooms and replays. A bridge passes `/api` on to it.'),
  proxyNetworks: networks(
    LOOPBACK,
    'proxy-network',
    'Proxies and bridges that are trusted to name the client, in a PROXY header (version 1 or 2) or in X-Forwarded-For.',
  ),
};

const CONNECTIONS = {
  connectionsMax: count(
    10_000,
    'connections',
    'Clients connected at once. On Linux fewer, where the limit of open files requires it.',
  ),
  connectionsPerAddressMax: count(32, 'connections', 'Connections at once from one IPv4 address or IPv6 /64.'),
  newConnectionsPerAddressPerSecond: perSecond(10, 'connections', 'New connections from one address, in the long run.'),
  newConnectionsPerAddressBurst: count(40, 'connections', 'New connections from one address, at once.'),
  exemptNetworks: networks(
    LOOPBACK,
    'exempt-network',
    'Addresses to which no limit by address applies. There, each session counts by itself.',
  ),
  greetingsMax: count(512, 'connections', 'Connections that have not sent `hello`. Beyond it the oldest is reset.'),
  refusalsMax: count(
    128,
    'connections',
    'Connections above the limit that stay open for a moment, to get the reason of the refusal.',
    0,
  ),
  adminConnectionsMax: count(64, 'connections', 'Connections to the admin HTTP server at once.'),
  publicConnectionsMax: count(
    256,
    'connections',
    'Connections to the public HTTP server at once. A bridge needs most of them.',
  ),
};

const TIMEOUTS = {
  helloTimeoutMs: milliseconds(5000, 'How long a new connection may take to send a complete `hello`.'),
  frameTimeoutMs: milliseconds(5000, 'How long a frame may stay incomplete.'),
  closeTimeoutMs: milliseconds(2000, 'How long a closing connection may take to read its last message.'),
};

const MESSAGES = {
  messagesPerSecond: perSecond(
    120,
    'messages',
    'Messages handled from one client, in the long run. Others are dropped.',
  ),
  messagesBurst: count(240, 'messages', 'Messages handled from one client, at once.'),
  messagesDroppedMax: count(480, 'messages', 'Dropped messages after which the client is disconnected (`flood`).', 0),
  messagesPerTurnMax: count(64, 'messages', 'Messages decoded for one connection in one turn of the event loop.'),
};

const FLOW_CONTROL = {
  queuedBytesHighWater: bytes(
    64 * 1024,
    'A client with more bytes queued gets no snapshots or log pieces until it has read them.',
  ),
  queuedBytesMax: bytes(256 * 1024, 'A client with more bytes queued is disconnected. Its seat is kept for a resume.'),
  behindTicksMax: ticks(
    30,
    'A client that is further behind than this, plus its round trip, gets no snapshots or log pieces until it has caught up.',
  ),
  standstillMsMax: milliseconds(
    5000,
    'A client that reports no newer tick, or always has bytes queued, for this long is disconnected. Its seat is kept for a resume.',
  ),
};

const ROOMS = {
  roomsMax: count(2500, 'rooms', 'Rooms at once.'),
  quickPlayRoomsShare: share(0.2, 'The share of `roomsMax` that only quick play may use.'),
  disconnectedSessionsMax: count(
    5000,
    'sessions',
    'Sessions that have lost their connection and may be resumed. Beyond it the oldest ends.',
    0,
  ),
  catchUpTicksMax: ticks(5, 'Ticks that are caught up after a stall. Others are dropped and counted.'),
  sweepIntervalTicks: ticks(15, 'Ticks between two checks of all deadlines.'),
  frightTable: frightTable(
    'A file of 8192 bytes with the turns of frightened ghosts, in the lowest two bits of each. Without it a built-in table is used.',
  ),
};

const BUDGETS = {
  // Half a percent of a core. The burst of bytes lets the host of a room with 100 watchers begin eight matches.
  budgetWorkUsPerSecond: perSecond(
    5000,
    'µs',
    'Processor time that the requests of one session may take, in the long run.',
  ),
  budgetWorkUsBurst: microseconds(50_000, 'Processor time that the requests of one session may take at once.'),
  budgetBytesPerSecond: perSecond(
    40 * 1024,
    'bytes',
    'Bytes that the requests of one session may cause to be sent, to all clients together, in the long run.',
  ),
  budgetBytesBurst: bytes(2 * 1024 * 1024, 'Bytes that the requests of one session may cause to be sent at once.'),
  budgetsPerAddress: count(
    4,
    'sessions',
    'All sessions of one address together share the budgets of this many sessions.',
  ),
  refusalsPerSecond: perSecond(
    2,
    'requests',
    'Requests refused because a budget is spent, in the long run. Above it the client is disconnected (`flood`).',
  ),
  refusalsBurst: count(240, 'requests', 'Requests refused because a budget is spent, at once.'),
};

const BY_ADDRESS = {
  // As many as connections: everybody in a school may play `classic` at once.
  roomsPerAddressMax: count(32, 'rooms', 'Existing rooms that the sessions of one address have opened.'),
  roomsOpenedPerSecond: perSecond(0.5, 'rooms', 'Rooms that the sessions of one address open, in the long run.'),
  roomsOpenedBurst: count(40, 'rooms', 'Rooms that the sessions of one address open at once.'),
  watchersPerAddressMax: count(25, 'sessions', 'Sessions of one address that watch the same room.', 0),
  disconnectedSessionsPerAddressMax: count(
    32,
    'sessions',
    'Sessions of one address that have lost their connection and may be resumed.',
    0,
  ),
  // After a restart of the server all clients of an address show a token that it does not know.
  tokenFailuresPerSecond: perSecond(0.5, 'tokens', 'Unknown resume tokens from one address, in the long run.'),
  tokenFailuresBurst: count(64, 'tokens', 'Unknown resume tokens from one address, at once.'),
};

const DATA = {
  data: folder(
    "in the user's state folder",
    'The folder of all files that the server keeps. Without it `packetman` in `$XDG_STATE_HOME` or in `~/.local/state`. Only one server can use a folder.',
  ),
  journal: switchedOn(
    'Whether a journal of rooms, matches and sessions is kept in the data folder. After a crash they go on from it.',
    'Keep no journal of rooms, matches and sessions: they end with the process.',
  ),
  keepReplays: count(
    1000,
    'replays',
    'Finished matches that are kept as replays in the data folder, the newest ones. 0 keeps none, and leaves the folder as it is.',
    0,
  ),
  keepReplayDays: count(30, 'days', 'Age at which a replay is removed.'),
  keepReplayBytes: bytes(256 * 1024 * 1024, 'Size of all replays together. Beyond it the oldest are removed.'),
};

const API = {
  apiUrl: url(
    'The internal port of the API, which gets all matches that have ended. Both have one key: the file `handover.key` in the data folder.',
  ),
  outboxBytesMax: bytes(
    256 * 1024 * 1024,
    'Size of all matches that wait for the API in the data folder, while it is down. Beyond it further ones are not handed over.',
  ),
};

/** Letters of the name of a node: it is part of keys in Redis, and of the page's address. */
const NODE_LENGTH_MAX = 24;

const NODES = {
  redisUrl: secret(
    'REDIS_URL',
    'The Redis server that several game servers share, such as `redis://user:password@host:6379/0`, `rediss://` or `redis+sentinel://`. With it this server is one node of theirs, and keeps no journal of its own.',
  ),
  node: name(
    NODE_LENGTH_MAX,
    'of the host name and random letters',
    'The name of this node among those that share the Redis server.',
  ),
  nodeHost: optionalHost(
    'The address at which clients and other nodes reach this node. Without it that of the game, or the first address of this machine.',
  ),
  nodePort: optionalPort('The TCP port at which clients reach this node, if it is not the port of the game.'),
  nodeLinkPort: port(0, 'The TCP port on which other nodes connect, in a network that strangers cannot reach.'),
  nodeLeaseMs: milliseconds(
    900,
    'How long a node may be silent before the others take its rooms. It says that it is there six times as often.',
    300,
  ),
  nodeDrainMs: milliseconds(
    600_000,
    'How long a node that ends waits for matches that no other node can go on with, because its rules have another version.',
  ),
};

const LOG = {
  logLevel: choice(
    'info',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'The least important level that is logged, in JSON lines on standard output.',
  ),
};

/** The rows as help and documentation show them, each section under its heading. */
export const SERVER_SECTIONS: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  'Addresses and ports': ADDRESSES,
  Connections: CONNECTIONS,
  Timeouts: TIMEOUTS,
  Messages: MESSAGES,
  'Flow control': FLOW_CONTROL,
  'Rooms and matches': ROOMS,
  'Cost of requests': BUDGETS,
  'Limits by address': BY_ADDRESS,
  'Data on disk': DATA,
  API,
  'Several nodes': NODES,
  Log: LOG,
};

/** All rows, by name. */
export const SERVER_SETTINGS = {
  ...ADDRESSES,
  ...CONNECTIONS,
  ...TIMEOUTS,
  ...MESSAGES,
  ...FLOW_CONTROL,
  ...ROOMS,
  ...BUDGETS,
  ...BY_ADDRESS,
  ...DATA,
  ...API,
  ...NODES,
  ...LOG,
};

export type SettingName = keyof typeof SERVER_SETTINGS;

/** A value for each setting. */
export type ServerSettings = { readonly [Name in SettingName]: ValueOf<(typeof SERVER_SETTINGS)[Name]> };

export const DEFAULT_SETTINGS = Object.freeze(
  Object.fromEntries(Object.entries(SERVER_SETTINGS).map(([name, row]) => [name, row.default])),
) as ServerSettings;

/** A relation between two settings that does not hold. */
export interface Contradiction {
  readonly names: readonly [SettingName, SettingName];
  /** How the first must be to the second. */
  readonly must: string;
}

const LISTENERS = [
  ['port', 'host'],
  ['adminPort', 'adminHost'],
  ['publicPort', 'publicHost'],
] as const satisfies readonly (readonly [SettingName, SettingName])[];
const ALL_ADDRESSES = ['0.0.0.0', '::'];

/** What no row by itself can say. Each setting must have been checked. */
export function contradictionIn(settings: ServerSettings): Contradiction | null {
  if (settings.queuedBytesHighWater >= settings.queuedBytesMax) {
    return { names: ['queuedBytesHighWater', 'queuedBytesMax'], must: 'be less than' };
  }
  for (const [at, [name, address]] of LISTENERS.entries()) {
    const other = LISTENERS.slice(0, at).find(
      ([otherName, otherAddress]) =>
        isSamePort(settings[name], settings[otherName]) && overlap(settings[address], settings[otherAddress]),
    );
    if (other !== undefined) return { names: [other[0], name], must: 'differ from' };
  }
  return null;
}

/** The name of the port that listens where another program would, null for none. */
export function listenerAt(settings: ServerSettings, host: string, port: number): SettingName | null {
  const listener = LISTENERS.find(
    ([name, address]) => isSamePort(settings[name], port) && overlap(settings[address], host),
  );
  return listener?.[0] ?? null;
}

/** Port 0 is another one each time. */
function isSamePort(one: number | null, other: number | null): boolean {
  return one === other && one !== 0 && one !== null;
}

function overlap(one: string, other: string): boolean {
  return one === other || ALL_ADDRESSES.includes(one) || ALL_ADDRESSES.includes(other);
}
