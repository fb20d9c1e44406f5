// The line to the server: dials, says the pings that keep it alive, notices when it is dead, and dials again with growing
// pauses. What is said on it is left to session.ts.

import { pingTime, PING_INTERVAL_MS, type ClientMessage, type ServerMessage } from '#protocol';
import { Link, type Dial, type Traffic } from './link.ts';

/** What a line needs of the world around it. */
export interface LineSurroundings {
  readonly dial: Dial;
  /** From 0 up to and without 1, anew each time. */
  chance(): number;
  /** Milliseconds of a steady clock. */
  now(): number;
  /** Runs something later; the result takes it back. */
  after(ms: number, run: () => void): () => void;
}

export interface LineEvents {
  opened(): void;
  message(message: ServerMessage): void;
  /** The connection is gone, or as good as gone. */
  lost(): void;
  /** The server sent what this page cannot read. */
  garbled(): void;
  /** The newest tick seen, for the pings. */
  seenTick(): number;
}

const ANSWER_MS_MAX = 8000;
/** A connection that was silent for so long is dead, whatever the browser believes. */
const SILENCE_MS = 6000;
/** The first pings come quickly, so that the clock is right before the countdown is over. */
const FIRST_PINGS_MS = [50, 150, 300, 600, 1000];
/**
 * Without a snapshot for this long, the page reports the newest tick that it has seen: the server sends none to a page
 * that seems to be behind, and learns only from a report that it has caught up. Six snapshots.
 */
const REPORT_MS = 200;
/** Together some 40 seconds: the server keeps a place for 30. */
const TRIES_MAX = 12;
const FIRST_TRY_MS = 400;
const TRY_MS_MAX = 4000;

export class Line {
  /** When the server was last heard. */
  heardMs = 0;
  readonly traffic: Traffic = { inBytes: 0, outBytes: 0 };
  private readonly around: LineSurroundings;
  private readonly events: LineEvents;
  private link: Link;
  private pings = 0;
  private tries = 0;
  private stopTimer: () => void = () => {};
  private stopReport: () => void = () => {};

  /** Dials at once. */
  constructor(around: LineSurroundings, events: LineEvents) {
    this.around = around;
    this.events = events;
    this.link = this.dial();
  }

  /** Sends now or never: what is said while the connection is away is lost. */
  send(message: ClientMessage): void {
    this.link.send(message);
  }

  /** The server has answered: from now on pings keep the line alive. */
  established(): void {
    this.pings = 0;
    this.ping();
  }

  /** We are where we wanted to be: the next loss begins with short pauses again. */
  settled(): void {
    this.tries = 0;
  }

  /** Hangs up and dials again after a while; false when it was tried often enough. */
  redialLater(): boolean {
    this.link.close();
    if (this.tries === TRIES_MAX) return false;
    // Spread between half and the full time, so that a restarted server is not met by everybody at once.
    const delayMs = Math.min(TRY_MS_MAX, FIRST_TRY_MS * 2 ** this.tries) * (0.5 + this.around.chance() / 2);
    this.tries++;
    this.schedule(delayMs, () => this.redial());
    return true;
  }

  /** The network is said to be back: a next try that waits need not. */
  hurry(): void {
    if (this.link.isClosed) this.redial();
  }

  /** A snapshot has come: unless another follows soon, a ping reports it. */
  reportUnlessMoreComes(): void {
    this.stopReport();
    this.stopReport = this.around.after(REPORT_MS, () => this.ask());
  }

  close(): void {
    this.stopTimer();
    this.stopReport();
    this.link.close();
  }

  private redial(): void {
    this.link = this.dial();
  }

  private dial(): Link {
    this.schedule(ANSWER_MS_MAX, () => this.events.lost());
    return new Link(this.around.dial, this.traffic, {
      opened: () => this.events.opened(),
      message: (message) => {
        this.heardMs = this.around.now();
        this.events.message(message);
      },
      closed: (readable) => (readable ? this.events.lost() : this.events.garbled()),
    });
  }

  /** Sends a ping between the others. @returns its time, by which its pong is known. */
  ask(): number {
    const time = pingTime(this.around.now());
    this.send({ type: 'ping', time, seenTick: this.events.seenTick() });
    return time;
  }

  private ping(): void {
    this.ask();
    this.schedule(FIRST_PINGS_MS[this.pings++] ?? PING_INTERVAL_MS, () => {
      if (this.around.now() - this.heardMs > SILENCE_MS) this.events.lost();
      else this.ping();
    });
  }

  /** There is one timer: for the answer, the next ping, or the next try. */
  private schedule(ms: number, run: () => void): void {
    this.stopTimer();
    this.stopTimer = this.around.after(ms, run);
  }
}
