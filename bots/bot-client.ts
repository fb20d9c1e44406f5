// A player that is a program: a conversation with a server over sockets of Node, with promises and handlers around it.
// What to steer is left to a brain (brains/), what to do with many bots to main.ts and load/.

import type { ClientMessage, ServerMessage, SnapshotRate } from '#protocol';
import type { Direction } from '#simulation';
import { Conversation, MatchModel, type ConversationState, type Entry, type Traffic, type AfterLoss } from '#client';
import { BotError } from './bot-error.ts';
import { RoundTrip } from './round-trip.ts';
import { nodeSurroundings, ServerSocket, type ServerAddress } from './server-socket.ts';

/** Until `enter` says another. */
const RATE: SnapshotRate = 20;

export interface BotHandlers {
  /** A match has begun: after `enter`, for each rematch, and again over a new connection or in a new session. */
  onJoined?(client: BotClient, match: MatchModel): void;
  /** The match's World has moved on. `events`: kind, who, place, value, and again (EVENT_LENGTH numbers each). */
  onSnapshot?(client: BotClient, match: MatchModel, events: ArrayLike<number>): void;
  /** The room is new, or has changed its state, host or settings. */
  onRoom?(client: BotClient, room: ServerMessage & { type: 'room' }): void;
  /** `cut` ends the connection now: what does not come until it is replaced is not the server's fault. */
  onCut?(client: BotClient): void;
  /** The connection was lost, and the session goes on over a new one. */
  onResumed?(client: BotClient): void;
  /** The server no longer had the session: a new one is in a room, the same (`from` is `to`) or another. */
  onMovedOn?(client: BotClient, from: string, to: string): void;
}

export interface BotOptions {
  /** Ends an attempt to connect early: a client that is not connected by then is closed. */
  readonly signal?: AbortSignal;
  /** What to do when the server no longer has the session: `play` on in a new one if left out. */
  readonly afterLoss?: AfterLoss;
}

/** A request for a seat, with the rate of snapshots. */
export type EnterMessage = Extract<Entry, { readonly type: 'play' | 'join' | 'create' }> & {
  readonly rate: SnapshotRate;
};

interface Waiting {
  readonly until: 'lobby' | 'room';
  readonly resolve: () => void;
  readonly reject: (error: BotError) => void;
}

export class BotClient {
  match: MatchModel | null = null;
  /** How often the session went on over a new connection, and how often a new session followed a lost one. */
  resumedCount = 0;
  movedOnCount = 0;
  /** Settles when the client has ended: with null when we closed it. Never rejects. */
  readonly closed: Promise<BotError | null>;

  private readonly handlers: BotHandlers;
  private readonly conversation: Conversation;
  private readonly settleClosed: (error: BotError | null) => void;
  private readonly roundTrip = new RoundTrip();
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
    { signal, afterLoss = 'play' }: BotOptions = {},
  ): Promise<BotClient> {
    const client = new BotClient(address, name, handlers, afterLoss);
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

  private constructor(address: ServerAddress, name: string, handlers: BotHandlers, afterLoss: AfterLoss) {
    this.handlers = handlers;
    let settle!: (error: BotError | null) => void;
    this.closed = new Promise((resolve) => (settle = resolve));
    this.settleClosed = settle;
    this.conversation = new Conversation(
      nodeSurroundings((events) => (this.socket = new ServerSocket(address, events))),
      {
        ...{ name, kind: 'bot', entry: null, rate: RATE, afterLoss, saved: null },
        createMatch: (joined, world) => new MatchModel(joined, world),
      },
      {
        changed: (state) => this.changed(state),
        received: (message) => this.received(message),
        refused: (code, text, entry) => entry !== null && this.refused(new BotError(code, text)),
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

  /** Of all connections. */
  get traffic(): Readonly<Traffic> {
    return this.conversation.session.traffic;
  }

  get hasEnded(): boolean {
    return this.conversation.state.name === 'ended';
  }

  /** Whether it has lost its connection or its session, and is not in a room again. */
  get isDisconnected(): boolean {
    return !this.hasEnded && this.conversation.match === null;
  }

  /**
   * Takes a seat: by quick play, by a room's code, or in a room of one's own.
   * @returns the match, which `onJoined` has seen before.
   * @throws BotError with the server's code when it refuses; the client may ask again.
   */
  async enter({ rate, ...entry }: EnterMessage): Promise<MatchModel> {
    const { state } = this.conversation;
    if (state.name === 'room') throw new BotError('not-allowed-now', 'the client is in a room');
    if (state.name !== 'lobby') throw new BotError('connection-lost', 'there is no connection at the moment');
    await this.wait('room', () => {
      if (!this.conversation.enter(entry, rate)) throw new Error('one request at a time');
    });
    return this.match!;
  }

  /**
   * Steers: sends a direction, meant for the server's next tick.
   * @returns its sequence: `world.seatInput[seat]` reaches it with the first snapshot that has it applied.
   */
  steer(direction: Direction): number {
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

  private changed(state: ConversationState): void {
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
        if (match === null) return;
        return this.handlers.onSnapshot?.(this, match, message.type === 'snapshot' ? message.events : []);
      case 'room':
        return this.handlers.onRoom?.(this, message);
      case 'pong':
        return this.roundTrip.pong(message.time);
      case 'left':
        // A bot leaves a room only with its session.
        return this.fail(new BotError('sent-away', message.reason));
      default:
    }
  }

  private joined(match: MatchModel): void {
    if (match.seat < 0) return this.conversation.fail('its `joined` gives no seat');
    this.match = match;
    this.handlers.onJoined?.(this, match);
    this.reached('room');
  }

  private movedOn(from: string, to: string): void {
    this.movedOnCount++;
    this.handlers.onMovedOn?.(this, from, to);
  }

  /** No room takes us. The caller of `enter` decides; after a lost session there is no caller. */
  private refused(error: BotError): void {
    if (this.waiting === null) this.fail(error);
    else this.waiting.reject(error);
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
