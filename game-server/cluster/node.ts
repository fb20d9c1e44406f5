// This game server as one node of several that share a Redis server. Everything of the cluster is made here. It is loaded
// only with REDIS_URL: main.ts imports it when there is one.

import { connectRedis, KEYS, RedisUrlError, type Redis } from '#redis';
import type { NodeFigures } from '#handover';
import { PROTOCOL_VERSION } from '#protocol';
import { RULES_VERSION } from '#simulation';
import type { Clock, Rng } from '../clock.ts';
import type { GameServerConfig } from '../config.ts';
import type { Core, CoreNode } from '../core.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Logger } from '../ops/log.ts';
import type { Room } from '../rooms/room.ts';
import type { RoomRequest, Route } from '../sessions/room-request.ts';
import { SESSION_BLOCK } from '../sessions/sessions.ts';
import { isFull, type BusyMeter } from './directory/balance.ts';
import { Beat } from './lease/beat.ts';
import { KnownNodes } from './lease/known-nodes.ts';
import { Lease, writeRefusalOf, type PeerWord } from './lease/lease.ts';
import { drainNode, moveRooms, type DrainParts } from './moves/move-drain.ts';
import { warmUp } from './moves/warm-up.ts';
import { Moves, MOVING, NO_MOVES, type MoveFigures } from './moves/moves.ts';
import type { MoveOutcome } from './moves/move-source.ts';
import { httpUrl, nodeId, randomKey, reachableHost } from './lease/node-place.ts';
import { isSameBuild, type NodePlace, type NodeRecord } from './lease/node-record.ts';
import { NodeSessions } from './sessions/node-sessions.ts';
import { Peers } from './lease/peers.ts';
import { readHistory } from './streams/read-history.ts';
import { isRefusal, RedisBatch } from './streams/redis-batch.ts';
import { RoomStreams } from './streams/room-streams.ts';
import { SharedLobby } from './directory/shared-lobby.ts';
import { NodeStartError } from './start-error.ts';
import { loseRoom } from './takeover/lose-room.ts';
import { Takeover } from './takeover/takeover.ts';

/** How long a start waits for Redis. */
const START_MS_MAX = 10_000;
/** Connections that a room needs, on average: four seats in `coop`. */
const PLAYERS_PER_ROOM = 4;
/** Random letters that tell one start of a node from another. */
const RUN_LENGTH = 12;
/** Between two looks at the rooms that move. */
const LOOK_TICKS = 6;
/** When to ask again for a room that moves: it stands still for some hundredths of a second. */
const MOVING_RETRY_MS = 100;
/** Blocks whose ids are safe integers. */
const BLOCKS_MAX = 2 ** 21;
/** The count of blocks begins below this one. */
const FIRST_BLOCKS = 2 ** 20;

export interface NodeParts {
  readonly config: GameServerConfig;
  readonly url: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly log: Logger;
  /** Of this process where it is left out. */
  readonly busy?: BusyMeter;
}

/** The ports that the server has opened. */
export interface OpenPorts {
  readonly port: number;
  readonly adminPort: number;
}

/**
 * Connects to Redis and opens the port of links. The node is seen by the others when `begin` is called.
 * @throws NodeStartError
 */
export async function openNode(parts: NodeParts): Promise<ClusterNode> {
  const { config, url, rng, log } = parts;
  const id = config.node ?? nodeId(rng);
  // Before anything is connected: on a busy machine it blocks this process for longer than a connection may take.
  warmUp(config, log);
  const redis = connectTo(url, id, log);
  const subscriber = connectTo(url, `${id}-hears`, log);
  try {
    await ready(redis, parts.clock);
    const block = await nextBlock(redis, rng);
    if (block >= BLOCKS_MAX) throw new NodeStartError('Redis: nodes were started too often to number their sessions');
    const node = new ClusterNode(id, redis, subscriber, block * SESSION_BLOCK, parts);
    await node.listen();
    return node;
  } catch (error) {
    redis.disconnect();
    subscriber.disconnect();
    throw error;
  }
}

export class ClusterNode implements CoreNode {
  readonly id: string;
  readonly redis: Redis;
  /** Of its first session. */
  readonly firstSessionId: number;
  readonly batch: RedisBatch;
  /** The streams of its rooms. */
  readonly journal: RoomStreams;
  readonly others: NodeSessions;
  private moves: Moves | null = null;
  readonly lease: Lease;
  readonly nodes: KnownNodes;
  readonly peers: Peers;
  readonly takeover: Takeover;
  /** The rooms, chat and queues of all nodes. */
  readonly shared: SharedLobby;
  private readonly subscriber: Redis;
  private readonly parts: NodeParts;
  private readonly run: string;
  private readonly linkKey: string;
  private linkPort = 0;
  private beat: Beat | null = null;
  private core: Core | null = null;
  /** The runs of the nodes that it names in its lease, since the newest acknowledged beat. */
  private named = new Set<string>();
  private lapsesSeen = 0;
  isDraining = false;

  constructor(id: string, redis: Redis, subscriber: Redis, firstSessionId: number, parts: NodeParts) {
    const { clock, rng, config, log, busy } = parts;
    this.id = id;
    this.redis = redis;
    this.subscriber = subscriber;
    this.firstSessionId = firstSessionId;
    this.parts = parts;
    this.run = randomKey(rng).slice(0, RUN_LENGTH);
    this.linkKey = randomKey(rng);
    const nowMs = () => clock.now();
    this.lease = new Lease({ ms: config.nodeLeaseMs, nowMs, words: () => this.words() });
    this.nodes = new KnownNodes({
      id,
      run: this.run,
      leaseMs: config.nodeLeaseMs,
      nowMs,
      linkOf: (other) => this.peers.linkOf(other),
    });
    this.peers = new Peers({
      ...{ clock, log, id, run: this.run, key: this.linkKey },
      withoutMs: () => this.lease.sayWithoutMs(),
      asked: (other, withoutMs) => this.lease.asked(other, withoutMs),
      said: (from, message) => this.moves?.heard(from, message),
      gone: (other) => log.info({ node: other }, 'the process of a node is gone'),
    });
    this.batch = new RedisBatch(redis);
    this.journal = new RoomStreams({
      ...{ redis, batch: this.batch, clock, log, node: id, lease: this.lease },
      sessions: {
        changed: (session, room, state) => this.others.records.changed(session, room, state),
        ended: (session) => this.others.records.ended(session),
      },
      refused: (error) => this.refused(error),
      fenced: (code) => this.fenced(code),
    });
    this.shared = new SharedLobby({
      ...{ id, clock, rng, log, redis, subscriber, ...(busy !== undefined && { busy }) },
      peers: () => this.nodes.live,
      isDraining: () => this.isDraining,
    });
    this.others = new NodeSessions({
      ...{ redis, batch: this.batch, clock, rng, node: id },
      messages: this.shared.messages,
      places: {
        addressOf: (node) => this.nodes.answering(node),
        speaking: (protocol) => this.nodes.live.find((node) => node.protocol === protocol && !node.isDraining) ?? null,
        isDead: (node) => this.nodes.isDead(node),
      },
      route: (request, from, hops) => this.movedRoute(request) ?? this.shared.route(request, from, hops),
    });
    this.takeover = new Takeover({
      ...{ redis, clock, log, id, lease: this.lease, nodes: this.nodes },
      has: (code) => this.core?.lobby.room(code) !== null || this.moves?.isComing(code) === true,
      free: () => this.free,
      places: () => this.places,
      take: (code, epoch, records) => this.take(code, epoch, records),
    });
    redis.on('ready', () => this.lease.reconnected());
    redis.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') return;
      this.lease.refused();
      this.peers.ask();
    });
  }

  /** Opens the port of links. */
  async listen(): Promise<void> {
    const { host, nodeLinkPort } = this.parts.config;
    this.linkPort = await this.peers.listen(host, nodeLinkPort);
  }

  /** From now on the others see this node. @throws NodeStartError if another node has its name */
  async begin(core: Core, ports: OpenPorts): Promise<void> {
    const { clock, log } = this.parts;
    const place = this.place;
    this.core = core;
    await this.takeName(place.id);
    const startedMs = clock.date();
    const record = (beat: number): NodeRecord => this.record(ports, startedMs, beat);
    const { redis, lease, nodes } = this;
    const looked = () => this.looked();
    const renewed = (written: NodeRecord) => this.renewed(written);
    const refused = (error: unknown) => this.refused(error);
    this.beat = new Beat({ redis, clock, lease, nodes, place, record, refused, looked, renewed });
    // What an earlier process of this name had is nobody's now. This one takes its share like the others.
    await redis.del(KEYS.owned(this.id));
    await this.beat.begin();
    lease.begin();
    this.journal.begin(core.journalSource);
    this.shared.begin(core, this.parts.config);
    this.others.begin(core);
    this.moves = this.movesOf(core);
    log.info({ node: this.id, linkPort: this.linkPort, nodes: this.nodes.live.length + 1 }, 'joined the other nodes');
  }

  /** Whether the matches of this node may go on and be shown. */
  get mayRun(): boolean {
    return this.lease.mayShow(this.parts.clock.now());
  }

  /** For operators. */
  get figures(): NodeFigures {
    const { id, journal, takeover, nodes, moves } = this;
    const { isOn, appends, keyframes, failures, fenced, ticksUnreplicated } = journal.figures;
    return {
      ...{ id, rules: RULES_VERSION, hasRedis: isOn, mayRun: this.mayRun, others: nodes.live.length, free: this.free },
      ...{ appends, keyframes, appendFailures: failures, fenced, ticksUnreplicated },
      ...{ roomsTaken: takeover.taken, roomsLost: takeover.lost },
      roomsMoved: moves?.figures.moved ?? 0,
      roomsStayed: moves?.figures.stayed ?? 0,
      moveStillMsMax: moves?.figures.stillMsMax ?? 0,
    };
  }

  tick(serverTick: number): void {
    this.moves?.tick(serverTick);
    if (serverTick % LOOK_TICKS === 0) this.moves?.look();
    if (!this.journal.isOverdue || this.core === null) return;
    const { sessions, greetings } = this.core;
    sessions.cutOff();
    greetings.cutOff();
  }

  /** Hands all rooms and players over to other nodes, as far as there are some that can take them. */
  async drain(): Promise<void> {
    this.isDraining = true;
    this.beat?.renew();
    if (this.core === null) return;
    await drainNode(this.drainParts(this.core));
    this.parts.log.info({ moves: this.moves?.figures }, 'rooms have moved');
  }

  /**
   * Moves some rooms to other nodes, those with most players first.
   * @param to the node that takes them, null for those with most room
   * @returns how many have moved
   */
  async moveSome(count: number, to: string | null): Promise<number> {
    if (this.core === null) return 0;
    const rooms = [...this.core.lobby.rooms].toSorted((one, other) => other.members.count - one.members.count);
    return moveRooms(rooms.slice(0, count), to, false, this.drainParts(this.core));
  }

  /** Where to ask for a room that has just left this node; null for any other. */
  private movedRoute(request: RoomRequest): Route | null {
    const code = 'code' in request ? request.code.toUpperCase() : '';
    const node = code === '' || this.core?.lobby.room(code) !== null ? null : (this.moves?.placeOf(code) ?? null);
    if (node === MOVING) return { error: { code: 'nodes-unreachable', retryAfterMs: MOVING_RETRY_MS } };
    return node === null ? null : { node };
  }

  private drainParts({ lobby, sessions, outbox }: Core): DrainParts {
    const { clock, log, config } = this.parts;
    return {
      ...{ clock, log, lobby, sessions, outbox },
      targets: () =>
        this.nodes.live
          .filter(({ isDraining }) => !isDraining)
          .map((node) => ({
            ...{ id: node.id, free: node.free },
            hasRules: isSameBuild(node),
            hasProtocol: node.protocol === PROTOCOL_VERSION,
          })),
      move: (room, to, isForced) => this.move(room, to, isForced),
      sendAway: (session, to) => this.others.sendAway(session, to),
      waitMsMax: config.nodeDrainMs,
    };
  }

  /** Moves a room to another node. @param isForced whether also if no client has reached that node in time */
  private move(room: Room, to: string, isForced: boolean): Promise<MoveOutcome> {
    const record = this.nodes.node(to)?.record ?? null;
    if (this.moves === null || record === null || !isSameBuild(record)) return Promise.resolve('stayed');
    return this.moves.move(room, record, isForced);
  }

  /** For metrics, since its start. */
  get counts() {
    const { claimed, claimsLost, ...counts } = this.others.counts;
    const { claimsLost: roomClaimsLost } = this.takeover;
    return { ...counts, sessionsClaimed: claimed, sessionClaimsLost: claimsLost, roomClaimsLost };
  }

  get moveFigures(): MoveFigures {
    return this.moves?.figures ?? NO_MOVES;
  }

  private movesOf({ lobby, sessions, outbox, journalSource, receive }: Core): Moves {
    const { clock, log, config } = this.parts;
    const { id, redis, journal, nodes, peers, others } = this;
    return new Moves({
      ...{ node: id, clock, log, redis, outbox, lobby, sessions, receive },
      streams: journal,
      source: journalSource,
      clients: others.arrivals,
      tokensOf: (session) => sessions.dataOf(session).tokens,
      send: (to, message) => void peers.say(to, message),
      isDead: (node) => nodes.isDead(node),
      roomsMax: config.roomsMax,
      isDraining: () => this.isDraining,
    });
  }

  /** It has no rooms any more, and ends. */
  async leave(): Promise<void> {
    await this.shared.end();
    this.others.stop();
    await this.journal.settled;
    await this.beat?.leave().catch(() => {});
    this.peers.close();
    this.subscriber.disconnect();
    this.redis.disconnect();
  }

  private get place(): NodePlace {
    const { nodeHost, host } = this.parts.config;
    const { id, run, linkPort, linkKey } = this;
    return {
      id,
      run,
      host: reachableHost(nodeHost, host),
      linkPort,
      linkKey,
      rules: RULES_VERSION,
      protocol: PROTOCOL_VERSION,
    };
  }

  private record({ port, adminPort }: OpenPorts, startedMs: number, beat: number): NodeRecord {
    const { nodePort, adminHost } = this.parts.config;
    const { place, isDraining } = this;
    return {
      ...place,
      port: nodePort ?? port,
      adminUrl: httpUrl(reachableHost(null, adminHost), adminPort),
      ...{ startedMs, isDraining, beat },
      free: this.free,
      knows: this.nodes.live.map(({ run }) => run),
    };
  }

  /** Another process with this name may still run, or have been killed less than a lease ago. */
  private async takeName(id: string): Promise<void> {
    const { clock, config } = this.parts;
    const untilMs = clock.now() + 2 * config.nodeLeaseMs;
    while ((await this.redis.exists(KEYS.node(id))) === 1) {
      if (clock.now() > untilMs) throw new NodeStartError(`another node is called ${id}: give this one another name`);
      await new Promise<void>((resolve) => clock.after(config.nodeLeaseMs / 6, resolve));
    }
  }

  private looked(): void {
    const { nodes, peers, lease, named } = this;
    if (lease.lapses !== this.lapsesSeen) nodes.forgotten();
    this.lapsesSeen = lease.lapses;
    peers.follow(Array.from(nodes.all, ({ place }) => place));
    for (const { run } of nodes.live) named.add(run);
    this.takeover.looked();
    this.nameNodes();
  }

  /** Clients learn which nodes they may go to when this one is gone. */
  private nameNodes(): void {
    if (this.core === null) return;
    const { outbox, sessions } = this.core;
    const open = this.nodes.live.filter(({ isDraining, protocol }) => !isDraining && protocol === PROTOCOL_VERSION);
    outbox.hold();
    const named = open.map(({ id, host, port }) => ({ node: id, host, port }));
    sessions.nameNodes(named.toSorted((a, b) => (a.node < b.node ? -1 : 1)));
    outbox.release();
  }

  /** Rooms that it can still carry: none while its processor is busy. */
  private get free(): number {
    return isFull(this.shared.directory.ownLoad) ? 0 : this.places;
  }

  private get places(): number {
    const { core, isDraining, parts } = this;
    if (core === null || isDraining) return 0;
    const { roomsMax, connectionsMax } = parts.config;
    const seats = Math.floor((connectionsMax - core.sessions.count) / PLAYERS_PER_ROOM);
    return Math.max(0, Math.min(roomsMax - core.lobby.roomCount, seats));
  }

  /** Goes on with a room that this node has claimed. @param records null for one that cannot be read: it is closed */
  private take(code: string, epoch: number, records: readonly JournalRecord[] | null): boolean {
    const { core, journal, redis, parts } = this;
    const { outbox, takeIn } = core!;
    outbox.hold();
    journal.adopt(code, epoch);
    try {
      if (records === null) throw new Error('its stream cannot be read, or nobody has taken it for too long');
      takeIn(code, records, () => readHistory(redis, code, epoch));
      return true;
    } catch (error) {
      parts.log.error({ err: error, room: code }, 'room not restored');
      journal.append({ kind: 'room-closed', room: code });
      return false;
    } finally {
      outbox.release();
    }
  }

  /** Another node has a room: nothing more of it is shown, and its members connect anew, to that node. */
  private fenced(code: string): void {
    if (this.core === null) return;
    this.moves?.fenced(code);
    const members = loseRoom(code, this.core, this.journal);
    if (members === null) return;
    this.parts.log.warn({ room: code, members }, 'another node has taken a room over');
  }

  /** Redis has refused something that was to be written. */
  private refused(error: unknown): void {
    const refusal = writeRefusalOf(error);
    if (refusal === null) return;
    this.lease.refusedToWrite(refusal);
    this.peers.ask();
  }

  /** A lease is written. Nodes that it does not name any more have found it to be over, or are gone. */
  private renewed({ knows }: NodeRecord): void {
    this.named = new Set([...knows, ...this.nodes.live.map(({ run }) => run)]);
  }

  /** The words of those who could claim its rooms: a process that it has named, and that has not left. */
  private *words(): Generator<PeerWord | null> {
    for (const run of this.named) if (run !== this.run) yield this.peers.wordOf(run);
  }
}

/**
 * A block of session ids that no living node has. The count begins anywhere: Redis may have lost it while nodes are alive.
 * @throws if Redis fails
 */
export async function nextBlock(redis: Redis, rng: Rng): Promise<number> {
  await redis.set(KEYS.blocks, rng(FIRST_BLOCKS), 'NX');
  try {
    return await redis.incr(KEYS.blocks);
  } catch (error) {
    if (!(error instanceof Error && isRefusal(error)) || writeRefusalOf(error) !== null) throw error;
    // Somebody else has written the key.
    await redis.set(KEYS.blocks, rng(FIRST_BLOCKS));
    return redis.incr(KEYS.blocks);
  }
}

function connectTo(url: string, id: string, log: Logger): Redis {
  try {
    return connectRedis(url, { name: id, log });
  } catch (error) {
    if (error instanceof RedisUrlError) throw new NodeStartError(`REDIS_URL: ${error.message}`);
    throw error;
  }
}

async function ready(redis: Redis, clock: Clock): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.after(START_MS_MAX, () =>
      reject(new NodeStartError(`REDIS_URL: no usable Redis within ${START_MS_MAX / 1000} s`)),
    );
    redis.once('ready', () => {
      cancel();
      resolve();
    });
  });
}
