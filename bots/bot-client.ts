// A player that is a program: a conversation with a server over sockets of Node, with promises and handlers around it.
// What to steer is left to a brain (brains/), what to do with many bots to main.ts and load/.

import {
  Conversation,
  MatchModel,
  type AfterLoss,
  type ConversationState,
  type Entry,
  type Joined,
  type Results,
  type Traffic,
  type TransportEvents,
} from '#client';
import {
  LOG_RATE,
  type ClientMessage,
  type NodeAddress,
  type RoomState,
  type ServerMessage,
  type SnapshotRate,
  type StreamRate,
} from '#protocol';
import { TICKS_PER_SECOND, type Direction, type World } from '#simulation';
import { ArrivalWorld } from './arrival-world.ts';
import { BotError } from './bot-error.ts';
import { RoundTrip } from './round-trip.ts';
import { nodeSurroundings, ServerSocket, type ServerAddress } from './server-socket.ts';
import { Turns } from './turns.ts';

/** Snapshots a second from a server with other rules, whose match log cannot be used. */
const SNAPSHOT_RATE: SnapshotRate = 20;
/** In all other states the World stands still. */
const RUNNING: readonly RoomState[] = ['countdown', 'play'];

/** What the client calls. All handlers may be left out. */
export interface BotHandlers {
  /** A match has begun: after `enter`, for each rematch, and again over a new connection or in a new session. */
  onJoined?(client: BotClient, match: MatchModel): void;
  /**
   * The match's World has moved on, by a snapshot or a piece of the match log. `events` of all ticks since the last call:
   * kind, who, place, value, and again (EVENT_LENGTH numbers each).
   */
  onUpdate?(client: BotClient, match: MatchModel, events: ArrayLike<number>): void;
  /**
   * Time to steer: after each update, and at least 20 times a second. `ahead`: the World as it will be when an input that
   * is sent now arrives, as far as is known. Valid until the call returns.
   */
  onTurn?(client: BotClient, ahead: World, match: MatchModel): void;
  /** After this tick the hash of our World differed from the server's. A keyframe follows. */
  onWrongHash?(client: BotClient, tick: number): void;
  /** The room is new, or has changed its state, host or settings. */
  onRoom?(client: BotClient, room: ServerMessage & { type: 'room' }): void;
  /** A match is over. */
  onResults?(client: BotClient, results: Results): void;
  /**
   * The server has refused a message, and nothing has changed: a mistake of the program, a limit, or what the room does not
   * allow. The text names the message and its field: `bad-fields: input.direction: 0 to 4`. The errors of `enter` are not
   * reported here: it throws them.
   */
  onError?(client: BotClient, error: BotError): void;
  /** The server looks for opponents. */
  onQueued?(client: BotClient, queued: ServerMessage & { readonly type: 'queued' }): void;
  /** `cut` ends the connection now: what does not come until it is replaced is not the server's fault. */
  onCut?(client: BotClient): void;
  /** There is no connection. @param text why, in one line @param afterMs milliseconds until the next attempt */
  onRetry?(client: BotClient, text: string, afterMs: number): void;
  /** The connection was lost, and the session goes on over a new one. */
  onResumed?(client: BotClient): void;
  /** The server has sent us to another of its nodes. The session and the match go on there. */
  onRedirected?(client: BotClient, to: NodeAddress): void;
  /** The server no longer had the session: a new one is in a room, the same (`from` is `to`) or another. */
  onMovedOn?(client: BotClient, from: string, to: string): void;
}

/** Refusals of a ranked match that pass, and how long a bot of the ladder waits before it asks again. */
const LADDER_REFUSALS: readonly string[] = ['ratings-unavailable', 'ranked-pause', 'queue-full', 'queue-address-full'];
const LADDER_RETRY_MS = 10_000;

/** Settings of a client. */
export interface BotOptions {
  /** Ends an attempt to connect early: a client that is not connected by then is closed. */
  readonly signal?: AbortSignal;
  /**
   * Whether the server waits for an answer to each snapshot. Then `onTurn` is called once for each, and a ping is sent
   * where it does not steer. By default it is so if PACKETMAN_LOCKSTEP is 1, as the arena sets it.
   */
  readonly lockstep?: boolean;
  /** The token of a bot with a name of its own, which its owner made: a secret. The bot gets that name. */
  readonly token?: string;
  /** What to do when the server no longer has the session: `play` on in a new one if left out. */
  readonly afterLoss?: AfterLoss;
  /** Makes the model of a match; `MatchModel` itself if left out. @param world owned by the model from now on */
  readonly createMatch?: (joined: Joined, world: World) => MatchModel;
}

/** A request for a seat. `rate`: snapshots a second; the match log if it is left out. */
export type EnterMessage = Extract<Entry, { readonly type: 'play' | 'join' | 'create' }> & {
  readonly rate?: StreamRate;
};

interface Waiting {
  readonly until: 'lobby' | 'room';
  readonly resolve: () => void;
  readonly reject: (error: BotError) => void;
}

/** A player that is a program: it keeps the connection, the session and the World, and its handlers steer. */
export class BotClient {
  /** The newest match, null before the first one. */
  match: MatchModel | null = null;
  /** How often the session went on over a new connection. */
  resumedCount = 0;
  /** How often a new session followed a lost one. */
  movedOnCount = 0;
  /** The node of the server that has sent the newest bytes; null for the address that the client was given. */
  node: NodeAddress | null = null;
  /** Settles when the client has ended: with null when we closed it. Never rejects. */
  readonly closed: Promise<BotError | null>;

  private readonly handlers: BotHandlers;
  private readonly conversation: Conversation;
  private readonly settleClosed: (error: BotError | null) => void;
  private readonly afterLoss: AfterLoss;
  private readonly isLockstep: boolean;
  /** Whether an input was sent since the last snapshot. */
  private hasSteered = false;
  /** The newest request for a seat. */
  private entry: Entry | null = null;
  /** The room that was closed while we were in it, until we are in another one. */
  private closedRoom: string | null = null;
  /** Whether the request for another room is open that followed a `left`. */
  private asksAgain = false;
  private readonly roundTrip = new RoundTrip();
  private readonly turns: Turns;
  private arrivalWorld: ArrivalWorld | null = null;
  /** When the World was last heard of. */
  private updateMs = 0;
  private socket: ServerSocket | null = null;
  /** The promise of `connect` or `enter` that is open. */
  private waiting: Waiting | null = null;
  /** Why we close, if not because we want to. */
  private fault: BotError | null = null;

  /**
   * Connects and says hello.
   * @param name 1..16 visible characters
   * @throws BotError
   */
  static async connect(
    address: ServerAddress,
    name: string,
    handlers: BotHandlers = {},
    options: BotOptions = {},
  ): Promise<BotClient> {
    const { signal } = options;
    const client = new BotClient(address, name, handlers, options);
    const abort = () => client.fail(new BotError('no-answer', 'to hello, until it was stopped'));
    signal?.addEventListener('abort', abort);
    try {
      await client.wait('lobby', () => {
        if (signal?.aborted === true) abort();
      });
      return client;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  private constructor(
    address: ServerAddress,
    name: string,
    handlers: BotHandlers,
    {
      afterLoss = 'play',
      createMatch = (joined, world) => new MatchModel(joined, world),
      lockstep = process.env['PACKETMAN_LOCKSTEP'] === '1',
      token = '',
    }: BotOptions,
  ) {
    this.isLockstep = lockstep;
    this.handlers = handlers;
    this.afterLoss = afterLoss;
    let settle!: (error: BotError | null) => void;
    this.closed = new Promise((resolve) => (settle = resolve));
    this.settleClosed = settle;
    this.turns = new Turns(() => this.turn());
    this.conversation = new Conversation(
      nodeSurroundings((events, node) => (this.socket = this.dial(address, events, node))),
      {
        ...{ name, kind: 'bot', entry: null, afterLoss, saved: null, createMatch, ticket: token },
        ...{ rate: LOG_RATE, snapshotRate: SNAPSHOT_RATE },
      },
      {
        changed: (state) => this.changed(state),
        received: (message) => this.received(message),
        refused: (code, text, entry) => this.refused(new BotError(code, text), entry),
        retries: (text, afterMs) => this.handlers.onRetry?.(this, text, afterMs),
        redirected: (to) => this.handlers.onRedirected?.(this, to),
        wrongHash: (tick) => this.handlers.onWrongHash?.(this, tick),
        movedOn: (from, to) => this.movedOn(from, to),
        saved: () => {},
      },
    );
  }

  /** The name the server gave, which may differ from the one asked for. */
  get name(): string {
    return this.conversation.session.name;
  }

  /** The quickest of the last round trips, in ticks; 0 before the first pong. */
  get roundTripTicks(): number {
    return this.roundTrip.ticks;
  }

  /** Pieces of the match log that led to another World than the server's. */
  get wrongHashes(): number {
    return this.conversation.wrongHashes;
  }

  /** Bytes and messages of all its connections. */
  get traffic(): Readonly<Traffic> {
    return this.conversation.session.traffic;
  }

  /** Whether it was closed, or has given up. */
  get hasEnded(): boolean {
    return this.conversation.state.name === 'ended';
  }

  /** Whether it has lost its connection or its session, and is not in a room again. */
  get isDisconnected(): boolean {
    return !this.hasEnded && this.conversation.match === null;
  }

  /**
   * Takes a seat: by quick play, by a room's code, or in a room of one's own. With `ranked` it waits for opponents, however
   * long that takes, and after each match for the next ones.
   * @returns the match, which `onJoined` has seen before.
   * @throws BotError with the server's code when it refuses; the client may ask again.
   */
  async enter({ rate = LOG_RATE, ...entry }: EnterMessage): Promise<MatchModel> {
    const { state } = this.conversation;
    if (state.name === 'room') throw new BotError('not-allowed-now', 'the client is in a room');
    if (state.name !== 'lobby') throw new BotError('connection-lost', 'there is no connection at the moment');
    this.entry = entry;
    await this.wait('room', () => {
      if (!this.conversation.enter(entry, rate)) throw new Error('one request at a time');
    });
    return this.match!;
  }

  /**
   * The World of the match as it will be when an input that is sent now arrives, as far as is known. Valid until the next
   * call.
   */
  ahead(): World {
    const { world } = this.match!;
    this.arrivalWorld ??= new ArrivalWorld(world);
    try {
      return this.arrivalWorld.after(world, this.leadTicks);
    } catch (error) {
      // The rules assert their invariants, and a server can send any words.
      this.conversation.fail(`its World breaks the rules (${String(error)})`);
      return world;
    }
  }

  /**
   * Steers: sends a direction, meant for the server's next tick.
   * @returns its sequence: `world.seatInput[seat]` reaches it with the first update that has it applied.
   */
  steer(direction: Direction): number {
    this.hasSteered = true;
    return this.conversation.steer(direction, 0);
  }

  /** Sends what needs no answer. What is sent while the connection is lost is lost too. */
  send(message: ClientMessage): void {
    this.conversation.send(message);
  }

  /** Stops reading, or reads on, as a slow network does. */
  setReading(isReading: boolean): void {
    this.socket?.setReading(isReading);
  }

  /** Loses the connection, as a network does; the session goes on over another one. */
  cut(): void {
    if (this.conversation.match === null) return;
    this.handlers.onCut?.(this);
    this.socket?.cut();
  }

  /** Leaves, and ends the session. */
  close(): void {
    this.conversation.close();
  }

  /** While the client goes to another node, bytes of the one before can still arrive. */
  private dial(address: ServerAddress, events: TransportEvents, node: NodeAddress | null): ServerSocket {
    const received = (bytes: Uint8Array) => {
      this.node = node;
      events.received(bytes);
    };
    const opened = () => events.opened();
    const closed = (reason: string) => events.closed(reason);
    return new ServerSocket(address, { opened, received, closed }, node);
  }

  private changed(state: ConversationState): void {
    if (!this.isOn) this.turns.stop();
    if (state.name === 'lobby') this.reached('lobby');
    if (state.name === 'resuming') {
      this.resumedCount++;
      this.handlers.onResumed?.(this);
    }
    if (state.name === 'ended') {
      const error = state.reason === 'left' ? this.fault : new BotError(state.reason, state.text);
      this.waiting?.reject(error ?? new BotError('connection-lost', 'we closed the client'));
      this.settleClosed(error);
    }
  }

  private received(message: ServerMessage): void {
    const { match } = this.conversation;
    switch (message.type) {
      case 'joined':
        return this.joined(match!);
      case 'snapshot':
      case 'keyframe':
      case 'log':
        return match === null ? undefined : this.updated(match);
      case 'room':
        return this.handlers.onRoom?.(this, message);
      case 'results':
        return this.handlers.onResults?.(this, message);
      case 'queued':
        return this.handlers.onQueued?.(this, message);
      case 'pong':
        return this.roundTrip.pong(message.time);
      case 'left':
        return this.left(message.reason);
      default:
    }
  }

  private updated(match: MatchModel): void {
    this.updateMs = performance.now();
    this.handlers.onUpdate?.(this, match, match.events);
    if (this.hasEnded) return;
    if (this.isLockstep) this.answer(match);
    else if (this.handlers.onTurn !== undefined) this.turns.updated(this.isOn);
  }

  /** Steers, or says that it has seen the World: the clock of the server waits for it. */
  private answer(match: MatchModel): void {
    this.hasSteered = false;
    if (this.handlers.onTurn !== undefined && this.isOn) this.turn();
    if (!this.hasSteered && !this.hasEnded) this.send({ type: 'ping', time: 0, seenTick: match.world.tick });
  }

  /** Ticks from the World of the match to the one in which an input that is sent now is applied. */
  private get leadTicks(): number {
    if (this.isLockstep) return 1;
    const updateTicks = ((performance.now() - this.updateMs) * TICKS_PER_SECOND) / 1000;
    return this.isOn ? updateTicks + this.roundTripTicks + 1 : 0;
  }

  private turn(): void {
    const { match } = this.conversation;
    if (match === null) return;
    const ahead = this.ahead();
    if (!this.hasEnded) this.handlers.onTurn?.(this, ahead, match);
  }

  /** Whether the World ticks. */
  private get isOn(): boolean {
    const { state } = this.conversation;
    return state.name === 'room' && RUNNING.includes(state.room.state);
  }

  private joined(match: MatchModel): void {
    if (match.seat < 0) return this.conversation.fail('its `joined` gives no seat');
    this.match = match;
    this.arrivalWorld = null;
    this.updateMs = performance.now();
    this.handlers.onJoined?.(this, match);
    this.reached('room');
    const { closedRoom } = this;
    this.closedRoom = null;
    this.asksAgain = false;
    if (closedRoom !== null) this.movedOn(closedRoom, match.code);
  }

  /** A bot leaves a room by itself only with its session. */
  private left(reason: (ServerMessage & { type: 'left' })['reason']): void {
    const { match, entry } = this;
    // Another node repeats what the one before has said of the room.
    if (reason === 'closed' && this.asksAgain) return;
    const isRanked = entry?.type === 'play' && entry.ranked === true;
    // The server looks for other opponents at once.
    if (isRanked && reason === 'called-off') return;
    // After each match of the ladder: we want the next one.
    if (isRanked && reason === 'closed' && this.conversation.enter(entry)) return void (this.asksAgain = true);
    // As after a restart whose server could not go on with the match: it has other rules.
    const isClosed = reason === 'closed' && match !== null && this.afterLoss === 'play';
    if (isClosed && this.conversation.enter({ type: 'play', mode: match.mode })) {
      this.closedRoom = match.code;
      this.asksAgain = true;
    } else this.fail(new BotError('sent-away', reason));
  }

  private movedOn(from: string, to: string): void {
    this.movedOnCount++;
    this.handlers.onMovedOn?.(this, from, to);
  }

  /** No room takes us if it answers a request. The caller of `enter` decides; after a lost session there is no caller. */
  private refused(error: BotError, entry: Entry | null): void {
    if (entry === null) this.handlers.onError?.(this, error);
    else if (this.waiting !== null) this.waiting.reject(error);
    else if (LADDER_REFUSALS.includes(error.fault)) this.askAgain(entry);
    else this.fail(error);
  }

  /** The next match of the ladder has to wait for something other than opponents. */
  private askAgain(entry: Entry): void {
    const timer = setTimeout(() => this.conversation.enter(entry), LADDER_RETRY_MS);
    void this.closed.then(() => clearTimeout(timer));
  }

  private fail(error: BotError): void {
    this.fault ??= error;
    this.close();
  }

  private reached(what: Waiting['until']): void {
    if (this.waiting?.until === what) this.waiting.resolve();
  }

  /** @param start begins what is waited for */
  private async wait(until: Waiting['until'], start: () => void): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.waiting = { until, resolve, reject };
        start();
      });
    } finally {
      this.waiting = null;
    }
  }
}
