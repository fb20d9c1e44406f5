// All stays on this server, in the order they began.

import type { Connection } from './connection.ts';
import { Session, type SessionParts } from './session.ts';

export class Sessions {
  private readonly parts: SessionParts;
  private readonly all = new Set<Session>();
  /** Those that have not said hello, oldest first. */
  private readonly greetings = new Set<Session>();
  /** Those that were here when draining began, and what happens when the last of them has gone. */
  private leaving = new Set<Session>();
  private allLeft: () => void = () => {};

  constructor(parts: SessionParts) {
    this.parts = parts;
  }

  /** Open connections, those that are closing included. */
  get connectionCount(): number {
    return this.all.size;
  }

  /** Those who said hello. */
  get count(): number {
    return this.all.size - this.greetings.size;
  }

  /** Begins a stay on a new connection. */
  begin(connection: Connection): Session {
    const session = new Session(connection, this.parts, this);
    this.all.add(session);
    this.greetings.add(session);
    connection.open(session);
    if (this.greetings.size > this.parts.config.greetingsMax) this.resetOldestGreeting();
    return session;
  }

  greeted(session: Session): void {
    this.greetings.delete(session);
  }

  ended(session: Session): void {
    this.all.delete(session);
    this.greetings.delete(session);
    if (this.leaving.delete(session) && this.leaving.size === 0) this.allLeft();
  }

  /** Looks at everybody's deadlines. */
  sweep(nowMs: number): void {
    for (const session of this.all) session.sweep(nowMs);
  }

  /** Says bye to everybody. @returns when their connections have closed, which sweeps see to. */
  async drain(reason: string): Promise<void> {
    this.leaving = new Set(this.all);
    for (const session of this.leaving) session.bye(reason);
    if (this.leaving.size > 0) await new Promise<void>((resolve) => (this.allLeft = resolve));
    for (const session of this.all) session.reset();
  }

  private resetOldestGreeting(): void {
    const [oldest] = this.greetings;
    oldest!.reset();
    this.greetings.delete(oldest!);
  }
}
