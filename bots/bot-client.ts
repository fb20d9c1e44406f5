// A pretend player: one TCP connection that keeps a World in step with the server's. What to wish for is left to a brain
// (brains/), what to do with many of them to main.ts and load.ts.

import { connect, type Socket } from 'node:net';
import {
  applyDelta,
  applyKeyframe,
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  PROTOCOL_VERSION,
  SERVER_PAYLOAD_BYTES_MAX,
  SILENCE_MS_MAX,
  type ClientMessage,
  type ServerMessage,
  type WireSeat,
} from '#protocol';
import { type Direction, TICKS_PER_SECOND, type World } from '#simulation';
import { BotError } from './bot-error.ts';
import { worldOfMatch } from './match-world.ts';

/** How long the server may take to answer `hello`, `play`, `join` and `create`. */
const ANSWER_MS_MAX = 10_000;
/** Bytes that may wait for a server that does not read. */
const UNSENT_BYTES_MAX = 64 * 1024;
/** Below this a server's wish for pings is not obeyed. */
const PING_INTERVAL_MS_MIN = 250;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** The match a client has a seat in. A rematch is a new one. */
export interface BotMatch {
  readonly code: string;
  readonly mode: string;
  readonly seat: number;
  /** Our copy of the server's World, as of the last snapshot. */
  readonly world: World;
  /** Who sits where; replaced as a whole. */
  seats: readonly WireSeat[];
}

export interface BotHandlers {
  /** A match has begun: after `enter`, and for each rematch. */
  onJoined?(client: BotClient, match: BotMatch): void;
  /** The match's World has moved on. `events`: kind, who, place, value, and again (EVENT_LENGTH numbers each). */
  onSnapshot?(client: BotClient, match: BotMatch, events: ArrayLike<number>): void;
}

type EnterMessage = Extract<ClientMessage, { type: 'play' | 'join' | 'create' }>;
type Question = { answer: 'welcome' | 'joined'; resolve: () => void; reject: (error: BotError) => void };

export class BotClient {
  /** The name the server gave, which may differ from the one asked for. */
  name: string;
  match: BotMatch | null = null;
  /** The last measured way there and back, in ticks; 0 before the first pong. */
  roundTripTicks = 0;
  readonly traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  /** Settles when the connection has ended: with null when we closed it. Never rejects. */
  readonly closed: Promise<BotError | null>;

  private readonly socket: Socket;
  private readonly handlers: BotHandlers;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private readonly settleClosed: (error: BotError | null) => void;
  private isOpen = true;
  private question: Question | null = null;
  private pinger: NodeJS.Timeout | undefined;
  private heardAtMs = performance.now();
  /** Rises through all matches of a connection. */
  private sequence = 0;

  /**
   * Connects and says hello.
   * @param name 1..16 visible characters
   * @throws BotError
   */
  static async connect(address: ServerAddress, name: string, handlers: BotHandlers = {}): Promise<BotClient> {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    const client = new BotClient(socket, name, handlers);
    await client.ask({ type: 'hello', version: PROTOCOL_VERSION, name, kind: 'bot' }, 'welcome');
    return client;
  }

  private constructor(socket: Socket, name: string, handlers: BotHandlers) {
    this.name = name;
    this.socket = socket;
    this.handlers = handlers;
    let settle!: (error: BotError | null) => void;
    this.closed = new Promise((resolve) => (settle = resolve));
    this.settleClosed = settle;
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', (error) => this.loseConnection(error.message));
    socket.on('close', () => this.loseConnection('the server closed the connection'));
  }

  /**
   * Takes a seat: by quick play, by a room's code, or in a room of one's own.
   * @returns the match, which `onJoined` has seen before.
   * @throws BotError with the server's code when it refuses; the client may ask again unless the code is fatal.
   */
  async enter(message: EnterMessage): Promise<BotMatch> {
    await this.ask(message, 'joined');
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

  /** Ends the connection in good order. */
  close(): void {
    this.end(null);
  }

  private get seenTick(): number {
    return this.match?.world.tick ?? 0;
  }

  private async ask(message: ClientMessage, answer: Question['answer']): Promise<void> {
    if (this.question !== null) throw new Error('one question at a time');
    let deadline: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.question = { answer, resolve, reject };
        deadline = setTimeout(() => this.end(new BotError('no-answer', `to ${message.type}`)), ANSWER_MS_MAX);
        if (this.isOpen) this.send(message);
        else reject(new BotError('connection-lost', 'the connection has ended'));
      });
    } finally {
      clearTimeout(deadline);
      this.question = null;
    }
  }

  private send(message: ClientMessage): void {
    if (!this.isOpen) return;
    const frame = encodeFrame(encodeClient(message));
    this.traffic.messagesOut++;
    this.traffic.bytesOut += frame.length;
    this.socket.write(frame);
    if (this.socket.writableLength > UNSENT_BYTES_MAX) this.loseConnection('the server does not read');
  }

  private receive(chunk: Uint8Array): void {
    if (!this.isOpen) return;
    this.heardAtMs = performance.now();
    this.traffic.bytesIn += chunk.length;
    this.decoder.push(chunk);
    for (let payload = this.decoder.next(); payload !== null && this.isOpen; payload = this.decoder.next()) {
      this.traffic.messagesIn++;
      const decoded = decodeServer(payload);
      if ('message' in decoded) this.take(decoded.message);
      // A type we do not know is a message of a later version.
      else if (decoded.error !== 'unknown-type') this.end(new BotError('bad-server', decoded.error));
    }
    if (this.decoder.error !== null) this.end(new BotError('bad-server', this.decoder.error));
  }

  private take(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.name = message.name;
        this.startPings(Math.max(message.pingIntervalMs, PING_INTERVAL_MS_MIN));
        return this.answered('welcome');
      case 'joined':
        return this.join(message);
      case 'snapshot':
      case 'keyframe':
        return this.moveOn(message);
      case 'seats':
        if (this.match !== null) this.match.seats = message.seats;
        return;
      case 'pong':
        this.roundTripTicks = ((timeNow() - message.time) * TICKS_PER_SECOND) / 1000;
        return;
      case 'left':
        this.match = null;
        return;
      case 'error':
        return this.takeError(message);
      case 'bye':
        return this.end(new BotError('bye', message.reason));
    }
  }

  private join(message: ServerMessage & { type: 'joined' }): void {
    const world = worldOfMatch(message);
    if (world === null) return this.end(new BotError('bad-server', 'its match is not one this version can play'));
    const { code, mode, seat, seats } = message;
    this.match = { code, mode, seat, seats, world };
    this.handlers.onJoined?.(this, this.match);
    this.answered('joined');
  }

  private moveOn(message: ServerMessage & { type: 'snapshot' | 'keyframe' }): void {
    const { match } = this;
    // One that was on its way when we left.
    if (match === null) return;
    const { words } = match.world;
    const fits =
      message.type === 'snapshot'
        ? applyDelta(words, message.tick, message.changes)
        : applyKeyframe(words, message.words);
    if (!fits) return this.end(new BotError('bad-server', `a ${message.type} does not fit the layout`));
    this.handlers.onSnapshot?.(this, match, message.type === 'snapshot' ? message.events : []);
  }

  private takeError({ code, text, fatal }: ServerMessage & { type: 'error' }): void {
    const error = new BotError(code, text);
    // A refusal we asked for leaves us where we were; any other error is more than a client can mend.
    if (fatal || this.question === null) this.end(error);
    else this.question.reject(error);
  }

  private answered(answer: Question['answer']): void {
    if (this.question?.answer === answer) this.question.resolve();
  }

  private startPings(intervalMs: number): void {
    const ping = () => {
      if (performance.now() - this.heardAtMs > SILENCE_MS_MAX) return this.loseConnection('the server is silent');
      this.send({ type: 'ping', time: timeNow(), seenTick: this.seenTick });
    };
    ping();
    clearInterval(this.pinger);
    this.pinger = setInterval(ping, intervalMs);
  }

  private loseConnection(text: string): void {
    this.end(new BotError(this.traffic.bytesIn === 0 ? 'unreachable' : 'connection-lost', text));
  }

  private end(error: BotError | null): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.pinger);
    if (error === null) this.socket.destroySoon();
    else this.socket.destroy();
    this.question?.reject(error ?? new BotError('connection-lost', 'we closed the connection'));
    this.settleClosed(error);
  }
}

/** Milliseconds of our own clock, as the wire carries them. */
function timeNow(): number {
  return Math.floor(performance.now());
}
