// Whether the Redis of `packetman start` can be used. It is asked before anything starts, so that what is wrong with it is
// one line, and not one of each node.
import { once } from 'node:events';
import type { Command } from 'commander';

/** As long as a node waits for it. */
const START_MS_MAX = 10_000;

/** A wrong address, and a Redis that does not answer in time, end the program as wrong usage. */
export async function checkRedis(command: Command, url: string): Promise<void> {
  const { connectRedis, parseRedisUrl, RedisUrlError } = await import('#redis');
  let cause = 'no answer';
  const log = { info() {}, warn: (fields: { cause?: string }) => void (cause = fields.cause ?? cause) };
  const refuse = (text: string): never => command.error(`error: REDIS_URL: ${text}`);
  const place = () => {
    try {
      return parseRedisUrl(url).place;
    } catch (error) {
      if (error instanceof RedisUrlError) return refuse(error.message);
      throw error;
    }
  };
  const where = place();
  const redis = connectRedis(url, { name: 'start', log });
  // Its errors are logged; `once` would take them as the end.
  const ready = new Promise<void>((resolve) => redis.once('ready', resolve));
  const late = AbortSignal.timeout(START_MS_MAX);
  const isReady = await Promise.race([ready.then(() => true), once(late, 'abort').then(() => false)]);
  redis.disconnect();
  if (!isReady) refuse(`no usable Redis at ${where} within ${START_MS_MAX / 1000} s: ${cause}`);
}
