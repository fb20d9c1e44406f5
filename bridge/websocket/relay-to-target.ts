/** The direction to the target: messages of the browser become bytes; with `frames` each message becomes one frame. */
import type { Socket } from 'node:net';
import type { Browser } from './browser-socket.ts';
import { BackPressure } from './back-pressure.ts';
import type { AnnouncedCloseId } from './close-codes.ts';
import { encodePrefix, payloadBytesMaxOf } from './frame-relay.ts';
import type { Relay } from './relay.ts';

/** Messages of at least this length are written at once: a segment does not contain several of them. */
const CORKED_BYTES_MAX = 16 * 1024;

export class RelayToTarget {
  readonly #socket: Socket;
  readonly #relay: Relay;
  /** Holds the browser back. */
  readonly #pressure: BackPressure;
  /** Whether messages may be compressed. */
  readonly #inflates: boolean;
  #isCorked = false;

  constructor(browser: Browser, socket: Socket, relay: Relay) {
    this.#socket = socket;
    this.#relay = relay;
    this.#inflates = browser.extensions !== '';
    this.#pressure = new BackPressure(browser, relay.limits.fullQueueTimeoutMs, () => {
      relay.close('target-stalled');
      socket.destroy();
    });
    socket.on('drain', () => this.#pressure.release());
  }

  get isHolding(): boolean {
    return this.#pressure.isHolding;
  }

  /** Bytes that wait for the target. */
  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  /** Relays one message of the browser, or ends the tunnel if the route does not allow it. */
  send(message: Buffer, isBinary: boolean): void {
    const refused = this.#refusalOf(message, isBinary);
    if (refused !== null) {
      this.#relay.close(refused);
      this.#socket.end();
    }
    if (!this.#socket.writable) return;
    const { frames, limits, recording } = this.#relay;
    this.#count(message.length);
    recording?.add('to-target', message);
    if (message.length < CORKED_BYTES_MAX) this.#cork();
    if (frames !== null) this.#socket.write(encodePrefix(frames, message.length));
    // `drain` follows only a write that returned false.
    const hasRoom = this.#socket.write(message);
    if (!hasRoom && this.#socket.writableLength > limits.queuedBytesMax) this.#pressure.hold();
  }

  /** The target is gone: nothing drains any more. The browser is read on for its Close frame. */
  targetGone(): void {
    this.#pressure.release();
  }

  browserGone(): void {
    this.#pressure.stop();
  }

  #refusalOf(message: Buffer, isBinary: boolean): AnnouncedCloseId | null {
    const { limits, frames } = this.#relay;
    if (!isBinary && limits.text === 'refuse') return 'text-refused';
    // One read may contain many messages that a pause no longer stops, each of them small while compressed.
    const queuedBytes = this.queuedBytes + message.length;
    if (this.#inflates && queuedBytes > limits.queuedBytesMax + limits.messageBytesMax) return 'inflated-too-big';
    return frames !== null && message.length > payloadBytesMaxOf(frames) ? 'frame-too-big' : null;
  }

  #count(bytes: number): void {
    const { ofTunnel, ofRoute } = this.#relay.traffic;
    ofTunnel.bytesToTarget += bytes;
    ofTunnel.messagesToTarget += 1;
    ofRoute.bytesToTarget += bytes;
    ofRoute.messagesToTarget += 1;
  }

  /** A segment from the browser often contains several messages, which are written at once. */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(this.#uncork);
  }

  readonly #uncork = (): void => {
    this.#isCorked = false;
    this.#socket.uncork();
  };
}
