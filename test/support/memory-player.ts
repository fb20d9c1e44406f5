// A client of a `MemoryServer`: it keeps what it receives until a test takes it.

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
  type StreamRate,
} from '#protocol';
import { LogFollower } from './log-follower.ts';
import type { MemorySocket } from './memory-socket.ts';
import { ROOM_SETTINGS } from './room-settings.ts';

type Message<Type extends ServerMessageType> = ServerMessage & { type: Type };

export class MemoryPlayer {
  readonly socket: MemorySocket;
  /** Messages that were received and not taken yet, without snapshots and pongs. */
  inbox: ServerMessage[] = [];
  /** The last pong. */
  pong: Message<'pong'> | null = null;
  /** The words of the match it is in, kept up to date from the snapshots. */
  words: Int32Array = new Int32Array(0);
  /** What it asks for on entering a room, and the version of the rules in its `hello`. */
  rate: StreamRate = 60;
  rules = 0;
  favourite = { colour: 0, mark: 0 };
  follows = false;
  /** The newest tick that it says in its `hello` to have seen. */
  seen = 0;
  /** The match, while it is on the log stream. */
  log: LogFollower | null = null;
  name = '';
  token = '';
  /** As of the last `joined`: -1 for a watcher, null in the lobby. */
  seat: number | null = null;
  code = '';
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);

  constructor(socket: MemorySocket) {
    this.socket = socket;
    socket.on('data', (chunk: Uint8Array) => this.receive(chunk));
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  send(message: ClientMessage): void {
    this.bytes(encodeFrame(encodeClient(message)));
  }

  bytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The connection breaks. */
  cut(): void {
    this.socket.destroy();
  }

  hello(name: string, kind: ClientKind = 'human', token = '', ticket = ''): void {
    const { rules, favourite, seen, follows } = this;
    this.send({
      type: 'hello',
      version: PROTOCOL_VERSION,
      name,
      kind,
      token,
      rules,
      ...favourite,
      ticket,
      seen,
      follows,
    });
  }

  identify(ticket: string): void {
    this.send({ type: 'identify', ticket });
  }

  rename(name: string): void {
    this.send({ type: 'rename', name });
  }

  play(mode = 'coop'): void {
    this.send({ type: 'play', mode, rate: this.rate });
  }

  join(code: string, password = ''): void {
    this.send({ type: 'join', code, password, rate: this.rate });
  }

  watch(code: string, password = ''): void {
    this.send({ type: 'watch', code, password, rate: this.rate });
  }

  /** Makes a room. @returns its code. */
  create(settings: Partial<RoomSettings> = {}, password = ''): string {
    this.send({ type: 'create', settings: { ...ROOM_SETTINGS, ...settings }, password, rate: this.rate });
    return this.code;
  }

  configure(settings: Partial<RoomSettings>, password = ''): void {
    this.send({ type: 'configure', settings: { ...ROOM_SETTINGS, ...settings }, password });
  }

  input(sequence: number, direction: number, tick = 0): void {
    this.send({ type: 'input', sequence, tick, direction, seenTick: this.words[0] ?? 0 });
  }

  ready(ready = true): void {
    this.send({ type: 'ready', ready });
  }

  say(text: string, scope: 'room' | 'lobby' = 'room'): void {
    this.send({ type: 'chat', scope, to: '', text });
  }

  whisper(to: string, text: string): void {
    this.send({ type: 'chat', scope: 'whisper', to, text });
  }

  mute(name: string, { muted = true, forRoom = false } = {}): void {
    this.send({ type: 'mute', name, muted, forRoom });
  }

  /** Reports the newest tick that it has seen, as clients do now and then. */
  report(): void {
    if (this.name !== '') this.send({ type: 'ping', time: 0, seenTick: this.words[0] ?? 0 });
  }

  /** Takes all messages of a type. */
  take<Type extends ServerMessageType>(type: Type): Message<Type>[] {
    const taken = this.inbox.filter((message): message is Message<Type> => message.type === type);
    this.inbox = this.inbox.filter((message) => message.type !== type);
    return taken;
  }

  /** Takes all messages of a type. @returns the last; undefined when there was none. */
  last<Type extends ServerMessageType>(type: Type): Message<Type> | undefined {
    return this.take(type).at(-1);
  }

  /** Takes all errors. @returns their codes. */
  errors(): (string | null)[] {
    return this.take('error').map(({ code }) => errorCodeOf(code));
  }

  /** Takes all notices. @returns them as `kind name`. */
  notices(): string[] {
    return this.take('notice').map(({ kind, name }) => `${kind} ${name}`);
  }

  private receive(chunk: Uint8Array): void {
    this.decoder.push(chunk);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      const decoded = decodeServer(payload);
      if ('error' in decoded) throw new Error(`the server sent what is not the protocol: ${decoded.error}`);
      this.apply(decoded.message);
    }
  }

  private apply(message: ServerMessage): void {
    switch (message.type) {
      case 'snapshot':
        if (!applyDelta(this.words, message.tick, message.changes)) throw new Error('a snapshot does not fit');
        return;
      case 'keyframe':
        if (!applyKeyframe(this.words, message.words)) throw new Error('a keyframe does not fit');
        return;
      case 'log':
        if (this.log === null) throw new Error('a piece without a match that follows the log');
        this.log.play(message);
        return;
      case 'pong':
        this.pong = message;
        return;
      case 'welcome':
        this.name = message.name;
        this.token = message.token;
        break;
      case 'identity':
        this.name = message.name;
        break;
      case 'joined':
        this.log = message.log ? new LogFollower(message) : null;
        this.words = this.log?.world.words ?? Int32Array.from(message.words);
        this.seat = message.seat;
        this.code = message.code;
        break;
      case 'left':
        this.seat = null;
        this.code = '';
        break;
      default:
    }
    this.inbox.push(message);
  }
}
