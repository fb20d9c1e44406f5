// Takes over the rooms of dead nodes: finds rooms that no living node owns, and claims those that are for this node.
//
//   no owner ──this node is for it, or those before it have not taken it──► claimed ──restored──► a room of this node
//      │                                                                       └─ cannot be restored ──► closed
//      └── nobody has taken it for a minute ──► claimed and closed
//
// Which node a room is for follows from its code, so that nodes agree without asking each other. If they do not agree, the
// stream of the room decides: one claim wins.

import { setImmediate as turn } from 'node:timers/promises';
import { KEYS, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { Logger } from '../../ops/log.ts';
import { ownerOf } from '../streams/claim-room.ts';
import { claimRooms, type Claimable } from './claims.ts';
import type { KnownNodes } from '../lease/known-nodes.ts';
import type { Lease } from '../lease/lease.ts';
import { isSameBuild, type NodePlace, type NodeRecord } from '../lease/node-record.ts';
import { unlessWrongType } from '../streams/redis-batch.ts';
import { readRoom, RoomUnreadable } from '../streams/read-room.ts';
import { rendezvous } from './rendezvous.ts';

/** Rooms that are claimed at once: the first ones go on while later ones are claimed. */
const SLICE = 16;
/** How long a node waits for each one that comes before it in the order for a room. */
const PATIENCE_MS = 500;
/** How long the nodes that are not busy have for a room. If there are none, the others do not wait. */
const BUSY_PATIENCE_MS = 2 * PATIENCE_MS;
/** Between two looks for rooms without an owner while no node is known to be dead. */
const IDLE_MS = 5000;
/** A room that nobody has taken for so long is closed: its sessions are over. */
const ABANDONED_MS = 60_000;
/** Rooms without an owner that are looked at in one turn. */
const ORPHANS_MAX = 10_000;
/** Keys that Redis looks at for one answer. */
const SCANNED = 1000;
const CODE = /^[A-Z0-9]{1,16}$/;

export interface TakeoverParts {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Logger;
  /** The id of this node. */
  readonly id: string;
  readonly lease: Pick<Lease, 'mayClaim'>;
  readonly nodes: KnownNodes;
  /** Whether a room with this code is here. */
  readonly has: (code: string) => boolean;
  /** Rooms that this node can still carry; 0 while it drains. */
  readonly free: () => number;
  /** The same, however busy this node is: a match that runs badly is better than one that stands still. */
  readonly places: () => number;
  /**
   * Goes on with a room that this node has claimed.
   * @param records null for a room that cannot be read: it is closed
   * @returns whether it goes on. It never throws.
   */
  readonly take: (code: string, epoch: number, records: readonly JournalRecord[] | null) => boolean;
}

type DeadNode = Pick<NodePlace, 'id' | 'rules' | 'protocol'>;

/** A room without an owner. */
interface Orphan {
  readonly code: string;
  /** Whether its owner was of the build of this node; true if it is not known. */
  readonly isOfBuild: boolean;
  readonly ageMs: number;
  /** The dead node that has named it as its own; null if none has. */
  readonly owner: string | null;
}

export class Takeover {
  /** Rooms taken over, and rooms that were claimed and could not be restored. */
  taken = 0;
  lost = 0;
  /** Claims that another node has won. */
  claimsLost = 0;
  private readonly parts: TakeoverParts;
  /** Rooms that this node may have claimed, and has not restored yet. */
  private readonly unfinished = new Set<string>();
  /** When each room without an owner was found. */
  private foundMs = new Map<string, number>();
  private lookedMs = -Infinity;
  private deadBefore = '';
  private current: Promise<void> | null = null;

  constructor(parts: TakeoverParts) {
    this.parts = parts;
  }

  /** The nodes were looked at. Begins to take rooms over, if there may be some. */
  looked(): void {
    if (this.current !== null || !this.parts.lease.mayClaim) return;
    const { clock, nodes } = this.parts;
    const dead = Array.from(nodes.all, ({ place }) => place).filter(({ id }) => nodes.isDead(id));
    const deadNow = dead.map(({ run }) => run).join();
    const isDue = clock.now() - this.lookedMs >= IDLE_MS;
    const isWaiting = this.foundMs.size > 0 && clock.now() - this.lookedMs >= PATIENCE_MS / 2;
    if (!isDue && !isWaiting && deadNow === this.deadBefore) return;
    this.deadBefore = deadNow;
    this.current = this.turn(dead).finally(() => (this.current = null));
  }

  /** Fulfilled when nothing is being taken over. It is never rejected. */
  get settled(): Promise<void> {
    return this.current ?? Promise.resolve();
  }

  private async turn(dead: readonly DeadNode[]): Promise<void> {
    try {
      const orphans = await this.orphans(dead);
      this.lookedMs = this.parts.clock.now();
      const due = orphans.filter((orphan) => this.isForThis(orphan));
      for (let from = 0; from < due.length && this.parts.lease.mayClaim; from += SLICE) {
        await this.claim(due.slice(from, from + SLICE));
        await turn();
      }
    } catch (error) {
      // Redis does not answer: the next look tries again.
      this.parts.log.warn({ reason: (error as Error).message }, 'rooms of other nodes were not looked for');
    }
  }

  private async orphans(dead: readonly DeadNode[]): Promise<readonly Orphan[]> {
    const { redis, clock, nodes, id, has } = this.parts;
    const isDead = new Set(dead.map((node) => node.id));
    const owners = [id, ...Array.from(nodes.all, ({ place }) => place.id).filter((other) => !isDead.has(other))];
    const named = new Map<string, DeadNode>();
    for (const node of dead) {
      const owned = await unlessWrongType(redis.smembers(KEYS.owned(node.id)), []);
      for (const code of owned) named.set(code, node);
    }
    const codes = await this.without(owners);
    const nowMs = clock.now();
    const found = new Map<string, number>();
    for (const code of [...this.unfinished, ...codes.slice(0, ORPHANS_MAX)]) {
      if (CODE.test(code) && !has(code)) found.set(code, this.foundMs.get(code) ?? nowMs);
    }
    this.foundMs = found;
    await this.clean(dead, named.size > 0);
    return Array.from(found, ([code, sinceMs]) => {
      const owner = this.unfinished.has(code) ? undefined : named.get(code);
      return {
        code,
        isOfBuild: owner === undefined || isSameBuild(owner),
        ageMs: nowMs - sinceMs,
        owner: owner?.id ?? null,
      };
    });
  }

  /** The codes of open rooms that none of these nodes owns, as far as their sets can be read. */
  private async without(owners: readonly string[]): Promise<readonly string[]> {
    const { redis, log, id } = this.parts;
    const keys = owners.map((owner) => KEYS.owned(owner));
    const codes = await unlessWrongType(redis.sdiff(KEYS.rooms, ...keys), null);
    if (codes !== null) return codes;
    // Whose rooms they are is in their streams too, so a set that is not there costs time only.
    const types = await Promise.all(keys.map((key) => redis.type(key)));
    const foreign = keys.filter((_, at) => !['set', 'none'].includes(types[at]!));
    const isRoomsForeign = !['set', 'none'].includes(await redis.type(KEYS.rooms));
    log.warn(
      { keys: isRoomsForeign ? [KEYS.rooms, ...foreign] : foreign },
      'keys in Redis have another type, and are left out',
    );
    if (foreign.includes(KEYS.owned(id))) await redis.del(KEYS.owned(id));
    if (isRoomsForeign) await this.findRooms();
    return redis.sdiff(KEYS.rooms, ...keys.filter((key) => !foreign.includes(key)));
  }

  /** Somebody else has written the key of all rooms: they are found by their streams. Those that have closed are taken out later. */
  private async findRooms(): Promise<void> {
    const { redis } = this.parts;
    const codes: string[] = [];
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', KEYS.room('*'), 'COUNT', SCANNED);
      codes.push(...keys.map((key) => key.slice(KEYS.room('').length)).filter((code) => CODE.test(code)));
      cursor = next;
    } while (cursor !== '0' && codes.length < ORPHANS_MAX);
    const anew = redis.multi().del(KEYS.rooms);
    if (codes.length > 0) anew.sadd(KEYS.rooms, ...codes);
    await anew.exec();
  }

  /** Forgets nodes that have been dead for long, and whose rooms others have. */
  private async clean(dead: readonly DeadNode[], haveRooms: boolean): Promise<void> {
    const { redis, clock, nodes } = this.parts;
    if (this.foundMs.size > 0 && haveRooms) return;
    for (const { id } of dead) {
      const sinceMs = nodes.node(id)?.missingSinceMs ?? null;
      if (sinceMs === null || clock.now() - sinceMs < ABANDONED_MS) continue;
      await Promise.all([redis.del(KEYS.owned(id)), redis.hdel(KEYS.nodes, id)]);
    }
  }

  /** Whether this node takes the room now: it comes first in its order, or those before it have had their time. */
  private isForThis({ code, isOfBuild, ageMs }: Orphan): boolean {
    if (ageMs > ABANDONED_MS) return true;
    if (!isOfBuild || this.placesFor(ageMs) <= 0) return false;
    const { id, nodes } = this.parts;
    const isLate = ageMs >= BUSY_PATIENCE_MS;
    const others = nodes.live.filter((node) => canTake(node) && (isLate || this.isAllBusy || node.free > 0));
    const left = new Set([id, ...others.map((node) => node.id)]);
    for (let waitedMs = isLate ? BUSY_PATIENCE_MS : 0; waitedMs <= ageMs; waitedMs += PATIENCE_MS) {
      const first = rendezvous(code, left);
      if (first === id) return true;
      left.delete(first!);
    }
    return false;
  }

  /** For how many rooms that have had no owner for so long this node has places. */
  private placesFor(ageMs: number): number {
    const { free, places } = this.parts;
    return ageMs >= BUSY_PATIENCE_MS || this.isAllBusy ? places() : free();
  }

  private get isAllBusy(): boolean {
    const { free, nodes } = this.parts;
    return free() <= 0 && !nodes.live.some((node) => canTake(node) && node.free > 0);
  }

  private async claim(slice: readonly Orphan[]): Promise<void> {
    const { redis, log, id, nodes, lease, has } = this.parts;
    // A room may have come by a move since it was found.
    const open = slice.filter(({ code }) => this.unfinished.has(code) || !has(code));
    const wanted = open.filter(({ ageMs }, index) => index < this.placesFor(ageMs) || ageMs > ABANDONED_MS);
    const rooms: Claimable[] = [];
    for (const { code, owner: named } of wanted) {
      const owner = named ?? (await ownerOf(redis, code));
      // It has the room, or is about to get it, and what says so is late.
      if (owner !== null && owner !== id && this.isAlive(owner)) await this.giveUp(code);
      else rooms.push({ code, owner });
    }
    if (rooms.length === 0) return;
    const codes = rooms.map(({ code }) => code);
    for (const code of codes) this.unfinished.add(code);
    // Before the claims: if this node dies after them, its rooms are found among those of a dead node.
    await redis.sadd(KEYS.owned(id), ...codes);
    if (!lease.mayClaim) return;
    const claims = await claimRooms(
      redis,
      id,
      rooms,
      (node) => nodes.node(node)?.record?.beat ?? null,
      (node) => this.isAlive(node),
    );
    const isAbandoned = new Set(wanted.filter(({ ageMs }) => ageMs > ABANDONED_MS).map(({ code }) => code));
    const all = await Promise.all(
      codes.map(async (code, index) =>
        claims[index]!.is === 'claimed' && !isAbandoned.has(code) ? this.read(code) : null,
      ),
    );
    for (const [index, code] of codes.entries()) {
      const claimed = claims[index]!;
      if (claimed.is === 'claimed') this.restore(code, claimed.epoch, all[index]!);
      else await this.giveUp(code);
      if (claimed.is === 'lost') this.claimsLost++;
      if (claimed.is === 'closed') {
        await redis.srem(KEYS.rooms, code);
        log.info({ room: code }, 'a room without an owner has closed, or has no stream');
      }
      this.unfinished.delete(code);
      this.foundMs.delete(code);
    }
  }

  private isAlive(node: string): boolean {
    const { nodes } = this.parts;
    return nodes.node(node) !== null && !nodes.isDead(node);
  }

  /** Another node has the room, or nobody. */
  private async giveUp(code: string): Promise<void> {
    if (!this.unfinished.has(code)) return;
    await this.parts.redis.srem(KEYS.owned(this.parts.id), code);
    this.unfinished.delete(code);
  }

  private restore(code: string, epoch: number, records: readonly JournalRecord[] | null): void {
    const isRestored = this.parts.take(code, epoch, records);
    if (isRestored) this.taken++;
    else this.lost++;
    this.parts.log.info({ room: code, epoch, isRestored }, 'room taken over');
  }

  /** @returns null for a stream that cannot be read for good @throws if Redis fails */
  private async read(code: string): Promise<readonly JournalRecord[] | null> {
    try {
      return await readRoom(this.parts.redis, code);
    } catch (error) {
      if (!(error instanceof RoomUnreadable)) throw error;
      this.parts.log.error({ err: error, room: code }, 'room not taken over');
      return null;
    }
  }
}

function canTake(node: NodeRecord): boolean {
  return isSameBuild(node) && !node.isDraining;
}
