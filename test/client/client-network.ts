// Conversations with the real server's core on one virtual clock, over links of 5 ms. The server can be restarted, made
// unreachable and silenced, and all connections can be cut.

import { decodeClient, FrameDecoder, HELLO_PAYLOAD_BYTES_MAX, type ClientMessage, type ServerMessage } from '#protocol';
import {
  Conversation,
  MatchModel,
  type ConversationOptions,
  type ConversationState,
  type Dial,
  type Entry,
  type SavedSession,
  type Surroundings,
} from '#client';
import type { GameServerConfig } from '../../game-server/config.ts';
import { MemoryCore } from '../support/memory-core.ts';
import { MemorySocket, type Wire } from '../support/memory-socket.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const DELAY_MS = 5;
const STEP_MS = 5;
const WAIT_MS_MAX = 120_000;

interface Refusal {
  readonly code: string;
  readonly entry: Entry | null;
}

type Options = Partial<ConversationOptions<MatchModel>>;

/** A conversation, and all that it reported. */
export class Client {
  readonly conversation: Conversation;
  readonly states: string[] = [];
  readonly received: ServerMessage[] = [];
  readonly refusals: Refusal[] = [];
  /** Ticks after which the World had another hash than the server's. */
  readonly wrongHashes: number[] = [];
  /** As `from to`. */
  readonly moves: string[] = [];
  saved: SavedSession | null = null;

  constructor(surroundings: Surroundings, options: Options = {}) {
    this.conversation = new Conversation(
      surroundings,
      {
        name: 'Ann',
        kind: 'human',
        entry: { type: 'play', mode: 'coop' },
        rate: 60,
        snapshotRate: 60,
        afterLoss: 'play',
        saved: null,
        createMatch: (joined, world) => new MatchModel(joined, world),
        ...options,
      },
      {
        changed: ({ name }) => this.states.at(-1) !== name && this.states.push(name),
        received: (message) => this.received.push(message),
        refused: (code, _text, entry) => this.refusals.push({ code, entry }),
        wrongHash: (tick) => this.wrongHashes.push(tick),
        movedOn: (from, to) => this.moves.push(`${from} ${to}`),
        saved: (session) => (this.saved = session),
      },
    );
  }

  get state(): ConversationState {
    return this.conversation.state;
  }

  get code(): string {
    return this.conversation.room!.code;
  }
}

export class ClientNetwork {
  readonly clock = new VirtualClock();
  server: MemoryCore;
  /** Nobody listens at the server's address. */
  isUnreachable = false;
  /** What the server sends is lost. */
  isSilent = false;
  /** What the server received, pings aside. */
  readonly sent: ClientMessage[] = [];
  readonly surroundings: Surroundings;
  private readonly sockets = new Set<MemorySocket>();
  private readonly overrides: Partial<GameServerConfig>;
  private starts = 0;

  constructor(overrides: Partial<GameServerConfig> = {}) {
    this.overrides = overrides;
    this.server = this.start();
    const rng = seededRng(11);
    this.surroundings = {
      dial: this.dial,
      now: () => this.clock.now(),
      after: (ms, call) => this.clock.after(ms, call),
      rng: () => rng(1000) / 1000,
    };
  }

  client(options: Options = {}): Client {
    return new Client(this.surroundings, options);
  }

  /** A client that is in a room. */
  enter(options: Options = {}): Client {
    const client = this.client(options);
    this.until(() => client.state.name === 'room');
    return client;
  }

  /** Lets time pass until something holds. @throws Error when it does not within two minutes */
  until(holds: () => boolean): void {
    for (let ms = 0; ms < WAIT_MS_MAX && !holds(); ms += STEP_MS) this.clock.advance(STEP_MS);
    if (!holds()) throw new Error(`never came: ${String(holds)}`);
  }

  /** Breaks all connections. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.destroy();
  }

  /** The process ends without a word, and another one starts that knows nothing. */
  restart(): void {
    this.server.stopTicking();
    this.server = this.start();
    this.cut();
  }

  private start(): MemoryCore {
    return new MemoryCore(this.clock, seededRng(++this.starts), this.overrides);
  }

  private get wire(): Wire {
    return { queuedBytes: 0, carry: (bytes, deliver) => void this.clock.after(DELAY_MS, () => deliver(bytes)) };
  }

  private readonly dial: Dial = (events) => {
    const { serverSide, clientSide } = MemorySocket.pair(this.wire, this.wire);
    this.sockets.add(clientSide);
    clientSide.on('data', (bytes: Uint8Array) => this.isSilent || events.received(bytes));
    clientSide.once('close', () => {
      this.sockets.delete(clientSide);
      events.closed('the connection was closed');
    });
    this.clock.after(DELAY_MS, () => {
      if (this.isUnreachable) return clientSide.destroy();
      this.listen(serverSide);
      this.server.accept(serverSide);
      events.opened();
    });
    return { send: (bytes) => clientSide.write(bytes), close: () => clientSide.end() };
  };

  private listen(serverSide: ReturnType<typeof MemorySocket.pair>['serverSide']): void {
    const decoder = new FrameDecoder(HELLO_PAYLOAD_BYTES_MAX);
    serverSide.on('data', (bytes: Uint8Array) => {
      decoder.push(bytes);
      for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
        const decoded = decodeClient(payload);
        if ('error' in decoded) throw new Error(`the client sent ${decoded.error}`);
        if (decoded.message.type !== 'ping') this.sent.push(decoded.message);
      }
    });
  }
}
