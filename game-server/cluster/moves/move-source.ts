// A room of this node that moves to another one, make before break: the clients are connected there before it stands still
// here. Its last entry is a keyframe, so the other node has nothing to run again. One room at a time stands still for each
// target: several at once would stand still for as long as all of them take.
//
//   offered ──ready──► gathering ──all followers are there, or 2 s──► waiting ──its turn, or 0.8 s──► leaving
//      │                   │                                             │                               │
//      │ refused, 1 s      │ the room has closed, the node is gone       │ likewise                      │ Redis has the last entry
//      ▼                   ▼                                             ▼                               ▼
//   over: it stays      over: it stays, or has closed                                                  left ──taken──► over: moved
//                                                                                                        │
//   If Redis does not take the last entry, it stays.                                                     │ not taken, node gone, 1.5 s:
//                                                                                                        ▼ this node claims the next epoch
//                                                                                                      over: it stays, or the other one has it
//
// Until `left`, the target claims nothing, so the room may go on here under the same epoch. From then on whoever claims the next
// epoch has it: only one node can.

import assert from 'node:assert/strict';
import type { ServerMessage } from '#protocol';
import { RULES_VERSION } from '#simulation';
import type { Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { RoomSource } from '../../journal/journal.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { Outbox } from '../../net/outbox.ts';
import type { Logger } from '../../ops/log.ts';
import { checkpointState } from '../../recovery/states.ts';
import type { Room } from '../../rooms/room.ts';
import type { Session } from '../../sessions/session.ts';
import { claimEpoch } from '../streams/claim-room.ts';
import { HeldRoom, type HeldRoomParts } from './held-room.ts';
import { lateBytes, type MoveMessage, type MovingMember } from './move-messages.ts';
import type { RoomStreams } from '../streams/room-streams.ts';

/** How long the target may take to answer. Players do not notice this time. */
export const ANSWER_MS_MAX = 1000;
/** How long the clients may take to connect to the target. They play on meanwhile. */
export const GATHER_MS_MAX = 2000;
/** For how long bots are waited for: simple ones follow redirects, but open no second connection (`R3`). */
const GATHER_BOTS_MS_MAX = 500;
/** How long a room waits, with all clients at the target, for others that stand still. A `hello` waits for 3 s. */
export const TURN_MS_MAX = 800;
/** How long the target may take to claim the room and restore it. Players see this time, if something fails. */
export const TAKE_MS_MAX = 1500;
/** While Redis does not answer, it is asked again whose the room is. */
const CLAIM_AGAIN_MS = 200;

/** `stayed`: it is still here. `gone`: another node has it, or it has closed. */
export type MoveOutcome = 'moved' | 'stayed' | 'gone';

/** The node that a room moves to. */
export interface MoveDestination {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

export interface MoveSourceParts extends HeldRoomParts {
  /** The id of this node. */
  readonly node: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly redis: Redis;
  readonly outbox: Outbox;
  readonly streams: Pick<RoomStreams, 'append' | 'finish' | 'left' | 'goOn' | 'adopt' | 'epochOf'>;
  readonly source: RoomSource;
  readonly tokensOf: (session: Session) => readonly string[];
  readonly send: (to: string, message: MoveMessage) => void;
  /** Whether a node is surely gone. */
  readonly isDead: (node: string) => boolean;
}

export class MoveSource {
  readonly room: Room;
  readonly to: MoveDestination;
  readonly move: number;
  private readonly parts: MoveSourceParts;
  /** Whether it leaves also if no client has come to the target. */
  private readonly isForced: boolean;
  private readonly over: (outcome: MoveOutcome) => void;
  private state: 'offered' | 'gathering' | 'waiting' | 'leaving' | 'left' | 'over' = 'offered';
  private cancelTimer: () => void;
  private held: HeldRoom | null = null;
  private epoch = 0;
  /** Sessions that were told to connect to the target, and those that have. */
  private readonly told = new Set<number>();
  private readonly here = new Set<number>();
  private offered = '';
  private isClaiming = false;
  private waitsForBots = true;
  private cancelBotsTimer = () => {};
  /** Since when it has stood still, and for how long in all. */
  private sinceMs = 0;
  private heldMs = 0;

  constructor(
    room: Room,
    to: MoveDestination,
    move: number,
    parts: MoveSourceParts,
    over: (outcome: MoveOutcome) => void,
    isForced = false,
  ) {
    this.room = room;
    this.to = to;
    this.move = move;
    this.parts = parts;
    this.over = over;
    this.isForced = isForced;
    this.cancelTimer = parts.clock.after(ANSWER_MS_MAX, () => this.stay('the target has not answered'));
  }

  begin(): void {
    this.offer();
  }

  /** Whether the room stands still, and it is open which node has it. */
  get isHeld(): boolean {
    return this.state === 'leaving' || this.state === 'left';
  }

  /** For how long the room stood still, in ms, until the target had it or it went on here; 0 before that. */
  get stillMs(): number {
    return this.heldMs;
  }

  /** The target can take the room, or not. */
  answered(isReady: boolean): void {
    if (this.state !== 'offered') return;
    if (!isReady) return this.stay('the target has refused');
    this.cancelTimer();
    this.state = 'gathering';
    const { clock } = this.parts;
    this.cancelTimer = clock.after(GATHER_MS_MAX, () => this.gathered());
    this.cancelBotsTimer = clock.after(GATHER_BOTS_MS_MAX, () => {
      this.waitsForBots = false;
      this.leaveIfAllAreThere();
    });
    this.gather();
  }

  /** The client of a member is connected to the target. */
  arrived(session: number): void {
    if (!this.told.has(session)) return;
    this.here.add(session);
    this.leaveIfAllAreThere();
  }

  /** The target has the room, or has given it up. */
  done(isTaken: boolean): void {
    if (this.state !== 'left') return;
    if (isTaken) this.letGo();
    // Until then the target could have claimed it. It never will now.
    else void this.claimBack(this.epoch + 2);
  }

  /** Looks after what nobody reports. Called several times a second. */
  look(): void {
    const { state, parts, room, to } = this;
    if (this.isEarly) {
      if (parts.lobby.room(room.code) !== room) return this.end('gone', 'the room has closed');
      if (parts.isDead(to.id)) return this.stay('the target is gone');
      this.offer();
      if (state !== 'offered') this.gather();
    } else if (state === 'left' && parts.isDead(to.id)) void this.claimBack(this.epoch + 1);
  }

  /** Another node has claimed the room meanwhile, and this node has removed it. */
  fenced(): void {
    if (this.isEarly) this.end('gone', 'another node has claimed the room');
  }

  /** Whether the room plays on, and may stay. */
  private get isEarly(): boolean {
    return this.state === 'offered' || this.state === 'gathering' || this.state === 'waiting';
  }

  private get members(): Session[] {
    const { sessions } = this.parts;
    return [...this.room.members].flatMap((player) => sessions.withId(player.id) ?? []);
  }

  /** Tells the target who comes, when that has changed. */
  private offer(): void {
    const { parts, room, move, to } = this;
    const members = this.members.map((session): MovingMember => ({
      id: session.id,
      isConnected: session.isConnected,
      tokens: parts.tokensOf(session),
    }));
    const text = JSON.stringify(members);
    if (text === this.offered) return;
    this.offered = text;
    parts.send(to.id, { kind: 'offer', move, room: room.code, rules: RULES_VERSION, members });
  }

  /** Tells members to connect to the target. */
  private gather(): void {
    const { outbox } = this.parts;
    outbox.hold();
    for (const session of this.members) {
      if (!session.follows || this.told.has(session.id)) continue;
      this.told.add(session.id);
      session.answer(this.redirect(true));
    }
    outbox.release();
    this.leaveIfAllAreThere();
  }

  private redirect(keep: boolean): ServerMessage {
    const { id: node, host, port } = this.to;
    return { type: 'redirect', node, host, port, token: '', keep };
  }

  private leaveIfAllAreThere(): void {
    if (this.state !== 'gathering') return;
    const missing = this.members.filter(({ id, follows }) => follows && !this.here.has(id));
    if (missing.length === 0 || (!this.waitsForBots && missing.every(({ kind }) => kind === 'bot'))) this.gathered();
  }

  /** All clients are there, or their time is over. */
  private gathered(): void {
    if (this.here.size === 0 && this.told.size > 0 && !this.isForced) this.stay('no client has reached the target');
    else this.wait();
  }

  /** Plays on until `leave` is called: it is its turn, and its players have just got a frame. */
  private wait(): void {
    this.cancelTimer();
    this.state = 'waiting';
    this.cancelTimer = this.parts.clock.after(TURN_MS_MAX, () => this.leave());
  }

  /** Whether it waits for its turn. */
  get isWaiting(): boolean {
    return this.state === 'waiting';
  }

  /** Stands still between two ticks, and writes the last entry. */
  leave(): void {
    const { parts, room, to } = this;
    const { outbox, streams, source, lobby } = parts;
    this.cancelTimer();
    if (lobby.room(room.code) !== room) return this.end('gone', 'the room has closed');
    const epoch = streams.epochOf(room.code);
    if (epoch === null) return this.stay('Redis does not have the room');
    this.epoch = epoch;
    this.state = 'leaving';
    this.sinceMs = parts.clock.now();
    outbox.hold();
    for (const record of lastRecords(room, source)) streams.append(record);
    this.held = new HeldRoom(room, this.members, parts);
    const finished = streams.finish(room.code, to.id);
    outbox.release();
    void finished.then((isAccepted) => {
      if (isAccepted) return this.left();
      // The target does not know of it. Another node may have claimed the room: then the next append says so.
      streams.goOn(room.code);
      this.goOn('Redis has not taken the last entry');
    });
  }

  private left(): void {
    const { clock, send } = this.parts;
    this.state = 'left';
    send(this.to.id, { kind: 'take', move: this.move, epoch: this.epoch + 1 });
    this.cancelTimer = clock.after(TAKE_MS_MAX, () => void this.claimBack(this.epoch + 1));
  }

  /** The target may have claimed the room, or not. Only one of the two can. */
  private async claimBack(epoch: number): Promise<void> {
    if (this.isClaiming) return;
    this.isClaiming = true;
    this.cancelTimer();
    const { parts, room } = this;
    for (;;) {
      try {
        const isOurs = await claimEpoch(parts.redis, room.code, parts.node, epoch);
        if (this.state !== 'left') return;
        if (!isOurs) return this.letGo();
        parts.streams.adopt(room.code, epoch);
        return this.goOn('the target has not taken the room');
      } catch {
        // Neither node may show it before this is known.
        await new Promise<void>((resolve) => parts.clock.after(CLAIM_AGAIN_MS, resolve));
      }
    }
  }

  private goOn(why: string): void {
    const { outbox } = this.parts;
    assert(this.held !== null, 'what goes on has stood still');
    outbox.hold();
    this.held.goOn();
    outbox.release();
    this.stay(why);
  }

  /** The target has it. */
  private letGo(): void {
    const { parts, to, move } = this;
    assert(this.held !== null, 'what leaves has stood still');
    parts.outbox.hold();
    parts.streams.left(this.room.code);
    this.held.letGo(this.redirect(false), (session, message) => {
      parts.send(to.id, { kind: 'late', move, session, bytes: lateBytes(message) });
    });
    parts.outbox.release();
    this.end('moved');
  }

  private stay(why: string): void {
    this.parts.send(this.to.id, { kind: 'cancel', move: this.move });
    this.end('stayed', why);
  }

  private end(outcome: MoveOutcome, why?: string): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.cancelTimer();
    this.cancelBotsTimer();
    if (this.held !== null) this.heldMs = this.parts.clock.now() - this.sinceMs;
    const fields = { room: this.room.code, to: this.to.id, outcome, stillMs: Math.round(this.heldMs) };
    if (why === undefined) this.parts.log.debug(fields, 'room moved');
    else this.parts.log.info({ ...fields, why }, 'room not moved');
    this.over(outcome);
  }
}

/** All of a room, for its last entry. The checkpoint has all that was recorded of the match. */
export function* lastRecords(room: Room, source: RoomSource): Generator<JournalRecord> {
  for (const record of source.restateRoom(room.code)) {
    yield record.kind === 'checkpoint' ? { ...record, state: checkpointState(room.wholeCheckpoint) } : record;
  }
}
