// A client for tests: a plain TCP socket that keeps what it is told and waits for what a test wants.

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
  type ClientKind,
  type ClientMessage,
  type ServerMessage,
  type ServerMessageType,
  type SnapshotRate,
} from '#protocol';

type Message<Type extends ServerMessageType> = ServerMessage & { type: Type };

export class TcpPlayer {
  readonly socket: Socket;
  /** All messages that came and were not taken by `next`. */
  readonly inbox: ServerMessage[] = [];
  /** The words of the match this client is in, kept up to date from what it is sent. */
  words = new Int32Array(0);
  /** Ticks of the snapshots and keyframes that came, in order. */
  readonly seenTicks: number[] = [];
  isClosed = false;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private wakeUps: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  static async connect(port: number): Promise<TcpPlayer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new TcpPlayer(socket);
  }

  send(message: ClientMessage): void {
    this.bytes(encodeFrame(encodeClient(message)));
  }

  bytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  destroy(): void {
    this.socket.destroy();
  }

  async hello(name: string, kind: ClientKind = 'human'): Promise<Message<'welcome'>> {
    this.send({ type: 'hello', version: PROTOCOL_VERSION, name, kind });
    return this.next('welcome');
  }

  async play(mode = 'coop', rate: SnapshotRate = 60): Promise<Message<'joined'>> {
    this.send({ type: 'play', mode, rate });
    return this.next('joined');
  }

  async join(code: string, rate: SnapshotRate = 60): Promise<Message<'joined'>> {
    this.send({ type: 'join', code, rate });
    return this.next('joined');
  }

  async create(seatCount = 4, fill = false, rate: SnapshotRate = 60): Promise<Message<'joined'>> {
    this.send({ type: 'create', mode: 'coop', seatCount, fill, rate });
    return this.next('joined');
  }

  /** A ping and its answer: when it is here, all that was said before has been dealt with. */
  async ping(seenTick = this.words[0] ?? 0): Promise<Message<'pong'>> {
    this.send({ type: 'ping', time: 1, seenTick });
    return this.next('pong');
  }

  /** Takes the first message of this type out of the inbox, waiting for it if need be. */
  async next<Type extends ServerMessageType>(type: Type): Promise<Message<Type>> {
    for (;;) {
      const index = this.inbox.findIndex((message) => message.type === type);
      if (index >= 0) return this.inbox.splice(index, 1)[0] as Message<Type>;
      if (this.isClosed) throw new Error(`closed while waiting for ${type}; inbox: ${JSON.stringify(this.inbox)}`);
      await this.change();
    }
  }

  /** The code of the next error, once the connection has closed after it where it was a fatal one. */
  async error(): Promise<string> {
    const error = await this.next('error');
    if (error.fatal) await this.closed();
    return error.code;
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.change();
  }

  /** Waits for the snapshot or keyframe of this tick. */
  async at(tick: number): Promise<void> {
    while (this.words[0] !== tick) {
      if (this.isClosed) throw new Error(`closed before tick ${tick}`);
      await this.change();
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wakeUps.push(resolve));
  }

  private wake(): void {
    const wakeUps = this.wakeUps;
    this.wakeUps = [];
    for (const wakeUp of wakeUps) wakeUp();
  }

  private receive(chunk: Uint8Array): void {
    this.decoder.push(chunk);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      const decoded = decodeServer(payload);
      if ('error' in decoded) throw new Error(`the server sent what is not the protocol: ${decoded.error}`);
      this.take(decoded.message);
    }
    this.wake();
  }

  private take(message: ServerMessage): void {
    this.inbox.push(message);
    if (message.type === 'joined') this.words = Int32Array.from(message.words);
    if (message.type !== 'snapshot' && message.type !== 'keyframe') return;
    const isApplied =
      message.type === 'snapshot'
        ? applyDelta(this.words, message.tick, message.changes)
        : applyKeyframe(this.words, message.words);
    if (!isApplied) throw new Error(`a ${message.type} does not fit the words`);
    this.seenTicks.push(message.tick);
  }
}
