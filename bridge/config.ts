/**
 * What one bridge is told: one frozen object, checked once, before anything listens.
 * Reading flags and the environment is left to the command line, acting on the values to the other files.
 */
import { statSync } from 'node:fs';
import { isIP } from 'node:net';

/** A TCP address. Without a host: every address of this machine to listen on, this machine itself as a target. */
export interface Address {
  readonly host: string | undefined;
  readonly port: number;
}

export interface BridgeConfig {
  /** Where browsers connect; port 0 picks a free one. */
  readonly listen: Address;
  /** The TCP server behind the bridge. */
  readonly target: Address;
  /** Folder of the page, or null to serve none. */
  readonly web: string | null;
  /** HTTP origin that answers `/api` and `/monitor`, such as `http://127.0.0.1:1981`, or null. */
  readonly api: string | null;
  /** Whether the target is first told who calls, as a PROXY protocol header. */
  readonly proxyHeader: 'none' | 'v2';
  /** Pages that may connect besides our own, as exact origins: `https://example.com`. */
  readonly origins: readonly string[];
  /** Proxies in front of the bridge whose X-Forwarded-For is believed: addresses or `address/prefix`. */
  readonly trust: readonly string[];
  /** What becomes of a text message: its UTF-8 bytes are relayed, or the session is closed. */
  readonly text: 'forward' | 'refuse';
  /** Sessions at once; past it a handshake gets 503. */
  readonly sessionsMax: number;
  /** Sessions at once from one IPv4 address or IPv6 /64; past it a handshake gets 429. */
  readonly sessionsPerAddressMax: number;
  /** The largest message of a browser; past it the session is closed with 1009. */
  readonly messageBytesMax: number;
  /** High-water mark of each direction of a session: with more queued than this, its source is no longer read. */
  readonly queuedBytesMax: number;
  /** A connection must have sent its request headers within this time. */
  readonly headerTimeoutMs: number;
  /** The target must have accepted within this time. */
  readonly connectTimeoutMs: number;
  /** A browser that lets a ping go unanswered until the next one is gone. */
  readonly pingEveryMs: number;
  /** How long the target may take to close its side after we have closed ours. */
  readonly lingerMs: number;
}

export const defaultBridgeConfig = Object.freeze({
  web: null,
  api: null,
  proxyHeader: 'none',
  origins: [],
  trust: [],
  text: 'forward',
  // Two descriptors a session, and those of HTTP_CONNECTIONS_MAX, stay under the 10,240 that macOS gives a process.
  sessionsMax: 4096,
  // As many as the game server allows one address; a school or an office behind one IPv4 address fits.
  sessionsPerAddressMax: 32,
  messageBytesMax: 1024 * 1024,
  queuedBytesMax: 1024 * 1024,
  headerTimeoutMs: 5_000,
  connectTimeoutMs: 10_000,
  // Under the 30 s after which the strictest common proxies and address translators forget a silent connection.
  pingEveryMs: 25_000,
  lingerMs: 10_000,
} as const satisfies Omit<BridgeConfig, 'listen' | 'target'>);

/** The values a caller gives; what is left out, or undefined, has its default. */
export type BridgeSettings = Pick<BridgeConfig, 'listen' | 'target'> & {
  readonly [Key in keyof BridgeConfig]?: BridgeConfig[Key] | undefined;
};

/** A value that cannot be used. The message is one line fit for a person: what was given and what was expected. */
export class BridgeConfigError extends Error {
  override readonly name = 'BridgeConfigError';
}

/**
 * The defaults, overridden by what is given, checked and frozen.
 * @throws {BridgeConfigError} at the first wrong value
 */
export function bridgeConfig(settings: BridgeSettings): BridgeConfig {
  const config: BridgeConfig = { ...defaultBridgeConfig, ...withoutUndefined(settings) };

  if (config.target.port === 0) throw new BridgeConfigError('target: a port from 1 to 65535 is needed');
  if (config.web !== null && !isFolder(config.web)) throw new BridgeConfigError(`web: no folder at "${config.web}"`);
  if (config.api !== null && !isOrigin(config.api, ['http:'])) {
    throw new BridgeConfigError(`api: expected http://host:port, not "${config.api}"`);
  }
  for (const origin of config.origins) {
    if (!isOrigin(origin, ['http:', 'https:'])) {
      throw new BridgeConfigError(`origins: expected http(s)://host or http(s)://host:port, not "${origin}"`);
    }
  }
  for (const network of config.trust) {
    if (!isNetwork(network)) throw new BridgeConfigError(`trust: expected address or address/prefix, not "${network}"`);
  }
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === 'number' && !(Number.isInteger(value) && value > 0)) {
      throw new BridgeConfigError(`${name}: expected a whole number above 0, not ${value}`);
    }
  }
  return Object.freeze({
    ...config,
    origins: Object.freeze([...config.origins]),
    trust: Object.freeze([...config.trust]),
  });
}

/**
 * Reads `host:port`, `[ipv6]:port`, `:port` or `port`.
 * @throws {BridgeConfigError} on anything else, or a port above 65535
 */
export function parseAddress(text: string): Address {
  const match = /^(?:(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:[\]\s/]*)):)?(?<port>\d{1,5})$/.exec(text);
  const { ipv6, name, port } = match?.groups ?? {};
  if (port === undefined || Number(port) > 65_535 || (ipv6 !== undefined && isIP(ipv6) !== 6)) {
    throw new BridgeConfigError(`expected host:port, [ipv6]:port or port, not "${text}"`);
  }
  return { host: ipv6 ?? (name || undefined), port: Number(port) };
}

function withoutUndefined(settings: BridgeSettings): Pick<BridgeConfig, 'listen' | 'target'> & Partial<BridgeConfig> {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as BridgeConfig;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isOrigin(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.origin === text && protocols.includes(url.protocol);
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
