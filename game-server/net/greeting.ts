// A connection that has not sent `hello`. After `hello` it is handed over to a session: a new one, or the one that its
// token names.
//
//   accepted ──► greeting ──hello──► (session)
//                   │
//                   └── 5 s, a fault, too many ──► (closed)

import {
  isAllowed,
  isClientKind,
  PROTOCOL_VERSION,
  readName,
  type ClientKind,
  type ClientMessage,
  type ErrorCode,
} from '#protocol';
import type { Callers } from '../limits/callers.ts';
import type { Connection, ConnectionOwner, ConnectionParts } from './connection.ts';
import { frameOf } from './frame.ts';
import { refuse, type RefusalParts } from './refusal.ts';

export interface GreetingParts extends ConnectionParts, RefusalParts {
  readonly callers: Callers;
  readonly sessions: Greeted;
}

type Hello = ClientMessage & { readonly type: 'hello' };

/** The sessions, as a greeting needs them. */
interface Greeted {
  /** The session that this token resumes. */
  withToken(token: string): { resume(connection: Connection, hello: Hello): void } | null;
  /** A new session; null if the name is reserved. */
  create(name: string, kind: ClientKind, address: string): { begin(connection: Connection, hello: Hello): void } | null;
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
      return this.refuse('not-allowed-now', message);
    const { version, kind } = message;
    if (version !== PROTOCOL_VERSION) return this.refuse('wrong-version', message);
    if (!isClientKind(kind)) return this.refuse('bad-fields', message);
    const resumed = sessions.withToken(message.token);
    if (resumed !== null) {
      this.ended();
      return resumed.resume(this.connection, message);
    }
    if (message.token !== '' && !this.mayFail()) return this.refuse('flood', message);
    const name = readName(message.name);
    if (name === null) return this.refuse('bad-name', message);
    const session = sessions.create(name, kind, this.connection.address);
    if (session === null) return this.refuse('name-reserved', message);
    this.ended();
    session.begin(this.connection, message);
  }

  /** Counts an unknown token. A known one is never refused: 128 bits are not guessed by trying. */
  private mayFail(): boolean {
    const { callers, clock, metrics } = this.parts;
    const nowMs = clock.now();
    metrics.tokenFailures++;
    return callers.at(this.connection.address, nowMs).tokenFailures.take(nowMs);
  }

  faulted(code: ErrorCode): void {
    this.refuse(code, null);
  }

  closed(): void {
    this.ended();
  }

  overdue(nowMs: number): ErrorCode | null {
    return nowMs > this.deadlineMs ? 'hello-timeout' : null;
  }

  bye(reason: string): void {
    this.ended();
    this.connection.close(frameOf({ type: 'bye', reason }));
  }

  reset(): void {
    this.connection.reset();
  }

  private refuse(code: ErrorCode, message: ClientMessage | null): void {
    this.ended();
    refuse(this.parts, this.connection, code, message, '');
  }
}
