// One session with a server, over several connections if necessary: hello, welcome, the token that resumes it, reconnecting
// after a lost connection, other nodes of the server, and a new session if the server has ended the old one.
//
//        ┌────────redirect─────────┐
//        ▼                         │
//   connecting ──────welcome────► open ──connection lost──► waiting ──delay──► connecting
//     ▲  │  └─next way, no delay   │ ▲                         │
//     └──┼────connection lost──────┤ └─ redirect that keeps the connection: a successor is dialled, and replaces it
//        │                         │    with its welcome       │
//        └─────────────────────────┴───────────────────────────┴── fatal error, close, too many tries ──► ended
//
// A first attempt is not repeated: until `arrived` was called, a lost connection ends the session.

import {
  errorCodeOf,
  isNodeAddress,
  LOG_INTERVAL_TICKS,
  PROTOCOL_VERSION,
  type ClientKind,
  type ClientMessage,
  type ErrorCode,
  type NodeAddress,
  type ServerMessage,
} from '#protocol';
import { RULES_VERSION, TICKS_PER_SECOND } from '#simulation';
import type { AfterLoss } from './after-loss.ts';
import { Connection, type Loss, type Patience, type Traffic } from './connection.ts';
import type { EndReason, Favourite } from './conversation-state.ts';
import type { Update } from './match-model.ts';
import { NEW_SESSION_DELAY_MS, ReconnectPolicy } from './reconnect-policy.ts';
import { Redirects } from './redirects.ts';
import type { Surroundings } from './surroundings.ts';
import { isSameWay, WaysIn, type Way } from './ways-in.ts';

type Received<Type extends ServerMessage['type']> = ServerMessage & { readonly type: Type };

/**
 * If no update follows for this long, a ping reports the newest one. The server sends none to a client that seems to be
 * behind, and only a report shows that the client has caught up. At 10 snapshots a second it is two intervals.
 */
const SNAPSHOT_REPORT_MS = 200;
/** The same for the match log, with the usual jitter beyond its longest interval. */
const LOG_REPORT_MS = (LOG_INTERVAL_TICKS * 1000) / TICKS_PER_SECOND + 150;

/**
 * Where there is another way, a node may take so long to accept the connection: this many times as long as the last
 * connection took, within limits ...
 */
const OPEN_FACTOR = 3;
const OPEN_MS_MIN = 400;
const OPEN_MS_MAX = 2000;
/** ... and so long to answer `hello`: it may wait 3 s until a node has taken over the room. */
const ANSWER_MS = 5000;
/** Messages that wait for the `welcome` of the node to which a redirect led. */
const UNSENT_MAX = 16;
/** Errors after which another node may accept the session at once. */
const ELSEWHERE: readonly EndReason[] = ['server-stopping', 'server-full'] satisfies readonly ErrorCode[];
/** Messages that are not worth sending later: inputs are sent again by the conversation, and so are requests for a room. */
const NOT_LATER: readonly ClientMessage['type'][] = ['input', 'ping', 'play', 'join', 'create', 'watch'];

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
  /**
   * @param isRequestDone whether the server does what we had asked for before a redirect
   * @param isAtOnce whether this connection replaces a lost one without a delay
   */
  welcomed(welcome: Received<'welcome'>, isRequestDone: boolean, isAtOnce: boolean): void;
  /** A redirect is followed. */
  redirected(to: NodeAddress): void;
  /** All messages except `welcome`, `bye`, `redirect` and fatal errors. */
  message(message: ServerMessage): void;
  /** There is no connection, and another one is tried. @param text why, in one line @param afterMs how long until then */
  disconnected(text: string, afterMs: number): void;
  ended(reason: EndReason, text: string): void;
  /** The newest tick received over this connection; 0 for none. */
  seenTick(): number;
  /** The newest tick received of the match of the session; 0 for none. */
  newestTick(): number;
}

export class Session {
  /** The name that the server gave, which may differ from the one asked for. */
  name: string;
  token: string;
  /** What the server knows us as: '' for nobody. */
  identity: Received<'identity'>['kind'] = '';
  readonly traffic: Traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  /** Connections that were dialled. */
  dials = 0;
  private readonly surroundings: Surroundings;
  private readonly options: SessionOptions;
  private readonly events: SessionEvents;
  private favourite: Favourite;
  /** Whether the favourites have changed since the session began. */
  private hasPreferred = false;
  private readonly policy: ReconnectPolicy;
  private readonly redirects: Redirects;
  private readonly ways: WaysIn;
  private connection: Connection;
  /** The connection that replaces ours with its `welcome`. */
  private successor: { readonly connection: Connection; readonly way: Way } | null = null;
  private state: 'connecting' | 'open' | 'waiting' | 'ended' = 'connecting';
  /** Whether the session resumes another one, or `arrived` was called: then a lost connection is replaced. */
  private hasArrived: boolean;
  /** Whether all ways are tried in turn, without a delay. */
  private isRound = false;
  /** The token of a redirect, which carries our request to the other node; '' for none. It is for one connection. */
  private ticket = '';
  /** Whether the connection that is made follows a redirect, and what is to be sent over it. */
  private unsent: ClientMessage[] | null = null;
  /** How long the newest connection took to open, in milliseconds. */
  private openedAfterMs = 0;

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
    this.redirects = new Redirects(() => surroundings.now());
    this.ways = new WaysIn(() => surroundings.rng());
    this.connection = this.dial(null);
  }

  /** When bytes last arrived from the server. */
  get heardMs(): number {
    return this.connection.heardMs;
  }

  /** When the `hello` of this connection was sent. */
  get helloMs(): number {
    return this.connection.helloMs;
  }

  /** The node of this connection; '' for the address that the program was given. */
  get node(): string {
    return this.ways.at?.node ?? '';
  }

  /** Whether other nodes can go on with the session. */
  get hasOtherWays(): boolean {
    return this.ways.hasOthers;
  }

  /** Redirects so far. */
  get redirectCount(): number {
    return this.redirects.count;
  }

  /** Sends at once. Without a connection the message is lost; between two nodes it waits for the second one. */
  send(message: ClientMessage): void {
    if (this.state === 'open') this.connection.send(message);
    else if (this.unsent !== null && this.unsent.length < UNSENT_MAX && !NOT_LATER.includes(message.type))
      this.unsent.push(message);
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
    this.expectAnswer(message.type);
    this.send(message);
  }

  /** If no answer to a request follows, the connection is lost. */
  expectAnswer(request: ClientMessage['type']): void {
    this.connection.expectAnswer(request);
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
    this.unsent = null;
    this.policy.cancel();
    this.dropSuccessor();
    this.connection.close();
    this.events.ended(reason, text);
  }

  /** @param patience by default that of the only way */
  private dial(way: Way, patience?: Patience): Connection {
    this.dials++;
    const connection: Connection = new Connection(
      this.surroundings,
      this.traffic,
      {
        opened: () => this.greet(connection),
        message: (message) => this.receiveFrom(connection, message),
        lost: (loss) => this.lostOf(connection, loss),
        seenTick: () => this.events.seenTick(),
      },
      way,
      patience,
    );
    return connection;
  }

  /** Replaces our connection, which is closed. */
  private connectTo(way: Way, patience?: Patience): void {
    this.state = 'connecting';
    this.ways.at = way;
    this.connection = this.dial(way, patience);
  }

  /** For a node that is not the only way. */
  private get patience(): Patience {
    const openMs = Math.min(OPEN_MS_MAX, Math.max(OPEN_MS_MIN, OPEN_FACTOR * this.openedAfterMs));
    return { openMs, answerMs: ANSWER_MS };
  }

  private greet(connection: Connection): void {
    this.openedAfterMs = connection.openedAfterMs ?? 0;
    connection.helloMs = this.surroundings.now();
    const { favourite } = this;
    const { name, kind, ticket } = this.options;
    const token = this.ticket === '' ? this.token : this.ticket;
    const versions = { version: PROTOCOL_VERSION, rules: RULES_VERSION };
    const seen = token === '' ? 0 : this.events.newestTick();
    connection.send({ type: 'hello', ...versions, name, kind, token, ...favourite, ticket, seen, follows: true });
  }

  private receiveFrom(connection: Connection, message: ServerMessage): void {
    if (connection === this.connection) this.receive(message);
    else if (connection === this.successor?.connection) this.receiveOfSuccessor(message);
  }

  private receive(message: ServerMessage): void {
    if (message.type === 'redirect') this.redirected(message);
    else if (this.successor !== null && endsConnection(message)) this.succeed();
    else if (message.type === 'welcome') this.welcomed(message);
    else if (message.type === 'bye') this.renew('bye', message.reason);
    else if (message.type === 'error' && message.fatal) this.refused(message);
    else if (message.type === 'identity') this.identified(message);
    else if (message.type === 'nodes') this.learn(message);
    else this.events.message(message);
  }

  private identified(message: Received<'identity'>): void {
    this.name = message.name;
    this.identity = message.kind;
    this.events.message(message);
  }

  private learn(message: Received<'nodes'>): void {
    this.ways.learn(message.nodes);
    this.watchClosely();
    this.events.message(message);
  }

  private watchClosely(): void {
    if (this.state === 'open' && this.ways.hasOthers) this.connection.watchClosely();
  }

  private welcomed(welcome: Received<'welcome'>): void {
    const isRequestDone = this.ticket !== '' && welcome.resumed;
    const { isRound } = this;
    const unsent = this.unsent ?? [];
    this.state = 'open';
    this.isRound = false;
    this.ways.arrived();
    this.ticket = '';
    this.unsent = null;
    this.identity = '';
    this.name = welcome.name;
    this.token = welcome.token;
    this.connection.answered();
    this.events.welcomed(welcome, isRequestDone, isRound);
    // The `hello` of a session that is resumed can name other favourites, but cannot say that there are none any more.
    const { colour, mark } = this.favourite;
    if (welcome.resumed && this.hasPreferred && colour + mark === 0) this.prefer(this.favourite);
    if (welcome.resumed) for (const message of unsent) this.send(message);
    if (this.state === 'open') this.connection.startPings(welcome.pingIntervalMs);
    this.watchClosely();
  }

  private redirected(redirect: Received<'redirect'>): void {
    const { node, host, port, token, keep } = redirect;
    const way = { node, host, port };
    if (!isNodeAddress(way)) {
      if (!keep) this.lost({ reason: 'connection-lost', text: 'it redirects to no valid address', isDead: false });
      return;
    }
    const mayFollow = this.redirects.mayFollow();
    if (keep) {
      if (mayFollow) this.dialSuccessor(way);
      return;
    }
    this.ticket = token;
    this.unsent ??= [];
    this.events.redirected(way);
    if (token === '' && isSameWay(this.successor?.way ?? null, way)) return this.succeed();
    this.dropSuccessor();
    this.connection.close();
    if (mayFollow) return this.connectTo(way, this.patience);
    this.ways.at = way;
    this.retry('the nodes of the server send us in circles', 0, 0, 'redirect-loop');
  }

  /** A second connection: the first one goes on until the second has its `welcome`. */
  private dialSuccessor(way: NodeAddress): void {
    if (this.state !== 'open' || isSameWay(this.successor?.way ?? null, way)) return;
    this.dropSuccessor();
    this.successor = { connection: this.dial(way, this.patience), way };
    this.events.redirected(way);
  }

  private receiveOfSuccessor(message: ServerMessage): void {
    if (message.type === 'welcome') {
      this.succeed();
      this.receive(message);
    } else if (message.type === 'redirect') {
      this.dropSuccessor();
      this.redirected({ ...message, keep: true });
    } else if (endsConnection(message)) this.dropSuccessor();
  }

  /** The successor replaces our connection. */
  private succeed(): void {
    const { connection, way } = this.successor!;
    this.connection.close();
    this.successor = null;
    this.connection = connection;
    this.ways.at = way;
    this.state = 'connecting';
    this.unsent ??= [];
  }

  private dropSuccessor(): void {
    this.successor?.connection.close();
    this.successor = null;
  }

  /** A fatal error. Its `recovery` says what may follow. */
  private refused({ code, text, recovery, retryAfterMs }: Received<'error'>): void {
    const reason = errorCodeOf(code) ?? 'unknown-error';
    // The server ends a session with such an error because of a fault of the client, so the user has to know.
    const isLeftToUser = this.state === 'open' && this.options.afterLoss === 'ask';
    // During an upgrade one node may have another version than the next.
    const isOtherVersion = this.isRound && reason === 'wrong-version';
    if (isOtherVersion && this.tryNextWay(text)) return;
    if (this.hasArrived && recovery === 'resume') {
      if (ELSEWHERE.includes(reason) && retryAfterMs === 0) this.replace(text, true);
      else this.retry(text, 0, retryAfterMs);
    } else if (recovery === 'new-session' && !isLeftToUser) this.renew(reason, text, retryAfterMs);
    else this.end(reason, text);
  }

  /** The server has ended the session. */
  private renew(reason: EndReason, text: string, retryAfterMs = 0): void {
    if (!this.hasArrived || this.options.afterLoss === 'give-up') return this.end(reason, text);
    this.token = '';
    this.retry(text, NEW_SESSION_DELAY_MS, retryAfterMs);
  }

  private lostOf(connection: Connection, loss: Loss): void {
    if (connection === this.successor?.connection) this.successor = null;
    else if (connection === this.connection && this.successor !== null) this.succeed();
    else if (connection === this.connection) this.lost(loss);
  }

  private lost({ reason, text, isDead }: Loss): void {
    // A session that has begun is worth resuming, even before its first room.
    const isWorthIt = this.hasArrived || (this.token !== '' && reason !== 'no-answer');
    if (reason === 'bad-server' || !isWorthIt) this.end(reason, text);
    else this.replace(text, isDead);
  }

  /** Tries all ways in turn, without a delay, and then again with delays. */
  private replace(text: string, isDead: boolean): void {
    if (!this.isRound && this.ways.hasOthers && this.policy.mayTryAtOnce()) {
      this.isRound = true;
      this.ways.begin(isDead);
    }
    if (!this.isRound || !this.tryNextWay(text)) this.retry(text);
  }

  /** @returns whether there is another way in this round */
  private tryNextWay(text: string): boolean {
    const way = this.ways.next();
    if (way === undefined) return false;
    this.unsent = null;
    this.ticket = '';
    this.connection.close();
    this.state = 'waiting';
    this.events.disconnected(text, 0);
    if (this.state === 'waiting') this.connectTo(way, this.patience);
    return true;
  }

  private retry(text: string, leastMs = 0, retryAfterMs = 0, reason: EndReason = 'connection-lost'): void {
    this.isRound = false;
    this.unsent = null;
    this.ticket = '';
    this.connection.close();
    if (reason === 'redirect-loop' && !this.hasArrived) return this.end(reason, text);
    this.state = 'waiting';
    const attempt = (): void => {
      this.redirects.restart();
      this.connectTo(this.ways.nextForEver());
    };
    if (this.policy.tryLater(attempt, leastMs, retryAfterMs)) this.events.disconnected(text, this.policy.delayMs);
    else this.end(reason, text);
  }
}

/** Whether a connection ends with this message. */
function endsConnection(message: ServerMessage): boolean {
  return message.type === 'bye' || (message.type === 'error' && message.fatal);
}
