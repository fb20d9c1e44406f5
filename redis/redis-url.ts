// What an address of Redis means. The forms are in the README.

import { readFileSync } from 'node:fs';
import type { RedisOptions } from 'ioredis';

const PORT = 6379;
const SENTINEL_PORT = 26_379;
const EXAMPLE = 'redis://user:password@host:6379/0';
/** More Sentinels than anybody runs. */
const SENTINELS_MAX = 32;
const FORM =
  /^(?<scheme>rediss?)(?<sentinel>\+sentinel)?:\/\/(?:(?<login>[^@/?#]*)@)?(?<hosts>[^@/?#]+)(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?$/i;

/** Its message is one line, without the password. */
export class RedisUrlError extends Error {}

/** What ioredis needs to connect, and the place for logs, which has no password. */
export interface RedisPlace {
  readonly place: string;
  readonly options: RedisOptions;
}

/**
 * @param url as in REDIS_URL
 * @throws RedisUrlError for one that means nothing, or names a file that cannot be read
 */
export function parseRedisUrl(url: string): RedisPlace {
  const parts = FORM.exec(url)?.groups;
  if (parts === undefined) throw new RedisUrlError(`an address of Redis must look like ${EXAMPLE}`);
  const { scheme = '', sentinel, login = '', hosts = '', path = '', query = '' } = parts;
  const isSentinel = sentinel !== undefined;
  const asked = new URLSearchParams(query);
  const addresses = hosts.split(',').map((host) => addressOf(host, isSentinel ? SENTINEL_PORT : PORT));
  if (addresses.length > (isSentinel ? SENTINELS_MAX : 1)) {
    throw new RedisUrlError(
      `an address of Redis names ${isSentinel ? `more than ${SENTINELS_MAX} Sentinels` : 'one host'}`,
    );
  }
  const isTls = scheme.toLowerCase() === 'rediss';
  const tls = tlsOf(asked, isTls);
  const segments = path.split('/').slice(1).map(decoded);
  const name = isSentinel ? segments.shift() : undefined;
  if (isSentinel && !name)
    throw new RedisUrlError('an address with Sentinels ends in /NAME, the name of the Redis they watch');
  const [database = '', ...rest] = segments;
  if (rest.length > 0 || !/^\d{0,6}$/.test(database)) throw new RedisUrlError('a database of Redis is a number');
  const db = Number(database);
  const options: RedisOptions = { db, ...loginOf(login) };
  const where = addresses.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  if (isSentinel) {
    Object.assign(options, { sentinels: addresses, name, failoverDetector: true, ...sentinelLoginOf(asked) });
    if (tls !== null) Object.assign(options, { tls, sentinelTLS: tls, enableTLSForSentinelMode: true });
  } else {
    Object.assign(options, addresses[0], tls && { tls });
  }
  const [unknown] = asked.keys();
  if (unknown !== undefined) throw new RedisUrlError(`an address of Redis has no "${unknown.slice(0, 40)}"`);
  return { place: `${where}${isSentinel ? `/${name}` : ''}/${db}`, options };
}

function addressOf(text: string, preset: number): { host: string; port: number } {
  const { ip, name, port } =
    /^(?:\[(?<ip>[0-9a-f:.]+)\]|(?<name>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/i.exec(text)?.groups ?? {};
  const host = ip ?? (name && decoded(name));
  const number = port === undefined ? preset : Number(port);
  if (!host || number < 1 || number > 65_535) throw new RedisUrlError(`an address of Redis must look like ${EXAMPLE}`);
  return { host, port: number };
}

/** A password alone is that of the user `default`. */
function loginOf(login: string): RedisOptions {
  if (login === '') return {};
  const colon = login.indexOf(':');
  if (colon < 0) throw new RedisUrlError('a user of Redis needs a password: user:password@host');
  const username = decoded(login.slice(0, colon));
  const password = decoded(login.slice(colon + 1));
  if (password === '') throw new RedisUrlError('a user of Redis needs a password: user:password@host');
  return username === '' ? { password } : { username, password };
}

function sentinelLoginOf(asked: URLSearchParams): RedisOptions {
  const username = taken(asked, 'sentinel-user');
  const password = taken(asked, 'sentinel-password');
  return {
    ...(username !== null && { sentinelUsername: username }),
    ...(password !== null && { sentinelPassword: password }),
  };
}

/** Null without TLS. */
function tlsOf(asked: URLSearchParams, isTls: boolean): NonNullable<RedisOptions['tls']> | null {
  const files = ['ca', 'cert', 'key'].flatMap((name) => {
    const path = taken(asked, name);
    return path === null ? [] : [[name, readPem(name, path, isTls)] as const];
  });
  return isTls ? Object.fromEntries(files) : null;
}

function readPem(name: string, path: string, isTls: boolean): string {
  if (!isTls) throw new RedisUrlError(`"${name}" is for rediss:// alone`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RedisUrlError(`"${name}" of Redis cannot be read: ${(error as Error).message}`);
  }
}

function taken(asked: URLSearchParams, name: string): string | null {
  const value = asked.get(name);
  asked.delete(name);
  return value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError('an address of Redis has a "%" that is no part of %XX: write it as %25');
  }
}
