// A player's stay, which may outlive a connection. It is what a room knows of a player. What his messages lead to is
// requests.ts, the tokens that bring him back are in sessions.ts.
//
//   hello ──► here ──connection lost──► absent ──30 s──► gone
//              ▲ │ ◄──── hello with ────── │              ▲
//              │ │        the token                       │
//              │ └── newer connection: the older is closed │
//              └───────── leave, and then closed ──────────┘
//
// Beside this he is in a room or in the lobby, wherever his connection is.

import { networkOf } from '#net';
import {
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  SILENCE_MS_MAX,
  type ClientKind,
  type ClientMessage,
  type ConversationState,
  type ErrorCode,
  type ServerMessage,
  type SnapshotRate,
} from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { Viewer } from './broadcast.ts';
import { ChatPace, type ChatLimits } from './chat-limits.ts';
import type { Connection, ConnectionOwner, ConnectionParts } from './connection.ts';
import { frameOf } from './frame.ts';
import type { Lobby } from './lobby.ts';
import type { Logger } from './log.ts';
import { Mutes } from './mutes.ts';
import { nameKey, type Names } from './names.ts';
import { Pace } from './pace.ts';
import type { LeaveReason, Player } from './player.ts';
import { refuse } from './refusal.ts';
import { handle } from './requests.ts';
import type { RoomList } from './room-list.ts';
import type { Room } from './room.ts';
import type { Sessions } from './sessions.ts';

type Presence =
  | { readonly name: 'here'; readonly connection: Connection; readonly pace: Pace }
  | { readonly name: 'absent' }
  | { readonly name: 'gone' };

export interface SessionParts extends ConnectionParts {
  readonly lobby: Lobby;
  readonly roomList: RoomList;
  readonly names: Names;
  readonly chatLimits: ChatLimits;
  readonly log: Logger;
}

/** Fatal codes that tell of a bad network and not of a bad client: to be closed with one of them is to be lost. */
const LOSSES: readonly ErrorCode[] = ['silent', 'too-far-behind', 'frame-timeout'];

export class Session implements Player, ConnectionOwner {
  readonly name: string;
  readonly kind: ClientKind;
  readonly parts: SessionParts;
  readonly sessions: Sessions;
  readonly chatPace = new ChatPace();
  readonly mutes = new Mutes();
  rate: SnapshotRate = 20;
  /** Null in the lobby. */
  room: Room | null = null;
  private readonly id: number;
  private presence: Presence = { name: 'absent' };
  private address = '';
  /** Whether the last thing he said, pings aside, was that he leaves: then closing is no absence. */
  private hasTakenLeave = false;
  /** Whether he has said anything since he was sent his token, and so has it. */
  private hasToken = false;

  constructor(id: number, name: string, kind: ClientKind, parts: SessionParts, sessions: Sessions) {
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.parts = parts;
    this.sessions = sessions;
  }

  get isPresent(): boolean {
    return this.presence.name === 'here';
  }

  get viewer(): Viewer | null {
    return this.presence.name === 'here' ? this.presence.pace : null;
  }

  /** Whom the limits of chat count it for, null where many callers share an address. */
  get chatAddress(): string | null {
    return this.sessions.isSharedAddress(this.address) ? null : networkOf(this.address);
  }

  /** This stay, and the caller: the address, with the name where many callers share one. */
  get banKeys(): readonly string[] {
    const caller = networkOf(this.address);
    return [
      `stay ${this.id}`,
      this.sessions.isSharedAddress(this.address) ? `${caller} ${nameKey(this.name)}` : caller,
    ];
  }

  // How it begins, goes on and ends.

  /** The first connection. */
  begin(connection: Connection): void {
    this.attach(connection, '');
  }

  /** Another connection takes the stay up again, where it is. @param token what it has shown for it. */
  resume(connection: Connection, token: string): void {
    if (this.presence.name === 'here') {
      const older = this.presence.connection;
      this.parts.roomList.unsubscribe(this);
      refuse(this.parts, older, 'resumed-elsewhere', null, this.name);
    }
    this.attach(connection, token);
    this.room?.back(this);
  }

  /** Ends the stay in good order. */
  bye(reason: string): void {
    if (this.presence.name === 'here') this.presence.connection.close(frameOf({ type: 'bye', reason }));
    this.end();
  }

  /** Gives back everything it holds. */
  end(): void {
    this.presence = { name: 'gone' };
    this.parts.roomList.unsubscribe(this);
    if (this.room !== null) this.parts.lobby.leave(this.room, this);
    this.room = null;
    this.sessions.ended(this);
  }

  private attach(connection: Connection, used: string): void {
    const token = this.sessions.renewToken(this, used);
    this.presence = { name: 'here', connection, pace: new Pace(this.parts.config, connection) };
    this.address = connection.address;
    this.hasTakenLeave = false;
    this.hasToken = false;
    connection.handOver(this);
    this.answer({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      name: this.name,
      tickRate: TICKS_PER_SECOND,
      pingIntervalMs: PING_INTERVAL_MS,
      token,
      resumed: used !== '',
    });
  }

  /** The connection is gone, or about to be. */
  private lose(): void {
    this.parts.roomList.unsubscribe(this);
    if (this.hasTakenLeave && this.room === null) return this.end();
    this.presence = { name: 'absent' };
    this.sessions.lost(this);
    this.room?.lost(this);
  }

  // What the connection tells.

  received(message: ClientMessage): void {
    if (!this.hasToken) this.sessions.confirmToken(this);
    this.hasToken = true;
    this.parts.metrics.messages[message.type]++;
    if (message.type !== 'ping') {
      this.hasTakenLeave = message.type === 'leave';
      this.room?.heard(this);
    }
    const code = handle(message, this);
    if (code !== null) this.refuse(code, message);
  }

  faulted(code: ErrorCode): void {
    this.refuse(code, null);
  }

  closed(): void {
    this.lose();
  }

  overdue(nowMs: number): ErrorCode | null {
    if (this.presence.name !== 'here') return null;
    const { connection, pace } = this.presence;
    if (this.room !== null && pace.standsStill(nowMs)) return 'too-far-behind';
    return nowMs - connection.lastMessageMs > SILENCE_MS_MAX ? 'silent' : null;
  }

  /** @param message what is refused, null where it is no message. */
  private refuse(code: ErrorCode, message: ClientMessage | null): void {
    if (this.presence.name !== 'here') return;
    if (!refuse(this.parts, this.presence.connection, code, message, this.name)) return;
    if (LOSSES.includes(code)) this.lose();
    else this.end();
  }

  // What rooms ask and tell.

  get conversationState(): ConversationState {
    return this.room === null ? 'lobby' : 'room';
  }

  hears(name: string): boolean {
    return !this.mutes.has(name);
  }

  joined(message: ServerMessage & { type: 'joined' }): void {
    if (this.presence.name === 'here') this.presence.pace.start(message.tick, this.parts.clock.now());
    this.answer(message);
  }

  send(frame: Buffer): void {
    if (this.presence.name === 'here') this.presence.connection.write(frame);
  }

  /** The room has let go of him: he is in the lobby. */
  removed(reason: LeaveReason): void {
    this.room = null;
    if (reason === 'failed') this.refuse('room-failed', null);
    this.answer({ type: 'left', reason });
  }

  /** The client says which tick it has seen last. */
  seen(seenTick: number): void {
    if (this.presence.name !== 'here' || this.room === null) return;
    this.presence.pace.seen(seenTick, this.room.tickNow, this.parts.clock.now());
  }

  answer(message: ServerMessage): void {
    this.send(frameOf(message));
  }
}
