// All settings of the API, as data: its flags, variables, file of settings and docs/api-settings.md are made from these rows.

import {
  bytes,
  choice,
  count,
  folder,
  host,
  milliseconds,
  networks,
  optionalPort,
  origins,
  perSecond,
  port,
  secret,
  type Setting,
  type ValueOf,
} from '#process/setting-kinds';

const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const;

const ADDRESSES = {
  host: host('127.0.0.1', 'The address of the public HTTP server. A bridge passes requests on to it.'),
  port: port(1982, 'The port of the public HTTP server.'),
  adminHost: host(
    '127.0.0.1',
    'The address of the internal HTTP server, for game servers and operators. Keep it out of reach of strangers.',
  ),
  adminPort: port(1983, 'The HTTP port of game servers, health checks and metrics.'),
  proxyNetworks: networks(
    LOOPBACK,
    'proxy-network',
    'Proxies and bridges that are trusted to name the client in X-Forwarded-For.',
  ),
  publicUrls: origins(
    'public-url',
    'The addresses under which browsers reach the page, such as `https://game.example`. Passkeys work there only. Without them they work at every address with https that the Host header names.',
  ),
  corsOrigins: origins(
    'cors-origin',
    'Origins of pages of other sites that may read the API, such as `https://stats.example`, or `*` for all.',
  ),
};

const OTHER_PROGRAMS = {
  gameServerAdminHost: host(
    '127.0.0.1',
    "The address of the game server's admin port, which the operator's desk asks.",
  ),
  gameServerAdminPort: port(1981, "The game server's admin port."),
  redisUrl: secret(
    'REDIS_URL',
    "The Redis that several game servers share. With it the operator's desk finds all of them there, and the address of one is not used. The forms of the address are those of the game server.",
  ),
  bridgeAdminHost: host('127.0.0.1', "The address of the bridge's admin port."),
  bridgeAdminPort: optionalPort("The bridge's admin port, whose metrics the operator's desk shows."),
};

const DESK = {
  deskToken: secret(
    'PACKETMAN_API_DESK_TOKEN',
    'A token by which an operator signs in at `/monitor`, of at least 16 characters, beside those that `packetman api --new-desk-token` makes.',
  ),
};

const LIMITS = {
  requestsPerSecond: perSecond(10, 'requests', 'Requests from one IPv4 address or IPv6 /64, in the long run.'),
  requestsBurst: count(60, 'requests', 'Requests from one address, at once.'),
  bodyBytesMax: bytes(64 * 1024, 'The size of the body of a public request.'),
  internalBodyBytesMax: bytes(32 * 1024 * 1024, 'The size of the body of a request of a game server.'),
  connectionsMax: count(
    512,
    'connections',
    'Connections to the public HTTP server at once. A bridge needs most of them.',
  ),
  adminConnectionsMax: count(64, 'connections', 'Connections to the internal HTTP server at once.'),
  requestTimeoutMs: milliseconds(10_000, 'How long a request may take to arrive.'),
};

const DATA = {
  data: folder(
    "in the user's state folder",
    'The folder of the database file and of the key that game servers share. Without it `packetman` in `$XDG_STATE_HOME` or in `~/.local/state`.',
  ),
  databaseUrl: secret(
    'DATABASE_URL',
    'The address of a PostgreSQL database, such as `postgresql://user@host/database`. Without it the database is the file `api.sqlite` in the data folder.',
  ),
  keepMatchDays: count(
    365,
    'days',
    'Age at which a match is removed, with its replay. Matches with a row in a leaderboard are kept.',
  ),
  keepMatchReplayBytes: bytes(
    1024 * 1024 * 1024,
    'Size of the logs of all matches whose replays are kept. Beyond it the oldest replays are removed, without those of leaderboards.',
  ),
  databaseConnectionsMax: count(10, 'connections', 'Connections to PostgreSQL at once.'),
  statementMsMax: milliseconds(10_000, 'How long a statement in PostgreSQL may take.'),
};

const LOG = {
  logLevel: choice(
    'info',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'The least important level that is logged, in JSON lines on standard output.',
  ),
};

/** The rows as help and documentation show them, each section under its heading. */
export const API_SECTIONS: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  'Addresses and ports': ADDRESSES,
  'Other programs': OTHER_PROGRAMS,
  "The operator's desk": DESK,
  Limits: LIMITS,
  'Data on disk and in the database': DATA,
  Log: LOG,
};

/** All rows, by name. */
export const API_ROWS = { ...ADDRESSES, ...OTHER_PROGRAMS, ...DESK, ...LIMITS, ...DATA, ...LOG };

export type ApiSettingName = keyof typeof API_ROWS;

/** A value for each setting. */
export type ApiSettings = { readonly [Name in ApiSettingName]: ValueOf<(typeof API_ROWS)[Name]> };

export const API_DEFAULTS = Object.freeze(
  Object.fromEntries(Object.entries(API_ROWS).map(([name, row]) => [name, row.default])),
) as ApiSettings;
