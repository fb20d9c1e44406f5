/**
 * The direction to the browser: bytes of the target become messages; with `frames` one for each frame. They are binary, or
 * of the type that the browser has sent last.
 */
import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PatientTimeout } from '#process';
import type { Browser } from './browser-socket.ts';
import type { Deliver } from '../target/dial.ts';
import { BackPressure } from './back-pressure.ts';
import { FrameSplitter } from './frame-relay.ts';
import type { Relay } from './relay.ts';
import { wholeCodePoints } from './utf8.ts';
import { encodeFrame, frameInPlace } from './websocket-frame.ts';

const NO_BYTES = Buffer.alloc(0);

export class RelayToBrowser {
  readonly #browser: Browser;
  readonly #wire: Duplex;
  readonly #socket: Socket;
  readonly #relay: Relay;
  readonly #splitter: FrameSplitter | null;
  /** Holds the target back. */
  readonly #pressure: BackPressure;
  readonly #onTaken: () => void;
  /** Whether messages are compressed: then `ws` sends them, in order with its own frames. */
  readonly #deflates: boolean;
  #cutOffTimer: PatientTimeout | null = null;
  /** Whether what is UTF-8 becomes text. */
  #prefersText = false;
  /** The beginning of a code point, at most three bytes. */
  #incomplete = NO_BYTES;

  /**
   * @param wire the connection below `browser`
   * @param onTaken called when the browser has taken the bytes for which the target was held back
   */
  constructor(browser: Browser, wire: Duplex, socket: Socket, relay: Relay, onTaken: () => void) {
    const { frames, limits } = relay;
    this.#browser = browser;
    this.#wire = wire;
    this.#socket = socket;
    this.#relay = relay;
    this.#splitter = frames && new FrameSplitter(frames, limits.messageBytesMax, (payload) => this.#sendFrame(payload));
    this.#pressure = new BackPressure(socket, limits.fullQueueTimeoutMs, () => this.#browserStalled());
    this.#deflates = browser.extensions !== '';
    this.#onTaken = onTaken;
    if (!this.#deflates) wire.on('drain', () => this.#release());
  }

  get isHolding(): boolean {
    return this.#pressure.isHolding;
  }

  /** Bytes of an incomplete frame or code point. */
  get heldBytes(): number {
    return this.#splitter?.heldBytes ?? this.#incomplete.length;
  }

  readonly deliver: Deliver = (chunk, isOwn) => {
    if (this.#splitter === null) return this.#prefersText ? this.#sendText(chunk, isOwn) : this.#send(chunk, isOwn);
    if (this.#isOpen() && !this.#splitter.push(chunk)) this.#relay.close('frame-too-big');
    return false;
  };

  /** From here on, messages are text where they are UTF-8, or all of them are binary. */
  preferText(prefersText: boolean): void {
    if (!prefersText) this.flush();
    this.#prefersText = prefersText;
  }

  /** Sends the beginning of a code point that nothing has completed. */
  flush(): void {
    if (this.#incomplete.length === 0) return;
    this.#send(this.#incomplete, false);
    this.#incomplete = NO_BYTES;
  }

  browserGone(): void {
    this.#pressure.stop();
    this.#cutOffTimer?.clear();
  }

  #sendFrame(payload: Buffer): void {
    this.#send(payload, false, this.#prefersText && isUtf8(payload));
  }

  /** As `Deliver`. A code point that the chunk does not complete waits for the next one. */
  #sendText(chunk: Buffer, isOwn: boolean): boolean {
    const isWhole = this.#incomplete.length === 0;
    const bytes = isWhole ? chunk : Buffer.concat([this.#incomplete, chunk]);
    this.#incomplete = NO_BYTES;
    const whole = wholeCodePoints(bytes);
    if (whole === null) return this.#send(bytes, isOwn && isWhole);
    if (whole < bytes.length) this.#incomplete = Buffer.from(bytes.subarray(whole));
    return whole > 0 && this.#send(bytes.subarray(0, whole), isOwn && isWhole, true);
  }

  /** As `Deliver`: what is not our own is copied. */
  #send(payload: Buffer, isOwn: boolean, isText = false): boolean {
    // A closed browser reads no more. Its target is still read, so that its end is noticed.
    if (!this.#isOpen()) return false;
    this.#count(payload.length);
    this.#relay.recording?.add('to-browser', payload);
    if (this.#deflates) return this.#deflate(payload, isText);
    const hasRoom = this.#wire.write(isOwn ? frameInPlace(payload, isText) : encodeFrame(payload, isText));
    const { writableLength } = this.#wire;
    if (!hasRoom && writableLength > this.#relay.limits.queuedBytesMax) this.#pressure.hold();
    // The system has taken all of it, or some of it still waits in the frame.
    return isOwn && writableLength > 0;
  }

  /** As `Deliver`: `ws` needs a copy for as long as it compresses it. */
  #deflate(payload: Buffer, isText: boolean): false {
    const { queuedBytesMax } = this.#relay.limits;
    this.#browser.send(Buffer.from(payload), { binary: !isText }, () => {
      if (this.#browser.bufferedAmount <= queuedBytesMax) this.#release();
    });
    if (this.#browser.bufferedAmount > queuedBytesMax) this.#pressure.hold();
    return false;
  }

  #release(): void {
    if (this.#pressure.release()) this.#onTaken();
  }

  #isOpen(): boolean {
    return this.#browser.readyState === this.#browser.OPEN;
  }

  #count(bytes: number): void {
    const { ofTunnel, ofRoute } = this.#relay.traffic;
    ofTunnel.bytesToBrowser += bytes;
    ofTunnel.messagesToBrowser += 1;
    ofRoute.bytesToBrowser += bytes;
    ofRoute.messagesToBrowser += 1;
  }

  #browserStalled(): void {
    this.#relay.close('browser-stalled');
    this.#socket.destroy();
    // The Close frame is queued behind everything that the browser has not read.
    this.#cutOffTimer = new PatientTimeout(this.#relay.limits.lingerMs, () => this.#browser.terminate());
  }
}
