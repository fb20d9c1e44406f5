// The conversation with the server, from dialling to leaving, and back again when the connection is lost.
//
//   connecting ──joined──► playing ──lost──► waiting ──timer──► connecting
//       └──────── refused, left, tries used up: from anywhere ──────► ended

import { PING_INTERVAL_MS, PROTOCOL_VERSION, type ErrorCode, type ServerMessage } from '#protocol';
import type { Direction } from '#simulation';
import { Link, type Dial } from './link.ts';
import { OnlineMatch, type Joined } from './online-match.ts';
import { ServerClock } from './server-clock.ts';

/** Why a session is over: a code of the server, or what happened here. */
export type EndReason = ErrorCode | 'left' | 'unreachable' | 'lost';

export type SessionState =
  | { readonly name: 'connecting' }
  | { readonly name: 'playing'; readonly match: OnlineMatch }
  /** The connection is gone; `match` is what was last seen. */
  | { readonly name: 'waiting'; readonly match: OnlineMatch; readonly tries: number }
  | { readonly name: 'ended'; readonly reason: EndReason };

/** What a session needs of the world around it: tests give a virtual one. */
export interface Surroundings {
  readonly dial: Dial;
  /** Milliseconds of a steady clock. */
  now(): number;
  /** Runs something later; the result takes it back. */
  after(ms: number, run: () => void): () => void;
}

export interface SessionWish {
  readonly name: string;
  /** The room to join, or null for quick play. */
  readonly code: string | null;
}

/** Snapshots a second: prediction fills the ticks between, so more would only cost battery. */
const SNAPSHOT_RATE = 30;
const ANSWER_MS_MAX = 8000;
/** A playing connection that was silent for so long is dead, whatever the browser believes. */
const SILENCE_MS = 6000;
/** The first pings come quickly, so that the clock is right before the countdown is over. */
const FIRST_PINGS_MS = [50, 150, 300, 600, 1000];
const TRIES_MAX = 6;
const FIRST_TRY_MS = 500;
/** Fatal errors that say something of the connection, not of us: dialling again helps. */
const WORTH_ANOTHER_TRY: readonly ErrorCode[] = ['silent', 'too-far-behind', 'frame-timeout', 'server-stopping'];

export class Session {
  state: SessionState = { name: 'connecting' };
  private readonly around: Surroundings;
  private readonly changed: (state: SessionState) => void;
  private readonly name: string;
  private code: string | null;
  private clock = new ServerClock();
  private link: Link;
  private helloMs = 0;
  private heardMs = 0;
  private pings = 0;
  private tries = 0;
  private stopTimer: () => void = () => {};

  /** Dials at once. `changed` is called with every new state, and with a new `match` for every rematch. */
  constructor(around: Surroundings, { name, code }: SessionWish, changed: (state: SessionState) => void) {
    this.around = around;
    this.name = name;
    this.code = code;
    this.changed = changed;
    this.link = this.dial();
  }

  /** Says where our Pac-Man should go. Does nothing while nobody is there to hear it. */
  wish(direction: Direction): void {
    if (this.state.name !== 'playing') return;
    const { match } = this.state;
    this.link.send({ type: 'input', ...match.wish(direction), seenTick: match.seenTick });
  }

  leave(): void {
    this.link.send({ type: 'leave' });
    this.end('left');
  }

  private dial(): Link {
    this.pings = 0;
    this.schedule(ANSWER_MS_MAX, () => this.lost());
    return new Link(this.around.dial, {
      opened: () => this.greet(),
      message: (message) => this.receive(message),
      closed: (readable) => (readable ? this.lost() : this.end('wrong-version')),
    });
  }

  private greet(): void {
    this.helloMs = this.around.now();
    this.link.send({ type: 'hello', version: PROTOCOL_VERSION, name: this.name, kind: 'human' });
  }

  private receive(message: ServerMessage): void {
    this.heardMs = this.around.now();
    switch (message.type) {
      case 'welcome':
        this.clock = new ServerClock();
        this.clock.returned(this.heardMs - this.helloMs);
        this.ask();
        break;
      case 'joined':
        this.joined(message);
        break;
      case 'snapshot':
      case 'keyframe':
        if (this.state.name === 'playing') this.update(this.state.match, message);
        break;
      case 'seats':
        if (this.state.name === 'playing') this.state.match.seats = message.seats;
        break;
      case 'pong':
        this.clock.returned(Math.max(0, this.heardMs - message.time));
        break;
      case 'error':
        this.refused(message.code, message.fatal);
        break;
      case 'left':
        this.end('left');
        break;
      case 'bye':
        this.lost();
        break;
    }
  }

  private ask(): void {
    if (this.code === null) this.link.send({ type: 'play', mode: 'coop', rate: SNAPSHOT_RATE });
    else this.link.send({ type: 'join', code: this.code, rate: SNAPSHOT_RATE });
  }

  private joined(message: Joined): void {
    this.clock.restart();
    this.clock.heard(message.tick, this.heardMs);
    const match = OnlineMatch.from(message, this.clock, 'match' in this.state ? this.state.match.sequence : 0);
    if (match === null) return this.end('wrong-version');
    this.code = match.code;
    this.tries = 0;
    if (this.pings === 0) this.ping(); // a rematch keeps the pings it has
    this.enter({ name: 'playing', match });
  }

  private update(match: OnlineMatch, message: ServerMessage & { type: 'snapshot' | 'keyframe' }): void {
    if (match.receive(message)) this.clock.heard(message.tick, this.heardMs);
    else this.end('wrong-version');
  }

  private refused(code: ErrorCode, fatal: boolean): void {
    if (fatal && WORTH_ANOTHER_TRY.includes(code)) this.lost();
    else this.end(code);
  }

  private ping(): void {
    const now = this.around.now();
    const seenTick = this.state.name === 'playing' ? this.state.match.seenTick : 0;
    this.link.send({ type: 'ping', time: Math.floor(now) >>> 0, seenTick });
    this.schedule(FIRST_PINGS_MS[this.pings++] ?? PING_INTERVAL_MS, () => {
      if (this.around.now() - this.heardMs > SILENCE_MS) this.lost();
      else this.ping();
    });
  }

  /** The connection is gone. Who was playing gets it back; who was not is told. */
  private lost(): void {
    this.link.close();
    if (this.state.name === 'connecting') return this.end('unreachable');
    if (this.state.name === 'ended') return;
    if (this.tries === TRIES_MAX) return this.end('lost');
    const { match } = this.state;
    // Spread between half and the full time, so that a restarted server is not met by everybody at once.
    const delayMs = FIRST_TRY_MS * 2 ** this.tries * (0.5 + Math.random() / 2);
    this.tries++;
    this.schedule(delayMs, () => {
      this.link = this.dial();
    });
    this.enter({ name: 'waiting', match, tries: this.tries });
  }

  private end(reason: EndReason): void {
    if (this.state.name === 'ended') return;
    this.stopTimer();
    this.link.close();
    this.enter({ name: 'ended', reason });
  }

  private enter(state: SessionState): void {
    this.state = state;
    this.changed(state);
  }

  /** There is one timer: for the answer, the next ping, or the next try. */
  private schedule(ms: number, run: () => void): void {
    this.stopTimer();
    this.stopTimer = this.around.after(ms, run);
  }
}
