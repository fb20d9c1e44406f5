// A connection to Redis that says in one line what is wrong, never gives up, and never sends a command twice.

import { Redis } from 'ioredis';
import { parseRedisUrl } from './redis-url.ts';

/** GETDEL and the commands of streams are as they are used here since this version. */
const VERSION_MIN = [6, 2] as const;
/** Redis answers within a millisecond. A connection that is silent for this long after a command is closed and made anew. */
const SILENCE_MS_MAX = 3000;
const RETRY_FIRST_MS = 50;
const RETRY_MS_MAX = 500;

/** What is needed of a log. */
export interface RedisLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}

export interface RedisConnection {
  /** Of the connection, for `CLIENT LIST`: `packetman-NAME`. */
  readonly name: string;
  readonly log: RedisLog;
}

/**
 * Connects at once, and again whenever the connection is lost: listen to `ready` and `close`. A command fails at once while
 * there is no connection. It also fails when the connection is lost before its answer: then it may have been executed, and
 * is never sent again.
 * @param url as in REDIS_URL
 * @returns the client; `disconnect()` ends it
 * @throws RedisUrlError
 */
export function connectRedis(url: string, { name, log }: RedisConnection): Redis {
  const { place, options } = parseRedisUrl(url);
  const redis = new Redis({
    ...options,
    replyMapping: 'legacy',
    connectionName: `packetman-${name}`,
    disableClientInfo: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: SILENCE_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    maxLoadingRetryTime: RETRY_MS_MAX,
    sentinelCommandTimeout: SILENCE_MS_MAX,
    sentinelRetryStrategy: retryMs,
    sentinelReconnectStrategy: retryMs,
    retryStrategy: retryMs,
    // Another server has become the primary.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  });
  logState(redis, { redis: place, connection: name }, log);
  return redis;
}

function retryMs(times: number): number {
  return Math.min(RETRY_FIRST_MS * times, RETRY_MS_MAX);
}

/** One line when the state changes, however often it tries. */
function logState(redis: Redis, fields: object, log: RedisLog): void {
  let lastCause: string | null = null;
  let isReady = false;
  const missing = (cause: string) => {
    if (cause === lastCause) return;
    log.warn({ ...fields, cause }, isReady ? 'lost the connection to Redis' : 'cannot use Redis; tries again');
    lastCause = cause;
    isReady = false;
  };
  redis.on('error', (error: Error) => missing(causeOf(error)));
  redis.on('ready', () => {
    redis.info('server').then(
      (info) => {
        const version = /^redis_version:(?<version>\S+)/m.exec(info)?.groups?.['version'];
        if (version !== undefined && isTooOld(version)) {
          missing(`Redis ${version} is too old: ${VERSION_MIN.join('.')} or newer is needed`);
          redis.disconnect(true);
          return;
        }
        log.info({ ...fields, version }, 'connected to Redis');
        isReady = true;
        lastCause = null;
      },
      (error: Error) => missing(causeOf(error)),
    );
  });
  redis.on('close', () => {
    if (isReady) missing('connection closed');
  });
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1]);
}

/** Some errors of Node have only a code. */
function causeOf(error: Error & { code?: string }): string {
  return error.message || (error.code ?? error.name);
}
