// A connection to Redis that says in one line what is wrong, never gives up, and never sends a command twice.

import { Redis } from 'ioredis';
import { parseRedisUrl } from './redis-url.ts';

/** GETDEL and the commands of streams are as they are used here since this version. */
const VERSION_MIN = [6, 2] as const;
/** Redis usually answers within a millisecond. */
const SILENCE_MS_MAX = 3000;
const RETRY_FIRST_MS = 50;
const RETRY_MS_MAX = 500;
/** Causes that are logged while there is no connection. */
const CAUSES_MAX = 8;

const REPLICA = 'it is a replica, which takes no writes';

/** What is needed of a log. */
export interface RedisLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}

export interface RedisConnection {
  /** Of the connection, for `CLIENT LIST`: `packetman-NAME`. */
  readonly name: string;
  readonly log: RedisLog;
  /** How long Redis may take to answer before the connection is closed and made anew, in milliseconds. */
  readonly silenceMsMax?: number;
}

/**
 * Connects at once, and again whenever the connection is lost: listen to `ready` and `close`. A command fails at once while
 * there is no connection. It also fails when the connection is lost before its answer: then it may have been executed, and
 * is never sent again.
 * @param url as in REDIS_URL
 * @returns the client; `disconnect()` ends it, and nothing else does
 * @throws RedisUrlError
 */
export function connectRedis(url: string, { name, log, silenceMsMax = SILENCE_MS_MAX }: RedisConnection): Redis {
  const { place, options } = parseRedisUrl(url);
  const redis = new Redis({
    ...options,
    replyMapping: 'legacy',
    connectionName: `packetman-${name}`,
    disableClientInfo: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: silenceMsMax,
    socketTimeout: silenceMsMax,
    maxLoadingRetryTime: RETRY_MS_MAX,
    sentinelCommandTimeout: silenceMsMax,
    sentinelRetryStrategy: retryMs,
    sentinelReconnectStrategy: retryMs,
    retryStrategy: retryMs,
    // Another server has become the primary.
    reconnectOnError: ({ message }) => (isReplica = message.startsWith('READONLY')),
  });
  let isReplica = false;
  keepAlive(redis);
  logState(redis, { redis: place, connection: name }, log, () => isReplica);
  return redis;
}

/** An attempt that a Sentinel's news of a failover interrupts would be the last one. */
function keepAlive(redis: Redis): void {
  let isOver = false;
  const disconnect = redis.disconnect.bind(redis);
  redis.disconnect = (isAgain = false) => {
    isOver ||= !isAgain;
    disconnect(isAgain);
  };
  redis.on('end', () => {
    if (isOver) return;
    setTimeout(() => {
      if (!isOver) redis.connect().catch(() => {});
    }, RETRY_FIRST_MS);
  });
}

function retryMs(times: number): number {
  return Math.min(RETRY_FIRST_MS * times, RETRY_MS_MAX);
}

/**
 * One line when the state changes, and one for each new cause: an attempt that fails like another says nothing. When a
 * connection was lost, what keeps the next one from being made is no news, unless Redis itself says it.
 * @param isReplica whether the newest command that was refused was one that a replica does not take
 */
function logState(redis: Redis, fields: object, log: RedisLog, isReplica: () => boolean): void {
  const causes = new Set<string>();
  let isReady = false;
  let wasReady = false;
  const missing = (cause: string) => {
    if (!isReady && (causes.has(cause) || causes.size === CAUSES_MAX)) return;
    log.warn({ ...fields, cause }, isReady ? 'lost the connection to Redis' : 'cannot use Redis; tries again');
    causes.add(cause);
    isReady = false;
  };
  redis.on('error', (error: Error) => {
    if (isReady || !wasReady || error.name === 'ReplyError') missing(causeOf(error));
  });
  redis.on('close', () => {
    if (isReady) missing(isReplica() ? REPLICA : 'connection closed');
  });
  redis.on('ready', () => {
    redis.info().then(
      (info) => {
        const version = /^redis_version:(?<version>\S+)/m.exec(info)?.groups?.['version'];
        if (version !== undefined && isTooOld(version)) {
          missing(`Redis ${version} is too old: ${VERSION_MIN.join('.')} or newer is needed`);
          redis.disconnect(true);
          return;
        }
        // The next command would be refused again.
        if (isReplica() && /^role:slave/m.test(info)) return missing(REPLICA);
        if (wasReady) log.warn({ ...fields, version }, 'connected to Redis again');
        else log.info({ ...fields, version }, 'connected to Redis');
        causes.clear();
        isReady = wasReady = true;
      },
      (error: Error) => missing(causeOf(error)),
    );
  });
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1]);
}

/** Some errors of Node have only a code. Those of Sentinels name the delay until the next attempt, which grows. */
function causeOf(error: Error & { code?: string }): string {
  return (error.message || (error.code ?? error.name)).replace(/ Retrying from scratch after \d+ms\./, '');
}
