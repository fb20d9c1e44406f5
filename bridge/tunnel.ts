/**
 * One browser, one TCP socket: moves bytes both ways, lets the slow side slow the other, and tells each how the
 * other ended. It never looks into a byte. Who may open a tunnel is left to upgrade.ts, counting to its owner.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { CLOSES, type AnnouncedCloseId, type CloseId } from './close-codes.ts';
import type { BridgeConfig } from './config.ts';

export type TunnelLimits = Pick<
  BridgeConfig,
  'text' | 'queuedBytesMax' | 'connectTimeoutMs' | 'pingEveryMs' | 'lingerMs'
>;

/** Bytes relayed by all tunnels together, added to as they pass. */
export interface Traffic {
  toTarget: number;
  toBrowser: number;
}

/** How a tunnel ended. */
export interface TunnelEnd {
  readonly id: CloseId;
  readonly code: number;
  readonly bytesToTarget: number;
  readonly bytesToBrowser: number;
}

export interface TunnelParts {
  /** Just opened; nothing of it has been read. */
  readonly browser: WebSocket;
  /** Connecting, with `allowHalfOpen`: after its FIN it must still get what the browser has sent. */
  readonly target: Socket;
  /** Goes to the target before the browser's first byte. */
  readonly preamble: Buffer | null;
  readonly limits: TunnelLimits;
  readonly traffic: Traffic;
}

const BINARY = { binary: true };
const ABNORMAL_CLOSURE = 1006;

export class Tunnel {
  /** Resolves once both sides are gone. */
  readonly ended: Promise<TunnelEnd>;
  readonly #browser: WebSocket;
  readonly #target: Socket;
  readonly #limits: TunnelLimits;
  readonly #traffic: Traffic;
  readonly #pingTimer: NodeJS.Timeout;
  #resolveEnded: (end: TunnelEnd) => void = () => {};
  #connected = false;
  #corked = false;
  /** A sign of life of the browser since the last ping. */
  #heard = true;
  /** Bytes the target had taken by the last ping, if it was holding the browser back then. */
  #takenAtLastPing: number | null = null;
  #closeId: CloseId | null = null;
  #code = ABNORMAL_CLOSURE;
  #sidesOpen = 2;
  #bytesToTarget = 0;
  #bytesToBrowser = 0;

  constructor({ browser, target, preamble, limits, traffic }: TunnelParts) {
    this.#browser = browser;
    this.#target = target;
    this.#limits = limits;
    this.#traffic = traffic;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#pingTimer = setInterval(() => this.#ping(), limits.pingEveryMs);

    browser.on('error', (error) => this.#browserFailed(error));
    browser.on('close', (code) => this.#browserClosed(code));
    browser.on('message', (data, isBinary) => this.#toTarget(data as Buffer, isBinary));
    browser.on('pong', () => (this.#heard = true));
    // What the browser says before the target has accepted waits in its own socket, not here.
    browser.pause();

    target.on('error', () => this.close(this.#connected ? 'target-reset' : 'target-unreachable'));
    target.on('connect', () => this.#targetConnected(preamble));
    target.on('data', (chunk: Buffer) => this.#toBrowser(chunk));
    target.on('drain', () => browser.resume());
    target.on('end', () => this.close('target-closed'));
    target.on('timeout', () => target.destroy(new Error('no connection in time')));
    target.on('close', () => this.#targetClosed());
    target.setTimeout(limits.connectTimeoutMs);
  }

  /** Ends the session in order: all bytes sent so far arrive, then the Close frame. The first call decides why. */
  close(id: AnnouncedCloseId): void {
    if (this.#closeId !== null) return;
    this.#closeId = id;
    const { code, reason } = CLOSES[id];
    this.#code = code;
    this.#browser.close(code, reason);
  }

  /** Ends the session now, whatever is lost. */
  destroy(): void {
    this.#browser.terminate();
    this.#target.destroy();
  }

  #targetConnected(preamble: Buffer | null): void {
    this.#connected = true;
    this.#target.setTimeout(0);
    if (preamble !== null) this.#target.write(preamble);
    this.#browser.resume();
  }

  #toTarget(message: Buffer, isBinary: boolean): void {
    this.#heard = true;
    if (!isBinary && this.#limits.text === 'refuse') {
      this.close('text-refused');
      this.#target.end();
    }
    if (!this.#target.writable) return;
    this.#bytesToTarget += message.length;
    this.#traffic.toTarget += message.length;
    // One segment from the browser often holds several messages; they leave in one write.
    if (!this.#corked) {
      this.#corked = true;
      this.#target.cork();
      process.nextTick(this.#uncork);
    }
    // `drain` follows a write that returned false, and no other.
    const hasRoom = this.#target.write(message);
    if (!hasRoom && this.#target.writableLength > this.#limits.queuedBytesMax) this.#browser.pause();
  }

  readonly #uncork = (): void => {
    this.#corked = false;
    this.#target.uncork();
  };

  #toBrowser(chunk: Buffer): void {
    // A browser that has closed reads no more; its target is read on so that its end is seen.
    if (this.#browser.readyState !== this.#browser.OPEN) return;
    this.#bytesToBrowser += chunk.length;
    this.#traffic.toBrowser += chunk.length;
    this.#browser.send(chunk, BINARY, this.#sent);
    if (this.#browser.bufferedAmount > this.#limits.queuedBytesMax) this.#target.pause();
  }

  readonly #sent = (): void => {
    if (!this.#target.isPaused()) return;
    // With the buffers full, room comes only from a browser that reads; its pong may be a long queue away.
    this.#heard = true;
    if (this.#browser.bufferedAmount <= this.#limits.queuedBytesMax / 2) this.#target.resume();
  };

  #ping(): void {
    // Once a Close frame is out, `ws` gives the browser 30 s to answer it.
    if (this.#browser.readyState !== this.#browser.OPEN) return;
    if (this.#browser.isPaused) return this.#checkHeldBrowser();
    this.#takenAtLastPing = null;
    if (this.#heard) {
      this.#heard = false;
      this.#browser.ping();
    } else {
      this.#closeId ??= 'browser-silent';
      this.#browser.terminate();
    }
  }

  /** While the target holds the browser back no pong can be read, so it is the target that must show life. */
  #checkHeldBrowser(): void {
    this.#heard = true;
    if (!this.#connected) return;
    const taken = this.#bytesToTarget - this.#target.writableLength;
    if (taken === this.#takenAtLastPing) {
      this.close('target-stalled');
      this.#target.destroy();
    }
    this.#takenAtLastPing = taken;
  }

  /** A message against the rules: `ws` has sent the Close frame that says so. */
  #browserFailed(error: Error): void {
    if (this.#closeId !== null) return;
    const isTooBig = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    this.#closeId = isTooBig ? 'message-too-big' : 'protocol-error';
    this.#code = CLOSES[this.#closeId].code;
  }

  #browserClosed(code: number): void {
    clearInterval(this.#pingTimer);
    if (this.#closeId === null) {
      this.#closeId = code === ABNORMAL_CLOSURE ? 'browser-lost' : 'browser-closed';
      this.#code = code;
    }
    this.#target.resume();
    if (this.#connected) {
      this.#target.end();
      const linger = setTimeout(() => this.#target.destroy(), this.#limits.lingerMs);
      this.#target.once('close', () => clearTimeout(linger));
    } else {
      this.#target.destroy();
    }
    this.#sideClosed();
  }

  #targetClosed(): void {
    // Nothing drains any more, and the browser's Close frame is still to be read.
    this.#browser.resume();
    this.#sideClosed();
  }

  #sideClosed(): void {
    this.#sidesOpen -= 1;
    if (this.#sidesOpen > 0) return;
    this.#resolveEnded({
      id: this.#closeId ?? 'browser-lost',
      code: this.#code,
      bytesToTarget: this.#bytesToTarget,
      bytesToBrowser: this.#bytesToBrowser,
    });
  }
}
