// A player or a watcher in a terminal: the conversation with the server, what the keys do, and a picture thirty times a
// second.

import { Conversation, MatchModel, type ConversationState, type EndReason, type Entry } from '#client';
import { LOG_RATE, type ServerMessage, type SnapshotRate } from '#protocol';
import { canSteer, DOWN, LEFT, NONE, RIGHT, UP, wishOf, type Direction, type World } from '#simulation';
import { RoundTrip } from '../bots/round-trip.ts';
import { nodeSurroundings, ServerSocket, type ServerAddress } from '../bots/server-socket.ts';
import { ArrivingWorld, Present } from './present.ts';
import type { Key } from './terminal/keys.ts';
import { newsOf } from './news.ts';
import type { Shown } from './shown.ts';

export interface SessionOptions extends ServerAddress {
  readonly name: string;
  readonly entry: Entry;
}

export interface SessionEvents {
  /** The last event. `line`: what to print; '' if the player left. */
  ended(end: { readonly isFailure: boolean; readonly line: string }): void;
}

/** Snapshots a second where the server sends no log: one for each picture. */
const SNAPSHOT_RATE: SnapshotRate = 30;
/** How long news are shown. */
const NEWS_MS = 4000;
/** A direction that is the wish already is sent again after so long: the server takes a silent player for an idle one. */
const REPEAT_MS = 5000;

const DIRECTIONS: Partial<Record<Key, Direction>> = { up: UP, down: DOWN, left: LEFT, right: RIGHT };

export class TerminalSession {
  private readonly options: SessionOptions;
  private readonly events: SessionEvents;
  private readonly conversation: Conversation;
  private readonly roundTrip = new RoundTrip();
  private readonly present = new Present();
  private arriving: ArrivingWorld | null = null;
  private shownTick = 0;
  private news = { text: '', untilMs: 0 };
  /** The seat that a watcher follows; -1 for none. */
  private followed = -1;
  private newest: { readonly direction: Direction; readonly ms: number } = { direction: NONE, ms: 0 };
  /** The newest match that was entered. */
  private entered: MatchModel | null = null;
  private hasEnded = false;

  /** Dials at once. */
  constructor(options: SessionOptions, events: SessionEvents) {
    this.options = options;
    this.events = events;
    const { name, entry } = options;
    this.conversation = new Conversation(
      nodeSurroundings((transportEvents, node) => new ServerSocket(options, transportEvents, node)),
      {
        ...{ name, kind: 'human', entry, afterLoss: 'ask', saved: null },
        ...{ rate: LOG_RATE, snapshotRate: SNAPSHOT_RATE },
        createMatch: (joined, world) => new MatchModel(joined, world),
      },
      {
        changed: (state) => this.changed(state),
        received: (message) => this.received(message),
        refused: (code, text, refusedEntry) => this.refused(code, text, refusedEntry),
        wrongHash: () => {},
        movedOn: (from, to) => this.tell(from === to ? `Back in room ${to}` : `Room ${from} is gone: on in room ${to}`),
        saved: () => {},
      },
    );
  }

  /** What to draw now. */
  shown(nowMs: number, hasColours: boolean): Shown {
    const { state } = this.conversation;
    const match = 'room' in state && state.room !== null ? state.room.match : this.conversation.match;
    const world = match === null ? null : this.worldOf(match, nowMs);
    const isOwn = match !== null && match.seat >= 0 && this.followed < 0;
    return {
      ...{
        server: `${this.options.host}:${this.options.port}`,
        state: this.conversation.state,
        world,
        nowMs,
        hasColours,
      },
      marked: isOwn ? match.seat : this.followed,
      news: nowMs < this.news.untilMs ? this.news.text : '',
    };
  }

  press(key: Key): void {
    const direction = DIRECTIONS[key];
    if (direction !== undefined) return this.steer(direction);
    const { room } = this.conversation;
    if (key === 'quit') return this.leave();
    if (room === null) return;
    const isBetween = room.state === 'lobby' || room.state === 'result';
    if (key === 'enter' && isBetween && room.isSeated) this.conversation.send({ type: 'ready', ready: !room.isReady });
    if (key === 'go' && isBetween && room.isHost) this.conversation.send({ type: 'start' });
    if (key === 'pause' && room.isSeated) this.pause();
    if (key === 'sit' && !room.isSeated) this.conversation.send({ type: 'sit' });
    if (key === 'next') this.follow(1);
    if (key === 'previous') this.follow(-1);
  }

  /** Leaves the room, and ends the session: the server keeps no seat. */
  leave(): void {
    this.conversation.close();
  }

  private worldOf(match: MatchModel, nowMs: number): World {
    const { state } = this.conversation;
    const isRunning = state.name === 'room' && (state.room.state === 'countdown' || state.room.state === 'play');
    if (!isRunning || match.isAsleep) {
      this.present.restart();
      return match.world;
    }
    const tick = this.present.tickAt(nowMs, this.roundTrip.ticks);
    if (tick === null) return match.world;
    this.shownTick = tick;
    try {
      this.arriving ??= new ArrivingWorld(match.world, match.seat);
      return this.arriving.at(match.world, tick);
    } catch (error) {
      // The rules assert their invariants, and a server can send any words.
      this.conversation.fail(`its World breaks the rules (${String(error)})`);
      return match.world;
    }
  }

  private steer(direction: Direction): void {
    const { match } = this.conversation;
    if (match === null || match.seat < 0 || this.conversation.state.name !== 'room') return;
    const { world, seat } = match;
    const nowMs = performance.now();
    const isSame = (wishOf(world, seat) === direction || !canSteer(world, seat)) && this.newest.direction === direction;
    if (isSame && nowMs - this.newest.ms < REPEAT_MS) return;
    this.newest = { direction, ms: nowMs };
    const tick = this.arriving?.tickFor(world, this.shownTick) ?? 0;
    const sequence = this.conversation.steer(direction, tick);
    this.arriving?.sent(sequence, tick, direction);
  }

  private pause(): void {
    const { info, match, state } = this.conversation.room!;
    const isNo = state === 'paused' || (info.pauseAskedBy !== '' && Array.from(info.pauseSeats).includes(match.seat));
    this.conversation.send({ type: 'pause', paused: !isNo });
  }

  /** Follows the next player who is in the match. Our own seat can be followed only while it plays no part in it. */
  private follow(step: number): void {
    const { room } = this.conversation;
    if (room === null || (room.isSeated && !room.match.isOut)) return;
    const { seats } = room;
    for (let i = 1; i <= seats.length; i++) {
      const from = this.followed < 0 && step < 0 ? 0 : this.followed;
      const seat = (((from + i * step) % seats.length) + seats.length) % seats.length;
      if (seats[seat]!.driver === 'empty') continue;
      this.followed = seat;
      if (room.match.hasSeveralMazes) this.conversation.send({ type: 'follow', seat, maze: -1 });
      return this.tell(`You follow ${seats[seat]!.name}`);
    }
  }

  private changed(state: ConversationState): void {
    if (state.name === 'ended') return this.ended(state.reason, state.text);
    if (state.name === 'disconnected') this.arriving?.forget();
  }

  private received(message: ServerMessage): void {
    const nowMs = performance.now();
    const text = newsOf(message, this.conversation.room);
    if (text !== null) this.tell(text);
    switch (message.type) {
      case 'joined':
        return this.joined(nowMs);
      case 'pong':
        this.roundTrip.pong(message.time);
        return this.heard(nowMs);
      case 'snapshot':
      case 'keyframe':
      case 'log':
        return this.heard(nowMs);
      case 'left':
        if (this.entered !== null) this.end(true, `You are out of the room: ${message.reason}`);
        return;
      default:
    }
  }

  private joined(nowMs: number): void {
    const { match } = this.conversation;
    // At another node the match goes on as it was.
    if (match === this.entered) return this.heard(nowMs);
    this.entered = match;
    this.arriving = null;
    this.followed = -1;
    this.newest = { direction: NONE, ms: 0 };
    this.present.restart();
  }

  private heard(nowMs: number): void {
    const { match } = this.conversation;
    if (match !== null) this.present.heard(match.world.tick, nowMs);
  }

  private refused(code: string, text: string, entry: Entry | null): void {
    if (entry === null) return this.tell(text);
    const isFeatured = entry.type === 'watch' && entry.code === '' && code === 'no-such-room';
    this.end(true, isFeatured ? 'no match is played that can be watched now' : `${code}: ${text}`);
  }

  private tell(text: string): void {
    this.news = { text, untilMs: performance.now() + NEWS_MS };
  }

  private ended(reason: EndReason, text: string): void {
    if (reason === 'left') this.end(false, '');
    else this.end(true, `${reason}: ${text}`);
  }

  private end(isFailure: boolean, line: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.conversation.close();
    this.events.ended({ isFailure, line });
  }
}
