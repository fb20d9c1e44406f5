// A connection that has not sent `hello`. After `hello` it is handed over to a session: a new one, or the one that its
// token names.
//
//   accepted ──► greeting ──hello──► answering ──► (session), or (closed) for another node
//                   │                    │ at once on a lone server; otherwise nothing more is read until the answer is there
//                   └────────────────────┴── 5 s, a fault, too many ──► (closed)

import {
  CLIENT_MESSAGES,
  isAllowed,
  isClientKind,
  PROTOCOL_VERSION,
  whereAllowed,
  type ClientKind,
  type ClientMessage,
  type Fault,
  type Mistake,
  type Refusal,
  type ServerMessage,
} from '#protocol';
import type { Callers } from '../limits/callers.ts';
import type { Connection, ConnectionOwner, ConnectionParts } from './connection.ts';
import { frameOf } from './frame.ts';
import { refuse, type RefusalParts } from './refusal.ts';
import { seconds } from './seconds.ts';

export interface GreetingParts extends ConnectionParts, RefusalParts {
  readonly callers: Callers;
  readonly sessions: Greeted;
}

const UNKNOWN_TOKENS = 'too many unknown tokens from this address: send hello without one';

type Hello = ClientMessage & { readonly type: 'hello' };

/**
 * How a `hello` was answered: a session has the connection, or why none has it. `unknown`: no session has its token. Another
 * message: the last one to the client, which leads it to another node.
 */
export type HelloAnswer =
  | { readonly is: 'taken' }
  | { readonly is: 'unknown' }
  | { readonly is: 'refused'; readonly refusal: Refusal }
  | { readonly is: 'elsewhere'; readonly message: ServerMessage };

/** The sessions, as a greeting needs them. On a lone server `done` is called before the method returns. */
interface Greeted {
  /** Continues the session with the token of the `hello`. @param done is called once, unless the connection has closed */
  resumeWithToken(connection: Connection, hello: Hello, done: (answer: HelloAnswer) => void): void;
  /** Leads a client of another version of the protocol to a node that speaks it; null if there is none. */
  elsewhere(hello: Hello): ServerMessage | null;
  /** Begins a session. @param done as above; not with `unknown` */
  begin(connection: Connection, hello: Hello, kind: ClientKind, done: (answer: HelloAnswer) => void): void;
}

export class Greetings {
  private readonly parts: GreetingParts;
  /** Oldest first. */
  private readonly all = new Set<Greeting>();

  constructor(parts: GreetingParts) {
    this.parts = parts;
  }

  /** Begins to read a connection. */
  begin(connection: Connection): void {
    const greeting = new Greeting(connection, this.parts, () => this.all.delete(greeting));
    this.all.add(greeting);
    connection.open(greeting);
    if (this.all.size <= this.parts.config.greetingsMax) return;
    const [oldest] = this.all;
    oldest!.reset();
  }

  /** Breaks all of them without a word. */
  cutOff(): void {
    for (const greeting of this.all) greeting.reset();
  }

  /** Says bye to all of them. */
  end(reason: string): void {
    for (const greeting of this.all) greeting.bye(reason);
  }
}

class Greeting implements ConnectionOwner {
  private readonly connection: Connection;
  private readonly parts: GreetingParts;
  private readonly deadlineMs: number;
  private readonly ended: () => void;
  /** Whether it has sent `hello`, and waits for the answer. */
  private isAnswering = false;
  private hasPaused = false;

  constructor(connection: Connection, parts: GreetingParts, ended: () => void) {
    this.connection = connection;
    this.parts = parts;
    this.deadlineMs = parts.clock.now() + parts.config.helloTimeoutMs;
    this.ended = ended;
  }

  received(message: ClientMessage): void {
    const { metrics, sessions } = this.parts;
    metrics.messages[message.type]++;
    if (!isAllowed('greeting', message.type) || message.type !== 'hello')
      return this.refuse({ code: 'not-allowed-now', text: whereAllowed(message.type) }, message);
    const { version, kind } = message;
    if (version !== PROTOCOL_VERSION) return this.refuseVersion(message);
    if (!isClientKind(kind)) return this.refuse({ code: 'bad-fields', text: 'hello.kind: one of human, bot' }, message);
    this.isAnswering = true;
    sessions.resumeWithToken(this.connection, message, (answer) => {
      if (answer.is === 'unknown' && this.isAnswering) this.begin(message, kind);
      else this.answered(answer, message);
    });
    if (!this.isAnswering) return;
    this.hasPaused = true;
    this.connection.pause();
  }

  /** During an update nodes of two versions run side by side. */
  private refuseVersion(message: Hello): void {
    const last = this.parts.sessions.elsewhere(message);
    if (last === null) return this.refuse('wrong-version', message);
    this.ended();
    this.connection.close(frameOf(last));
  }

  /** No session has the token. */
  private begin(message: Hello, kind: ClientKind): void {
    if (message.token !== '') {
      const waitMs = this.countFailure();
      if (waitMs > 0) {
        const refusal: Fault = { code: 'flood', text: UNKNOWN_TOKENS, retryAfterMs: waitMs };
        return this.answered({ is: 'refused', refusal }, message);
      }
    }
    this.parts.sessions.begin(this.connection, message, kind, (answer) => this.answered(answer, message));
  }

  private answered(answer: HelloAnswer, message: ClientMessage): void {
    // It has been closed for another reason meanwhile.
    if (!this.isAnswering) return;
    this.isAnswering = false;
    switch (answer.is) {
      case 'taken':
        this.ended();
        return this.hasPaused ? this.connection.resume() : undefined;
      case 'elsewhere':
        this.ended();
        return this.connection.close(frameOf(answer.message));
      case 'refused':
        return this.refuse(answer.refusal, message);
      case 'unknown':
    }
  }

  /**
   * Counts an unknown token. A known one is never refused: 128 bits are not guessed by trying.
   * @returns milliseconds until the next one may be shown, 0 if this one may
   */
  private countFailure(): number {
    const { callers, clock, metrics } = this.parts;
    const nowMs = clock.now();
    metrics.tokenFailures++;
    const { tokenFailures } = callers.at(this.connection.address, nowMs);
    return tokenFailures.take(nowMs) ? 0 : tokenFailures.waitMs(nowMs);
  }

  mistaken({ error: code, text, answers }: Mistake): void {
    this.refuseType({ code, text }, answers);
  }

  faulted(refusal: Refusal): void {
    this.refuseType(refusal, 0);
  }

  closed(): void {
    this.isAnswering = false;
    this.ended();
  }

  overdue(nowMs: number): Refusal | null {
    if (nowMs <= this.deadlineMs) return null;
    const whatMissed = this.isAnswering ? 'hello was not answered' : 'hello did not arrive';
    return { code: 'hello-timeout', text: `${whatMissed} within ${seconds(this.parts.config.helloTimeoutMs)}` };
  }

  bye(reason: string): void {
    this.isAnswering = false;
    this.ended();
    this.connection.close(frameOf({ type: 'bye', reason }));
  }

  reset(): void {
    this.connection.reset();
  }

  private refuse(refusal: Refusal, message: ClientMessage): void {
    this.refuseType(refusal, CLIENT_MESSAGES[message.type].type);
  }

  private refuseType(refusal: Refusal, answers: number): void {
    this.isAnswering = false;
    this.ended();
    refuse(this.parts, this.connection, refusal, answers, '');
  }
}
