// Nodes that share a Redis, each with a core of its own, on one virtual clock: rooms, players and ticks are real, and so is
// Redis. `shareAll` does what nodes do five times a second, and waits for it.

import { pino } from 'pino';
import { PROTOCOL_VERSION } from '#protocol';
import { connectRedis, KEYS, type Redis } from '#redis';
import { RULES_VERSION } from '#simulation';
import { BusyMeter } from '../../../../game-server/cluster/directory/balance.ts';
import type { Peer } from '../../../../game-server/cluster/directory/room-directory.ts';
import { SharedLobby } from '../../../../game-server/cluster/directory/shared-lobby.ts';
import { gameServerConfig, type GameServerConfig } from '../../../../game-server/config.ts';
import type { Surroundings } from '../../../../game-server/core.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { MemoryServer } from '../../../support/memory-server.ts';
import { PATIENT_MS, type RedisServer } from '../../../support/redis-server.ts';
import { seededRng } from '../../../support/seeded-rng.ts';
import type { VirtualClock } from '../../../support/virtual-clock.ts';

const log = pino({ enabled: false });
/** What a node writes of its rooms lives for seconds, which a busy machine may take between a write and the next look. */
export const LIFE_FACTOR = 100;

interface NodeOptions {
  readonly id: string;
  readonly url: string;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly peers: () => Iterable<Peer>;
  readonly config: Partial<GameServerConfig>;
  readonly others: Omit<Surroundings, 'clock' | 'rng'>;
}

export class LobbyNode {
  /** As the others know it. */
  readonly peer: { -readonly [Name in keyof Peer]: Peer[Name] };
  readonly server: MemoryServer;
  readonly shared: SharedLobby;
  readonly redis: Redis;
  readonly subscriber: Redis;
  /** Whether the others know that its lease holds. */
  isAlive = true;
  /** Milliseconds for which the thread was busy, and idle. */
  readonly used = { active: 0, idle: 0 };

  constructor({ id, url, seed, clock, peers, config, others }: NodeOptions) {
    this.peer = { id, rules: RULES_VERSION, protocol: PROTOCOL_VERSION, isDraining: false };
    this.redis = patient(connectRedis(url, { name: id, log, silenceMsMax: PATIENT_MS }));
    this.subscriber = connectRedis(url, { name: `${id}-hears`, log, silenceMsMax: PATIENT_MS });
    this.shared = new SharedLobby({
      ...{ id, clock, log, redis: this.redis, subscriber: this.subscriber, peers, rng: seededRng(seed + 1) },
      isDraining: () => this.peer.isDraining,
      busy: new BusyMeter(() => ({ ...this.used, utilization: 0 })),
    });
    this.server = new MemoryServer(config, seed, { ...others, ...this.shared.surroundings }, clock);
    this.shared.begin(this.server.core, gameServerConfig(config));
  }

  get directory() {
    return this.shared.directory;
  }

  /** The session of a player of this node. */
  session({ name }: MemoryPlayer) {
    return this.server.core.sessions.named(name)!;
  }

  stop(): void {
    this.shared.messages.stop();
    this.redis.disconnect();
    this.subscriber.disconnect();
  }
}

export type LobbyNodes<Id extends string> = Record<Id, LobbyNode> & { readonly all: readonly LobbyNode[] };

/** Lists and figures that are written over this connection live `LIFE_FACTOR` times as long. */
export function patient(redis: Redis): Redis {
  const set = redis.set.bind(redis) as (...args: readonly unknown[]) => Promise<'OK'>;
  redis.set = async (key: string, value: string, ...others: readonly unknown[]) => {
    const [unit, ms] = others;
    const isLonger = isOfRooms(key) && typeof ms === 'number';
    return isLonger ? set(key, value, unit, ms * LIFE_FACTOR) : set(key, value, ...others);
  };
  const pexpire = redis.pexpire.bind(redis);
  redis.pexpire = async (key: string, ms: number) => pexpire(key, isOfRooms(key) ? ms * LIFE_FACTOR : ms);
  return redis;
}

function isOfRooms(key: string): boolean {
  return key.startsWith(KEYS.list('')) || key.startsWith(KEYS.load(''));
}

/** Nodes with these ids that know each other, ready to talk. */
export async function lobbyNodes<Id extends string>(
  redis: RedisServer,
  ids: readonly Id[],
  clock: VirtualClock,
  config: Partial<GameServerConfig> = {},
  others: Omit<Surroundings, 'clock' | 'rng'> = {},
  seedOf = (index: number) => 100 * (index + 1),
): Promise<LobbyNodes<Id>> {
  const all: LobbyNode[] = [];
  for (const [index, id] of ids.entries()) {
    const peers = () => all.filter(({ peer, isAlive }) => isAlive && peer.id !== id).map(({ peer }) => peer);
    all.push(new LobbyNode({ id, url: redis.url, seed: seedOf(index), clock, peers, config, others }));
  }
  await Promise.all(all.flatMap((node) => [isReady(node.redis), isReady(node.subscriber)]));
  await Promise.all(all.map(isSubscribed));
  const byId = Object.fromEntries(all.map((node) => [node.peer.id, node])) as Record<Id, LobbyNode>;
  return { ...byId, all };
}

/** All nodes write their lists, and then read those of the others. */
export async function shareAll({ all }: { readonly all: readonly LobbyNode[] }): Promise<void> {
  for (const { directory } of all) await directory.write();
  // A look that is under way may have begun before.
  for (const { directory } of all) await directory.look();
  for (const { directory } of all) await directory.look();
}

/** Waits until everything that nodes have sent each other has arrived: messages of one node keep their order. */
export async function delivered({ all }: { readonly all: readonly LobbyNode[] }): Promise<void> {
  for (const node of all) {
    const others = all.filter((other) => other !== node);
    const arrived = others.map(
      ({ shared }) => new Promise<void>((resolve) => shared.messages.on('probe', () => resolve())),
    );
    await node.shared.messages.sendAll('probe', {});
    await Promise.all(arrived);
  }
}

/** Waits until something is so, which Redis brings about. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => void setImmediate(resolve));
}

function isReady(redis: Redis): Promise<void> {
  return redis.status === 'ready' ? Promise.resolve() : new Promise((resolve) => void redis.once('ready', resolve));
}

/** Waits until a node hears what is sent to it, and knows that it does: it subscribes as soon as it is connected. */
export async function isSubscribed({ subscriber }: Pick<LobbyNode, 'subscriber'>): Promise<void> {
  // Answered behind the subscription.
  await subscriber.ping();
}
