// Nodes that share a Redis, each with a core of its own on one virtual clock: rooms, players and ticks are real, and so is
// Redis. Nothing is read or written before a test says so: `shareAll` does what nodes do five times a second.

import { connectRedis } from '#redis';
import { PROTOCOL_VERSION } from '#protocol';
import { RULES_VERSION } from '#simulation';
import { BusyMeter } from '../../../game-server/cluster/balance.ts';
import { Destinations } from '../../../game-server/cluster/destinations.ts';
import { NodeMessages } from '../../../game-server/cluster/node-messages.ts';
import { RoomDirectory, type Peer } from '../../../game-server/cluster/room-directory.ts';
import type { GameServerConfig } from '../../../game-server/config.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';

const NO_LOG = { info() {}, warn() {} };

export class LobbyNode {
  readonly peer: { -readonly [Name in keyof Peer]: Peer[Name] };
  readonly server: MemoryServer;
  readonly directory: RoomDirectory;
  readonly destinations: Destinations;
  readonly messages: NodeMessages;
  readonly redis: ReturnType<typeof connectRedis>;
  readonly subscriber: ReturnType<typeof connectRedis>;
  /** Milliseconds that the thread was busy, and idle. */
  readonly used = { active: 0, idle: 0 };
  isDraining = false;

  constructor(id: string, url: string, peers: () => Iterable<Peer>, seed: number, config: Partial<GameServerConfig>) {
    this.peer = { id, rules: RULES_VERSION, protocol: PROTOCOL_VERSION, isDraining: false };
    this.server = new MemoryServer(config, seed);
    const { core, clock } = this.server;
    this.redis = connectRedis(url, { name: id, log: NO_LOG });
    this.subscriber = connectRedis(url, { name: `${id}-hears`, log: NO_LOG });
    this.messages = new NodeMessages(id, this.redis, this.subscriber, NO_LOG);
    const busy = new BusyMeter(() => ({ ...this.used, utilization: 0 }));
    this.directory = new RoomDirectory({ id, clock, redis: this.redis, messages: this.messages, peers, busy });
    this.destinations = new Destinations({
      ...{ id, directory: this.directory, lobby: core.lobby },
      isDraining: () => this.isDraining,
    });
    this.directory.begin({
      ...{ lobby: core.lobby, counts: () => core.connectedCounts(), sessions: core.sessions },
      ...{ roomsMax: config.roomsMax ?? 100, sessionsMax: config.connectionsMax ?? 1000 },
    });
  }

  stop(): void {
    this.messages.stop();
    this.redis.disconnect();
    this.subscriber.disconnect();
  }
}

/** Nodes with these ids that know each other, ready to talk. */
export async function lobbyNodes<Id extends string>(
  redis: RedisServer,
  ids: readonly Id[],
  config: Partial<GameServerConfig> = {},
): Promise<Record<Id, LobbyNode> & { all: LobbyNode[] }> {
  const all: LobbyNode[] = [];
  for (const [index, id] of ids.entries()) {
    const peers = () => all.filter(({ peer }) => peer.id !== id).map(({ peer }) => peer);
    all.push(new LobbyNode(id, redis.url, peers, 100 + index, config));
  }
  await Promise.all(all.flatMap(({ redis: commands, subscriber }) => [isReady(commands), isSubscribed(subscriber)]));
  const byId = Object.fromEntries(all.map((node) => [node.peer.id, node])) as Record<Id, LobbyNode>;
  return { ...byId, all };
}

/** All nodes write their lists, and then read those of the others. */
export async function shareAll({ all }: { readonly all: readonly LobbyNode[] }): Promise<void> {
  for (const { directory } of all) await directory.write();
  for (const { directory } of all) await directory.look();
}

function isReady(redis: LobbyNode['redis']): Promise<void> {
  return redis.status === 'ready' ? Promise.resolve() : new Promise((resolve) => void redis.once('ready', resolve));
}

/** Waits until a subscription holds: Redis answers a ping of its connection after it. */
async function isSubscribed(redis: LobbyNode['redis']): Promise<void> {
  await isReady(redis);
  await redis.ping();
}
