/**
 * One browser, one target: moves bytes both ways, lets the slow side slow the other, and tells each how the other
 * ended. It never looks into a byte, unless the route asks for frames. Who may open a tunnel is left to upgrade.ts,
 * counting and logging to tunnels.ts.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CLOSES, type AnnouncedCloseId, type CloseId } from './close-codes.ts';
import type { BridgeConfig } from '../config.ts';
import { DialError, type Dial, type Target } from '../target/dial.ts';
import { encodePrefix, FrameSplitter, payloadBytesMaxOf, type FrameFormat } from './frame-relay.ts';
import type { Recording } from '../ops/recorder.ts';
import { encodeBinaryFrame, frameInPlace } from './websocket-frame.ts';

export type TunnelLimits = Pick<
  BridgeConfig,
  'text' | 'messageBytesMax' | 'queuedBytesMax' | 'fullQueueTimeoutMs' | 'pingEveryMs' | 'idleTimeoutMs' | 'lingerMs'
>;

/** What all tunnels of a route have relayed together, added to as it passes. */
export interface Traffic {
  bytesToTarget: number;
  bytesToBrowser: number;
  messagesToTarget: number;
  messagesToBrowser: number;
}

/** How the target's side ended: by its own FIN, broken, by us, or it never began. */
export type TargetEnd = 'closed' | 'reset' | 'cut-off' | 'never-connected';

/** How a tunnel ended. */
export interface TunnelEnd extends Readonly<Traffic> {
  readonly id: CloseId;
  readonly code: number;
  readonly targetEnd: TargetEnd;
  /** Address of the target that accepted, null if none did. */
  readonly target: string | null;
  /** Of the last ping that was answered, null if none was. */
  readonly rttMs: number | null;
}

export interface TunnelParts {
  /** Just opened; nothing of it has been read. */
  readonly browser: WebSocket;
  /** The connection below `browser`: whole frames may be written to it between those of `browser`. */
  readonly wire: Duplex;
  readonly dial: Dial;
  /** Goes to the target before the browser's first byte. */
  readonly preamble: Buffer | null;
  /** Null for a stream. */
  readonly frames: FrameFormat | null;
  readonly limits: TunnelLimits;
  readonly traffic: Traffic;
  readonly recording: Recording | null;
  /** Called with the round-trip time of each ping, and with the time waited for one that was not answered. */
  readonly onRtt: (rttMs: number) => void;
}

const ABNORMAL_CLOSURE = 1006;

/** Messages at least this long leave at once: no more of them come in one segment. */
const CORKED_BYTES_MAX = 16 * 1024;

/** The idle limit is looked at this often within it, so it is kept to a quarter. */
const IDLE_CHECKS = 4;

export class Tunnel {
  /** Resolves once both sides are gone. */
  readonly ended: Promise<TunnelEnd>;
  readonly #parts: Omit<TunnelParts, 'browser' | 'wire' | 'preamble'>;
  readonly #browser: WebSocket;
  readonly #wire: Duplex;
  readonly #queuedBytesMax: number;
  readonly #traffic: Traffic;
  readonly #splitter: FrameSplitter | null;
  readonly #pingTimer: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Runs while the browser, or the target, leaves its queue above the mark. */
  #browserStallTimer: NodeJS.Timeout | undefined;
  #targetStallTimer: NodeJS.Timeout | undefined;
  #resolveEnded: (end: TunnelEnd) => void = () => {};
  /** Null until it has accepted. */
  #target: Target | null = null;
  #preamble: Buffer | null;
  #targetEnd: TargetEnd = 'never-connected';
  #corked = false;
  /** A sign of life of the browser since the last ping. */
  #heard = true;
  #pingSentMs = 0;
  #rttMs: number | null = null;
  #closeId: CloseId | null = null;
  #code = ABNORMAL_CLOSURE;
  #sidesOpen = 2;
  #bytesToTarget = 0;
  #bytesToBrowser = 0;
  #messagesToTarget = 0;
  #messagesToBrowser = 0;

  constructor(parts: TunnelParts) {
    const { browser, wire, dial, preamble, frames, limits, ...rest } = parts;
    this.#preamble = preamble;
    this.#parts = { dial, frames, limits, ...rest };
    this.#browser = browser;
    this.#wire = wire;
    this.#queuedBytesMax = limits.queuedBytesMax;
    this.#traffic = parts.traffic;
    this.#splitter =
      frames && new FrameSplitter(frames, limits.messageBytesMax, (payload) => void this.#send(payload, false));
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#pingTimer = setInterval(() => this.#ping(), limits.pingEveryMs);
    if (limits.idleTimeoutMs !== null) this.#watchIdle(limits.idleTimeoutMs);

    browser.on('error', (error) => this.#browserFailed(error));
    browser.on('close', (code) => this.#browserClosed(code));
    browser.on('message', (data, isBinary) => this.#toTarget(data as Buffer, isBinary));
    browser.on('pong', () => this.#ponged());
    wire.on('drain', () => this.#browserDrained());
    // What the browser says before the target has accepted waits in its own socket, not here.
    browser.pause();

    dial.connected.then(
      (target) => this.#targetConnected(target),
      (error: unknown) => this.#targetFailed(error),
    );
  }

  /** Bytes that wait for a side to take them. */
  get queuedBytes(): { readonly toTarget: number; readonly toBrowser: number } {
    const toBrowser = this.#wire.writableLength + (this.#splitter?.heldBytes ?? 0);
    return { toTarget: this.#target?.socket.writableLength ?? 0, toBrowser };
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
    this.#parts.dial.cancel();
    this.#target?.socket.destroy();
  }

  #targetConnected(target: Target): void {
    const { socket } = target;
    this.#target = target;
    this.#targetEnd = 'cut-off';
    target.deliver = (chunk, isOwn) => this.#fromTarget(chunk, isOwn);
    socket.on('drain', () => this.#targetDrained());
    socket.on('end', () => {
      this.#targetEnd = 'closed';
      this.close('target-closed');
    });
    socket.on('error', () => this.#targetBroke());
    socket.on('close', () => this.#targetClosed());
    // It may have broken before anybody listened.
    if (socket.destroyed) {
      this.#targetBroke();
      this.#targetClosed();
      return;
    }
    if (this.#preamble !== null) socket.write(this.#preamble);
    this.#preamble = null;
    if (this.#browser.readyState === this.#browser.CLOSED) this.#endTarget(target);
    socket.resume();
    this.#browser.resume();
  }

  #targetFailed(error: unknown): void {
    this.close(error instanceof DialError ? error.id : 'target-unreachable');
    this.#targetClosed();
  }

  #targetBroke(): void {
    this.#targetEnd = 'reset';
    this.close('target-reset');
  }

  #toTarget(message: Buffer, isBinary: boolean): void {
    this.#heard = true;
    const socket = this.#target?.socket;
    if (socket === undefined) return;
    const { limits, frames, recording } = this.#parts;
    if (!isBinary && limits.text === 'refuse') {
      this.close('text-refused');
      socket.end();
    } else if (frames !== null && message.length > payloadBytesMaxOf(frames)) {
      this.close('frame-too-big');
      socket.end();
    }
    if (!socket.writable) return;
    this.#bytesToTarget += message.length;
    this.#messagesToTarget += 1;
    this.#traffic.bytesToTarget += message.length;
    this.#traffic.messagesToTarget += 1;
    recording?.add('to-target', message);
    // One segment from the browser often holds several messages; they leave in one write.
    if (!this.#corked && message.length < CORKED_BYTES_MAX) {
      this.#corked = true;
      socket.cork();
      process.nextTick(this.#uncork);
    }
    if (frames !== null) socket.write(encodePrefix(frames, message.length));
    // `drain` follows a write that returned false, and no other.
    const hasRoom = socket.write(message);
    if (!hasRoom && socket.writableLength > this.#queuedBytesMax && !this.#browser.isPaused) {
      this.#browser.pause();
      this.#targetStallTimer = setTimeout(() => this.#targetStalled(), limits.fullQueueTimeoutMs);
    }
  }

  readonly #uncork = (): void => {
    this.#corked = false;
    this.#target?.socket.uncork();
  };

  #targetDrained(): void {
    clearTimeout(this.#targetStallTimer);
    this.#browser.resume();
  }

  #targetStalled(): void {
    this.close('target-stalled');
    this.#target?.socket.destroy();
  }

  /** As `Deliver`. */
  #fromTarget(chunk: Buffer, isOwn: boolean): boolean {
    if (this.#splitter === null) return this.#send(chunk, isOwn);
    if (this.#closeId === null && !this.#splitter.push(chunk)) this.close('frame-too-big');
    return false;
  }

  /** As `Deliver`: what is not our own is copied. */
  #send(payload: Buffer, isOwn: boolean): boolean {
    // A browser that has closed reads no more; its target is read on so that its end is seen.
    if (this.#browser.readyState !== this.#browser.OPEN) return false;
    this.#bytesToBrowser += payload.length;
    this.#messagesToBrowser += 1;
    this.#traffic.bytesToBrowser += payload.length;
    this.#traffic.messagesToBrowser += 1;
    this.#parts.recording?.add('to-browser', payload);
    const hasRoom = this.#wire.write(isOwn ? frameInPlace(payload) : encodeBinaryFrame(payload));
    const { writableLength } = this.#wire;
    if (!hasRoom && writableLength > this.#queuedBytesMax) this.#holdTarget();
    // The system has taken all of it, or some of it still waits in the frame.
    return isOwn && writableLength > 0;
  }

  #holdTarget(): void {
    const socket = this.#target?.socket;
    if (socket === undefined || socket.isPaused()) return;
    socket.pause();
    this.#browserStallTimer = setTimeout(() => this.#browserStalled(), this.#parts.limits.fullQueueTimeoutMs);
  }

  #browserDrained(): void {
    const socket = this.#target?.socket;
    if (socket === undefined || !socket.isPaused()) return;
    clearTimeout(this.#browserStallTimer);
    this.#heard = true;
    socket.resume();
  }

  #browserStalled(): void {
    this.close('browser-stalled');
    this.#target?.socket.destroy();
    // The Close frame stands behind all that it has not read.
    this.#browserStallTimer = setTimeout(() => this.#browser.terminate(), this.#parts.limits.lingerMs);
  }

  #ping(): void {
    // Once a Close frame is out, `ws` gives the browser 30 s to answer it.
    if (this.#browser.readyState !== this.#browser.OPEN) return;
    // While one side holds the other back a pong cannot be read, or stands behind a long queue: its own limit counts.
    if (this.#browser.isPaused || this.#target?.socket.isPaused()) {
      this.#heard = true;
    } else if (this.#heard) {
      this.#heard = false;
      this.#pingSentMs = performance.now();
      this.#browser.ping();
    } else {
      // A ping that nobody answers has taken this long at least.
      if (this.#pingSentMs !== 0) this.#parts.onRtt(performance.now() - this.#pingSentMs);
      this.#closeId ??= 'browser-silent';
      this.#browser.terminate();
    }
  }

  #ponged(): void {
    this.#heard = true;
    if (this.#pingSentMs === 0) return;
    this.#rttMs = performance.now() - this.#pingSentMs;
    this.#pingSentMs = 0;
    this.#parts.onRtt(this.#rttMs);
  }

  #watchIdle(idleTimeoutMs: number): void {
    let before = 0;
    let quietChecks = 0;
    this.#idleTimer = setInterval(
      () => {
        const now = this.#messagesToTarget + this.#messagesToBrowser;
        quietChecks = now === before ? quietChecks + 1 : 0;
        before = now;
        if (quietChecks >= IDLE_CHECKS) this.close('idle');
      },
      Math.ceil(idleTimeoutMs / IDLE_CHECKS),
    );
  }

  /** A message against the rules: `ws` has sent the Close frame that says so. */
  #browserFailed(error: Error): void {
    if (this.#closeId !== null) return;
    const code = 'code' in error ? String(error.code) : '';
    if (!code.startsWith('WS_ERR_')) return;
    this.#closeId = CLOSE_OF_VIOLATION[code] ?? 'protocol-error';
    this.#code = CLOSES[this.#closeId].code;
  }

  #browserClosed(code: number): void {
    clearInterval(this.#pingTimer);
    clearInterval(this.#idleTimer);
    clearTimeout(this.#browserStallTimer);
    clearTimeout(this.#targetStallTimer);
    if (this.#closeId === null) {
      this.#closeId = code === ABNORMAL_CLOSURE ? 'browser-lost' : 'browser-closed';
      this.#code = code;
    }
    if (this.#target === null) this.#parts.dial.cancel();
    else this.#endTarget(this.#target);
    this.#sideClosed();
  }

  #endTarget({ socket }: Target): void {
    socket.resume();
    socket.end();
    const linger = setTimeout(() => socket.destroy(), this.#parts.limits.lingerMs);
    socket.once('close', () => clearTimeout(linger));
  }

  #targetClosed(): void {
    // Nothing drains any more, and the browser's Close frame is still to be read.
    clearTimeout(this.#targetStallTimer);
    this.#browser.resume();
    this.#sideClosed();
  }

  #sideClosed(): void {
    this.#sidesOpen -= 1;
    if (this.#sidesOpen > 0) return;
    this.#resolveEnded({
      id: this.#closeId ?? 'browser-lost',
      code: this.#code,
      targetEnd: this.#targetEnd,
      target: this.#target?.address ?? null,
      bytesToTarget: this.#bytesToTarget,
      bytesToBrowser: this.#bytesToBrowser,
      messagesToTarget: this.#messagesToTarget,
      messagesToBrowser: this.#messagesToBrowser,
      rttMs: this.#rttMs,
    });
  }
}

/** By what `ws` calls them; every other is a protocol error. */
const CLOSE_OF_VIOLATION: Readonly<Record<string, CloseId>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'message-too-big',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'message-too-big',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'too-many-pieces',
  WS_ERR_INVALID_UTF8: 'not-utf8',
};
