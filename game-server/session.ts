// A player's stay. Which message is allowed when is the protocol's table; this is what it leads to. The only place that
// answers a client's faults with error messages, counts and logs them.
//
//   connect ──► greeting ──hello──► lobby ──play, join, create──► seated
//                  │                  ▲                             │
//                  │                  └── leave, room failed ───────┤
//                  └────────── fatal error, bye, closed ──► gone ◄──┘   (from every state)

import {
  CLIENT_TYPES,
  errorMessage,
  isAllowed,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  SILENCE_MS_MAX,
  type ClientKind,
  type ClientMessage,
  type ErrorCode,
  type ServerMessage,
} from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { Connection, ConnectionOwner, ConnectionParts } from './connection.ts';
import { frameOf } from './frame.ts';
import type { Lobby, Placing } from './lobby.ts';
import type { Logger } from './log.ts';
import { readName, type Names } from './names.ts';
import { Pace } from './pace.ts';
import type { Room } from './room.ts';
import type { Player } from './seat.ts';

type SessionState =
  | { readonly name: 'greeting'; readonly deadlineMs: number }
  | { readonly name: 'lobby' }
  | { readonly name: 'seated'; readonly room: Room; readonly seat: number }
  | { readonly name: 'gone' };

export interface SessionParts extends ConnectionParts {
  readonly lobby: Lobby;
  readonly names: Names;
  readonly log: Logger;
}

/** Who keeps the list of sessions. */
export interface SessionOwner {
  greeted(session: Session): void;
  ended(session: Session): void;
}

export class Session implements Player, ConnectionOwner {
  name = '';
  kind: ClientKind = 'human';
  private readonly connection: Connection;
  private readonly parts: SessionParts;
  private readonly owner: SessionOwner;
  private readonly pace: Pace;
  private state: SessionState;

  constructor(connection: Connection, parts: SessionParts, owner: SessionOwner) {
    this.connection = connection;
    this.parts = parts;
    this.owner = owner;
    this.pace = new Pace(parts.config);
    this.state = { name: 'greeting', deadlineMs: parts.clock.now() + parts.config.helloTimeoutMs };
  }

  // What the connection tells.

  received(message: ClientMessage): void {
    const { state } = this;
    if (state.name === 'gone') return;
    this.parts.metrics.messages[message.type]++;
    if (!isAllowed(state.name, message.type)) return this.refuse('not-allowed-now', message);
    switch (message.type) {
      case 'hello':
        return this.hello(message);
      case 'play':
        return this.placed(message, this.parts.lobby.play(this, message));
      case 'join':
        return this.placed(message, this.parts.lobby.join(this, message));
      case 'create':
        return this.placed(message, this.parts.lobby.create(this, message));
      case 'leave':
        return this.leaveOnWish();
      case 'input':
        if (state.name !== 'seated') return;
        this.seen(state.room, message.seenTick);
        return state.room.input(state.seat, message);
      case 'ping':
        return this.ping(message);
    }
  }

  /** A fault that is in no message: bad bytes, or a server that is full or stops. */
  faulted(code: ErrorCode): void {
    this.refuse(code, null);
  }

  closed(): void {
    this.depart();
    this.owner.ended(this);
  }

  // What the room tells.

  joined(message: ServerMessage & { type: 'joined' }): void {
    this.pace.start(message.tick, this.parts.clock.now());
    this.connection.write(frameOf(message));
  }

  send(frame: Buffer): void {
    this.connection.write(frame);
  }

  isReady(tick: number): boolean {
    return this.pace.isReady(tick, this.connection.queuedBytes);
  }

  writeSnapshot(frame: Buffer, tick: number): void {
    this.connection.write(frame);
    this.pace.sent(tick, this.parts.clock.now());
  }

  // What the server tells.

  /** The room ended by our fault. */
  roomFailed(): void {
    this.state = { name: 'lobby' };
    this.refuse('room-failed', null);
    this.connection.write(frameOf({ type: 'left' }));
  }

  /** Ends the stay in good order. */
  bye(reason: string): void {
    if (this.state.name === 'gone') return;
    this.depart();
    this.connection.close(frameOf({ type: 'bye', reason }));
  }

  /** Ends it at once: there are too many who have not said hello. */
  reset(): void {
    this.depart();
    this.connection.reset();
  }

  /** Looks at the deadlines. */
  sweep(nowMs: number): void {
    const code = this.connection.sweep(nowMs) ?? this.overdue(nowMs);
    if (code !== null) this.refuse(code, null);
  }

  private overdue(nowMs: number): ErrorCode | null {
    const { state } = this;
    if (state.name === 'gone') return null;
    if (state.name === 'greeting') return nowMs > state.deadlineMs ? 'hello-timeout' : null;
    if (state.name === 'seated' && this.pace.standsStill(nowMs)) return 'too-far-behind';
    return nowMs - this.connection.lastMessageMs > SILENCE_MS_MAX ? 'silent' : null;
  }

  private hello(message: ClientMessage & { type: 'hello' }): void {
    if (message.version !== PROTOCOL_VERSION) return this.refuse('wrong-version', message);
    const name = readName(message.name);
    if (name === null) return this.refuse('bad-name', message);
    this.name = this.parts.names.claim(name);
    this.kind = message.kind;
    this.state = { name: 'lobby' };
    this.connection.endGreeting();
    this.owner.greeted(this);
    this.answer({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      name: this.name,
      tickRate: TICKS_PER_SECOND,
      pingIntervalMs: PING_INTERVAL_MS,
    });
  }

  private placed(message: ClientMessage, placing: Placing): void {
    if ('error' in placing) return this.refuse(placing.error, message);
    this.state = { name: 'seated', ...placing };
    this.parts.log.debug({ ...this.who, room: placing.room.code, seat: placing.seat }, 'seated');
  }

  private leaveOnWish(): void {
    if (this.state.name !== 'seated') return;
    this.parts.lobby.leave(this.state.room, this.state.seat);
    this.state = { name: 'lobby' };
    this.answer({ type: 'left' });
  }

  private ping({ time, seenTick }: ClientMessage & { type: 'ping' }): void {
    const room = this.state.name === 'seated' ? this.state.room : null;
    if (room !== null) this.seen(room, seenTick);
    this.answer({ type: 'pong', time, tick: room?.world.tick ?? 0 });
  }

  private seen(room: Room, seenTick: number): void {
    this.pace.seen(seenTick, room.world.tick, this.parts.clock.now());
  }

  private answer(message: ServerMessage): void {
    this.connection.write(frameOf(message));
  }

  /** @param message what is refused, null where it is no message. */
  private refuse(code: ErrorCode, message: ClientMessage | null): void {
    if (this.state.name === 'gone') return;
    const answers = message === null ? 0 : CLIENT_TYPES[message.type];
    const error = errorMessage(code, answers);
    this.parts.metrics.errors[code]++;
    this.parts.log[error.fatal ? 'info' : 'debug']({ ...this.who, code, answers, state: this.state.name }, error.text);
    if (!error.fatal) return this.answer(error);
    this.depart();
    this.connection.close(frameOf(error));
  }

  /** How log lines name this client. */
  private get who() {
    return { connection: this.connection.id, address: this.connection.address, name: this.name };
  }

  /** Gives back the seat and the name. */
  private depart(): void {
    const { state } = this;
    this.state = { name: 'gone' };
    if (state.name === 'seated') this.parts.lobby.leave(state.room, state.seat);
    if (state.name === 'seated' || state.name === 'lobby') this.parts.names.release(this.name);
  }
}
