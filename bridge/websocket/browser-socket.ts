/**
 * The WebSocket of a browser that compresses nothing. Frames are received and checked by the `Receiver` of `ws`; the
 * handshake and all that is sent is built here, as `ws` does it but for a third of the time: most tunnels are short.
 *
 * It is open until either side closes, then closing: what the browser still sends is received, until its Close frame or its
 * FIN. A peer that does not answer a Close frame has `CLOSE_TIMEOUT_MS`.
 */
import { hash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import type { Duplex, Writable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import * as ws from 'ws';
import { PatientTimeout } from '#process';
import { CLOSES, closeOfViolation } from './close-codes.ts';
import { pingAnswers } from './ping-answers.ts';

/** What a tunnel needs of a WebSocket: this one, or that of `ws`, which compresses. */
export interface Browser {
  readonly OPEN: number;
  readonly readyState: number;
  readonly extensions: string;
  readonly bufferedAmount: number;
  /** Called at a FIN without a Close frame. @returns whether it stays open for what is still sent; that of `ws` never calls it */
  onHalfClose?: () => boolean;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'pong', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
  pause(): void;
  resume(): void;
  ping(): void;
  send(message: Buffer, options: { readonly binary: boolean }, onSent: () => void): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
}

interface ReceiverOptions {
  readonly isServer: true;
  readonly allowSynchronousEvents: true;
  /** Bytes of a message. */
  readonly maxPayload: number;
  /** Reads, and frames, that an unfinished message may consist of. */
  readonly maxBufferedChunks: number;
  readonly maxFragments: number;
}

/** Exported by `ws`, but not in its types. */
const { Receiver } = ws as unknown as { Receiver: new (options: ReceiverOptions) => Writable };

/** Appended to the key of a handshake (RFC 6455, 1.3). */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Also of a browser that ends without a Close frame: to take what is queued for it. */
export const CLOSE_TIMEOUT_MS = 30_000;

/** First bytes of single frames (RFC 6455, 5.2). */
const FINAL_CLOSE = 0x88;
const FINAL_PING = 0x89;
const FINAL_PONG = 0x8a;

const NO_STATUS = 1005;
const ABNORMAL_CLOSURE = 1006;

export type BrowserLimits = Pick<ReceiverOptions, 'maxPayload' | 'maxBufferedChunks' | 'maxFragments'>;

/**
 * Answers a handshake that has been checked.
 * @param wire with what came behind it
 * @param key its Sec-WebSocket-Key
 * @param protocol the sub-protocol to answer with
 */
export function acceptBrowser(
  wire: Duplex,
  key: string,
  protocol: string | null,
  limits: BrowserLimits,
): BrowserSocket {
  const accept = hash('sha1', `${key}${ACCEPT_GUID}`, 'base64');
  const line = protocol === null ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  wire.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${line}\r\n`,
    'latin1',
  );
  return new BrowserSocket(wire, limits);
}

/** Emits `message`, `pong`, `error` for a violation of the protocol, and `close` at the end, as the WebSocket of `ws`. */
export class BrowserSocket extends EventEmitter implements Browser {
  readonly OPEN = 1;
  readonly extensions = '';
  onHalfClose?: () => boolean;
  readyState: 1 | 2 | 3 = 1;
  readonly #wire: Duplex;
  readonly #receiver: Writable;
  #isPaused = false;
  #isCloseSent = false;
  /** The code of the browser's Close frame. */
  #closeCode: number | null = null;
  #hasFailed = false;
  /** Whether it has sent its FIN without a Close frame, and still gets what is sent. */
  #isHalfClosed = false;
  #closeTimer: PatientTimeout | null = null;

  /** @param wire of which the handshake has been answered */
  constructor(wire: Duplex, limits: BrowserLimits) {
    super();
    this.#wire = wire;
    const receiver = new Receiver({ isServer: true, allowSynchronousEvents: true, ...limits });
    this.#receiver = receiver;
    receiver.on('message', (data: Buffer, isBinary: boolean) => this.emit('message', data, isBinary));
    receiver.on('conclude', (code: number, reason: Buffer) => this.#concluded(code, reason));
    receiver.on(
      'ping',
      pingAnswers((data, onSent) => this.#pong(data, onSent)),
    );
    receiver.on('pong', (data: Buffer) => this.emit('pong', data));
    receiver.on('error', (error) => this.#receiverFailed(error));
    receiver.on('drain', () => this.#isPaused || wire.resume());
    if (wire instanceof Socket) wire.setTimeout(0);
    wire.on('close', () => this.#wireClosed());
    wire.on('data', this.#read);
    wire.on('end', () => this.#wireEnded());
    wire.on('error', () => this.#wireFailed());
    // It has sent its FIN while the target was called.
    if (wire.readableEnded) setImmediate(() => this.#wireEnded());
    wire.resume();
  }

  /** Bytes that wait to be sent. */
  get bufferedAmount(): number {
    return this.#wire.writableLength;
  }

  pause(): void {
    this.#isPaused = true;
    this.#wire.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.readyState !== 3 && !this.#receiver.writableNeedDrain) this.#wire.resume();
  }

  ping(): void {
    if (this.readyState === 1) this.#wire.write(controlFrame(FINAL_PING, Buffer.alloc(0)));
  }

  send(): never {
    throw new Error('messages are written to the connection');
  }

  /**
   * Sends a Close frame behind all that was sent before, and waits for that of the browser. One that has sent its FIN could not
   * answer: it only gets ours. Only the first call counts.
   */
  close(code?: number, reason: string | Buffer = ''): void {
    if (this.readyState !== 1) return;
    this.readyState = 2;
    if (this.#isHalfClosed) this.#finish();
    else this.#sendClose(code, reason);
    if (!this.#wire.destroyed) this.#closeTimer = new PatientTimeout(CLOSE_TIMEOUT_MS, () => this.#wire.destroy());
  }

  #sendClose(code: number | undefined, reason: string | Buffer): void {
    const text = Buffer.from(reason);
    const payload = Buffer.alloc(code === undefined ? 0 : 2 + text.length);
    if (code !== undefined) {
      payload.writeUInt16BE(code);
      text.copy(payload, 2);
    }
    this.#wire.write(controlFrame(FINAL_CLOSE, payload), (error) => {
      if (error) return;
      this.#isCloseSent = true;
      this.#endIfClosed();
    });
  }

  /** Ends the connection at once. */
  terminate(): void {
    if (this.readyState === 3) return;
    this.readyState = 2;
    this.#wire.destroy();
  }

  readonly #read = (chunk: Buffer): void => {
    if (!this.#receiver.write(chunk)) this.#wire.pause();
  };

  #concluded(code: number, reason: Buffer): void {
    this.#closeCode = code;
    this.#readNoMore();
    if (code === NO_STATUS) this.close();
    else this.close(code, reason);
    this.#endIfClosed();
  }

  #receiverFailed(error: Error): void {
    this.#hasFailed = true;
    this.#readNoMore();
    this.close(CLOSES[closeOfViolation(error) ?? 'protocol-error'].code);
    this.emit('error', error);
    this.#endIfClosed();
  }

  /** What still comes is dropped, so that its end is noticed. */
  #readNoMore(): void {
    this.#wire.off('data', this.#read);
    process.nextTick(() => this.#wire.resume());
  }

  /** Our FIN follows both Close frames. */
  #endIfClosed(): void {
    if (!this.#isCloseSent || (this.#closeCode === null && !this.#hasFailed)) return;
    if (!this.#wire.writableEnded) this.#wire.end();
  }

  #pong(data: Buffer, onSent: () => void): void {
    if (this.readyState === 1) this.#wire.write(controlFrame(FINAL_PONG, data), onSent);
  }

  #wireEnded(): void {
    if (!this.#receiver.writableEnded) this.#receiver.end();
    if (this.readyState === 1 && this.onHalfClose?.() === true) {
      this.#isHalfClosed = true;
      return;
    }
    this.readyState = 2;
    this.#finish();
  }

  /** Our FIN follows what is queued; the other side has sent its own. Where nothing is queued, closing sends ours as well. */
  #finish(): void {
    const wire = this.#wire;
    if (wire.writableLength === 0 && wire instanceof Socket && !(wire instanceof TLSSocket)) wire.destroy();
    else if (!wire.writableEnded) wire.end();
  }

  #wireFailed(): void {
    if (this.readyState !== 3) this.readyState = 2;
    this.#wire.destroy();
  }

  #wireClosed(): void {
    const wire = this.#wire;
    const receiver = this.#receiver;
    wire.off('data', this.#read);
    this.readyState = 2;
    this.#closeTimer?.clear();
    // What a paused connection had received may contain the Close frame.
    const isLeft = !wire.readableEnded && this.#closeCode === null && !this.#hasFailed && wire.readableLength > 0;
    if (isLeft) receiver.write(wire.read(wire.readableLength));
    if (!receiver.writableEnded) receiver.end();
    if (receiver.writableFinished || this.#hasFailed) return this.#gone();
    receiver.on('finish', () => this.#gone());
    receiver.on('error', () => this.#gone());
  }

  #gone(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.emit('close', this.#closeCode ?? ABNORMAL_CLOSURE);
  }
}

/** @param payload at most 125 bytes */
function controlFrame(firstByte: number, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(2 + payload.length);
  frame[0] = firstByte;
  frame[1] = payload.length;
  payload.copy(frame, 2);
  return frame;
}
