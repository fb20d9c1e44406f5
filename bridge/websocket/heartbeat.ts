/** Pings a browser, and notices one that leaves a ping unanswered until the next. */
import type { WebSocket } from 'ws';

export interface HeartbeatParts {
  readonly browser: WebSocket;
  readonly everyMs: number;
  /** While one side holds the other back a pong cannot be read, or stands behind a long queue: no ping counts. */
  readonly isHeldBack: () => boolean;
  /** Called with the round-trip time of each ping, and with the time waited for one that was not answered. */
  readonly onRtt: (rttMs: number) => void;
  readonly onSilent: () => void;
}

export class Heartbeat {
  /** Of the last ping that was answered, null if none was. */
  rttMs: number | null = null;
  readonly #parts: HeartbeatParts;
  readonly #timer: NodeJS.Timeout;
  /** Whether the browser has given a sign of life since the last ping. */
  #heard = true;
  /** When the ping was sent that has no pong yet. */
  #pingSentMs: number | null = null;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#beat(), parts.everyMs);
    parts.browser.on('pong', () => this.#ponged());
  }

  /** The browser has given a sign of life. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const { browser, isHeldBack, onSilent } = this.#parts;
    // Once a Close frame is out, `ws` gives the browser 30 s to answer it.
    if (browser.readyState !== browser.OPEN || isHeldBack()) return;
    if (this.#heard) {
      this.#heard = false;
      this.#pingSentMs = performance.now();
      browser.ping();
    } else {
      // A ping that nobody answers has taken this long at least.
      if (this.#pingSentMs !== null) this.#parts.onRtt(performance.now() - this.#pingSentMs);
      onSilent();
    }
  }

  #ponged(): void {
    this.#heard = true;
    if (this.#pingSentMs === null) return;
    this.rttMs = performance.now() - this.#pingSentMs;
    this.#pingSentMs = null;
    this.#parts.onRtt(this.rttMs);
  }
}
