// Which rooms there are on all nodes, and how much each node has to do. It writes the list of this node, and reads those of
// the others, five times a second; a room that is opened is written at once, and the others are told to read it.
//
// What it says of other nodes is up to a fifth of a second old. So it only says where to ask: whoever gets there is refused,
// or finds another room, if it has changed meanwhile.

import { KEYS } from '#redis';
import type { Clock } from '../../clock.ts';
import type { Lobby } from '../../rooms/lobby.ts';
import type { OtherRoom, OtherRooms } from '../../rooms/other-rooms.ts';
import { linkedRoom } from '../../rooms/room-messages.ts';
import type { BusyMeter } from './balance.ts';
import type { CodePool } from './code-pool.ts';
import { RareWarning } from './rare-warning.ts';
import {
  LIST_LIFE_MS,
  listText,
  loadText,
  readListedRoom,
  readPlainSettings,
  type FeaturedRoom,
  type NodeFigures,
  type NodeLoad,
  type OpenRoom,
} from './node-list.ts';
import type { NodeMessages } from './node-messages.ts';
import { OtherLists, type RangeReader } from './other-lists.ts';
import { ownList, OwnRows } from './own-list.ts';

/** Ticks between two looks, as the list of rooms is sent five times a second. */
const LOOK_TICKS = 12;
/** What has not changed is renewed so often: a third of its life. */
const RENEW_MS = LIST_LIFE_MS / 3;
/** Room openings that are told at once: at most one message in this time, and whatever opens meanwhile is in it. */
const TELL_MS = 20;
/** After so long without an answer of Redis, nothing is known of the others. */
const BLIND_MS = LIST_LIFE_MS;

/** A node of the cluster, as its lease says. */
export interface Peer {
  readonly id: string;
  /** The version of its rules and of its protocol. */
  readonly rules: number;
  readonly protocol: number;
  readonly isDraining: boolean;
}

export interface DirectoryRedis extends RangeReader {
  set(key: string, value: string, px: 'PX', ms: number): Promise<unknown>;
  pexpire(key: string, ms: number): Promise<number>;
  del(...keys: string[]): Promise<unknown>;
}

export interface DirectoryParts {
  /** Of this node. */
  readonly id: string;
  readonly clock: Clock;
  readonly redis: DirectoryRedis;
  readonly log: { warn(fields: object, text: string): void };
  readonly messages: NodeMessages;
  /** The other nodes whose leases are known to hold. */
  readonly peers: () => Iterable<Peer>;
  readonly busy: BusyMeter;
  readonly codes: CodePool;
}

/** What the directory needs of this node; it exists later than the directory. */
export interface OwnNode {
  readonly lobby: Lobby;
  /** Connected sessions, by what drives them. */
  readonly counts: () => { readonly players: number; readonly bots: number };
  readonly roomsMax: number;
  readonly sessions: { readonly count: number };
  readonly sessionsMax: number;
}

/** Another node, and how full it is. */
export interface NodeState {
  readonly peer: Peer;
  readonly load: NodeLoad;
  readonly figures: NodeFigures;
}

export class RoomDirectory implements OtherRooms {
  private readonly parts: DirectoryParts;
  private readonly lists: OtherLists;
  private readonly notWritten: RareWarning;
  private own: OwnNode | null = null;
  private readonly rows = new OwnRows();
  private written = { text: '', load: '', atMs: -Infinity };
  private listNumber: number;
  private looking: Promise<void> | null = null;
  private readMs = -Infinity;
  /** Whether Redis has refused what was written last: then the lists of the others are not there either. */
  private isRefused = false;
  private cancelTell: (() => void) | null = null;

  constructor(parts: DirectoryParts) {
    this.parts = parts;
    // A node that starts again under the same id has other numbers.
    this.listNumber = parts.clock.date();
    this.notWritten = new RareWarning('the list of this node could not be made', parts.clock, parts.log);
    this.lists = new OtherLists(parts, () => Array.from(parts.peers(), ({ id }) => id));
    parts.messages.on('list-changed', (_, from) => void this.lists.readOne(from).catch(() => {}));
  }

  /** Begins to tell the others what this node has. */
  begin(own: OwnNode): void {
    this.own = own;
    this.parts.messages.on('room', ({ code }) => {
      const room = typeof code === 'string' ? own.lobby.room(code) : null;
      return { room: room === null ? null : linkedRoom(room) };
    });
  }

  // Where things are.

  /** Which other node has a room; null if none is known to have it. */
  nodeOf(code: string): string | null {
    return this.lists.nodeOf(code);
  }

  /** Whether a room was at a node that has just died, and nobody is known to have claimed it. */
  isLost(code: string): boolean {
    return this.lists.isLost(code);
  }

  /** Whether nothing is known of the other nodes, because Redis does not answer, or does not take what nodes write. */
  get isBlind(): boolean {
    return this.isRefused || this.parts.clock.now() - this.readMs > BLIND_MS;
  }

  /** The other nodes that are alive, and what they say of themselves. */
  get nodes(): NodeState[] {
    const peers = new Map(Array.from(this.parts.peers(), (peer) => [peer.id, peer]));
    return this.lists.nodes.flatMap(({ id, figures }) => {
      const peer = peers.get(id);
      return peer === undefined ? [] : [{ peer, load: figures, figures }];
    });
  }

  /** How full this node is. */
  get ownLoad(): NodeLoad {
    const { own, parts } = this;
    const { roomsMax = 0, sessionsMax = 0 } = own ?? {};
    const rooms = own?.lobby.roomCount ?? 0;
    const sessions = own?.sessions.count ?? 0;
    return { rooms, roomsMax, sessions, sessionsMax, busy: parts.busy.percent };
  }

  /** The rooms of another node that quick play may lead into. */
  openRooms(node: string): readonly OpenRoom[] {
    return this.lists.nodes.find(({ id }) => id === node)?.list.open ?? [];
  }

  /** The public match of another node that is watched most. */
  featured(node: string): FeaturedRoom | null {
    return this.lists.nodes.find(({ id }) => id === node)?.list.featured ?? null;
  }

  /** Connected sessions of the other nodes, by what drives them. */
  get otherCounts(): { readonly players: number; readonly bots: number } {
    let players = 0;
    let bots = 0;
    for (const { figures } of this.lists.nodes) {
      players += figures.players;
      bots += figures.bots;
    }
    return { players, bots };
  }

  /** Whether a player has a seat in a ranked match of another node. @param identity as its text */
  isContestant(identity: string): boolean {
    return this.lists.nodes.some(({ list }) => list.contestants.has(identity));
  }

  // For the lobby of this node.

  get version(): number {
    return this.lists.version;
  }

  get listed(): Iterable<OtherRoom> {
    return this.lists.nodes.flatMap(({ list }) => [...list.rows.values()]);
  }

  isUsed(code: string): boolean {
    return this.lists.nodeOf(code) !== null;
  }

  heldBy(caller: string): number {
    return this.lists.nodes.reduce((sum, { list }) => sum + (list.held.get(caller) ?? 0), 0);
  }

  async linked(code: string): Promise<object | null> {
    const node = this.lists.nodeOf(code);
    const answer = node === null ? null : await this.parts.messages.ask(node, 'room', { code });
    const room = readListedRoom(answer?.['room']);
    const settings = readPlainSettings(fieldOf(answer?.['room'], 'settings'));
    return room === null || settings === null || room.code !== code ? null : { ...room, settings };
  }

  takeCode(): string | null {
    return this.parts.codes.take();
  }

  /** A room was opened: the others learn of it now, and not at the next look. */
  opened(): void {
    this.cancelTell ??= this.parts.clock.after(TELL_MS, () => {
      this.cancelTell = null;
      void this.tell();
    });
  }

  // Writing and reading.

  tick(serverTick: number): void {
    if (serverTick % LOOK_TICKS !== 0) return;
    this.parts.busy.sample();
    void this.write();
    void this.look();
    void this.parts.codes.fill();
  }

  /** Reads what the others have written. Ends without an error if Redis does not answer. */
  async look(): Promise<void> {
    this.looking ??= this.read().finally(() => (this.looking = null));
    return this.looking;
  }

  private async read(): Promise<void> {
    try {
      await this.lists.read();
      this.readMs = this.parts.clock.now();
    } catch {
      // The connection logs it; the next look tries again.
    }
  }

  /** Writes the list of this node, if it has changed, and renews it otherwise. @returns whether it has changed */
  async write(): Promise<boolean> {
    const { own } = this;
    if (own === null) return false;
    const { redis, id, clock } = this.parts;
    const nowMs = clock.now();
    const text = this.ownText(own);
    if (text === null) return false;
    const isOther = text !== this.written.text;
    if (isOther) this.listNumber++;
    const load = loadText({ ...this.ownLoad, ...own.counts(), list: this.listNumber });
    const isDue = nowMs - this.written.atMs >= RENEW_MS;
    if (!isOther && !isDue && load === this.written.load) return false;
    const key = KEYS.list(id);
    const isWhole = isOther || isDue;
    this.written = { text, load, atMs: isWhole ? nowMs : this.written.atMs };
    try {
      const writes = [redis.set(KEYS.load(id), load, 'PX', LIST_LIFE_MS)];
      if (isOther) writes.unshift(redis.set(key, text, 'PX', LIST_LIFE_MS));
      const renewed = isOther ? 1 : isDue ? redis.pexpire(key, LIST_LIFE_MS) : 1;
      const [left] = await Promise.all([renewed, ...writes]);
      // Redis has lost it: it is written again.
      if (left === 0) this.written.text = '';
      this.isRefused = false;
    } catch {
      this.isRefused = true;
      this.written = { text: '', load: '', atMs: -Infinity };
    }
    return isOther;
  }

  /** Null if a room cannot be read: it is about to end, or its next tick ends it. */
  private ownText({ lobby }: OwnNode): string | null {
    this.rows.begin(this.parts.clock.now());
    try {
      return listText(ownList(lobby.rooms, this.rows));
    } catch (error) {
      this.notWritten.happened({ err: error });
      return null;
    }
  }

  private async tell(): Promise<void> {
    if (await this.write()) await this.parts.messages.sendAll('list-changed', {});
  }

  /** Takes the list away, so that nobody is sent here any more. */
  async end(): Promise<void> {
    this.own = null;
    this.cancelTell?.();
    const { redis, id } = this.parts;
    await redis.del(KEYS.load(id), KEYS.list(id)).catch(() => {});
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
