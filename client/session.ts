// One session with a server, over several connections if necessary: hello, welcome, the token that resumes it, reconnecting
// after a lost connection, and a new session if the server has ended the old one.
//
//   connecting ──welcome──► open ──connection lost──► waiting ──delay──► connecting
//        │                    │                          │
//        └────────────────────┴──────────────────────────┴── fatal error, close, too many tries ──► ended
//
// A first attempt is not repeated: until `arrived` was called, a lost connection ends the session.

import {
  errorCodeOf,
  LOG_INTERVAL_TICKS,
  PROTOCOL_VERSION,
  type ClientKind,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { RULES_VERSION, TICKS_PER_SECOND } from '#simulation';
import { Connection, type Loss, type Traffic } from './connection.ts';
import type { EndReason, Favourite } from './conversation-state.ts';
import type { Update } from './match-model.ts';
import { NEW_SESSION_DELAY_MS, ReconnectPolicy } from './reconnect-policy.ts';
import type { Surroundings } from './surroundings.ts';
import type { AfterLoss } from './after-loss.ts';

/**
 * If no update follows for this long, a ping reports the newest one. The server sends none to a client that seems to be
 * behind, and only a report shows that the client has caught up. At 10 snapshots a second it is two intervals.
 */
const SNAPSHOT_REPORT_MS = 200;
/** The same for the match log, with the usual jitter beyond its longest interval. */
const LOG_REPORT_MS = (LOG_INTERVAL_TICKS * 1000) / TICKS_PER_SECOND + 150;

export interface SessionOptions {
  readonly name: string;
  readonly kind: ClientKind;
  readonly favourite: Favourite;
  /** A bot's token, which every `hello` shows; '' for none. A ticket is for one use, and goes with `identify`. */
  readonly ticket: string;
  /** Resumes a session; '' begins a new one. */
  readonly token: string;
  readonly afterLoss: AfterLoss;
}

export interface SessionEvents {
  welcomed(welcome: ServerMessage & { readonly type: 'welcome' }): void;
  /** All messages except `welcome`, `bye` and fatal errors. */
  message(message: ServerMessage): void;
  /** There is no connection, and another one is tried. @param text why, in one line @param afterMs how long until then */
  disconnected(text: string, afterMs: number): void;
  ended(reason: EndReason, text: string): void;
  /** The newest tick received; 0 for none. */
  seenTick(): number;
}

export class Session {
  /** The name that the server gave, which may differ from the one asked for. */
  name: string;
  token: string;
  /** What the server knows us as: '' for nobody. */
  identity: (ServerMessage & { readonly type: 'identity' })['kind'] = '';
  /** When the newest `hello` was sent. */
  helloMs = 0;
  readonly traffic: Traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  private readonly surroundings: Surroundings;
  private readonly options: SessionOptions;
  private readonly events: SessionEvents;
  private favourite: Favourite;
  /** Whether the favourites have changed since the session began. */
  private hasPreferred = false;
  private readonly policy: ReconnectPolicy;
  private connection: Connection;
  private state: 'connecting' | 'open' | 'waiting' | 'ended' = 'connecting';
  /** Whether the session resumes another one, or `arrived` was called: then a lost connection is replaced. */
  private hasArrived: boolean;

  /** Dials at once. */
  constructor(surroundings: Surroundings, options: SessionOptions, events: SessionEvents) {
    this.surroundings = surroundings;
    this.options = options;
    this.events = events;
    this.name = options.name;
    this.token = options.token;
    this.favourite = options.favourite;
    this.hasArrived = options.token !== '';
    this.policy = new ReconnectPolicy(surroundings);
    this.connection = this.dial();
  }

  /** When bytes last arrived from the server. */
  get heardMs(): number {
    return this.connection.heardMs;
  }

  /** Sends at once. Without a connection the message is lost. */
  send(message: ClientMessage): void {
    if (this.state === 'open') this.connection.send(message);
  }

  /** Other favourites than before, also for later connections: every `hello` names them. */
  prefer(favourite: Favourite): void {
    this.favourite = favourite;
    this.hasPreferred = true;
    this.send({ type: 'favourite', ...favourite });
  }

  /** An update of the World has arrived. If no other follows soon, a ping reports it. */
  updateCame(type: Update['type']): void {
    this.connection.updateCame(type === 'log' ? LOG_REPORT_MS : SNAPSHOT_REPORT_MS);
  }

  /**
   * Sends a ping between the regular ones. Before the welcome of a new connection a ping would end the session.
   * @returns its time, which its pong repeats; null without a connection
   */
  ping(): number | null {
    return this.state === 'open' ? this.connection.ping() : null;
  }

  /** Sends a request. If no answer follows, the connection is lost. */
  ask(message: ClientMessage): void {
    this.connection.expectAnswer(message.type);
    this.send(message);
  }

  answered(): void {
    this.connection.answered();
  }

  /** The program has what it asked for. From now on a lost connection is replaced. */
  arrived(): void {
    this.hasArrived = true;
    this.policy.arrived();
  }

  /** The network seems to be back: a waiting attempt is made now. */
  reconnectNow(): void {
    this.policy.tryNow();
  }

  end(reason: EndReason, text: string): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.policy.cancel();
    this.connection.close();
    this.events.ended(reason, text);
  }

  private dial(): Connection {
    this.state = 'connecting';
    return new Connection(this.surroundings, this.traffic, {
      opened: () => this.greet(),
      message: (message) => this.receive(message),
      lost: (loss) => this.lost(loss),
      seenTick: () => this.events.seenTick(),
    });
  }

  private greet(): void {
    this.helloMs = this.surroundings.now();
    const { token, favourite } = this;
    const { name, kind } = this.options;
    const versions = { version: PROTOCOL_VERSION, rules: RULES_VERSION };
    this.connection.send({
      type: 'hello',
      ...versions,
      name,
      kind,
      token,
      ...favourite,
      ticket: this.options.ticket,
      seen: this.events.seenTick(),
    });
  }

  private receive(message: ServerMessage): void {
    if (message.type === 'welcome') this.welcomed(message);
    else if (message.type === 'bye') this.renew('bye', message.reason);
    else if (message.type === 'error' && message.fatal) this.refused(message);
    else if (message.type === 'identity') this.identified(message);
    else this.events.message(message);
  }

  private identified(message: ServerMessage & { readonly type: 'identity' }): void {
    this.name = message.name;
    this.identity = message.kind;
    this.events.message(message);
  }

  private welcomed(welcome: ServerMessage & { readonly type: 'welcome' }): void {
    this.state = 'open';
    this.identity = '';
    this.name = welcome.name;
    this.token = welcome.token;
    this.connection.answered();
    this.events.welcomed(welcome);
    // The `hello` of a session that is resumed can name other favourites, but cannot say that there are none any more.
    const { colour, mark } = this.favourite;
    if (welcome.resumed && this.hasPreferred && colour + mark === 0) this.prefer(this.favourite);
    if (this.state === 'open') this.connection.startPings(welcome.pingIntervalMs);
  }

  /** A fatal error. Its `recovery` says what may follow. */
  private refused({ code, text, recovery, retryAfterMs }: ServerMessage & { readonly type: 'error' }): void {
    const reason = errorCodeOf(code) ?? 'unknown-error';
    // The server ends a session with such an error because of a fault of the client, so the user has to know.
    const isLeftToUser = this.state === 'open' && this.options.afterLoss === 'ask';
    if (this.hasArrived && recovery === 'resume') this.retry(text, 0, retryAfterMs);
    else if (recovery === 'new-session' && !isLeftToUser) this.renew(reason, text, retryAfterMs);
    else this.end(reason, text);
  }

  /** The server has ended the session. */
  private renew(reason: EndReason, text: string, retryAfterMs = 0): void {
    if (!this.hasArrived || this.options.afterLoss === 'give-up') return this.end(reason, text);
    this.token = '';
    this.retry(text, NEW_SESSION_DELAY_MS, retryAfterMs);
  }

  private lost({ reason, text }: Loss): void {
    // A session that has begun is worth resuming, even before its first room.
    const isWorthIt = this.hasArrived || (this.token !== '' && reason !== 'no-answer');
    if (reason === 'bad-server' || !isWorthIt) this.end(reason, text);
    else this.retry(text);
  }

  private retry(text: string, leastMs = 0, retryAfterMs = 0): void {
    this.connection.close();
    this.state = 'waiting';
    const isTried = this.policy.tryLater(() => (this.connection = this.dial()), leastMs, retryAfterMs);
    if (isTried) this.events.disconnected(text, this.policy.delayMs);
    else this.end('connection-lost', text);
  }
}
