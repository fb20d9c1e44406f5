// A player's session, which may outlive its connections. It is what rooms know of a player. What its messages lead to is
// requests.ts, where it is is place.ts, what it may cost is quota.ts, the tokens that resume it are in tokens.ts,
// and what is kept of it is session-data.ts.
//
//              ┌── a newer connection replaces the older ──┐
//              ▼                                           │
//   hello ──► connected ──connection lost──► disconnected ─┼─30 s──► ended
//              │    ▲                          │           │          ▲
//              │    └──── hello with the token ┴───────────┘          │
//              └── connection closed after `leave`, or for a fault ───┘

import assert from 'node:assert/strict';
import { nameKey, type ControlSession, type Identity, identityText, readIdentity } from '#handover';
import { networkOf, TokenBucket } from '#net';
import {
  CLIENT_MESSAGES,
  errorMessage,
  faultOf,
  isResumable,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  SILENCE_MS_MAX,
  type ClientKind,
  type ClientMessage,
  type ErrorCode,
  type Fault,
  type Mistake,
  type NodeAddress,
  type Refusal,
  type ServerMessage,
  type StreamRate,
} from '#protocol';
import { RULES_VERSION, TICKS_PER_SECOND } from '#simulation';
import { Mutes } from '../chat/mutes.ts';
import type { Clock } from '../clock.ts';
import type { Bans } from '../directory/bans.ts';
import type { Account } from '../directory/identification.ts';
import type { GameServerConfig } from '../config.ts';
import type { Caller } from '../limits/callers.ts';
import { MESSAGE_WORK_US, MISTAKE_WORK_US } from '../limits/message-costs.ts';
import type { Viewer } from '../match/viewer-group.ts';
import type { Connection, ConnectionOwner } from '../net/connection.ts';
import { frameOf } from '../net/frame.ts';
import type { Outbox } from '../net/outbox.ts';
import { refuse, type RefusalParts } from '../net/refusal.ts';
import { FlowControl } from '../net/flow-control.ts';
import { seconds } from '../net/seconds.ts';
import type { Placing } from '../rooms/lobby.ts';
import { NO_APPEARANCE, readFavourite, type Appearance } from '../rooms/appearance.ts';
import type { BanKeys, LeaveReason, Player } from '../rooms/player.ts';
import type { Room } from '../rooms/room.ts';
import { Place, type LobbyExit } from './place.ts';
import type { Quota, SpentQuota } from './quota.ts';
import type { HandedOver, RoomRequest, Route, SentRequest } from './room-request.ts';
import type { SessionData } from './session-data.ts';

type SessionState = ConnectedState | { readonly name: 'disconnected' } | { readonly name: 'ended' };

interface ConnectedState {
  readonly name: 'connected';
  readonly connection: Connection;
  readonly flow: FlowControl;
  /** The version of the rules that the client runs, 0 for none. */
  readonly rules: number;
  /** Whether the client goes to another node when it is told to. */
  readonly follows: boolean;
  /** Whether anything came since the client was sent its token, so that it has the token. */
  hasToken: boolean;
  /** Whether the last message, pings aside, was `leave`: to close then ends the session. */
  hasLeft: boolean;
}

const NOT_CONNECTED = { connection: null, flow: null };

export interface SessionParts extends RefusalParts {
  readonly config: GameServerConfig;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly bans: Bans;
  readonly lobby: LobbyExit;
  readonly roomList: { unsubscribe(reader: Session): void };
  readonly contests: SessionContests;
  /** Null for a lone server. */
  readonly others: SessionRoutes | null;
  /** A client that sends nothing for longer is disconnected. By default that of the protocol. */
  readonly silenceMsMax?: number | undefined;
  /** Learns of each message of a player, after it was handled, and when a connection has closed. */
  readonly heard?: ((player: Player) => void) | undefined;
  /** Learns of each error that a player is sent. */
  readonly refused?: ((player: Player, code: ErrorCode) => void) | undefined;
  /** Does what a message asks for. @returns why it is refused, or null. */
  readonly handle: (message: ClientMessage, from: Session) => Refusal | null;
}

/** Where players wait for matches. */
export interface SessionContests {
  /** A player has another connection. */
  resumed(player: Session): void;
  /** A player wants something else, or their session ends. */
  withdraw(player: Session): void;
}

/** Other names that a player may choose in the long run, and at once. */
const RENAMES_PER_SECOND = 0.1;
const RENAMES_BURST = 3;

export type Hello = ClientMessage & { readonly type: 'hello' };

/** Takes why something is refused, or null. */
export type Done = (refusal: Refusal | null) => void;

/** Where a session goes on, if the server has several nodes. */
export interface SessionRoutes {
  /**
   * Which node answers a request for a room.
   * @param hops how often other nodes have sent it on
   * @returns null for this node
   */
  route(request: RoomRequest, from: Session, hops: number): Route | null;
  /** Where clients connect to a node, for a text; null if it is not known. */
  addressOf(node: string): string | null;
  /** Prepares that another node goes on with a session, and does what it asks for. @param done is called later */
  handOver(session: Session, node: string, request: SentRequest, done: (result: HandedOver) => void): void;
}

/** What keeps all sessions, and their tokens. */
export interface SessionKeeper {
  /** Other nodes that clients may connect to; none on a lone server. */
  readonly otherNodes: readonly NodeAddress[];
  /** @returns a new token. @param used the one that the client has shown, '' for none. */
  renewToken(session: Session, used: string): string;
  /** The client has its new token. */
  confirmToken(session: Session): void;
  /** Its plain data has changed. */
  changed(session: Session): void;
  /** Says who it is. @param ticket '' for nobody @param done why not, or null; may be called later */
  identify(session: Session, ticket: string, done: Done): void;
  /** Gives it the name that its player asks for. @param done as above */
  rename(session: Session, name: string, done: Done): void;
  /** Another node has it: nothing of it stays here. @param last the last message to its client */
  letGo(session: Session, last: ServerMessage): void;
  connected(session: Session): void;
  disconnected(session: Session): void;
  ended(session: Session): void;
}

export class Session implements Player, ConnectionOwner {
  readonly id: number;
  readonly kind: ClientKind;
  /** Of several nodes, the one with the newest epoch has it; 0 on a lone server. */
  epoch = 0;
  private currentName: string;
  private currentAccount: Account | null = null;
  private readonly renames: TokenBucket;
  private readonly quota: Quota;
  private readonly parts: SessionParts;
  private readonly keeper: SessionKeeper;
  private mutes = new Mutes();
  private favoured = NO_APPEARANCE;
  private address = '';
  private sinceMs: number;
  private state: SessionState = { name: 'disconnected' };
  /** How often other nodes have sent on the request that is handled now. */
  private hops = 0;
  private readonly place: Place;
  /**
   * Codes of the rooms that it has left, of which frames may still wait for the journal: as many as its quota lets it leave
   * before the journal answers, or the node gives up its rooms.
   */
  private readonly leftRooms = new Set<string>();

  constructor(id: number, name: string, kind: ClientKind, quota: Quota, parts: SessionParts, keeper: SessionKeeper) {
    this.id = id;
    this.currentName = name;
    this.kind = kind;
    this.renames = new TokenBucket(RENAMES_PER_SECOND, RENAMES_BURST, parts.clock.now());
    this.quota = quota;
    this.parts = parts;
    this.keeper = keeper;
    this.sinceMs = parts.clock.date();
    this.place = new Place(this, parts.lobby, {
      left: (reason, code) => {
        if (code !== null) this.noteLeft(code);
        this.sendLeft(reason);
      },
      changed: () => keeper.changed(this),
    });
  }

  get name(): string {
    return this.currentName;
  }

  /** Who it is; null for nobody. */
  get account(): Account | null {
    return this.currentAccount;
  }

  get identity(): Identity | null {
    return this.currentAccount?.identity ?? null;
  }

  get version(): string {
    return this.currentAccount?.version ?? '';
  }

  // Plain data.

  /** @param tokens the digests of its tokens */
  data(tokens: readonly string[]): SessionData {
    const { id, name, kind, address, mutes, place, favourite, sinceMs } = this;
    const caller = this.caller.key;
    const account = this.currentAccount && {
      ...this.currentAccount,
      identity: identityText(this.currentAccount.identity),
    };
    const facts = { mutes: mutes.data, place: place.data, favourite, sinceMs, account };
    const data = { id, name, kind, address, caller, tokens, ...facts };
    return this.epoch === 0 ? data : { ...data, epoch: this.epoch };
  }

  /** Goes on with a session of an earlier process, as a disconnected one in the lobby. */
  restore({ address, mutes, favourite = NO_APPEARANCE, sinceMs, account = null, epoch }: SessionData): void {
    this.address = address;
    if (this.epoch > 0 && epoch !== undefined) this.epoch = epoch + 1;
    this.sinceMs = sinceMs ?? this.sinceMs;
    const identity = account === null ? null : readIdentity(account.identity);
    if (account !== null && identity !== null) this.currentAccount = { ...account, identity };
    this.favoured = favourite;
    this.mutes = Mutes.restore(mutes);
  }

  /** @param room in which it still is; null if there is none */
  restorePlace({ place }: SessionData, room: Room | null): void {
    this.place.restore(place, room);
  }

  // Begin, resume, end.

  /** Attaches the first connection. */
  begin(connection: Connection, hello: Hello): void {
    this.attach(connection, '', hello);
  }

  /** Attaches another connection; the session goes on where it is. @param hello with the token of this session */
  resume(connection: Connection, hello: Hello): void {
    if (this.state.name === 'connected') {
      const older = this.state.connection;
      this.parts.roomList.unsubscribe(this);
      refuse(this.parts, older, 'resumed-elsewhere', 0, this.name);
    }
    this.attach(connection, hello.token, hello);
    this.quota.charge(() => this.place.resumed(hello.seen));
    this.parts.contests.resumed(this);
    this.parts.heard?.(this);
  }

  /** What is missing of its limits, for another node. */
  get spent(): SpentQuota {
    return this.quota.spent;
  }

  spentElsewhere(spent: SpentQuota): void {
    this.quota.spentElsewhere(spent);
  }

  /** Who it is from the start. */
  setAccount(account: Account | null): void {
    this.currentAccount = account;
  }

  /** From now on it is this account, or nobody, under this name. The client learns of it, and so do others in its room. */
  become(account: Account | null, name: string): void {
    const oldName = this.currentName;
    this.currentAccount = account;
    this.currentName = name;
    this.keeper.changed(this);
    this.sendIdentity();
    if (name !== oldName) this.room?.renamed(oldName, this);
  }

  /** Another name, which the player has chosen. @returns the fault if it comes too soon, or null */
  takeRename(): Refusal | null {
    const nowMs = this.parts.clock.now();
    if (this.renames.take(nowMs)) return null;
    return { code: 'too-fast', text: 'too many other names: wait a moment', retryAfterMs: this.renames.waitMs(nowMs) };
  }

  /** Another player has another name, under which this one still does not read their lines. @param key of the name */
  otherRenamed(oldKey: string, key: string): void {
    this.mutes.renamed(oldKey, key);
  }

  /** The operator of the server has banned it: it ends. */
  banned(fault: Fault): void {
    this.refuse(fault, 0);
    this.end();
  }

  /** Why it may not go on; null if it may. @param account who it would be @param name that it would have */
  banOf(account: Account | null = this.account, name = this.name): Fault | null {
    return this.parts.bans.faultOf(
      { address: this.address, name, identity: account?.identity ?? null },
      this.parts.clock.date(),
    );
  }

  /** Sends the refusal of a part of `hello`, after its `welcome`. */
  refuseTicket(refusal: Refusal): void {
    this.refuse(refusal, CLIENT_MESSAGES.hello.type);
  }

  /** This process ends, and a later one goes on with the session: the client is to connect again. */
  suspend(): void {
    if (this.state.name !== 'connected') return;
    const { connection } = this.state;
    this.state = { name: 'disconnected' };
    connection.close(frameOf(errorMessage('server-stopping', 0)));
  }

  /** Breaks its connection without a word. It goes on, disconnected. @returns whether it was connected */
  cutOff(): boolean {
    if (this.state.name !== 'connected') return false;
    const { connection } = this.state;
    this.parts.roomList.unsubscribe(this);
    this.state = { name: 'disconnected' };
    this.place.disconnected();
    connection.reset();
    return true;
  }

  /** Whether frames wait for the journal that show a room which it has left, or the leave itself. */
  awaitsLeaveOf(code: string): boolean {
    return this.state.name === 'connected' && this.state.connection.heldBytes > 0 && this.leftRooms.has(code);
  }

  private noteLeft(code: string): void {
    if (this.state.name !== 'connected' || this.state.connection.heldBytes === 0) this.leftRooms.clear();
    this.leftRooms.add(code);
  }

  /** Says bye and ends. */
  bye(reason: string): void {
    if (this.state.name === 'connected') this.state.connection.close(frameOf({ type: 'bye', reason }));
    this.end();
  }

  /** An operator ends it. @param reason shown to the player, '' for none */
  endByOperator(reason: string): void {
    this.refuse(reason === '' ? 'ended-by-operator' : { code: 'ended-by-operator', text: reason }, 0);
    this.end();
  }

  /** Releases everything that it holds. */
  end(): void {
    if (this.state.name === 'ended') return;
    this.state = { name: 'ended' };
    this.parts.roomList.unsubscribe(this);
    this.parts.contests.withdraw(this);
    this.place.leave();
    this.keeper.ended(this);
    this.quota.release();
  }

  get hasEnded(): boolean {
    return this.state.name === 'ended';
  }

  /**
   * It goes on at another node. Its room, if it has one, is there too, or has let it go before.
   * @param last the last message to its client; null for none
   */
  letGo(last: ServerMessage | null): void {
    const { state } = this;
    this.state = { name: 'ended' };
    this.parts.roomList.unsubscribe(this);
    this.parts.contests.withdraw(this);
    this.quota.release();
    if (state.name !== 'connected') return;
    if (last === null) state.connection.reset();
    else state.connection.close(frameOf(last));
  }

  /** Whether its client understands `redirect`. */
  get follows(): boolean {
    return this.state.name === 'connected' && this.state.follows;
  }

  /** Reads nothing from its client until `readOn`. */
  stopReading(): void {
    if (this.state.name === 'connected') this.state.connection.pause();
  }

  readOn(): void {
    if (this.state.name === 'connected') this.state.connection.resume();
  }

  /** Its connection is not its own any more. @returns null if it has none */
  giveConnection(): Connection | null {
    const { state } = this;
    if (state.name !== 'connected') return null;
    this.state = { name: 'disconnected' };
    return state.connection;
  }

  /** @param used the token that it resumes, '' for a new session */
  private attach(connection: Connection, used: string, { rules, colour, mark, follows = false }: Hello): void {
    assert(this.state.name !== 'ended', 'a session that has ended is not resumed');
    const token = this.keeper.renewToken(this, used);
    this.keeper.connected(this);
    const flow = new FlowControl(this.parts.config, connection);
    this.state = { name: 'connected', connection, flow, rules, follows, hasToken: false, hasLeft: false };
    this.address = connection.address;
    // A client of an earlier version names no favourites: it keeps those that the session has.
    if (colour + mark > 0) this.favoured = readFavourite({ colour, mark });
    this.quota.moveTo(connection.address);
    this.quota.spend(MESSAGE_WORK_US.hello, 0);
    connection.handOver(this);
    this.keeper.changed(this);
    this.answer({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      name: this.name,
      tickRate: TICKS_PER_SECOND,
      pingIntervalMs: PING_INTERVAL_MS,
      token,
      resumed: used !== '',
      rules: RULES_VERSION,
    });
    if (this.currentAccount !== null) this.sendIdentity();
    if (this.keeper.otherNodes.length > 0) this.sendNodes();
  }

  /** Names the other nodes, for the case that this one is gone. */
  sendNodes(): void {
    const { state } = this;
    if (state.name === 'connected' && state.follows) this.answer({ type: 'nodes', nodes: this.keeper.otherNodes });
  }

  private sendIdentity(): void {
    this.answer({ type: 'identity', name: this.name, kind: this.currentAccount?.kind ?? '' });
  }

  /** The connection is lost, or about to be closed. */
  private disconnect({ hasLeft }: ConnectedState): void {
    this.parts.roomList.unsubscribe(this);
    if (hasLeft && this.room === null) return this.end();
    this.state = { name: 'disconnected' };
    this.keeper.disconnected(this);
    this.quota.charge(() => this.place.disconnected());
  }

  // Reports of its connection.

  received(message: ClientMessage): void {
    const { state } = this;
    if (state.name !== 'connected') return;
    if (!state.hasToken) this.keeper.confirmToken(this);
    state.hasToken = true;
    this.parts.metrics.messages[message.type]++;
    this.take(message, state);
  }

  /** Does what its client has asked another node for. */
  request({ message, hops }: SentRequest): void {
    if (this.state.name !== 'connected') return;
    this.hops = hops;
    this.take(message, this.state);
    this.hops = 0;
  }

  /** Its client has said this on a connection to another node, from which the session has come. */
  saidElsewhere(message: ClientMessage): void {
    if (this.state.name === 'connected') this.take(message, this.state);
  }

  private take(message: ClientMessage, state: ConnectedState): void {
    if (message.type !== 'ping') {
      state.hasLeft = message.type === 'leave';
      this.room?.heard(this);
    }
    const workUs = MESSAGE_WORK_US[message.type];
    const refusal = workUs === 0 ? this.parts.handle(message, this) : this.handleWithinQuota(message, workUs);
    if (refusal !== null) this.refuse(refusal, CLIENT_MESSAGES[message.type].type);
    this.parts.heard?.(this);
  }

  /** Does what a message asks for, unless too much was spent before. `leave` is always possible. */
  private handleWithinQuota(message: ClientMessage, workUs: number): Refusal | null {
    this.place.confirm();
    if (this.quota.isSpent && message.type !== 'leave') return this.quota.refusal();
    return this.quota.charge(() => this.parts.handle(message, this), workUs);
  }

  /** A message that cannot be read costs more than most that can, but not the seat. */
  mistaken({ error: code, text, answers }: Mistake): void {
    if (this.quota.isSpent) this.refuse(this.quota.refusal(), answers);
    else this.quota.charge(() => this.refuse({ code, text }, answers), MISTAKE_WORK_US);
    this.parts.heard?.(this);
  }

  faulted(refusal: Refusal): void {
    this.refuse(refusal, 0);
    this.parts.heard?.(this);
  }

  closed(): void {
    if (this.state.name === 'connected') this.disconnect(this.state);
    this.parts.heard?.(this);
  }

  overdue(nowMs: number): Refusal | null {
    if (this.state.name !== 'connected') return null;
    const { connection, flow } = this.state;
    if (this.room !== null && flow.standsStill(nowMs)) {
      return { code: 'too-far-behind', text: `no newer seenTick for ${seconds(this.parts.config.standstillMsMax)}` };
    }
    return nowMs - connection.lastMessageMs > (this.parts.silenceMsMax ?? SILENCE_MS_MAX) ? 'silent' : null;
  }

  /** @param answers type of what is refused, 0 where it is no message */
  private refuse(refusal: Refusal, answers: number): void {
    const { state } = this;
    if (state.name !== 'connected') return;
    const { code } = faultOf(refusal);
    this.parts.refused?.(this, code);
    if (!refuse(this.parts, state.connection, refusal, answers, this.name)) return;
    if (isResumable(code)) this.disconnect(state);
    else this.end();
  }

  // For requests.

  /** Null in the lobby. */
  get room(): Room | null {
    return this.place.room;
  }

  /**
   * Goes from the lobby into a room.
   * @param rate of its snapshots there, or the log
   * @param into lets this player into a room
   * @returns why that was refused, or null
   */
  enterRoom(rate: StreamRate, into: () => Placing): Refusal | null {
    return this.place.enter(rate, into);
  }

  leaveRoom(): void {
    this.place.leave();
  }

  /** A `play` that was answered neither with a room nor with a refusal is refused now. */
  refusePlay(refusal: Refusal): void {
    this.refuse(refusal, CLIENT_MESSAGES.play.type);
  }

  /** A line that was neither sent nor refused is refused now. */
  refuseChat(refusal: Refusal): void {
    this.refuse(refusal, CLIENT_MESSAGES.chat.type);
  }

  /** The client says which tick it has seen last. */
  saw(seenTick: number): void {
    if (this.state.name !== 'connected' || this.room === null) return;
    this.state.flow.seen(seenTick, this.room.tickFor(this), this.parts.clock.now());
  }

  /** Answers a ping. A client that has the whole log learns up to which tick there were no further inputs. */
  pong(time: number): void {
    if (this.state.name !== 'connected') return;
    const { room } = this;
    const logTick = room?.logTickOf(this) ?? 0;
    if (logTick > 0) this.state.flow.showTick(logTick, this.parts.clock.now());
    this.answer({ type: 'pong', time, tick: room?.tickFor(this) ?? 0, logTick });
  }

  /** @param name the player to mute or unmute; '' for all players. */
  mute(name: string, isMuted: boolean): void {
    this.mutes.set(name, isMuted);
    this.keeper.changed(this);
  }

  /** @param favourite 0 for none, and for a number that this version does not know */
  prefer(favourite: Appearance): void {
    this.favoured = readFavourite(favourite);
    this.keeper.changed(this);
  }

  identify(ticket: string): Refusal | null {
    return this.whenDone('identify', (done) => this.keeper.identify(this, ticket, done));
  }

  rename(name: string): Refusal | null {
    return this.whenDone('rename', (done) => this.keeper.rename(this, name, done));
  }

  /**
   * Does what a request for a room asks for, or leads the client to the node that does it.
   * @param answer does it here @returns why it is refused, or null
   */
  route(request: RoomRequest, answer: () => Refusal | null): Refusal | null {
    const { others } = this.parts;
    const { state } = this;
    const route = others?.route(request, this, this.hops) ?? null;
    if (others === null || route === null || state.name !== 'connected') return answer();
    if ('error' in route) return route.error;
    const { node } = route;
    if (!state.follows) {
      const isForCode = (request.type === 'join' || request.type === 'watch') && request.code !== '';
      return isForCode ? otherNode(`room ${request.code}`, others.addressOf(node)) : answer();
    }
    return this.whenDone(request.type, (done) => {
      others.handOver(this, node, { message: request, hops: this.hops + 1 }, (result) => {
        if ('refusal' in result) done(result.refusal);
        else if (this.state === state) this.keeper.letGo(this, result.message);
        // Its client has gone meanwhile: it stays.
        else if (!this.hasEnded) this.keeper.changed(this);
      });
    });
  }

  /**
   * Begins what may need an answer of another process. Until it is done, no further message of the client is read.
   * @param type what a refusal answers
   * @returns the refusal if it is known at once, otherwise null
   */
  private whenDone(type: ClientMessage['type'], begin: (done: Done) => void): Refusal | null {
    const { state } = this;
    let result: Refusal | null | undefined;
    let isWaiting = false;
    begin((refusal) => {
      result = refusal;
      if (!isWaiting || state.name !== 'connected') return;
      if (refusal !== null && this.state === state) this.refuse(refusal, CLIENT_MESSAGES[type].type);
      // Its room may have taken the connection along to another node.
      state.connection.resume();
    });
    if (result !== undefined) return result;
    isWaiting = true;
    if (state.name === 'connected' && this.state === state) state.connection.pause();
    return null;
  }

  answer(message: ServerMessage): void {
    this.send(frameOf(message));
  }

  // For operators.

  /** Whether a text, in lower case, is a part of its name or address. */
  isFoundBy(part: string): boolean {
    return this.address.includes(part) || this.name.toLowerCase().includes(part);
  }

  /** Who is where. */
  get report(): ControlSession {
    const { id, name, kind, address, room, sinceMs, state, isConnected } = this;
    const { connection, flow } = state.name === 'connected' ? state : NOT_CONNECTED;
    const lagTicks = room === null ? null : (flow?.roundTripTicks ?? null);
    return {
      ...{ id, name, kind, address, isConnected, sinceMs },
      identity: this.identity === null ? '' : identityText(this.identity),
      room: room?.code ?? '',
      roundTripMs: lagTicks === null ? null : Math.round((lagTicks * 1000) / TICKS_PER_SECOND),
      bytesIn: connection?.bytesIn ?? 0,
      bytesOut: connection?.bytesOut ?? 0,
    };
  }

  // For rooms.

  get favourite(): Appearance {
    return this.favoured;
  }

  get rate(): StreamRate {
    return this.place.rate;
  }

  get runsRules(): boolean {
    return this.state.name === 'connected' && this.state.rules === RULES_VERSION;
  }

  get isConnected(): boolean {
    return this.state.name === 'connected';
  }

  get viewer(): Viewer | null {
    return this.state.name === 'connected' ? this.state.flow : null;
  }

  get caller(): Caller {
    return this.quota.caller;
  }

  get banKeys(): BanKeys {
    const address = networkOf(this.address);
    return {
      session: `session ${this.id}`,
      addressAndName: `${address} ${nameKey(this.name)}`,
      address: this.caller.isShared ? null : address,
    };
  }

  hears(name: string): boolean {
    return !this.mutes.has(name);
  }

  joined(frame: Buffer, tick: number): void {
    if (this.state.name === 'connected') this.state.flow.start(tick, this.parts.clock.now());
    this.send(frame);
  }

  send(frame: Buffer): void {
    if (this.state.name === 'connected') this.state.connection.write(frame);
  }

  removed(reason: LeaveReason): void {
    this.place.removed(reason);
  }

  caused(bytes: number): void {
    this.quota.spend(0, bytes);
  }

  private sendLeft(reason: LeaveReason): void {
    if (reason === 'failed') this.refuse('room-failed', 0);
    this.answer({ type: 'left', reason });
  }
}

/** For a client that does not follow. @param address of the node that has what it asks for; null if it is not known */
function otherNode(what: string, address: string | null): Fault {
  return { code: 'other-node', text: `${what} is at ${address ?? 'another node of this server'}` };
}
