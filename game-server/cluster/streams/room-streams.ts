// The journal of a node: each room has a stream in Redis, and what a frame shows is appended there before the frame goes out.
// Rooms without news append nothing.
//
//          ready          the run of Redis is known
//   away ────────► looking ────────────────────────► on ◄─── rooms that are lost get keyframes, some in each tick
//     ▲                                               │
//     └── connection lost, or an append failed ───────┘  (all rooms are lost; looks again when ready, or after 500 ms)
//
// While it is away nothing is queued: the recorder does not even make records, and every room begins with a keyframe afterwards.

import { randomUUID } from 'node:crypto';
import { LOG_INTERVAL_TICKS } from '#protocol';
import { KEYS, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { Journal, RoomSource } from '../../journal/journal.ts';
import type { JournalRecord, RoomPiece } from '../../journal/record.ts';
import { DelayHistogram } from '../../ops/delay-histogram.ts';
import type { Logger } from '../../ops/log.ts';
import { RareWarning } from '../directory/rare-warning.ts';
import { isFenced } from './claim-room.ts';
import { isWrongType, unlessWrongType, type RedisBatch } from './redis-batch.ts';
import { RoomStream } from './room-stream.ts';
import { ShowGate, type ShowLease } from './show-gate.ts';

/** Ticks between two keyframes of a running match: what another node has to run again of it. */
const KEYFRAME_TICKS = 600;
/** After a failure, rooms that get their keyframe in one tick: each takes about 0.1 ms. */
const KEYFRAMES_PER_TICK = 16;
/** Sessions that are written anew in one tick after a failure. */
const SESSIONS_PER_TICK = 64;
const RETRY_MS = 500;
/** A closed room's stream is kept this long, so that nobody takes its code meanwhile and a late owner learns of it. */
const CLOSED_MS = 60_000;
/** Rooms that close while Redis is away. Streams of further ones stay behind until another node finds them without members. */
const CLOSING_MAX = 10_000;

/** Where the records of sessions go besides the streams, so that any node can find them. */
export interface SessionSink {
  /** @param room where it is, null in the lobby @param state as in the journal */
  changed(session: number, room: string | null, state: unknown): void;
  ended(session: number): void;
}

export interface RoomStreamsParts {
  readonly redis: Redis;
  readonly batch: RedisBatch;
  readonly clock: Clock;
  readonly log: Logger;
  /** The id of this node. */
  readonly node: string;
  readonly lease: ShowLease;
  readonly sessions: SessionSink;
  /** Redis has not taken an entry. */
  readonly refused: (error: Error) => void;
  /** Another node has claimed the room: it is removed at once, and its waiting frames are dropped. */
  readonly fenced: (code: string) => void;
}

export interface StreamFigures {
  readonly isOn: boolean;
  readonly appends: number;
  readonly keyframes: number;
  readonly bytes: number;
  readonly failures: number;
  readonly fenced: number;
  readonly ticksUnreplicated: number;
}

export class RoomStreams implements Journal {
  readonly checkpointTicks = KEYFRAME_TICKS;
  readonly pieceTicks = LOG_INTERVAL_TICKS;
  readonly restatesRooms = true;
  /** From an append until Redis has answered. */
  readonly appendTimes = new DelayHistogram();
  private readonly parts: RoomStreamsParts;
  private readonly gate: ShowGate;
  private readonly foreign: RareWarning;
  /** By code. A stream that is over stays until the room has closed here, so that nothing makes it anew. */
  private readonly rooms = new Map<string, RoomStream>();
  /** Streams with records for the next commit. */
  private readonly changed = new Set<RoomStream>();
  /** Streams that need a keyframe, in their turn. */
  private readonly lost = new Set<RoomStream>();
  private state: 'away' | 'looking' | 'on' = 'away';
  /** When it looks again although no connection was made. */
  private retryMs = Infinity;
  /** Which data Redis has: another text means that some may be lost. Null before the first look. */
  private run: string | null = null;
  private source: RoomSource | null = null;
  /** Sessions that are to be written anew. */
  private restating: Iterator<JournalRecord> | null = null;
  private hasTick = false;
  /** Whether an append of each room is under way that can open the gate. */
  private isProving = false;
  /** Whether it was logged that Redis has not taken something, and not yet that it takes everything again. */
  private isFailing = false;
  private lastSent: Promise<void> = Promise.resolve();
  private appends = 0;
  private keyframes = 0;
  private failures = 0;
  private fencedCount = 0;

  constructor(parts: RoomStreamsParts) {
    this.parts = parts;
    this.gate = new ShowGate(parts.clock, parts.lease);
    this.foreign = new RareWarning('the stream of a room has another type: it is made anew', parts.clock, parts.log);
  }

  get isOn(): boolean {
    return this.state === 'on';
  }

  /** Whether nothing could be shown for so long that clients must go. */
  get isOverdue(): boolean {
    return this.gate.isOverdue;
  }

  get figures(): StreamFigures {
    const { isOn, appends, keyframes, failures, fencedCount: fenced, gate, parts } = this;
    const { ticksUnreplicated } = gate;
    return { isOn, appends, keyframes, failures, fenced, ticksUnreplicated, bytes: parts.batch.bytesSent };
  }

  /** Begins to write, as soon as there is a connection, with everything that is open. */
  begin(source: RoomSource): void {
    const { redis } = this.parts;
    this.source = source;
    redis.on('ready', () => void this.look());
    redis.on('close', () => this.loseAll());
    if (redis.status === 'ready') void this.look();
  }

  /**
   * A room that this node has claimed: it is written from now on, with a keyframe first.
   * @param epoch of the claim
   */
  adopt(code: string, epoch: number): void {
    this.open(new RoomStream(code, epoch, 0));
  }

  /** The epoch under which this node writes a room; null if it does not. */
  epochOf(code: string): number | null {
    const stream = this.rooms.get(code);
    return stream === undefined || stream.state === 'over' ? null : stream.epoch;
  }

  /**
   * Puts the last entry of a room that moves away into the batch, with all its records up to now. Nothing is written for it
   * afterwards. It stays among the rooms of this node until `left`: one of no living node would be taken over.
   * @param to the node that is to claim it
   * @returns whether Redis has accepted it. If not, the room is another node's, or Redis is away: the move has failed.
   */
  finish(code: string, to: string): Promise<boolean> {
    const stream = this.rooms.get(code);
    if (stream === undefined || !this.isOn || stream.state !== 'whole') return Promise.resolve(false);
    return new Promise((resolve) => {
      this.write(stream, ['to', to], resolve);
      this.retire(stream);
    });
  }

  /** A room whose move has failed is written again, with a keyframe first. If another node has claimed it, that is refused. */
  goOn(code: string): void {
    const stream = this.rooms.get(code);
    if (stream?.state !== 'over') return;
    stream.lose();
    this.lost.add(stream);
  }

  /** Another node has a room of `finish` among its own. Nothing of it is left here, and another one may get its code. */
  left(code: string): void {
    this.parts.batch.add(['srem', KEYS.owned(this.parts.node), code]);
    this.letGo(code);
  }

  /** Nothing of a room is left here, and another one may get its code. */
  letGo(code: string): void {
    const stream = this.rooms.get(code);
    if (stream === undefined) return;
    this.retire(stream);
    this.rooms.delete(code);
  }

  /** Fulfilled when all that was committed is answered or has failed: the process may end. */
  get settled(): Promise<void> {
    return this.lastSent;
  }

  append(record: JournalRecord): void {
    switch (record.kind) {
      case 'session': {
        const { session, room = null, state, isRepeated = false } = record;
        if (!isRepeated) this.parts.sessions.changed(session, room, state);
        if (room !== null) this.take(room, record);
        return;
      }
      case 'session-ended':
        return this.parts.sessions.ended(record.session);
      case 'room':
        this.openNew(record.room);
        return this.take(record.room, record);
      case 'room-closed':
        return this.close(record.room);
      case 'checkpoint':
      case 'match-over':
        return this.take(record.room, record);
      case 'tick':
        for (const piece of record.pieces) this.take(piece.room, { kind: 'tick', tick: record.tick, pieces: [piece] });
    }
  }

  tick(serverTick: number, pieces: readonly RoomPiece[] | null): void {
    this.hasTick ||= pieces !== null;
    if (pieces !== null) this.append({ kind: 'tick', tick: serverTick, pieces });
    if (this.state === 'on') this.restateSome();
    else if (this.parts.clock.now() >= this.retryMs) void this.look();
  }

  commit(): Promise<void> | void {
    const { gate, parts, hasTick } = this;
    const isProof = gate.needsProof && this.isOn && !this.isProving;
    if (isProof) this.proveAll();
    for (const stream of this.changed) {
      if (stream.isReady) this.write(stream);
      else stream.forgetPending();
    }
    this.changed.clear();
    this.hasTick = false;
    const answered = parts.batch.send();
    if (answered === null) return gate.pass(null, hasTick) ?? undefined;
    this.lastSent = answered;
    const { failures } = this;
    const proves = isProof ? () => this.failures === failures && this.isOn : null;
    if (isProof) {
      void answered.then(() => {
        this.isProving = false;
        if (proves!()) this.replicated();
      });
    }
    return gate.pass({ answered, proves }, hasTick) ?? undefined;
  }

  mustWait(): Promise<void> | null {
    return this.gate.mustWait();
  }

  complete(): boolean {
    void this.commit();
    return this.isOn && this.lost.size === 0;
  }

  /** A room that was opened here, maybe while Redis was away. */
  private openNew(code: string): void {
    if (!this.rooms.has(code)) this.open(new RoomStream(code, this.parts.clock.date(), -1));
  }

  private open(stream: RoomStream): void {
    this.rooms.set(stream.code, stream);
    this.lost.add(stream);
  }

  private take(code: string, record: JournalRecord): void {
    const stream = this.rooms.get(code);
    if (stream === undefined || stream.state === 'over' || !this.isOn) return;
    stream.add(record);
    this.changed.add(stream);
  }

  private write(
    stream: RoomStream,
    fields: readonly string[] = [],
    done: (isAccepted: boolean) => void = () => {},
  ): void {
    const { batch, node, clock } = this.parts;
    const wasLost = stream.state === 'lost';
    const { command, isKeyframe } = stream.takeAppend(node, fields);
    this.lost.delete(stream);
    this.appends++;
    if (isKeyframe) this.keyframes++;
    const sentMs = clock.now();
    batch.add(command, (error, reply) => {
      this.appendTimes.record(clock.now() - sentMs);
      done(this.appended(stream, error, reply));
    });
    if (!wasLost || stream.isClosing) return;
    batch.add(['sadd', KEYS.owned(node), stream.code]);
    batch.add(['sadd', KEYS.rooms, stream.code]);
  }

  /** @returns whether Redis has accepted the entry */
  private appended(stream: RoomStream, error: Error | null, reply: unknown): boolean {
    if (error === null && reply !== null) {
      stream.mayCreate = false;
      return true;
    }
    if (error !== null && isFenced(error)) this.fence(stream);
    else if (isWrongType(error)) this.remake(stream);
    else {
      stream.isMissing = error === null;
      this.failed(error ?? new Error('the stream is missing'));
    }
    return false;
  }

  /** Somebody else has written the key of a room. The other rooms are as they should be. */
  private remake(stream: RoomStream): void {
    this.failures++;
    this.foreign.happened({ room: stream.code });
    if (stream.state === 'over') return;
    this.parts.batch.add(['del', stream.key]);
    if (stream.isClosing) return this.forget(stream);
    stream.mayCreate = true;
    stream.lose();
    this.lost.add(stream);
  }

  /** Another node has the room. */
  private fence(stream: RoomStream): void {
    if (stream.state === 'over') return;
    this.retire(stream);
    this.fencedCount++;
    this.parts.batch.add(['srem', KEYS.owned(this.parts.node), stream.code]);
    if (stream.isClosing && this.rooms.get(stream.code) === stream) this.rooms.delete(stream.code);
    this.parts.fenced(stream.code);
  }

  private retire(stream: RoomStream): void {
    stream.state = 'over';
    stream.forgetPending();
    this.lost.delete(stream);
    this.changed.delete(stream);
  }

  private close(code: string): void {
    const stream = this.rooms.get(code);
    if (stream === undefined) return;
    if (stream.state === 'over' || (!this.isOn && this.rooms.size > CLOSING_MAX)) {
      this.retire(stream);
      this.rooms.delete(code);
      return;
    }
    stream.isClosing = true;
    if (this.isOn) this.writeClosed(stream);
    else this.lost.add(stream);
  }

  private writeClosed(stream: RoomStream): void {
    const { batch, node } = this.parts;
    const { code, key } = stream;
    this.write(stream, ['closed', '1'], (isAccepted) => {
      // Only if the room was still this node's: otherwise the stream of its new owner would expire.
      if (isAccepted) batch.add(['pexpire', key, CLOSED_MS]);
      if (isAccepted || stream.isMissing) this.forget(stream);
    });
    batch.add(['srem', KEYS.owned(node), code]);
    batch.add(['srem', KEYS.rooms, code]);
  }

  private forget(stream: RoomStream): void {
    this.retire(stream);
    // A new room may have the code by now.
    if (this.rooms.get(stream.code) === stream) this.rooms.delete(stream.code);
  }

  /** Rooms that are lost get keyframes, and after a failure sessions are written anew: some in each tick. */
  private restateSome(): void {
    let left = KEYFRAMES_PER_TICK;
    for (const stream of this.lost) {
      if (left-- === 0) break;
      this.restate(stream);
    }
    for (let count = 0; this.restating !== null && count < SESSIONS_PER_TICK; count++) {
      const { done, value } = this.restating.next();
      if (done) this.restating = null;
      else this.append(value);
    }
  }

  private restate(stream: RoomStream): void {
    if (stream.isClosing) return this.writeClosed(stream);
    for (const record of this.source!.restateRoom(stream.code)) this.append(record);
  }

  /** Appends something to each room, so that the answers say which of them are still this node's. */
  private proveAll(): void {
    this.isProving = true;
    // A node without rooms needs an answer too.
    this.parts.batch.add(['ping']);
    for (const stream of this.rooms.values()) {
      if (stream.state === 'over') continue;
      if (stream.state === 'lost') this.restate(stream);
      this.changed.add(stream);
    }
  }

  /** An append was not accepted, for another reason than the fence: what Redis has is not known any more. */
  private failed(error: Error): void {
    this.failures++;
    this.parts.refused(error);
    if (this.state === 'away') return;
    if (!this.isFailing)
      this.parts.log.warn({ reason: error.message }, 'rooms are not replicated: an append to Redis failed');
    this.isFailing = true;
    this.loseAll();
  }

  /** Redis has an entry of each room. */
  private replicated(): void {
    if (this.isFailing) this.parts.log.warn({}, 'rooms are replicated again');
    this.isFailing = false;
  }

  private loseAll(): void {
    this.state = 'away';
    this.gate.lose();
    this.retryMs = this.parts.clock.now() + RETRY_MS;
    this.restating = null;
    this.changed.clear();
    for (const stream of this.rooms.values()) {
      if (stream.state === 'over') continue;
      stream.lose();
      this.lost.add(stream);
    }
  }

  /** Finds out whether Redis still has its data, and begins anew. */
  private async look(): Promise<void> {
    const { redis } = this.parts;
    if (this.state !== 'away' || redis.status !== 'ready') return;
    this.state = 'looking';
    this.retryMs = Infinity;
    let run: string;
    try {
      run = await runOf(redis);
    } catch {
      // A lost connection is followed by `ready`, a refusal by another attempt.
      if (this.state === 'looking') this.loseAll();
      return;
    }
    if (this.state !== 'looking') return;
    const isSame = run === this.run;
    this.run = run;
    this.state = 'on';
    for (const stream of this.rooms.values()) {
      if (!isSame) stream.mayCreate = true;
      // The stream is gone although Redis has lost nothing: another node has had the room and closed it.
      else if (stream.isMissing) this.fence(stream);
      stream.isMissing = false;
    }
    for (const code of this.source!.roomCodes()) this.openNew(code);
    this.restating = this.source!.restateSessions()[Symbol.iterator]();
  }
}

/**
 * Which data Redis has: a key that is lost with it, and the process, since one that was started again may have old data.
 * @throws if Redis fails
 */
async function runOf(redis: Redis): Promise<string> {
  const [, found, info] = await Promise.all([
    redis.set(KEYS.run, randomUUID(), 'NX'),
    unlessWrongType(redis.get(KEYS.run), null),
    redis.info('server'),
  ]);
  let key = found;
  if (key === null) {
    // Somebody else has written the key.
    key = randomUUID();
    await redis.set(KEYS.run, key);
  }
  return `${key} ${/^run_id:(?<id>\w+)/m.exec(info)?.groups?.['id']}`;
}
