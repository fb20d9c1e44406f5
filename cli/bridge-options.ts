// The flags of `packetman bridge`, those of websockify among them, and the settings they stand for.
import type { Command } from 'commander';
import { Option } from 'commander';
import type { LogLevel } from '#process';
import type { BridgeSettings } from '../bridge/config.ts';
import { collect, hostNameOption, logLevelOption, option, trustOption, wholeNumber } from './options.ts';

export interface BridgeOptions {
  config?: string;
  web?: string;
  webAuth?: true;
  csp?: true | string;
  immutable?: string[];
  passOn?: string[];
  api?: string;
  proxyHeader?: 'none' | 'v1' | 'v2';
  frames?: string;
  text?: 'forward' | 'refuse';
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
  unixTarget?: string;
  sslTarget?: true;
  cert?: string;
  key?: string;
  tlsOnly?: true;
  tlsMinVersion?: 'TLSv1.2' | 'TLSv1.3';
  verifyClient?: true;
  cafile?: string;
  admin?: string;
  heartbeat?: number;
  sessionIdleTimeout?: number;
  idleTimeout?: number;
  runOnce?: true;
  drainGrace?: number;
  sessions?: number;
  sessionsPerAddress?: number;
  messageBytes?: number;
  record?: string;
  logFile?: string;
  logLevel: LogLevel;
  verbose?: true;
}

/** Of websockify, and without meaning here: the flag, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  '--auth-plugin <class>': 'use --passwords or --jwt-key',
  '--auth-source <source>': 'use --passwords or --jwt-key',
  '-D, --daemon': 'let a service manager run it',
  '--file-only': 'leave it out: folders are never listed',
  '--host-token': 'use a route with "host" in --config',
  '--inetd': 'let systemd hand over its sockets and listen on "systemd"',
  '--key-password <password>': 'decrypt the key with "openssl pkey" and give that to --key',
  '--legacy-syslog': 'it logs JSON lines to standard output or --log-file',
  '--libserver': 'leave it out, there is only one kind of server',
  '-6, --prefer-ipv6': 'listen on an IPv6 address such as "[::1]:8080"',
  '--ssl-ciphers <ciphers>': 'use --tls-min-version',
  '--ssl-version <version>': 'use --tls-min-version',
  '--syslog <where>': 'it logs JSON lines to standard output or --log-file',
  '--target-config <path>': 'use --token-source',
  '--timeout <seconds>': 'use --idle-timeout',
  '--traffic': 'use --record',
  '--unix-listen <path>': 'listen on "unix:/path"',
  '--unix-listen-mode <mode>': 'set the umask, or the mode of its folder',
  '--wrap-mode <mode>': 'start the target by itself',
};

/** Flags that would silently change nothing, each with the one it needs. */
const NEEDED: readonly (readonly [keyof BridgeOptions, keyof BridgeOptions])[] = [
  ['key', 'cert'],
  ['tlsOnly', 'cert'],
  ['tlsMinVersion', 'cert'],
  ['verifyClient', 'cafile'],
  ['verifyClient', 'cert'],
  ['cafile', 'verifyClient'],
  ['tokenPlugin', 'tokenSource'],
  ['webAuth', 'passwords'],
];

/** The same; here what is needed may stand in the file of `--config`. */
const NEEDED_HERE_OR_IN_FILE: typeof NEEDED = [
  ['csp', 'web'],
  ['immutable', 'web'],
];

const COUNT_MAX = 1_000_000;
const SECONDS_MAX = 24 * 60 * 60;
const BYTES_MAX = 1024 * 1024 * 1024;

const MORE_HELP = `
Examples:
  packetman bridge 8080 127.0.0.1:5900
  packetman bridge --web ./page --origin https://example.com :8080 game.internal:1980
  packetman bridge --cert cert.pem --key key.pem --tls-only 443 127.0.0.1:1980
  packetman bridge --token-plugin TokenFile --token-source ./tokens 8080
  packetman bridge --frames u32be --proxy-header v2 8080 unix:/run/game.sock
  packetman bridge --config bridge.json
`;

export function addBridgeOptions(command: Command): void {
  const repeated = (flags: string, description: string) =>
    option(flags, `${description}; may be repeated`).argParser(collect);
  const counted = (flags: string, description: string, max: number) =>
    option(flags, description).argParser(wholeNumber(1, max));
  const options = [
    option('--config <file>', 'settings in JSON; read again when it changes and at SIGHUP'),
    option('--web <dir>', 'folder of the page to serve'),
    option('--web-auth', 'the page and passed-on paths ask for the login of --passwords as well'),
    option('--csp [policy]', 'Content-Security-Policy of the page, by default one that allows only what comes with it'),
    repeated('--immutable <path>', 'path of the page where all file names hold hashes, so that they are cached'),
    repeated('--pass-on <path=url>', 'HTTP path that another server answers'),
    option('--api <url>', 'HTTP origin that answers /api and /monitor'),
    option('--proxy-header <version>', 'tell the target who calls').choices(['none', 'v1', 'v2']),
    option('--frames <format>', 'a WebSocket message for each length-prefixed frame: u8, u16be, u16le, u32be, u32le'),
    option('--text <policy>', 'what becomes of text messages').choices(['forward', 'refuse']),
    repeated('--origin <origin>', 'a page that may connect besides our own: https://a.b, https://*.b, null or *'),
    hostNameOption(),
    option('--no-originless', 'refuse programs without an Origin header').default(true),
    trustOption(),
    option('--forwarded-header <name>', 'the header it says that in').choices(['x-forwarded-for', 'forwarded']),
    option('--accept-proxy-header', 'trusted proxies begin connections with a PROXY header'),
    option('--passwords <file>', 'ask for a name and password (Basic)'),
    option('--jwt-key <file>', 'ask for a JWT signed with this key'),
    option('--token-plugin <class>', 'TokenFile: the token names the target').choices([
      'TokenFile',
      'ReadOnlyTokenFile',
    ]),
    option('--token-source <path>', 'file or folder of tokens'),
    option('--unix-target <path>', 'the target is a unix socket'),
    option('--ssl-target, --tls-target', 'speak TLS to the target'),
    option('--cert <file>', 'certificate for TLS, in PEM'),
    option('--key <file>', 'its key, if it is not in the same file'),
    option('--ssl-only, --tls-only', 'refuse plain connections'),
    option('--tls-min-version <version>', 'oldest TLS spoken').choices(['TLSv1.2', 'TLSv1.3']),
    option('--verify-client', 'ask browsers for a certificate'),
    option('--cafile <file>', 'authorities of those certificates'),
    option('--admin <address>', 'where to serve /metrics, /healthz and /readyz'),
    counted('--heartbeat <seconds>', 'time between pings', SECONDS_MAX),
    counted('--session-idle-timeout <seconds>', 'close a session that says nothing for so long', SECONDS_MAX),
    counted('--idle-timeout <seconds>', 'exit when no session has been open for so long', SECONDS_MAX),
    option('--run-once', 'serve one session, then exit'),
    counted('--drain-grace <seconds>', 'time for sessions to end by themselves at SIGTERM', SECONDS_MAX),
    counted('--sessions <count>', 'sessions at once', COUNT_MAX),
    counted('--sessions-per-address <count>', 'sessions at once from one address', COUNT_MAX),
    counted('--message-bytes <bytes>', 'largest message', BYTES_MAX),
    option('--record <dir>', 'keep all bytes of each session in a file there'),
    option('--log-file <file>', 'where to log instead of standard output; opened again at SIGHUP'),
    logLevelOption('info'),
    option('-v, --verbose', 'log at debug level'),
    ...Object.keys(REFUSED).map((flags) => new Option(flags).hideHelp()),
  ];
  for (const each of options) command.addOption(each);
  command.addHelpText('after', MORE_HELP);
}

/** One line about the first flag given that websockify has and we do not, or null. */
export function refusedFlag(command: Command): string | null {
  const given = command.options.find((each) => each.flags in REFUSED && command.getOptionValue(each.attributeName()));
  return given === undefined ? null : `error: ${given.long} is not supported: ${REFUSED[given.flags]}`;
}

/** One line about the first flag given without the one it needs, or null. */
export function lonelyFlag(command: Command, options: BridgeOptions): string | null {
  const needed = options.config === undefined ? [...NEEDED, ...NEEDED_HERE_OR_IN_FILE] : NEEDED;
  const lonely = needed.find(([name, other]) => options[name] !== undefined && options[other] === undefined);
  if (lonely === undefined) return null;
  const [flag, other] = lonely.map((name) => command.options.find((each) => each.attributeName() === name)?.long);
  return `error: ${flag} means nothing without ${other}`;
}

/** The settings of the arguments and flags that were given. */
export function settingsOf(
  listen: string | undefined,
  target: string | undefined,
  options: BridgeOptions,
): BridgeSettings {
  const { cert, passwords, jwtKey, unixTarget } = options;
  const passOn = [
    ...(options.passOn ?? []).map((text) => text.split(/=(.*)/s) as [string, string]),
    ...(options.api === undefined ? [] : ['/api', '/monitor'].map((path) => [path, options.api] as const)),
  ];
  return given({
    listen,
    target: unixTarget === undefined ? target : { path: unixTarget },
    tokens: options.tokenSource,
    targetTls: options.sslTarget && {},
    proxyHeader: options.proxyHeader,
    frames: options.frames as BridgeSettings['frames'],
    auth: passwords === undefined && jwtKey === undefined ? undefined : { passwords, jwtKey },
    web: options.web,
    csp: options.csp,
    immutable: options.immutable,
    webPasswords: options.webAuth && passwords,
    passOn: passOn.length === 0 ? undefined : Object.fromEntries(passOn),
    admin: options.admin,
    origins: options.origin,
    hostNames: options.hostName,
    originless: options.originless ? undefined : false,
    trust: options.trust,
    forwardedHeader: options.forwardedHeader,
    acceptProxyHeader: options.acceptProxyHeader,
    tls: cert === undefined ? undefined : tlsOf(cert, options),
    text: options.text,
    sessionsMax: options.runOnce ? 1 : options.sessions,
    sessionsPerAddressMax: options.sessionsPerAddress,
    messageBytesMax: options.messageBytes,
    pingEveryMs: milliseconds(options.heartbeat),
    idleTimeoutMs: milliseconds(options.sessionIdleTimeout),
    drainGraceMs: milliseconds(options.drainGrace),
    record: options.record,
  });
}

function tlsOf(cert: string, { key, tlsOnly, tlsMinVersion, verifyClient, cafile }: BridgeOptions) {
  return { cert, key: key ?? cert, only: tlsOnly, minVersion: tlsMinVersion, clientCa: verifyClient && cafile };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function given(settings: BridgeSettings): BridgeSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
