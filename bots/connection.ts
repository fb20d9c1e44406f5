// One connection to a game server, TCP or through a bridge: frames in and out, pings, silence. What the messages mean,
// and what to do when the connection is lost, is left to bot-client.ts.

import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocket } from 'ws';
import {
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  pingTime,
  SERVER_PAYLOAD_BYTES_MAX,
  SILENCE_MS_MAX,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { BotError } from './bot-error.ts';

/** Bytes that may wait for a server that does not read. */
const UNSENT_BYTES_MAX = 64 * 1024;
/** Below this a server's wish for pings is not obeyed. */
const PING_INTERVAL_MS_MIN = 250;
/** How long the server may take to end a connection that we have ended. */
const CLOSE_MS_MAX = 2000;

/** What all sockets are read into, one after the other: else each read would come with 64 KiB of its own. */
const CHUNK = new Uint8Array(64 * 1024);

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** A bridge to go through instead, such as ws://127.0.0.1:8080. */
  readonly via?: string | undefined;
}

/** Messages and bytes, frame headers included; a client keeps one count for all its connections. */
export interface Traffic {
  messagesIn: number;
  bytesIn: number;
  messagesOut: number;
  bytesOut: number;
}

export interface ConnectionOwner {
  readonly traffic: Traffic;
  received(message: ServerMessage): void;
  /** The connection has ended without our doing. Called once, and not after `close`. */
  ended(error: BotError): void;
}

export class Connection {
  private readonly socket: Duplex;
  private readonly owner: ConnectionOwner;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private isOpen = true;
  private pinger: NodeJS.Timeout | undefined;
  /** When the last bytes came; 0 before the first. */
  private heardAtMs = 0;

  constructor(address: ServerAddress, owner: ConnectionOwner) {
    this.owner = owner;
    this.socket = open(address, (chunk) => this.receive(chunk));
    this.socket.on('error', (error) => this.lose(reasonOf(error)));
    this.socket.on('close', () => this.lose('the server closed the connection'));
  }

  send(message: ClientMessage): void {
    if (!this.isOpen) return;
    const { traffic } = this.owner;
    const frame = encodeFrame(encodeClient(message));
    traffic.messagesOut++;
    traffic.bytesOut += frame.length;
    this.socket.write(frame);
    if (this.socket.writableLength > UNSENT_BYTES_MAX) this.lose('the server does not read');
  }

  /** Pings from now on, and ends the connection when nothing is heard for too long. */
  startPings(intervalMs: number, seenTick: () => number): void {
    const ping = () => {
      if (performance.now() - this.heardAtMs > SILENCE_MS_MAX) return this.lose('the server is silent');
      this.send({ type: 'ping', time: pingTime(performance.now()), seenTick: seenTick() });
    };
    clearInterval(this.pinger);
    this.pinger = setInterval(ping, Math.max(intervalMs, PING_INTERVAL_MS_MIN));
    ping();
  }

  /** Stops to read, or reads on: what comes meanwhile waits in the system. */
  setReading(isReading: boolean): void {
    if (isReading) this.socket.resume();
    else this.socket.pause();
  }

  /** Ends it in good order: all that was sent is read before the server sees the end. */
  close(): void {
    this.stop();
    this.socket.resume();
    // To destroy a socket that snapshots still come in on is a reset, which may overtake our last words.
    this.socket.end();
    setTimeout(() => this.socket.destroy(), CLOSE_MS_MAX).unref();
  }

  /** Ends it at once, as a lost network does. */
  fail(error: BotError): void {
    if (!this.isOpen) return;
    this.stop();
    this.socket.destroy();
    this.owner.ended(error);
  }

  private stop(): void {
    this.isOpen = false;
    clearInterval(this.pinger);
  }

  private lose(text: string): void {
    this.fail(new BotError(this.heardAtMs === 0 ? 'unreachable' : 'connection-lost', text));
  }

  private receive(chunk: Uint8Array): void {
    if (!this.isOpen) return;
    this.heardAtMs = performance.now();
    this.owner.traffic.bytesIn += chunk.length;
    this.decoder.push(chunk);
    for (let payload = this.decoder.next(); payload !== null && this.isOpen; payload = this.decoder.next()) {
      this.owner.traffic.messagesIn++;
      const decoded = decodeServer(payload);
      if ('message' in decoded) this.owner.received(decoded.message);
      // A type we do not know is a message of a later version.
      else if (decoded.error !== 'unknown-type') this.notOurs(decoded.error);
    }
    if (this.decoder.error !== null) this.notOurs(this.decoder.error);
  }

  private notOurs(error: string): void {
    this.fail(new BotError('bad-server', `what it sends is not the protocol of Packetman (${error})`));
  }
}

/** A name with several addresses fails with the errors of all of them, and no message of its own. */
function reasonOf(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(({ message }: Error) => message).join('; ') : error.message;
}

/**
 * A stream of bytes either way: the bridge moves them as they are.
 * @param receive gets a chunk, which is good until it returns
 */
function open({ host, port, via }: ServerAddress, receive: (chunk: Uint8Array) => void): Duplex {
  if (via !== undefined) {
    return createWebSocketStream(new WebSocket(via, { perMessageDeflate: false })).on('data', receive);
  }
  const callback = (bytes: number) => {
    receive(CHUNK.subarray(0, bytes));
    return true;
  };
  return connect({ host, port, noDelay: true, onread: { buffer: CHUNK, callback } });
}
