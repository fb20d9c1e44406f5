// A client of `npm run bench:abuse`: sends given messages, reads all answers, and keeps the connection alive.

import { connect, type Socket } from 'node:net';
import {
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  SERVER_PAYLOAD_BYTES_MAX,
  TICK_WORD,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';

/** Longest wait for an answer. */
const ANSWER_MS_MAX = 10_000;

export class Client {
  /** The room it is in, '' in the lobby. */
  code = '';
  bytesSent = 0;
  private seenTick = 0;
  private readonly socket: Socket;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private readonly timer: NodeJS.Timeout;
  private wanted: { readonly type: string; readonly came: () => void } | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.receive(chunk));
    this.timer = setInterval(() => this.send({ type: 'ping', time: 0, seenTick: this.seenTick }), PING_INTERVAL_MS);
    socket.on('close', () => clearInterval(this.timer));
  }

  /** Connects and sends `hello`. @throws when there is no answer. */
  static async enter(port: number, name: string): Promise<Client> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => {});
    const client = new Client(socket);
    await client.ask(
      {
        type: 'hello',
        version: PROTOCOL_VERSION,
        name,
        kind: 'bot',
        token: '',
        rules: 0,
        colour: 0,
        mark: 0,
        ticket: '',
        seen: 0,
      },
      'welcome',
    );
    return client;
  }

  get isClosed(): boolean {
    return this.socket.destroyed || !this.socket.writable;
  }

  send(message: ClientMessage): void {
    if (this.isClosed) return;
    const frame = encodeFrame(encodeClient(message));
    this.bytesSent += frame.length;
    this.socket.write(frame);
  }

  /** Sends, and waits for a message of this type. @throws when none comes. */
  async ask(message: ClientMessage, type: ServerMessage['type']): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${type} after ${message.type}`)), ANSWER_MS_MAX);
      const came = () => {
        clearTimeout(timer);
        resolve();
      };
      this.wanted = { type, came };
    });
    this.send(message);
    await answered;
  }

  close(): void {
    this.send({ type: 'leave' });
    this.socket.end();
  }

  private receive(chunk: Uint8Array): void {
    this.decoder.push(chunk);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      const decoded = decodeServer(payload);
      if ('message' in decoded) this.take(decoded.message);
    }
  }

  private take(message: ServerMessage): void {
    if (message.type === 'joined') {
      this.code = message.code;
      this.seenTick = message.words[TICK_WORD]!;
    } else if (message.type === 'left') this.code = '';
    else if (message.type === 'snapshot' || message.type === 'keyframe') this.seenTick = message.tick;
    if (message.type !== this.wanted?.type) return;
    this.wanted.came();
    this.wanted = null;
  }
}
