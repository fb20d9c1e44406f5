// A pretend player: one stay on a server, which outlives its connections, and a World kept in step with the server's.
// Bytes are left to connection.ts, what to wish for to a brain (brains/), what to do with many to main.ts and load.ts.
//
//   connect ──► open ──lost──► (wait) ──► connecting again ──welcome, resumed──► open
//                │                ▲                │
//              close, fatal       └──── lost ──────┤ too often, or the stay is over
//                ▼                                 ▼
//              ended ◄─────────────────────────────┘

import { errorCodeOf, msSincePing, PROTOCOL_VERSION, type ClientMessage, type ServerMessage } from '#protocol';
import { TICKS_PER_SECOND, type Direction } from '#simulation';
import { BotError } from './bot-error.ts';
import { matchOf, moveOn, type BotMatch } from './bot-match.ts';
import { ReconnectPolicy } from './reconnect.ts';
import { Connection, type ConnectionOwner, type ServerAddress } from './connection.ts';
import { Question } from './question.ts';

/** How long the server may take to answer `hello`, `play`, `join` and `create`; for `hello` with the time to connect. */
const ANSWER_MS_MAX = 10_000;
/** Round trips remembered: one that was long says more of a process that stood still than of the way. */
const ROUND_TRIPS_MAX = 4;

export interface BotHandlers {
  /** A match has begun: after `enter`, for each rematch, and again when the stay was taken up again. */
  onJoined?(client: BotClient, match: BotMatch): void;
  /** The match's World has moved on. `events`: kind, who, place, value, and again (EVENT_LENGTH numbers each). */
  onSnapshot?(client: BotClient, match: BotMatch, events: ArrayLike<number>): void;
  /** The room is new, or has changed its state, host or settings. */
  onRoom?(client: BotClient, room: ServerMessage & { type: 'room' }): void;
  /** `cut` ends the connection now: what does not come until it is back is nobody's fault. */
  onCut?(client: BotClient): void;
  /** The connection was lost, and the stay goes on over a new one. */
  onResumed?(client: BotClient): void;
}

type EnterMessage = Extract<ClientMessage, { type: 'play' | 'join' | 'create' }>;

export class BotClient implements ConnectionOwner {
  /** The name the server gave, which may differ from the one asked for. */
  name: string;
  match: BotMatch | null = null;
  /** The quickest of the last ways there and back, in ticks; 0 before the first pong. */
  roundTripTicks = 0;
  private readonly roundTrips: number[] = [];
  /** How often the stay went on over a new connection. */
  resumedCount = 0;
  readonly traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  /** Settles when the stay has ended: with null when we ended it. Never rejects. */
  readonly closed: Promise<BotError | null>;

  private readonly address: ServerAddress;
  private readonly handlers: BotHandlers;
  private readonly settleClosed: (error: BotError | null) => void;
  private connection: Connection;
  private state: 'connecting' | 'open' | 'ended' = 'connecting';
  /** What takes this stay up again; '' before the first welcome. */
  private token = '';
  private readonly comeback = new ReconnectPolicy();
  /** Whether we came back, had a seat before, and have not been told that we still have it. */
  private isSeatOpen = false;
  private readonly question = new Question();
  /** Rises through all matches and connections of a stay. */
  private sequence = 0;

  /**
   * Connects and says hello.
   * @param name 1..16 visible characters
   * @param signal ends the attempt early: a client that is not connected by then is closed
   * @throws BotError
   */
  static async connect(
    address: ServerAddress,
    name: string,
    handlers: BotHandlers = {},
    signal?: AbortSignal,
  ): Promise<BotClient> {
    const client = new BotClient(address, name, handlers);
    const abort = () => client.connection.fail(new BotError('no-answer', 'to hello, until it was stopped'));
    signal?.addEventListener('abort', abort);
    try {
      if (signal?.aborted === true) abort();
      await client.ask(client.hello);
      return client;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  private constructor(address: ServerAddress, name: string, handlers: BotHandlers) {
    this.address = address;
    this.name = name;
    this.handlers = handlers;
    let settle!: (error: BotError | null) => void;
    this.closed = new Promise((resolve) => (settle = resolve));
    this.settleClosed = settle;
    this.connection = new Connection(address, this);
  }

  /**
   * Takes a seat: by quick play, by a room's code, or in a room of one's own.
   * @returns the match, which `onJoined` has seen before.
   * @throws BotError with the server's code when it refuses; the client may ask again unless the code is fatal.
   */
  async enter(message: EnterMessage): Promise<BotMatch> {
    if (this.state !== 'open') throw new BotError('connection-lost', 'there is no connection at the moment');
    await this.ask(message);
    return this.match!;
  }

  /**
   * Sends a wish, meant for the server's next tick.
   * @returns its sequence: `world.pacInput[seat]` reaches it with the first snapshot that has it applied.
   */
  wish(direction: Direction): number {
    this.sequence++;
    this.send({ type: 'input', sequence: this.sequence, tick: 0, direction, seenTick: this.seenTick });
    return this.sequence;
  }

  /** Sends what needs no answer. What is sent while the connection is lost is lost too. */
  send(message: ClientMessage): void {
    this.connection.send(message);
  }

  /** Stops to read, or reads on, as a slow network does. */
  setReading(isReading: boolean): void {
    this.connection.setReading(isReading);
  }

  /** Loses the connection, as a network does; the stay goes on over another one. */
  cut(): void {
    if (this.state !== 'open') return;
    this.handlers.onCut?.(this);
    this.connection.fail(new BotError('connection-lost', 'cut'));
  }

  /** Ends the stay in good order. */
  close(): void {
    this.quit(null);
  }

  // What the connection tells.

  received(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.welcomed(message);
      case 'joined':
        return this.joined(message);
      case 'snapshot':
      case 'keyframe':
        return this.movedOn(message);
      case 'seats':
        if (this.match !== null) this.match.seats = message.seats;
        return;
      case 'room':
        return this.handlers.onRoom?.(this, message);
      case 'pong':
        this.roundTrips.push((msSincePing(message.time, performance.now()) * TICKS_PER_SECOND) / 1000);
        if (this.roundTrips.length > ROUND_TRIPS_MAX) this.roundTrips.shift();
        this.roundTripTicks = Math.min(...this.roundTrips);
        if (this.isSeatOpen) this.quit(new BotError('sent-away', 'the seat was given away meanwhile'));
        return;
      case 'left':
        // We never leave a room without ending the stay.
        return this.quit(new BotError('sent-away', message.reason));
      case 'error':
        return this.takeError(message);
      case 'bye':
        return this.connection.fail(new BotError('bye', message.reason));
      default:
        return;
    }
  }

  ended(error: BotError): void {
    this.question.fail(error);
    if (this.token === '' || !this.comeback.isPossible(error)) return this.end(error);
    this.state = 'connecting';
    this.comeback.tryLater(() => this.resume());
  }

  /** Whether the stay is over. */
  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Whether it has lost its connection, and tries to get another one. */
  get isAway(): boolean {
    return this.state === 'connecting';
  }

  private get seenTick(): number {
    return this.match?.world.tick ?? 0;
  }

  private get hello(): ClientMessage {
    return { type: 'hello', version: PROTOCOL_VERSION, name: this.name, kind: 'bot', token: this.token };
  }

  private resume(): NodeJS.Timeout {
    this.connection = new Connection(this.address, this);
    this.send(this.hello);
    return this.startDeadline('hello');
  }

  private startDeadline(type: ClientMessage['type']): NodeJS.Timeout {
    const { connection } = this;
    return setTimeout(
      () => connection.fail(new BotError('no-answer', `to ${type}, within ${ANSWER_MS_MAX / 1000} s`)),
      ANSWER_MS_MAX,
    );
  }

  private ask(message: ClientMessage): Promise<void> {
    return this.question.ask(
      message.type,
      () => this.send(message),
      () => this.startDeadline(message.type),
    );
  }

  private welcomed({ name, token, resumed, pingIntervalMs }: ServerMessage & { type: 'welcome' }): void {
    const isFirst = this.token === '';
    if (!isFirst && !resumed) return this.quit(new BotError('connection-lost', 'the server no longer has the stay'));
    this.name = name;
    this.token = token;
    this.state = 'open';
    this.comeback.succeeded();
    this.connection.startPings(pingIntervalMs, () => this.seenTick);
    if (isFirst) return this.question.answer();
    this.isSeatOpen = this.match !== null;
    this.resumedCount++;
    this.handlers.onResumed?.(this);
  }

  private joined(message: ServerMessage & { type: 'joined' }): void {
    this.isSeatOpen = false;
    this.match = matchOf(message);
    if (this.match === null) {
      return this.quit(new BotError('bad-server', 'its match is not one this version can play'));
    }
    this.handlers.onJoined?.(this, this.match);
    this.question.answer();
  }

  private movedOn(message: ServerMessage & { type: 'snapshot' | 'keyframe' }): void {
    const { match } = this;
    if (match === null) return;
    if (!moveOn(match, message)) {
      return this.quit(new BotError('bad-server', `a ${message.type} does not fit the layout`));
    }
    this.handlers.onSnapshot?.(this, match, message.type === 'snapshot' ? message.events : []);
  }

  private takeError({ code, text, fatal, answers }: ServerMessage & { type: 'error' }): void {
    const error = new BotError(errorCodeOf(code) ?? 'unknown-error', text);
    if (fatal) return this.connection.fail(error);
    // Any other refusal leaves us where we were.
    this.question.refuse(answers, error);
  }

  /** Ends the stay on our side. */
  private quit(error: BotError | null): void {
    if (this.state === 'ended') return;
    // Without it the server would keep the seat for one who comes back.
    this.send({ type: 'leave' });
    this.connection.close();
    this.end(error);
  }

  private end(error: BotError | null): void {
    this.state = 'ended';
    this.comeback.giveUp();
    this.question.fail(error ?? new BotError('connection-lost', 'we ended the stay'));
    this.settleClosed(error);
  }
}
