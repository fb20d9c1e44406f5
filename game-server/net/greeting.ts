// A connection that has not said hello. When it has, it is handed over to a session: a new one, or the one whose token
// it brings.
//
//   accepted ──► greeting ──hello──► (session)
//                   │
//                   └── 5 s, a fault, too many ──► (closed)

import { isAllowed, isClientKind, PROTOCOL_VERSION, readName, type ClientMessage, type ErrorCode } from '#protocol';
import type { Connection, ConnectionOwner } from './connection.ts';
import { frameOf } from './frame.ts';
import { refuse } from './refusal.ts';
import type { SessionParts } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';

export class Greetings {
  private readonly parts: SessionParts;
  private readonly sessions: Sessions;
  /** Oldest first. */
  private readonly all = new Set<Greeting>();

  constructor(parts: SessionParts, sessions: Sessions) {
    this.parts = parts;
    this.sessions = sessions;
  }

  /** Begins to listen to a connection. */
  begin(connection: Connection): void {
    const greeting = new Greeting(connection, this.parts, this.sessions, () => this.all.delete(greeting));
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
  private readonly parts: SessionParts;
  private readonly sessions: Sessions;
  private readonly deadlineMs: number;
  private readonly ended: () => void;

  constructor(connection: Connection, parts: SessionParts, sessions: Sessions, ended: () => void) {
    this.connection = connection;
    this.parts = parts;
    this.sessions = sessions;
    this.deadlineMs = parts.clock.now() + parts.config.helloTimeoutMs;
    this.ended = ended;
  }

  received(message: ClientMessage): void {
    this.parts.metrics.messages[message.type]++;
    if (!isAllowed('greeting', message.type) || message.type !== 'hello')
      return this.refuse('not-allowed-now', message);
    const { version, kind } = message;
    if (version !== PROTOCOL_VERSION) return this.refuse('wrong-version', message);
    if (!isClientKind(kind)) return this.refuse('bad-fields', message);
    const resumed = this.sessions.withToken(message.token);
    if (resumed !== null) {
      this.ended();
      return resumed.resume(this.connection, message.token);
    }
    if (message.token !== '' && !this.mayFail()) return this.refuse('flood', message);
    const name = readName(message.name);
    if (name === null) return this.refuse('bad-name', message);
    const session = this.sessions.begin(name, kind, this.connection.address);
    if (session === null) return this.refuse('name-reserved', message);
    this.ended();
    session.begin(this.connection);
  }

  /** Counts a token that nobody has. A right one is never refused: with 128 bits it is not guessed by trying. */
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
    this.ended();
    this.connection.reset();
  }

  private refuse(code: ErrorCode, message: ClientMessage | null): void {
    this.ended();
    refuse(this.parts, this.connection, code, message, '');
  }
}
