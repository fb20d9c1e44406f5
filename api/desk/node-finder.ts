// Where the nodes of the game server are: their leases in Redis name their admin ports.

import type { Logger } from '#process';
import type { Redis } from '#redis';
import { KEYS, NODE_ID } from '#redis/keys';
import { parseRedisUrl } from '#redis/redis-url';

/** Nodes come and go in seconds; a deploy replaces all of them in minutes. */
const LOOK_MS = 1000;
const NODES_MAX = 64;
const LEASE_LENGTH_MAX = 8192;

/** A node that has a lease. */
export interface FoundNode {
  readonly id: string;
  /** The origin of its admin port. */
  readonly origin: string;
}

export class NodeFinder {
  private readonly redis: Promise<Redis>;
  private readonly now: () => number;
  private found: readonly FoundNode[] = [];
  private lookedMs = -Infinity;
  private looking: Promise<void> | null = null;

  /** @param url as in REDIS_URL @throws RedisUrlError */
  constructor(url: string, log: Logger, now: () => number) {
    this.now = now;
    parseRedisUrl(url);
    // An API without nodes does not load ioredis.
    this.redis = import('#redis').then(({ connectRedis }) => connectRedis(url, { name: 'api', log }));
  }

  /** The nodes by id. While Redis is away, those that were there before. */
  async nodes(): Promise<readonly FoundNode[]> {
    if (this.now() - this.lookedMs >= LOOK_MS) {
      this.looking ??= this.look()
        .catch(() => {})
        .finally(() => (this.looking = null));
      await this.looking;
    }
    return this.found;
  }

  async stop(): Promise<void> {
    (await this.redis).disconnect();
  }

  private async look(): Promise<void> {
    const redis = await this.redis;
    if (redis.status !== 'ready') return;
    const ids = (await redis.hkeys(KEYS.nodes)).filter((id) => NODE_ID.test(id)).slice(0, NODES_MAX);
    const leases = ids.length === 0 ? [] : await redis.mget(ids.map((id) => KEYS.node(id)));
    this.found = ids
      .map((id, index) => ({ id, origin: originIn(leases[index] ?? null) }))
      .filter((node): node is FoundNode => node.origin !== null)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    this.lookedMs = this.now();
  }
}

/** @returns null for what is no lease of a node */
function originIn(lease: string | null): string | null {
  if (lease === null || lease.length > LEASE_LENGTH_MAX) return null;
  try {
    const { adminUrl } = JSON.parse(lease) as { readonly adminUrl?: unknown };
    const url = new URL(String(adminUrl));
    return url.protocol === 'http:' && url.origin === adminUrl ? url.origin : null;
  } catch {
    return null;
  }
}
