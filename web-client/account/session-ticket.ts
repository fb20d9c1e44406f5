// Says over each session who plays, as soon as there is a ticket: before it asks for a room, if the ticket is at hand. A session that
// has begun before somebody signed in or out gets another one.

/** A session as far as tickets go with it. */
export interface TicketSession {
  /** Differs for each connection. */
  readonly helloMs: number;
  /** Whether the server knows who plays. */
  readonly isIdentified: boolean;
  identify(ticket: string): void;
}

export class SessionTicket {
  private readonly take: () => string;
  private readonly session: () => TicketSession | null;
  /** The connection over which a ticket was sent last. */
  private sentHelloMs = -1;
  /** The connection over which another one followed a ticket that was too old. */
  private repeatedHelloMs = -1;
  /** Whether somebody has signed in or out since then. */
  private isOutdated = false;

  /** @param take the ticket at hand, '' for none. @param session null while there is none, or no connection */
  constructor(take: () => string, session: () => TicketSession | null) {
    this.take = take;
    this.session = session;
  }

  /** Call when the session has changed, and when a ticket has come. */
  follow(): void {
    const session = this.session();
    if (session === null) return;
    const isSent = session.isIdentified || session.helloMs === this.sentHelloMs;
    if (isSent && !this.isOutdated) return;
    const ticket = this.take();
    if (ticket === '') return;
    this.sentHelloMs = session.helloMs;
    this.isOutdated = false;
    session.identify(ticket);
  }

  /** The ticket was too old. @returns whether another one follows: once for each connection */
  repeat(): boolean {
    const session = this.session();
    if (session === null || session.helloMs === this.repeatedHelloMs) return false;
    this.repeatedHelloMs = session.helloMs;
    this.isOutdated = true;
    return true;
  }

  /** Somebody has signed in or out, or has another name. */
  changed(): void {
    this.isOutdated = true;
  }
}
