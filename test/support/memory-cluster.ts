// Several nodes in one process: real servers, a real Redis and real links, on one virtual clock. A lease in Redis is over
// when the virtual clock says so. A node can be killed, and stopped for a while like a process by SIGSTOP.

import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { connectRedis, KEYS, nodeOfKey, type Redis } from '#redis';
import { ClusterNode } from '../../game-server/cluster/node.ts';
import { BusyMeter } from '../../game-server/cluster/directory/balance.ts';
import type { Clock } from '../../game-server/clock.ts';
import { gameServerConfig, type GameServerConfig } from '../../game-server/config.ts';
import type { Core, Surroundings } from '../../game-server/core.ts';
import type { Room } from '../../game-server/rooms/room.ts';
import { SESSION_BLOCK } from '../../game-server/sessions/sessions.ts';
import { LocalConnections } from './local-connections.ts';
import { MemoryCore } from './memory-core.ts';
import { MemoryPlayer } from './memory-player.ts';
import { MemorySocket } from './memory-socket.ts';
import { PATIENT_MS, RedisServer, type RedisServerOptions } from './redis-server.ts';
import { seededRng } from './seeded-rng.ts';
import { VirtualClock } from './virtual-clock.ts';

const STEP_MS = 1000 / 60;
/** How often clients report the newest tick that they have seen: often enough to count as keeping up. */
const REPORT_STEPS = 15;
const LOG = pino({ enabled: process.env['SHOW'] === '1' });
/** Steps of `until` before it gives up: a minute. */
const STEPS_MAX = 3600;

type Others = Omit<Surroundings, 'clock' | 'rng' | 'node'>;

export class MemoryCluster {
  readonly clock = new VirtualClock();
  readonly server: RedisServer;
  /** For the test itself. */
  readonly redis: Redis;
  readonly nodes: MemoryNode[] = [];
  /** When each lease, and each list of rooms, is over. */
  private readonly leases = new Map<string, number>();
  /** The links between the nodes. */
  private readonly links = new LocalConnections();
  private steps = 0;

  private constructor(server: RedisServer, redis: Redis) {
    this.server = server;
    this.redis = redis;
  }

  static async start(options: RedisServerOptions = {}): Promise<MemoryCluster> {
    const server = await RedisServer.start(options);
    return new MemoryCluster(server, await connected(server.url, 'test'));
  }

  /** Starts a node and lets it join the others. */
  async join(id: string, overrides: Partial<GameServerConfig> = {}, others: Others = {}): Promise<MemoryNode> {
    const redis = await connected(this.server.url, id);
    const set = redis.set.bind(redis) as (...args: readonly unknown[]) => Promise<'OK'>;
    redis.set = async (key: string, value: string, ...others: readonly unknown[]) => {
      if (!isTimed(key)) return set(key, value, ...others);
      const untilMs = this.clock.now() + (others[1] as number);
      const answer = await set(key, value);
      this.leases.set(key, untilMs);
      return answer;
    };
    const pexpire = redis.pexpire.bind(redis);
    redis.pexpire = async (key: string, ms: number) => {
      if (!isTimed(key)) return pexpire(key, ms);
      const untilMs = this.clock.now() + ms;
      const left = await redis.exists(key);
      if (left === 1) this.leases.set(key, untilMs);
      return left;
    };
    const node = new MemoryNode(
      id,
      redis,
      await connected(this.server.url, `${id}-hears`),
      this.clock,
      overrides,
      others,
      (await this.redis.incr(KEYS.blocks)) * SESSION_BLOCK,
    );
    this.nodes.push(node);
    await node.begin();
    await this.run(60);
    return node;
  }

  /** Runs so many ticks of all nodes. */
  async run(ticks: number): Promise<void> {
    for (let tick = 0; tick < ticks; tick++) await this.step();
  }

  /** Runs until something is true. */
  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (let step = 0; step < STEPS_MAX; step++) {
      if (await isTrue()) return;
      await this.step();
    }
    throw new Error('it has not come true');
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) node.kill();
    this.links.stop();
    this.redis.disconnect();
    await this.server.stop();
  }

  private async step(): Promise<void> {
    this.clock.advance(STEP_MS);
    for (const node of this.nodes) if (this.steps % REPORT_STEPS === 0) node.report();
    this.steps++;
    for (const [key, untilMs] of this.leases) {
      if (untilMs > this.clock.now()) continue;
      this.leases.delete(key);
      await this.redis.del(key).catch(() => {});
    }
    for (const node of this.nodes) await node.settle();
    await this.links.settle();
  }
}

/** Stands still with its node. */
class StoppableClock implements Clock {
  isStopped = false;
  private readonly clock: Clock;
  private due: (() => void)[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  now(): number {
    return this.clock.now();
  }

  date(): number {
    return this.clock.date();
  }

  after(ms: number, call: () => void): () => void {
    let isCancelled = false;
    const run = () => {
      if (isCancelled) return;
      if (this.isStopped) this.due.push(run);
      else call();
    };
    const cancel = this.clock.after(ms, run);
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  goOn(): void {
    this.isStopped = false;
    const { due } = this;
    this.due = [];
    for (const call of due) call();
  }
}

export class MemoryNode {
  readonly id: string;
  readonly node: ClusterNode;
  readonly redis: Redis;
  private readonly subscriber: Redis;
  readonly players: MemoryPlayer[] = [];
  isKilled = false;
  private readonly clock: StoppableClock;
  private readonly memoryCore: MemoryCore;

  constructor(
    id: string,
    redis: Redis,
    subscriber: Redis,
    clock: Clock,
    overrides: Partial<GameServerConfig>,
    others: Others,
    firstId: number,
  ) {
    this.id = id;
    this.redis = redis;
    this.subscriber = subscriber;
    this.clock = new StoppableClock(clock);
    const config = gameServerConfig({ ...overrides, host: '127.0.0.1', node: id });
    const rng = seededRng(firstId / SESSION_BLOCK);
    // All nodes are in one process: what that has to do says nothing of any of them.
    const busy = new BusyMeter(() => ({ active: 0, idle: 1, utilization: 0 }));
    const parts = { config, url: '', clock: this.clock, rng, log: LOG, busy };
    this.node = new ClusterNode(id, redis, subscriber, firstId, parts);
    this.memoryCore = new MemoryCore(this.clock, rng, config, {
      ...others,
      node: this.node,
      ...this.node.shared.surroundings,
    });
  }

  async begin(): Promise<void> {
    await this.node.listen();
    await this.node.begin(this.core, { port: 1, adminPort: 2 });
  }

  get core(): Core {
    return this.memoryCore.core;
  }

  get codes(): string[] {
    return Array.from(this.core.lobby.rooms, ({ code }) => code);
  }

  room(code: string): Room {
    return this.core.lobby.room(code)!;
  }

  /** A connection on which nothing was sent yet. */
  connect(address = '127.0.0.1'): MemoryPlayer {
    const { serverSide, clientSide } = MemorySocket.pair();
    const player = new MemoryPlayer(clientSide);
    this.memoryCore.accept(serverSide, address);
    this.players.push(player);
    return player;
  }

  enter(name: string, address = '127.0.0.1'): MemoryPlayer {
    const player = this.connect(address);
    player.hello(name);
    return player;
  }

  resume({ token, name }: MemoryPlayer, seen = 0): MemoryPlayer {
    const player = this.connect();
    player.seen = seen;
    player.hello(name, 'human', token);
    return player;
  }

  report(): void {
    for (const player of this.players) if (!player.isClosed) player.report();
  }

  /** The process stops to run, but keeps its connections. */
  freeze(): void {
    this.clock.isStopped = true;
  }

  wake(): void {
    this.clock.goOn();
  }

  /** As by SIGKILL. */
  kill(): void {
    this.isKilled = true;
    this.freeze();
    this.memoryCore.stopTicking();
    this.node.peers.close();
    this.node.shared.messages.stop();
    this.redis.disconnect();
    this.subscriber.disconnect();
    for (const player of this.players) player.cut();
  }

  /** Until Redis has answered what was sent, and the links were read. */
  async settle(): Promise<void> {
    for (let i = 0; i < 2; i++) {
      if (!this.isKilled && this.redis.status === 'ready') await this.redis.ping().catch(() => {});
      await turn();
    }
  }
}

/** Keys with a short life go by the virtual clock: a second of it may take several on a busy machine. */
function isTimed(key: string): boolean {
  return nodeOfKey(key) !== null || [KEYS.list(''), KEYS.load('')].some((prefix) => key.startsWith(prefix));
}

async function connected(url: string, name: string): Promise<Redis> {
  const redis = connectRedis(url, { name, log: LOG, silenceMsMax: PATIENT_MS });
  await once(redis, 'ready');
  return redis;
}
