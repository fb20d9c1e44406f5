// Who plays at this page, as far as the API knows: nobody needs an account, and without the API there is nothing of it.

import { callApi, type Answer } from './api-call.ts';
import { pageTimer } from './ask-again.ts';
import { deviceSecret } from './device-secret.ts';
import { ticketIn, Tickets, type Ticket } from './tickets.ts';

/** `none`: there is no API, or it has not answered yet. */
export type Who =
  | { readonly kind: 'none' }
  /** @property name the last one that the API has seen; '' for none */
  | { readonly kind: 'guest'; readonly name: string }
  | { readonly kind: 'person'; readonly name: string };

const NOBODY: Who = { kind: 'none' };

export interface AccountEvents {
  changed(who: Who): void;
  /** A new ticket is there: a session that has begun without one can use it. */
  ticketCame(): void;
}

export class Account {
  who: Who = NOBODY;
  private readonly events: AccountEvents;
  private readonly tickets: Tickets;

  /** @param fetchTicket for tests */
  constructor(events: AccountEvents, fetchTicket: () => Promise<Answer<Ticket>> = requestTicket) {
    this.events = events;
    this.tickets = new Tickets(
      {
        // Goes on while a computer sleeps.
        now: () => Date.now(),
        after: pageTimer,
        fetch: fetchTicket,
        isSeen: () => !document.hidden,
      },
      (ticket) => this.came(ticket),
    );
  }

  /** Asks in the background from now on. */
  start(): void {
    this.tickets.renew();
    document.addEventListener('visibilitychange', () => document.hidden || this.tickets.seen());
  }

  /** For `hello` or `identify`; '' where there is none now. */
  takeTicket(): string {
    return this.tickets.take();
  }

  /** Somebody has signed in or out, or has another name: the next ticket says so. */
  changed(): void {
    this.tickets.renew();
  }

  /** Whether the last ticket says the same as another answer of the API. @param name of the person who is signed in, null for none */
  agrees(name: string | null): boolean {
    return (this.who.kind === 'person' ? this.who.name : null) === name;
  }

  private came(ticket: Ticket | null): void {
    const who: Who =
      ticket === null ? NOBODY : { kind: ticket.kind === 'person' ? 'person' : 'guest', name: ticket.name };
    const isNew = who.kind !== this.who.kind || nameOf(who) !== nameOf(this.who);
    this.who = who;
    if (isNew) this.events.changed(who);
    if (ticket !== null) this.events.ticketCame();
  }
}

function nameOf(who: Who): string {
  return who.kind === 'none' ? '' : who.name;
}

async function requestTicket(): Promise<Answer<Ticket>> {
  const answer = await callApi<unknown>({ method: 'POST', path: '/api/tickets', device: deviceSecret() });
  return ticketIn(answer);
}
