// A client for tests: a plain TCP socket that keeps what it receives, and waits for what a test asks for.

import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  applyDelta,
  applyKeyframe,
  decodeServer,
  encodeClient,
  encodeFrame,
  errorCodeOf,
  FrameDecoder,
  PROTOCOL_VERSION,
  SERVER_PAYLOAD_BYTES_MAX,
  type ClientKind,
  type ClientMessage,
  type RoomSettings,
  type ServerMessage,
  type ServerMessageType,
  type SnapshotRate,
} from '#protocol';
import { ROOM_SETTINGS } from './room-settings.ts';

type Message<Type extends ServerMessageType> = ServerMessage & { type: Type };

export class TcpPlayer {
  readonly socket: Duplex;
  /** All messages that came and were not taken by `next`. */
  readonly inbox: ServerMessage[] = [];
  /** The words of the match this client is in, kept up to date from the snapshots. */
  words = new Int32Array(0);
  /** Ticks of the snapshots and keyframes that came, in order. */
  readonly seenTicks: number[] = [];
  isClosed = false;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private wakeUps: (() => void)[] = [];

  private constructor(socket: Duplex) {
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

  /** Speaks over something else that carries bytes. */
  static over(stream: Duplex): TcpPlayer {
    return new TcpPlayer(stream);
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

  /** @param follows whether the test answers `redirect` */
  async hello(name: string, kind: ClientKind = 'human', token = '', follows = false): Promise<Message<'welcome'>> {
    this.send({
      type: 'hello',
      version: PROTOCOL_VERSION,
      name,
      kind,
      token,
      rules: 0,
      colour: 0,
      mark: 0,
      ticket: '',
      seen: 0,
      follows,
    });
    return this.next('welcome');
  }

  async play(mode = 'coop', rate: SnapshotRate = 60): Promise<Message<'joined'>> {
    this.send({ type: 'play', mode, rate });
    return this.next('joined');
  }

  async join(code: string, rate: SnapshotRate = 60, password = ''): Promise<Message<'joined'>> {
    this.send({ type: 'join', code, password, rate });
    return this.next('joined');
  }

  /** Makes a room and remains in its lobby. */
  async open(settings: Partial<RoomSettings> = {}, password = '', rate: SnapshotRate = 60): Promise<Message<'joined'>> {
    this.send({ type: 'create', settings: { ...ROOM_SETTINGS, ...settings }, password, rate });
    return this.next('joined');
  }

  /** The host begins the match. */
  async start(): Promise<Message<'joined'>> {
    this.send({ type: 'start' });
    return this.next('joined');
  }

  /** Makes a room and begins its match at once. */
  async create(seatCount = 4, fill = false, rate: SnapshotRate = 60): Promise<Message<'joined'>> {
    await this.open({ seatCount, fill }, '', rate);
    return this.start();
  }

  /** Takes the first message out of the inbox that is of this type and fits, waiting for it if need be. */
  async find<Type extends ServerMessageType>(
    type: Type,
    fits: (message: Message<Type>) => boolean,
  ): Promise<Message<Type>> {
    for (;;) {
      const message = await this.next(type);
      if (fits(message)) return message;
    }
  }

  /** Takes all messages of this type that have come out of the inbox. */
  take<Type extends ServerMessageType>(type: Type): Message<Type>[] {
    const taken = this.inbox.filter((message): message is Message<Type> => message.type === type);
    this.inbox.splice(0, Infinity, ...this.inbox.filter((message) => message.type !== type));
    return taken;
  }

  /** A ping and its answer: when it is here, all messages before it have been handled. */
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
    return errorCodeOf(error.code)!;
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
      this.apply(decoded.message);
    }
    this.wake();
  }

  private apply(message: ServerMessage): void {
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
