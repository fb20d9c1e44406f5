// All rooms that are on their way, to this node and from it. move-source.ts and move-target.ts have the two ends of one move.

import { RULES_VERSION } from '#simulation';
import { BoundedMap } from '../../limits/bounded-map.ts';
import type { Room } from '../../rooms/room.ts';
import { readLate, readMoveMessage, type MoveMessage } from './move-messages.ts';
import { MoveSource, type MoveDestination, type MoveOutcome, type MoveSourceParts } from './move-source.ts';
import { MoveTarget, type MoveTargetParts } from './move-target.ts';

/** Rooms that leave at once: their clients connect to the target while others stand still. */
export const LEAVING_MAX = 8;
/** Rooms that come at once, of all nodes together. */
export const COMING_MAX = 64;
/** Moves that are over, for messages of clients that come late. */
const RECENT_MAX = 256;
/** How long they are kept: each has its room, with the log of the match. */
const RECENT_MS = 4000;
/** How long it is known here to which node a room has gone. The list of that node is read within a second. */
const LEFT_MS = 3000;
/** No node has this name. */
export const MOVING = 'moving…';

export interface MovesParts extends MoveSourceParts, Omit<MoveTargetParts, 'streams'> {
  readonly roomsMax: number;
  /** Whether this node takes no rooms. */
  readonly isDraining: () => boolean;
}

/** Counts since the start, and rooms on their way now. */
export interface MoveFigures {
  readonly leaving: number;
  readonly coming: number;
  /** Rooms that have come, and whose clients may still speak on old connections. */
  readonly recent: number;
  readonly moved: number;
  readonly stayed: number;
  readonly taken: number;
  /** The longest time for which a room stood still here before another node had it, in ms. */
  readonly stillMsMax: number;
}

export const NO_MOVES: MoveFigures = { leaving: 0, coming: 0, recent: 0, moved: 0, stayed: 0, taken: 0, stillMsMax: 0 };

export class Moves {
  private readonly parts: MovesParts;
  /** By the number of the move. */
  private readonly leaving = new Map<number, MoveSource>();
  /** By source and number. */
  private readonly coming = new Map<string, MoveTarget>();
  private readonly recent = new BoundedMap<string, { readonly target: MoveTarget; readonly untilMs: number }>(
    RECENT_MAX,
  );
  /** Rooms that have left, by code. */
  private readonly left = new BoundedMap<string, { readonly to: string; readonly untilMs: number }>(RECENT_MAX);
  private lastMove: number;
  private moved = 0;
  private stayed = 0;
  private taken = 0;
  private stillMsMax = 0;

  constructor(parts: MovesParts) {
    this.parts = parts;
    // A node that starts again has other numbers than before.
    this.lastMove = parts.clock.date();
  }

  get figures(): MoveFigures {
    const { leaving, coming, recent, moved, stayed, taken, stillMsMax } = this;
    return { leaving: leaving.size, coming: coming.size, recent: recent.size, moved, stayed, taken, stillMsMax };
  }

  /**
   * Where a room is that has just left this node. Lists of rooms say it a moment later.
   * @returns the id of its node, `moving` while nobody can say, null for a room that has not left
   */
  placeOf(code: string): string | null {
    for (const { room, isHeld } of this.leaving.values()) if (isHeld && room.code === code) return MOVING;
    const left = this.left.get(code);
    return left !== undefined && this.parts.clock.now() < left.untilMs ? left.to : null;
  }

  /**
   * Moves a room to another node.
   * @param isForced whether it moves also if no client has reached the target in time
   */
  move(room: Room, to: MoveDestination, isForced = false): Promise<MoveOutcome> {
    for (const { room: other } of this.leaving.values()) if (other === room) return Promise.resolve('stayed');
    if (this.leaving.size >= LEAVING_MAX) return Promise.resolve('stayed');
    const move = ++this.lastMove;
    return new Promise((resolve) => {
      const over = (outcome: MoveOutcome) => {
        this.leaving.delete(move);
        if (outcome === 'moved') {
          this.moved++;
          this.left.set(room.code, { to: to.id, untilMs: this.parts.clock.now() + LEFT_MS });
        } else this.stayed++;
        this.stillMsMax = Math.max(this.stillMsMax, source.stillMs);
        resolve(outcome);
      };
      const source = new MoveSource(room, to, move, this.parts, over, isForced);
      this.leaving.set(move, source);
      source.begin();
    });
  }

  /**
   * A tick of the server has passed. Of the rooms that wait for one target, the one that has waited longest of those that have
   * just shown something stands still, if no other does.
   */
  tick(serverTick: number): void {
    if (this.leaving.size === 0) return;
    const held = new Set<string>();
    for (const { isHeld, to } of this.leaving.values()) if (isHeld) held.add(to.id);
    for (const source of this.leaving.values()) {
      if (!source.isWaiting || held.has(source.to.id) || !source.room.hasShown(serverTick)) continue;
      held.add(source.to.id);
      source.leave();
    }
  }

  /** Another node says something; what it says is checked. */
  heard(from: string, value: unknown): void {
    const message = readMoveMessage(value);
    if (message === null) return;
    const target = this.coming.get(keyOf(from, message.move));
    const source = this.leaving.get(message.move);
    const isFromTarget = source?.to.id === from;
    switch (message.kind) {
      case 'offer':
        if (target === undefined) this.offered(from, message);
        else target.expect(message);
        return;
      case 'take':
        if (target === undefined) this.parts.send(from, { kind: 'done', move: message.move, isTaken: false });
        else void target.take(message.epoch);
        return;
      case 'cancel':
        return target?.cancel();
      case 'late': {
        const late = readLate(message.bytes);
        const receiver = target ?? this.recent.get(keyOf(from, message.move))?.target;
        if (late !== null) receiver?.said(message.session, late);
        return;
      }
      case 'answer':
        if (isFromTarget) source.answered(message.isReady);
        return;
      case 'here':
        if (isFromTarget) source.arrived(message.session);
        return;
      case 'done':
        if (isFromTarget) source.done(message.isTaken);
    }
  }

  /** Another node has claimed a room of this one. */
  fenced(code: string): void {
    for (const source of this.leaving.values()) if (source.room.code === code) source.fenced();
  }

  /** Looks after moves of which nobody reports anything. Called several times a second. */
  look(): void {
    for (const source of this.leaving.values()) source.look();
    for (const target of this.coming.values()) target.look();
    for (const [key, { untilMs }] of this.recent) {
      if (this.parts.clock.now() < untilMs) break;
      this.recent.delete(key);
    }
  }

  private offered(from: string, offer: MoveMessage & { readonly kind: 'offer' }): void {
    const { parts } = this;
    const key = keyOf(from, offer.move);
    if (!this.canTake(offer)) return parts.send(from, { kind: 'answer', move: offer.move, isReady: false });
    const target = new MoveTarget(offer, from, parts, (isTaken) => {
      this.coming.delete(key);
      if (!isTaken) return;
      this.taken++;
      this.recent.set(key, { target, untilMs: parts.clock.now() + RECENT_MS });
    });
    this.coming.set(key, target);
    target.begin(offer);
  }

  private canTake({ room, rules }: MoveMessage & { readonly kind: 'offer' }): boolean {
    const { lobby, roomsMax, isDraining } = this.parts;
    if (rules !== RULES_VERSION || isDraining() || this.coming.size >= COMING_MAX) return false;
    return lobby.room(room) === null && !this.isComing(room) && lobby.roomCount + this.coming.size < roomsMax;
  }

  /** Whether a room is on its way to this node. */
  isComing(code: string): boolean {
    for (const target of this.coming.values()) if (target.code === code) return true;
    return false;
  }
}

function keyOf(from: string, move: number): string {
  return `${from} ${move}`;
}
