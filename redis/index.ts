// All that other folders may use. It loads ioredis: a program without Redis imports it only when it has an address.

export { connectRedis, type RedisConnection, type RedisLog } from './connect.ts';
export { CHANNELS, KEYS, NODE_ID, nodeOfKey, NODE_PATTERN } from './keys.ts';
export { parseRedisUrl, RedisUrlError, type RedisPlace } from './redis-url.ts';
export type { Command, Redis } from 'ioredis';
