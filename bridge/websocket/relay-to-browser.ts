/** The direction to the browser: bytes of the target become binary messages; with `frames` one for each frame. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Deliver } from '../target/dial.ts';
import { BackPressure } from './back-pressure.ts';
import { FrameSplitter } from './frame-relay.ts';
import type { Relay } from './relay.ts';
import { encodeBinaryFrame, frameInPlace } from './websocket-frame.ts';

export class RelayToBrowser {
  readonly #browser: WebSocket;
  readonly #wire: Duplex;
  readonly #socket: Socket;
  readonly #relay: Relay;
  readonly #splitter: FrameSplitter | null;
  /** Holds the target back. */
  readonly #pressure: BackPressure;
  #cutOffTimer: NodeJS.Timeout | undefined;

  /**
   * @param wire the connection below `browser`
   * @param onTaken called when the browser has taken the bytes for which the target was held back
   */
  constructor(browser: WebSocket, wire: Duplex, socket: Socket, relay: Relay, onTaken: () => void) {
    const { frames, limits } = relay;
    this.#browser = browser;
    this.#wire = wire;
    this.#socket = socket;
    this.#relay = relay;
    this.#splitter =
      frames && new FrameSplitter(frames, limits.messageBytesMax, (payload) => void this.#send(payload, false));
    this.#pressure = new BackPressure(socket, limits.fullQueueTimeoutMs, () => this.#browserStalled());
    wire.on('drain', () => {
      if (this.#pressure.release()) onTaken();
    });
  }

  get isHolding(): boolean {
    return this.#pressure.isHolding;
  }

  /** Bytes of an incomplete frame. */
  get heldBytes(): number {
    return this.#splitter?.heldBytes ?? 0;
  }

  readonly deliver: Deliver = (chunk, isOwn) => {
    if (this.#splitter === null) return this.#send(chunk, isOwn);
    if (this.#isOpen() && !this.#splitter.push(chunk)) this.#relay.close('frame-too-big');
    return false;
  };

  browserGone(): void {
    this.#pressure.stop();
    clearTimeout(this.#cutOffTimer);
  }

  /** As `Deliver`: what is not our own is copied. */
  #send(payload: Buffer, isOwn: boolean): boolean {
    // A closed browser reads no more. Its target is still read, so that its end is noticed.
    if (!this.#isOpen()) return false;
    this.#count(payload.length);
    this.#relay.recording?.add('to-browser', payload);
    const hasRoom = this.#wire.write(isOwn ? frameInPlace(payload) : encodeBinaryFrame(payload));
    const { writableLength } = this.#wire;
    if (!hasRoom && writableLength > this.#relay.limits.queuedBytesMax) this.#pressure.hold();
    // The system has taken all of it, or some of it still waits in the frame.
    return isOwn && writableLength > 0;
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
    this.#cutOffTimer = setTimeout(() => this.#browser.terminate(), this.#relay.limits.lingerMs);
  }
}
