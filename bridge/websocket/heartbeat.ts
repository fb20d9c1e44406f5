/** Pings a browser, and notices one that leaves a ping unanswered until the next. */
import type { Browser } from './browser-socket.ts';

export interface HeartbeatParts {
  readonly browser: Browser;
  readonly everyMs: number;
  /** Whether one side holds the other back. Then a pong cannot be read, or waits in a long queue, so no ping counts. */
  readonly isHeldBack: () => boolean;
  /** Called whenever a ping is due, also when none is sent. */
  readonly onDue: () => void;
  /** Called with the round-trip time of each ping, and with the time waited for one that was not answered. */
  readonly onRtt: (rttMs: number) => void;
  readonly onSilent: () => void;
}

export class Heartbeat {
  /** The round-trip time of the last ping that was answered, null if none was. */
  rttMs: number | null = null;
  readonly #parts: HeartbeatParts;
  readonly #timer: NodeJS.Timeout;
  /** A look at what has arrived, before a browser counts as silent. */
  #lastLook: NodeJS.Immediate | undefined;
  /** Whether anything arrived from the browser since the last ping. */
  #heard = true;
  /** When the unanswered ping was sent. */
  #pingSentMs: number | null = null;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#beat(), parts.everyMs);
    parts.browser.on('pong', () => this.#ponged());
  }

  /** Something arrived from the browser. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#lastLook);
  }

  #beat(): void {
    this.#parts.onDue();
    // A turn may take as long as all of the time between two pings.
    if (this.#lastLook !== undefined || !this.#counts()) return;
    if (this.#heard) {
      this.#heard = false;
      this.#pingSentMs = performance.now();
      this.#parts.browser.ping();
    } else {
      // The answer to a process that stood still waits in its socket, which is read after the timers: all are read in two turns.
      this.#nextTurn(() => this.#nextTurn(() => this.#judge()));
    }
  }

  /** Whether a browser must answer pings. Once a Close frame is out, it has 30 s to answer that. */
  #counts(): boolean {
    const { browser, isHeldBack } = this.#parts;
    return browser.readyState === browser.OPEN && !isHeldBack();
  }

  #nextTurn(go: () => void): void {
    this.#lastLook = setImmediate(go);
  }

  #judge(): void {
    this.#lastLook = undefined;
    if (!this.#heard && this.#counts()) this.#silent();
  }

  #silent(): void {
    // An unanswered ping has taken at least this long.
    if (this.#pingSentMs !== null) this.#parts.onRtt(performance.now() - this.#pingSentMs);
    this.#parts.onSilent();
  }

  #ponged(): void {
    this.#heard = true;
    if (this.#pingSentMs === null) return;
    this.rttMs = performance.now() - this.#pingSentMs;
    this.#pingSentMs = null;
    this.#parts.onRtt(this.rttMs);
  }
}
