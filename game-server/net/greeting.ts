// A connection that has not sent `hello`. After `hello` it is handed over to a session: a new one, or the one that its
// token names.
//
//   accepted ──► greeting ──hello──► (session)
//                   │
//                   └── 5 s, a fault, too many ──► (closed)

import {
  CLIENT_MESSAGES,
  isAllowed,
  isClientKind,
  PROTOCOL_VERSION,
  whereAllowed,
  type ClientKind,
  type ClientMessage,
  type Mistake,
  type Refusal,
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

/** The sessions, as a greeting needs them. */
interface Greeted {
  /** Continues the session with the token of the `hello`. @returns why not, or null; undefined without such a session */
  resumeWithToken(connection: Connection, hello: Hello): Refusal | null | undefined;
  /** Begins a session. @returns why not, or null */
  begin(connection: Connection, hello: Hello, kind: ClientKind): Refusal | null;
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
    if (version !== PROTOCOL_VERSION) return this.refuse('wrong-version', message);
    if (!isClientKind(kind)) return this.refuse({ code: 'bad-fields', text: 'hello.kind: one of human, bot' }, message);
    const resumed = sessions.resumeWithToken(this.connection, message);
    if (resumed !== undefined) return this.handedOver(resumed, message);
    if (message.token !== '') {
      const waitMs = this.countFailure();
      if (waitMs > 0) return this.refuse({ code: 'flood', text: UNKNOWN_TOKENS, retryAfterMs: waitMs }, message);
    }
    this.handedOver(sessions.begin(this.connection, message, kind), message);
  }

  /** @param refusal why no session took the connection, null if one has */
  private handedOver(refusal: Refusal | null, message: ClientMessage): void {
    if (refusal === null) this.ended();
    else this.refuse(refusal, message);
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
    this.ended();
  }

  overdue(nowMs: number): Refusal | null {
    if (nowMs <= this.deadlineMs) return null;
    return { code: 'hello-timeout', text: `hello did not arrive within ${seconds(this.parts.config.helloTimeoutMs)}` };
  }

  bye(reason: string): void {
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
    this.ended();
    refuse(this.parts, this.connection, refusal, answers, '');
  }
}
