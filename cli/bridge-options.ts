// The flags of `packetman bridge`, those of websockify among them, and the settings they stand for.
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { LogLevel } from '#process';
import { collect, hostNameOption, logLevelOption, option, trustOption, wholeNumber } from './options.ts';

export interface BridgeOptions {
  config?: string;
  printConfig?: true;
  web?: string;
  webAuth?: true;
  csp?: true | string;
  immutable?: string[];
  pageLink?: string[];
  passOn?: string[];
  api?: string[];
  proxyHeader?: 'none' | 'v1' | 'v2';
  frames?: string;
  deflate?: true;
  text?: 'forward' | 'refuse' | 'mirror';
  origin?: string[];
  hostName?: string[];
  originless: boolean;
  trust?: string[];
  forwardedHeader?: 'x-forwarded-for' | 'forwarded';
  acceptProxyHeader?: true;
  passwords?: string;
  jwtKey?: string;
  tokenPlugin?: string;
  tokenSource?: string;
  tokenPath?: string;
  targetConfig?: string;
  hostToken?: true;
  revoke?: true;
  authPlugin?: string;
  authSource?: string;
  fileOnly?: true;
  unixListen?: string;
  unixListenMode?: string;
  sslVersion?: keyof typeof TLS_VERSIONS;
  unixTarget?: string;
  tlsTarget?: true;
  cert?: string;
  key?: string;
  tlsOnly?: true;
  tlsMinVersion?: 'TLSv1.2' | 'TLSv1.3';
  verifyClient?: true;
  cafile?: string;
  admin?: string;
  status?: string;
  statusPasswords?: string;
  heartbeat?: number;
  tunnelIdleTimeout?: number;
  idleTimeout?: number;
  runOnce?: true;
  drainGrace?: number;
  tunnels?: number;
  tunnelsPerAddress?: number;
  messageBytes?: number;
  record?: string;
  balance?: 'order' | 'least-sessions';
  sticky?: 'none' | 'token';
  healthCheck?: number;
  processes?: number;
  logFile?: string;
  logLevel: LogLevel;
  verbose?: true;
}

/** Flags of websockify that are not supported, and what to do instead. */
export const REFUSED: Readonly<Record<string, string>> = {
  '-D, --daemon': 'let a service manager run it, for systemd without Type=forking',
  '--inetd': 'let systemd hand over its sockets and listen on "systemd"',
  '--key-password <password>': 'decrypt the key with "openssl pkey" and give that to --key',
  '--legacy-syslog': 'it logs JSON lines to standard output or --log-file',
  '--libserver': 'leave it out, there is only one kind of server',
  '-6, --prefer-ipv6': 'listen on an IPv6 address such as "[::1]:8080"',
  '--ssl-ciphers <ciphers>': 'use --tls-min-version',
  '--syslog <where>': 'it logs JSON lines to standard output, which systemd and logger(1) take, or --log-file',
  '--timeout <seconds>': 'use --idle-timeout, or RuntimeMaxSec= of systemd',
  '--traffic': 'use --record',
  '--wrap-mode <mode>': 'start the target by itself, on another port',
};

/** Flags that do nothing by themselves, each with the one it needs. */
const NEEDED: readonly (readonly [keyof BridgeOptions, keyof BridgeOptions])[] = [
  ['key', 'cert'],
  ['tlsMinVersion', 'cert'],
  ['verifyClient', 'cafile'],
  ['verifyClient', 'cert'],
  ['cafile', 'verifyClient'],
  ['tokenPlugin', 'tokenSource'],
  ['tokenPath', 'tokenSource'],
  ['unixListenMode', 'unixListen'],
];

/** The same, where the file of --config may have what is needed. */
const NEEDED_HERE_OR_IN_FILE: typeof NEEDED = [
  ['csp', 'web'],
  ['immutable', 'web'],
  ['pageLink', 'web'],
  ['status', 'statusPasswords'],
  ['statusPasswords', 'status'],
];

/** What websockify calls them. */
export const TLS_VERSIONS = { default: undefined, tlsv1_2: 'TLSv1.2', tlsv1_3: 'TLSv1.3' } as const;

const PROCESSES_MAX = 64;
const COUNT_MAX = 1_000_000;
const SECONDS_MAX = 24 * 60 * 60;
const BYTES_MAX = 1024 * 1024 * 1024;

const MORE_HELP = `
Examples:
  packetman bridge 8080 127.0.0.1:5900
  packetman bridge --balance least-sessions --health-check 5 8080 a.internal:1980,b.internal:1980
  packetman bridge --web ./page --origin https://example.com :8080 game.internal:1980
  packetman bridge --cert cert.pem --key key.pem --tls-only 443 127.0.0.1:1980
  packetman bridge --token-plugin TokenFile --token-source ./tokens 8080
  packetman bridge --token-plugin TokenRedis --token-source redis.internal:6379 8080
  packetman bridge --token-plugin JSONTokenApi --token-source http://127.0.0.1:3000/tokens/%s --revoke 8080
  packetman bridge --frames u32be --proxy-header v2 8080 unix:/run/game.sock
  packetman bridge --config bridge.json
`;

/** The paths of a Packetman API: those of its routes and pages. */
export const API_PATHS: readonly string[] = ['/api', '/monitor', '/sim', '/about', '/records', '/players', '/replay'];

/** A flag, and the setting of bridge/config.ts that it gives; null for one that only the command itself looks at. */
export interface BridgeFlag {
  readonly option: Option;
  readonly setting: string | null;
}

/** All flags, but for those that are refused. */
export function bridgeFlags(): BridgeFlag[] {
  const flag = (setting: string | null, flags: string, description: string) => ({
    setting,
    option: option(flags, description),
  });
  const listed = (setting: string, flags: string, description: string) => ({
    setting,
    option: option(flags, `${description}; may be repeated`).argParser(collect),
  });
  const counted = (setting: string | null, flags: string, description: string, max: number, min = 1) => ({
    setting,
    option: option(flags, description).argParser(wholeNumber(min, max)),
  });
  const chosen = (setting: string | null, flags: string, description: string, choices: readonly string[]) => ({
    setting,
    option: option(flags, description).choices(choices),
  });
  return [
    flag(null, '--config <file>', 'JSON file of settings, read again when it changes and at SIGHUP'),
    flag(null, '--print-config', 'print the settings in force, as such a file, and exit'),
    flag('web', '--web <dir>', 'folder of the page to serve'),
    flag('webPasswords', '--web-auth', 'ask for the login for the page and the paths passed on, too'),
    flag('csp', '--csp [policy]', 'Content-Security-Policy of the page; without one: only what comes with the page'),
    listed(
      'immutable',
      '--immutable <path>',
      'path of the page where every file name has a hash, so browsers cache it',
    ),
    listed('pageLinks', '--page-link <pattern>', 'regular expression of paths that lead into the page'),
    listed('passOn', '--pass-on <path=url>', 'HTTP path that another server answers'),
    listed('passOn', '--api <[path=]url>', `HTTP origin that answers ${API_PATHS.join(', ')}, or one path`),
    chosen(
      'proxyHeader',
      '--proxy-header <version>',
      'PROXY header that names the client to the target (default: none)',
      [...['none', 'v1', 'v2']],
    ),
    flag(
      'frames',
      '--frames <format>',
      'one WebSocket message for each frame with this length prefix: u8, u16be, u16le, u32be, u32le',
    ),
    flag('deflate', '--deflate', 'compress messages for clients that offer it: takes more CPU and memory'),
    chosen(
      'text',
      '--text <policy>',
      'relay text messages as UTF-8 bytes, refuse them, or relay them and answer text with text (default: forward)',
      [...['forward', 'refuse', 'mirror']],
    ),
    listed(
      'origins',
      '--origin <origin>',
      'page that may connect besides our own: https://a.b, https://*.b, null or *',
    ),
    { setting: 'hostNames', option: hostNameOption() },
    {
      setting: 'originless',
      option: option('--no-originless', 'refuse clients without an Origin header').default(true),
    },
    { setting: 'trust', option: trustOption() },
    chosen(
      'forwardedHeader',
      '--forwarded-header <name>',
      'header in which trusted proxies name the client (default: x-forwarded-for)',
      [...['x-forwarded-for', 'forwarded']],
    ),
    flag('acceptProxyHeader', '--accept-proxy-header', 'trusted proxies begin connections with a PROXY header'),
    flag('auth.passwords', '--passwords <file>', 'file of names and passwords that clients must log in with (Basic)'),
    flag(null, '--auth-plugin <class>', 'BasicHTTPAuth or ExpectOrigin, as with websockify'),
    flag(
      'auth.login',
      '--auth-source <source>',
      'name:password for BasicHTTPAuth, or origins with spaces between them',
    ),
    flag('auth.jwtKey', '--jwt-key <file>', 'key of the JWT that clients must show'),
    flag(null, '--token-plugin <class>', 'what --token-source is, as with websockify (default: TokenFile)'),
    flag(
      'tokens',
      '--token-source <source>',
      'file or folder of tokens, each with the target it leads to; with TokenRedis host[:port[:db[:password[:namespace]]]], or redis://host/db?namespace=NAME; with JSONTokenApi an address with %s; with JWTTokenApi a key',
    ),
    flag('revoke', '--revoke', 'end tunnels whose token leads nowhere any more'),
    flag('tokenSources', '--host-token', 'take the token from the name by which the client has reached the bridge'),
    flag('path', '--token-path <path>', 'take the token from the path, below this one'),
    flag('listen', '--unix-listen <path>', 'unix socket to listen on instead of [listen]'),
    flag('unixMode', '--unix-listen-mode <mode>', 'its mode (default with --unix-listen: 0600)'),
    flag('target', '--unix-target <path>', 'unix socket to connect to instead of [target]'),
    flag('targetTls', '--ssl-target, --tls-target', 'use TLS to the target'),
    flag('tls.cert', '--cert <file>', 'certificate for TLS, in PEM'),
    flag('tls.key', '--key <file>', 'its key, if it is not in the same file'),
    flag('tls.only', '--ssl-only, --tls-only', 'refuse plain connections'),
    chosen('tls.minVersion', '--tls-min-version <version>', 'oldest TLS version accepted (default: TLSv1.2)', [
      'TLSv1.2',
      'TLSv1.3',
    ]),
    flag('tls.clientCa', '--verify-client', 'require a certificate of browsers'),
    flag('tls.clientCa', '--cafile <file>', 'authorities of those certificates'),
    flag('admin', '--admin <address>', '[host:]port of /metrics, /healthz and /readyz'),
    flag('status', '--status <path>', 'path of a page of open sessions for operators; it needs --status-passwords'),
    flag('statusPasswords', '--status-passwords <file>', 'file of names and passwords of these operators'),
    {
      setting: 'pingEveryMs',
      option: option('--heartbeat <seconds>', 'time between pings (default: 25)').argParser(parseHeartbeat),
    },
    counted(
      'idleTimeoutMs',
      '--tunnel-idle-timeout <seconds>',
      'end a tunnel that has had no traffic for this long, 0 for never (default: never)',
      SECONDS_MAX,
      0,
    ),
    counted(
      null,
      '--idle-timeout <seconds>',
      'exit when no tunnel has been open for this long, 0 for never (default: never)',
      SECONDS_MAX,
      0,
    ),
    flag('tunnelsMax', '--run-once', 'serve one WebSocket, then exit'),
    counted(
      'drainGraceMs',
      '--drain-grace <seconds>',
      'time for tunnels to end by themselves at SIGTERM (default: 0)',
      SECONDS_MAX,
      0,
    ),
    counted(
      'tunnelsMax',
      '--tunnels <count>',
      'tunnels at once, each a WebSocket with its TCP connection (default: 4096)',
      COUNT_MAX,
    ),
    counted(
      'tunnelsPerAddressMax',
      '--tunnels-per-address <count>',
      'tunnels at once from one address (default: 32)',
      COUNT_MAX,
    ),
    counted('messageBytesMax', '--message-bytes <bytes>', 'largest message (default: 8388608)', BYTES_MAX),
    flag('record', '--record <dir>', 'folder for recordings: all bytes of each tunnel in a file of its own'),
    chosen(
      'balance',
      '--balance <how>',
      'which of several targets is tried first: as listed, or the one with the fewest connections (default: order)',
      ['order', 'least-sessions'],
    ),
    chosen('sticky', '--sticky <by>', 'clients with the same token get the same of several targets (default: none)', [
      'none',
      'token',
    ]),
    counted(
      'healthCheck',
      '--health-check <seconds>',
      'time between two checks whether a target accepts; those that do not are left out; 0 for none (default: never)',
      SECONDS_MAX,
      0,
    ),
    counted(
      null,
      '--processes <count>',
      'relay in this many processes, to use more cores of the machine (default: 1)',
      PROCESSES_MAX,
    ),
    flag(null, '--log-file <file>', 'log file instead of standard output; opened again at SIGHUP'),
    { setting: null, option: logLevelOption('info') },
    flag(null, '-v, --verbose', 'log at debug level'),
    ...ofWebsockify(),
  ];
}

/** websockify's 0 turns pings off. */
function parseHeartbeat(text: string): number {
  if (text.trim() !== '0') return wholeNumber(1, SECONDS_MAX)(text);
  throw new InvalidArgumentError(
    `It must be a whole number from 1 to ${SECONDS_MAX}. Pings cannot be turned off, they notice browsers that are gone.`,
  );
}

/** Other names that websockify has for what there is already. */
function ofWebsockify(): BridgeFlag[] {
  const versions = option('--ssl-version <version>', 'oldest TLS version accepted').choices(Object.keys(TLS_VERSIONS));
  return [
    { setting: 'tokens', option: option('--target-config <path>', 'the source of TokenFile').hideHelp() },
    { setting: null, option: option('--file-only', 'folders are not listed, which they never are').hideHelp() },
    { setting: 'tls.minVersion', option: versions.hideHelp() },
  ];
}

export function addBridgeOptions(command: Command): void {
  for (const { option } of bridgeFlags()) command.addOption(option);
  for (const flags of Object.keys(REFUSED)) command.addOption(new Option(flags).hideHelp());
  command.addHelpText('after', MORE_HELP);
}

/** One line about flags that exclude each other, or null. */
export function conflictOf({ processes = 1, runOnce }: BridgeOptions): string | null {
  return processes > 1 && runOnce ? 'error: --run-once serves one WebSocket, which takes one process' : null;
}

/** One line about the first flag given without the one it needs, or null. */
export function flagWithoutCompanion(command: Command, options: BridgeOptions): string | null {
  const needed = options.config === undefined ? [...NEEDED, ...NEEDED_HERE_OR_IN_FILE] : NEEDED;
  const alone = needed.find(([name, other]) => options[name] !== undefined && options[other] === undefined);
  if (alone === undefined) return null;
  const [flag, other] = alone.map((name) => command.options.find((each) => each.attributeName() === name)?.long);
  return `error: ${flag} does nothing without ${other}`;
}
