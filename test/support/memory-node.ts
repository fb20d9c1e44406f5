// A game server as a node, with a real Redis, and clients over sockets in memory. Which other nodes live, and where requests
// go, is said by the test.

import { PROTOCOL_VERSION } from '#protocol';
import { connectRedis, type Redis } from '#redis';
import type { Core } from '../../game-server/core.ts';
import type { RoomRequest, Route } from '../../game-server/sessions/room-request.ts';
import type { Surroundings } from '../../game-server/core.ts';
import { systemClock } from '../../game-server/clock.ts';
import type { GameServerConfig } from '../../game-server/config.ts';
import { claimRoom } from '../../game-server/cluster/streams/claim-room.ts';
import { NodeSessions } from '../../game-server/cluster/sessions/node-sessions.ts';
import type { SessionWaits } from '../../game-server/cluster/sessions/session-waits.ts';
import { readRoom } from '../../game-server/cluster/streams/read-room.ts';
import { RedisBatch } from '../../game-server/cluster/streams/redis-batch.ts';
import { loseRoom } from '../../game-server/cluster/takeover/lose-room.ts';
import { RoomStreams } from '../../game-server/cluster/streams/room-streams.ts';
import type { Session } from '../../game-server/sessions/session.ts';
import { SESSION_BLOCK } from '../../game-server/sessions/sessions.ts';
import { pino } from 'pino';
import { MemoryCore } from './memory-core.ts';
import { MemoryPlayer } from './memory-player.ts';
import { MemorySocket } from './memory-socket.ts';
import { PATIENT_MS } from './redis-server.ts';
import { seededRng } from './seeded-rng.ts';

/** On a busy machine this process or Redis stands still now and then: that is no answer that fails to come. */
const PATIENT: SessionWaits = {
  answerMs: PATIENT_MS,
  nameMs: PATIENT_MS,
  findMs: PATIENT_MS,
  restoreMs: PATIENT_MS,
  claimMs: PATIENT_MS,
};

type Handle = (body: Readonly<Record<string, unknown>>) => void;

/** Nodes that know of each other. */
export class MemoryNodes {
  readonly nodes = new Map<string, MemoryNode>();
  readonly dead = new Set<string>();
  private readonly url: string;
  private count = 0;

  constructor(url: string) {
    this.url = url;
  }

  async add(
    id: string,
    overrides: Partial<GameServerConfig> = {},
    others: Omit<Surroundings, 'clock' | 'rng' | 'node'> = {},
    waits: Partial<SessionWaits> = {},
  ): Promise<MemoryNode> {
    const node = new MemoryNode(id, ++this.count, this, this.url, overrides, others, waits);
    this.nodes.set(id, node);
    await node.ready();
    return node;
  }

  /** The process of a node ends without a word. */
  kill(id: string): void {
    this.nodes.get(id)!.kill();
    this.dead.add(id);
  }

  stop(): void {
    for (const node of this.nodes.values()) node.kill();
  }
}

export class MemoryNode {
  readonly id: string;
  readonly redis: Redis;
  readonly sessions: NodeSessions;
  readonly streams: RoomStreams;
  readonly handlers = new Map<string, Handle>();
  /** The version that the others see. */
  protocol: number = PROTOCOL_VERSION;
  /** Which node answers a request for a room; null for this one. */
  route: (request: RoomRequest, hops: number, from: Session) => Route | null = () => null;
  private readonly memoryCore: MemoryCore;
  private readonly players: MemoryPlayer[] = [];
  private readonly number: number;

  constructor(
    id: string,
    number: number,
    nodes: MemoryNodes,
    url: string,
    overrides: Partial<GameServerConfig>,
    others: Omit<Surroundings, 'clock' | 'rng' | 'node'>,
    waits: Partial<SessionWaits>,
  ) {
    this.id = id;
    this.number = number;
    const log = pino({ enabled: false });
    const clock = systemClock;
    this.redis = connectRedis(url, { name: id, log, silenceMsMax: PATIENT_MS });
    const { redis } = this;
    const batch = new RedisBatch(redis);
    const rng = seededRng(number);
    this.sessions = new NodeSessions({
      ...{ redis, batch, clock, rng, node: id, waits: { ...PATIENT, ...waits } },
      messages: {
        on: (kind, handle) => void this.handlers.set(kind, handle),
        async send(node, kind, body) {
          if (!nodes.dead.has(node)) nodes.nodes.get(node)?.handlers.get(kind)?.(body);
        },
      },
      places: {
        addressOf(other) {
          const node = nodes.dead.has(other) ? undefined : nodes.nodes.get(other);
          return node === undefined ? null : { host: '127.0.0.1', port: node.number, protocol: node.protocol };
        },
        speaking: () => null,
        isDead: (other) => nodes.dead.has(other),
      },
      route: (request, from, hops) => this.route(request, hops, from),
    });
    this.streams = new RoomStreams({
      ...{ redis, batch, clock, log, node: id },
      lease: {
        mayShow: () => true,
        lapses: 0,
        isCutOff: false,
        // The others have lost Redis too.
        get isAlone() {
          return redis.status !== 'ready';
        },
      },
      sessions: this.sessions.records,
      refused() {},
      fenced: (code) => void loseRoom(code, this.core, this.streams),
    });
    const node = {
      journal: this.streams,
      firstSessionId: number * SESSION_BLOCK,
      others: this.sessions,
      mayRun: true,
      tick() {},
    };
    const patient = { silenceMsMax: Infinity, ...others, node };
    this.memoryCore = new MemoryCore(clock, rng, { standstillMsMax: PATIENT_MS, ...overrides }, patient);
    this.sessions.begin(this.core);
    this.streams.begin(this.core.journalSource);
  }

  get core(): Core {
    return this.memoryCore.core;
  }

  /** Its connection to Redis is used from now on. */
  async ready(): Promise<void> {
    while (!this.streams.isOn) await new Promise((resolve) => void setImmediate(resolve));
  }

  /** A connection on which nothing was sent yet. */
  connect(address = '127.0.0.1'): MemoryPlayer {
    const { serverSide, clientSide } = MemorySocket.pair();
    const player = new MemoryPlayer(clientSide);
    player.follows = true;
    this.memoryCore.accept(serverSide, address);
    this.players.push(player);
    return player;
  }

  /** Claims a room, and goes on with it. */
  async take(code: string): Promise<void> {
    const claim = (await claimRoom(this.redis, code, this.id))!;
    const records = (await readRoom(this.redis, code))!;
    const { outbox } = this.core;
    outbox.hold();
    this.streams.adopt(code, claim.epoch);
    this.core.takeIn(code, records, async function* () {});
    outbox.release();
  }

  kill(): void {
    this.memoryCore.stopTicking();
    this.sessions.stop();
    this.redis.disconnect();
    for (const player of this.players) player.cut();
  }
}
