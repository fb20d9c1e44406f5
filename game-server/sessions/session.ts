// A player's stay, which may outlive a connection. It is what a room knows of a player. What his messages lead to is
// requests.ts, the tokens that bring him back are in tunnels.ts.
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
  isResumable,
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
import type { Viewer } from '../match/broadcast.ts';
import { Budget } from '../limits/budget.ts';
import type { Caller, Callers } from '../limits/callers.ts';
import { ChatRate } from '../chat/chat-limits.ts';
import type { Connection, ConnectionOwner, ConnectionParts } from '../net/connection.ts';
import { frameOf } from '../net/frame.ts';
import type { Lobby } from '../rooms/lobby.ts';
import type { LobbyChat } from '../chat/lobby-chat.ts';
import type { Logger } from '../ops/log.ts';
import { MESSAGE_WORK_US } from '../limits/message-costs.ts';
import { Mutes } from '../chat/mutes.ts';
import { nameKey, type Names } from './names.ts';
import { SnapshotFlow } from '../net/snapshot-flow.ts';
import type { BanKeys, LeaveReason, Player } from '../rooms/player.ts';
import { refuse } from '../net/refusal.ts';
import { handle } from './requests.ts';
import { newListRate, type RoomList } from '../rooms/room-list.ts';
import type { Room } from '../rooms/room.ts';
import type { Sessions } from './sessions.ts';
import { TokenBucket } from '../limits/token-bucket.ts';

type Presence =
  | { readonly name: 'here'; readonly connection: Connection; readonly pace: SnapshotFlow }
  | { readonly name: 'absent' }
  | { readonly name: 'gone' };

export interface SessionParts extends ConnectionParts {
  readonly lobby: Lobby;
  readonly roomList: RoomList;
  readonly lobbyChat: LobbyChat;
  readonly callers: Callers;
  readonly names: Names;
  readonly log: Logger;
}

export class Session implements Player, ConnectionOwner {
  readonly name: string;
  readonly kind: ClientKind;
  readonly parts: SessionParts;
  readonly sessions: Sessions;
  readonly chatRate = new ChatRate();
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
  /** Why it is not in its last room any more, until the client has shown that it knows. */
  private untoldLeave: LeaveReason | null = null;
  private readonly budget: Budget;
  private readonly refusals: TokenBucket;
  readonly listRate: TokenBucket;
  private currentCaller: Caller;

  constructor(id: number, name: string, kind: ClientKind, address: string, parts: SessionParts, sessions: Sessions) {
    const { config, clock, callers } = parts;
    const nowMs = clock.now();
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.parts = parts;
    this.sessions = sessions;
    this.budget = new Budget(config.budget, 1, nowMs);
    this.refusals = new TokenBucket(config.refusalsPerSecond, config.refusalsBurst, nowMs);
    this.listRate = newListRate(nowMs);
    this.currentCaller = callers.at(address, nowMs);
    this.currentCaller.sessions++;
  }

  get caller(): Caller {
    return this.currentCaller;
  }

  get isPresent(): boolean {
    return this.presence.name === 'here';
  }

  get viewer(): Viewer | null {
    return this.presence.name === 'here' ? this.presence.pace : null;
  }

  get banKeys(): BanKeys {
    const address = networkOf(this.address);
    return {
      session: `stay ${this.id}`,
      addressAndName: `${address} ${nameKey(this.name)}`,
      address: this.currentCaller.isShared ? null : address,
    };
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
    this.payFor(() => {
      if (this.room !== null) this.room.back(this);
      else if (this.untoldLeave !== null) this.tellLeave(this.untoldLeave);
    });
  }

  /** Ends the stay in good order. */
  bye(reason: string): void {
    if (this.presence.name === 'here') this.presence.connection.close(frameOf({ type: 'bye', reason }));
    this.end();
  }

  /** Gives back everything it holds. */
  end(): void {
    if (this.presence.name === 'gone') return;
    this.presence = { name: 'gone' };
    this.parts.roomList.unsubscribe(this);
    if (this.room !== null) this.parts.lobby.leave(this.room, this);
    this.room = null;
    this.sessions.ended(this);
    this.currentCaller.sessions--;
  }

  private attach(connection: Connection, used: string): void {
    const token = this.sessions.renewToken(this, used);
    this.presence = { name: 'here', connection, pace: new SnapshotFlow(this.parts.config, connection) };
    this.address = connection.address;
    this.callFrom(connection.address);
    this.spend(MESSAGE_WORK_US.hello, 0);
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

  /** Counts for the limits of this address from now on. */
  private callFrom(address: string): void {
    const { callers, clock } = this.parts;
    if (this.currentCaller.isShared && callers.isSharedAddress(address)) return;
    this.currentCaller.sessions--;
    this.currentCaller = callers.at(address, clock.now());
    this.currentCaller.sessions++;
  }

  /** The connection is gone, or about to be. */
  private lose(): void {
    this.parts.roomList.unsubscribe(this);
    if (this.hasTakenLeave && this.room === null) return this.end();
    this.presence = { name: 'absent' };
    this.sessions.lost(this);
    this.payFor(() => this.room?.lost(this));
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
    const workUs = MESSAGE_WORK_US[message.type];
    const code = workUs === 0 ? handle(message, this) : this.handleWithinBudget(message, workUs);
    if (code !== null) this.refuse(code, message);
  }

  /** Does what a player asks for, unless it has cost too much before. To leave is always possible. */
  private handleWithinBudget(message: ClientMessage, workUs: number): ErrorCode | null {
    const { clock, metrics } = this.parts;
    const nowMs = clock.now();
    this.untoldLeave = null;
    const isSpent = this.budget.isSpent(nowMs) || this.currentCaller.budget.isSpent(nowMs);
    if (isSpent && message.type !== 'leave') {
      metrics.messagesOverBudget++;
      return this.refusals.take(nowMs) ? 'too-fast' : 'flood';
    }
    const roomBefore = this.room;
    const versionBefore = roomBefore?.announcer.version;
    const bytesBefore = metrics.bytesOut;
    const code = handle(message, this);
    this.spend(workUs, metrics.bytesOut - bytesBefore);
    const room = this.room ?? roomBefore;
    // Who only talks does not pay for what others have changed.
    const hasChanged = room !== roomBefore || room?.announcer.version !== versionBefore;
    if (hasChanged && room !== null) room.announcer.cause = this;
    return code;
  }

  caused(bytes: number): void {
    this.spend(0, bytes);
  }

  /** Does what coming or going leads to, which is never refused, at this session's cost. */
  private payFor(told: () => void): void {
    const { metrics } = this.parts;
    const bytesBefore = metrics.bytesOut;
    told();
    this.caused(metrics.bytesOut - bytesBefore);
  }

  private spend(workUs: number, bytes: number): void {
    const nowMs = this.parts.clock.now();
    this.budget.spend(workUs, bytes, nowMs);
    this.currentCaller.budget.spend(workUs, bytes, nowMs);
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
    if (isResumable(code)) this.lose();
    else this.end();
  }

  // What rooms ask and tell.

  get conversationState(): ConversationState {
    return this.room === null ? 'lobby' : 'room';
  }

  hears(name: string): boolean {
    return !this.mutes.has(name);
  }

  joined(frame: Buffer, tick: number): void {
    if (this.presence.name === 'here') this.presence.pace.start(tick, this.parts.clock.now());
    this.send(frame);
  }

  send(frame: Buffer): void {
    if (this.presence.name === 'here') this.presence.connection.write(frame);
  }

  /** The room has let go of him: he is in the lobby. */
  removed(reason: LeaveReason): void {
    this.room = null;
    // The connection may be lost without our knowing it yet.
    if (reason !== 'asked') this.untoldLeave = reason;
    this.tellLeave(reason);
  }

  private tellLeave(reason: LeaveReason): void {
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
