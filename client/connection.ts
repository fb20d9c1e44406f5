// One connection to a server: frames, pings, and the detection of a server that is gone. session.ts decides whether to
// connect again, conversation.ts handles the messages.
//
//   dialling ──opened──► open ──first message──► heard
//      │                  │                        │
//      │ deadline         │ deadline               │ deadline, silence
//      ▼                  ▼                        ▼
//   unreachable        no-answer       no-answer, connection-lost         bad-server: unreadable bytes, at any time

import {
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  pingTime,
  SERVER_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import type { Surroundings, Transport } from './surroundings.ts';
import type { Way } from './ways-in.ts';

/** Why a connection ended, if we did not close it. */
export interface Loss {
  readonly reason: 'unreachable' | 'no-answer' | 'connection-lost' | 'bad-server';
  /** One line for a log. */
  readonly text: string;
  /** Whether the server did not answer, as a machine that is gone or a process that stands still. */
  readonly isDead: boolean;
}

export interface ConnectionEvents {
  opened(): void;
  message(message: ServerMessage): void;
  /** The last event. It does not follow `close`. */
  lost(loss: Loss): void;
  /** The newest tick received, which pings report; 0 for none. */
  seenTick(): number;
}

/** Messages and bytes, frame headers included, over all connections of a conversation. */
export interface Traffic {
  messagesIn: number;
  bytesIn: number;
  messagesOut: number;
  bytesOut: number;
}

/** How long a server may take. */
export interface Patience {
  /** To accept the connection, in milliseconds. */
  readonly openMs: number;
  /** To answer `hello`, in milliseconds after it was dialled. */
  readonly answerMs: number;
}

/** How long the server may take to answer `hello`, dialling included, and a request for a room. */
export const ANSWER_MS_MAX = 8000;
const USUAL_PATIENCE: Patience = { openMs: ANSWER_MS_MAX, answerMs: ANSWER_MS_MAX };
/** A connection on which nothing arrives for this long is lost, even if the operating system keeps it open. */
const SILENCE_MS = 6000;
/**
 * Where other nodes can go on with the session, a server that is silent for so long is sent a ping, and a connection on
 * which nothing arrives for so long after it is lost.
 */
const QUIET_MS = 1000;
const QUIET_ANSWER_MS = 1500;
/**
 * A timer that is called so late was not held up by work: the program stood still, as a stopped process, a machine that slept
 * or a page without time. What the server has sent meanwhile is read within `READ_MS`.
 */
const LATE_MS = 250;
const READ_MS = 1000;
/** The first pings follow quickly, so that a clock that depends on round trips is right before a countdown ends. */
const FIRST_PINGS_MS = [50, 150, 300, 600, 1000];
/** Limits of the interval that the server asks for: seldom enough to cost little, often enough to notice silence. */
const PING_INTERVAL_MS_MIN = 250;
const PING_INTERVAL_MS_MAX = 3000;

export class Connection {
  /** When the last bytes arrived, by the clock of the surroundings. */
  heardMs = 0;
  /** When `hello` was sent over it. */
  helloMs = 0;
  private readonly surroundings: Surroundings;
  private readonly traffic: Traffic;
  private readonly events: ConnectionEvents;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private readonly transport: Transport;
  private state: 'dialling' | 'open' | 'heard' | 'closed' = 'dialling';
  private cancelDeadline = (): void => {};
  private cancelPing = (): void => {};
  private cancelReport: (() => void) | null = null;
  private cancelQuiet: (() => void) | null = null;
  /** When the newest update of the World is reported, if no other one comes. */
  private reportMs = 0;
  private pings = 0;
  private readonly diallingMs: number;
  /** How long the server took to accept the connection, in milliseconds; null before. */
  openedAfterMs: number | null = null;

  /** Dials at once, and expects an answer to what `opened` sends. */
  constructor(
    surroundings: Surroundings,
    traffic: Traffic,
    events: ConnectionEvents,
    way: Way = null,
    { openMs, answerMs }: Patience = USUAL_PATIENCE,
  ) {
    this.surroundings = surroundings;
    this.traffic = traffic;
    this.events = events;
    this.diallingMs = surroundings.now();
    this.cancelDeadline = this.afterReading(openMs, () => this.notOpened(openMs, answerMs));
    this.transport = surroundings.dial(
      {
        opened: () => this.opened(),
        received: (bytes) => this.receive(bytes),
        closed: (reason) => this.lose(this.state === 'heard' ? 'connection-lost' : 'unreachable', reason, false),
      },
      way,
    );
  }

  /** Sends at once; before the connection is open the message is lost. */
  send(message: ClientMessage): void {
    if (this.state === 'closed') return;
    const frame = encodeFrame(encodeClient(message));
    this.traffic.messagesOut++;
    this.traffic.bytesOut += frame.length;
    this.transport.send(frame);
  }

  /** Closes in good order, without an event. */
  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.cancelDeadline();
    this.cancelPing();
    this.cancelReport?.();
    this.cancelQuiet?.();
    this.transport.close();
  }

  /** The server must answer within `ANSWER_MS_MAX`, otherwise the connection is lost. @param what names the request */
  expectAnswer(what: string): void {
    this.cancelDeadline();
    this.cancelDeadline = this.afterReading(ANSWER_MS_MAX, () => this.notAnswered(what, ANSWER_MS_MAX));
  }

  answered(): void {
    this.cancelDeadline();
  }

  /** Pings from now on, and treats the connection as lost when the server is silent. */
  startPings(intervalMs: number): void {
    const pauseMs = Math.min(PING_INTERVAL_MS_MAX, Math.max(PING_INTERVAL_MS_MIN, intervalMs));
    this.pings = 0;
    this.pingEvery(pauseMs);
  }

  /** From now on a server that is silent is noticed sooner. */
  watchClosely(): void {
    if (this.cancelQuiet === null && this.state !== 'closed') this.watchQuiet(QUIET_MS);
  }

  /** Sends a ping between the regular ones. @returns its time, which its pong repeats */
  ping(): number {
    const time = pingTime(this.surroundings.now());
    this.send({ type: 'ping', time, seenTick: this.events.seenTick() });
    return time;
  }

  /** An update of the World has arrived. If no other follows within this time, a ping reports it. */
  updateCame(withinMs: number): void {
    this.reportMs = this.surroundings.now() + withinMs;
    if (this.cancelReport === null) this.reportAfter(withinMs);
  }

  /** One timer for many updates: it is extended when it ends, not with each update. */
  private reportAfter(ms: number): void {
    this.cancelReport = this.surroundings.after(ms, () => {
      this.cancelReport = null;
      const leftMs = this.reportMs - this.surroundings.now();
      // A timer for a rest below the clock's precision would end at the same moment again.
      if (leftMs >= 1) this.reportAfter(leftMs);
      else this.ping();
    });
  }

  private pingEvery(pauseMs: number): void {
    this.ping();
    this.cancelPing();
    this.cancelPing = this.afterReading(FIRST_PINGS_MS[this.pings++] ?? pauseMs, () => {
      const silentMs = this.surroundings.now() - this.heardMs;
      if (silentMs > SILENCE_MS) this.lose('connection-lost', 'the server is silent', true);
      else this.pingEvery(pauseMs);
    });
  }

  /** One timer for all that arrives: it is extended when it ends, not with each message. */
  private watchQuiet(ms: number): void {
    this.cancelQuiet = this.surroundings.after(ms, () => {
      const quietMs = this.surroundings.now() - this.heardMs;
      if (quietMs < QUIET_MS) return this.watchQuiet(Math.max(1, QUIET_MS - quietMs));
      const { heardMs } = this;
      this.ping();
      // A program that stood still itself has messages to read first: only silence after the ping counts.
      this.cancelQuiet = this.afterReading(QUIET_ANSWER_MS, () => {
        if (this.heardMs === heardMs) this.lose('connection-lost', 'the server is silent', true);
        else this.watchQuiet(QUIET_MS);
      });
    });
  }

  /** Calls after this time; if the program stood still at its end, when what has come meanwhile was read. @returns what cancels it */
  private afterReading(ms: number, call: () => void): () => void {
    const { surroundings } = this;
    const dueMs = surroundings.now() + ms;
    let cancel = surroundings.after(ms, () => {
      if (surroundings.now() - dueMs < LATE_MS) return call();
      cancel = surroundings.after(READ_MS, call);
      // The server has heard nothing meanwhile.
      if (this.state === 'heard') this.ping();
    });
    return () => cancel();
  }

  private notOpened(openMs: number, answerMs: number): void {
    if (this.state === 'dialling' || openMs >= answerMs) return this.notAnswered('hello', openMs);
    const leftMs = answerMs - openMs;
    this.cancelDeadline = this.afterReading(leftMs, () => this.notAnswered('hello', answerMs));
  }

  private notAnswered(what: string, ms: number): void {
    const reason = this.state === 'dialling' ? 'unreachable' : 'no-answer';
    this.lose(reason, `no answer to ${what} within ${ms / 1000} s`, true);
  }

  private opened(): void {
    if (this.state !== 'dialling') return;
    this.state = 'open';
    this.openedAfterMs = this.surroundings.now() - this.diallingMs;
    this.events.opened();
  }

  private receive(bytes: Uint8Array): void {
    if (this.isClosed) return;
    this.state = 'heard';
    this.heardMs = this.surroundings.now();
    this.traffic.bytesIn += bytes.length;
    this.decoder.push(bytes);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      this.traffic.messagesIn++;
      const decoded = decodeServer(payload);
      if ('message' in decoded) this.events.message(decoded.message);
      // A message of a type we do not know comes from a later version, and is ignored.
      else if (decoded.error !== 'unknown-type') return this.unreadable(decoded.error);
      if (this.isClosed) return;
    }
    if (this.decoder.error !== null) this.unreadable(this.decoder.error);
  }

  private get isClosed(): boolean {
    return this.state === 'closed';
  }

  private unreadable(error: string): void {
    this.lose('bad-server', `what it sends is not the protocol of Packetman (${error})`, false);
  }

  private lose(reason: Loss['reason'], text: string, isDead: boolean): void {
    if (this.isClosed) return;
    this.close();
    this.events.lost({ reason, text, isDead });
  }
}
