// One TCP socket: bytes on one side, messages on the other. It keeps a client from filling memory or the event loop;
// what messages mean, and what is said to one who errs, is its owner's: greeting.ts, then session.ts.

import type { Socket } from 'node:net';
import {
  CLIENT_PAYLOAD_BYTES_MAX,
  decodeClient,
  FrameDecoder,
  HELLO_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type ErrorCode,
} from '#protocol';
import type { Clock } from '../clock.ts';
import type { GameServerConfig } from '../config.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { ProxyHeaderReader } from './proxy-header.ts';
import { TokenBucket } from '../limits/token-bucket.ts';

/** Who is told what happens on a connection. After `close` was called nothing comes any more. */
export interface ConnectionOwner {
  received(message: ClientMessage): void;
  faulted(code: ErrorCode): void;
  closed(): void;
  /** Looks at deadlines that are not the connection's own. @returns what is wrong, null when nothing is. */
  overdue(nowMs: number): ErrorCode | null;
}

/**
 * Called once it is known who calls: the address that a PROXY header names, null without one.
 * @returns true when the connection may go on, false to reset it, a code to close it with.
 */
export type AddressSettled = (named: string | null, hasHeader: boolean) => boolean | 'proxy-refused';

export interface ConnectionParts {
  readonly config: GameServerConfig;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export class Connection {
  /** Tells connections apart in the logs. */
  readonly id: number;
  /** Who is calling: the peer, or whom a PROXY header names. */
  address: string;
  /** When a message last came in, or the connection was made. */
  lastMessageMs: number;
  private readonly socket: Socket;
  private readonly parts: ConnectionParts;
  private readonly decoder = new FrameDecoder(HELLO_PAYLOAD_BYTES_MAX);
  private readonly messages: TokenBucket;
  private messagesDropped = 0;
  private proxyHeader: ProxyHeaderReader | null = null;
  private settleAddress: AddressSettled = () => true;
  private owner: ConnectionOwner | null = null;
  /** Since when a frame is unfinished, and since when the socket is closing; null while it is not. */
  private unfinishedSinceMs: number | null = null;
  private closingSinceMs: number | null = null;
  private isOverfull = false;
  /** Since when something is queued, as the sweeps see it; null while nothing is. */
  private queuedSinceMs: number | null = null;

  /** @param socket with an `error` listener, which may do nothing: `close` follows. */
  constructor(socket: Socket, id: number, address: string, parts: ConnectionParts) {
    const nowMs = parts.clock.now();
    this.id = id;
    this.address = address;
    this.socket = socket;
    this.parts = parts;
    this.lastMessageMs = nowMs;
    this.messages = new TokenBucket(parts.config.messagesPerSecond, parts.config.messagesBurst, nowMs);
  }

  /** Begins to read. */
  open(owner: ConnectionOwner): void {
    this.owner = owner;
    this.socket.on('data', (chunk: Buffer) => this.receive(chunk));
    this.socket.once('close', () => this.owner?.closed());
  }

  /** Looks for a PROXY header at the start of the stream. */
  expectProxyHeader(reader: ProxyHeaderReader, settled: AddressSettled): void {
    this.proxyHeader = reader;
    this.settleAddress = settled;
  }

  /** Hello was said: from now on another is told, and payloads have the size of those after hello. */
  handOver(owner: ConnectionOwner): void {
    this.owner = owner;
    this.decoder.payloadBytesMax = CLIENT_PAYLOAD_BYTES_MAX;
  }

  get queuedBytes(): number {
    return this.socket.writableLength;
  }

  get isClosing(): boolean {
    return this.closingSinceMs !== null;
  }

  /** Queues a frame. One that does not fit any more is left out: the next sweep ends the connection. */
  write(frame: Buffer): void {
    if (this.isClosing || !this.socket.writable) return;
    if (this.socket.writableLength + frame.length > this.parts.config.queuedBytesMax) {
      this.isOverfull = true;
      return;
    }
    this.parts.metrics.bytesOut += frame.length;
    this.socket.write(frame);
  }

  /**
   * Writes a last frame and closes. Until the other end has closed too, what it still sends is read and thrown away:
   * closing over unread bytes would be a reset, and could take the last frame with it.
   */
  close(last: Buffer): void {
    if (this.isClosing) return;
    this.owner = null;
    this.closingSinceMs = this.parts.clock.now();
    this.parts.metrics.bytesOut += last.length;
    this.socket.end(last);
    this.socket.resume();
  }

  /** Ends the connection at once, without a word. */
  reset(): void {
    this.closingSinceMs ??= this.parts.clock.now();
    this.socket.resetAndDestroy();
  }

  /** Tells the owner of a fault that is not in the bytes. */
  fault(code: ErrorCode): void {
    this.owner?.faulted(code);
  }

  /** Looks at deadlines and queues. */
  sweep(nowMs: number): void {
    if (this.closingSinceMs !== null) {
      if (nowMs - this.closingSinceMs > this.parts.config.closeTimeoutMs) this.socket.resetAndDestroy();
      return;
    }
    const code = this.overdue(nowMs) ?? this.owner?.overdue(nowMs) ?? null;
    if (code !== null) this.owner?.faulted(code);
  }

  private overdue(nowMs: number): ErrorCode | null {
    if (this.isOverfull || this.isClogged(nowMs)) return 'too-far-behind';
    const sinceMs = this.unfinishedSinceMs;
    return sinceMs !== null && nowMs - sinceMs > this.parts.config.frameTimeoutMs ? 'frame-timeout' : null;
  }

  /** Whether the other end has left something unread for so long that it is hopeless, whatever it says it has seen. */
  private isClogged(nowMs: number): boolean {
    if (this.socket.writableLength === 0) {
      this.queuedSinceMs = null;
      return false;
    }
    this.queuedSinceMs ??= nowMs;
    return nowMs - this.queuedSinceMs > this.parts.config.standstillMsMax;
  }

  private receive(chunk: Buffer): void {
    this.parts.metrics.bytesIn += chunk.length;
    if (this.isClosing) return;
    const bytes = this.proxyHeader === null ? chunk : this.readProxyHeader(this.proxyHeader, chunk);
    if (bytes === null) return;
    this.decoder.push(bytes);
    this.decode();
  }

  /** Takes the PROXY header off the front. @returns the bytes behind it, null when there are none yet. */
  private readProxyHeader(reader: ProxyHeaderReader, chunk: Buffer): Uint8Array | null {
    const read = reader.push(chunk);
    if (read.kind === 'more') return null;
    this.proxyHeader = null;
    if (read.kind === 'malformed') {
      this.owner?.faulted('proxy-refused');
      return null;
    }
    const settled = this.settleAddress(read.kind === 'header' ? read.address : null, read.kind === 'header');
    if (settled === true) return read.rest;
    if (settled === 'proxy-refused') this.owner?.faulted(settled);
    else this.reset();
    return null;
  }

  /** Decodes what there is, but no more than its share of one turn of the event loop. */
  private decode(): void {
    const nowMs = this.parts.clock.now();
    let taken = 0;
    while (taken < this.parts.config.messagesPerTurnMax) {
      const payload = this.decoder.next();
      if (payload === null) break;
      taken++;
      this.take(payload, nowMs);
      if (this.isClosing) return;
    }
    if (this.decoder.error !== null) return this.owner?.faulted(this.decoder.error);
    if (!this.decoder.unfinished) this.unfinishedSinceMs = null;
    else if (taken > 0) this.unfinishedSinceMs = nowMs;
    else this.unfinishedSinceMs ??= nowMs;
    if (this.decoder.hasMore) this.decodeNextTurn();
  }

  private decodeNextTurn(): void {
    this.socket.pause();
    setImmediate(() => {
      if (this.isClosing || this.socket.destroyed) return;
      this.decode();
      if (!this.decoder.hasMore) this.socket.resume();
    });
  }

  private take(payload: Uint8Array, nowMs: number): void {
    this.lastMessageMs = nowMs;
    if (!this.messages.take(nowMs)) return this.drop();
    if (this.messagesDropped > 0 && this.messages.isFull(nowMs)) this.messagesDropped = 0;
    const decoded = decodeClient(payload);
    if ('error' in decoded) this.owner?.faulted(decoded.error);
    else this.owner?.received(decoded.message);
  }

  private drop(): void {
    this.parts.metrics.messagesDropped++;
    if (++this.messagesDropped > this.parts.config.messagesDroppedMax) this.owner?.faulted('flood');
  }
}
