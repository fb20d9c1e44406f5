// Tickets: one at hand, fetched in the background, each for one use; and which session gets which.

import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../web-client/account/api-call.ts';
import { SessionTicket, type TicketSession } from '../../../web-client/account/session-ticket.ts';
import { TICKET_FRESH_MS, ticketIn, Tickets, type Ticket } from '../../../web-client/account/tickets.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const MINUTE_MS = 60_000;

/** An API whose answers come when a test gives them, or at once with the next number. */
function page() {
  const clock = new VirtualClock();
  const asked: ((answer: Answer<Ticket>) => void)[] = [];
  const came: (string | null)[] = [];
  const state = { isSeen: true };
  const tickets = new Tickets(
    {
      now: () => clock.now(),
      after: (ms, call) => clock.after(ms, call),
      fetch: () => new Promise((resolve) => asked.push(resolve)),
      isSeen: () => state.isSeen,
    },
    (ticket) => came.push(ticket?.ticket ?? null),
  );
  const answer = async (ticket: string | null, retryAfterS = 0): Promise<void> => {
    asked.shift()!(
      ticket === null
        ? { refusal: { code: 'unreachable', field: '', retryAfterS } }
        : { value: { ticket, name: '', kind: 'guest' } },
    );
    await settled();
  };
  return { clock, asked, came, state, tickets, answer };
}

/** All promises that wait for nothing have gone on. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

describe('[W162] tickets', () => {
  test('one is fetched at the start, taken once, and followed by the next', async () => {
    const { asked, came, tickets, answer } = page();
    expect(tickets.take()).toBe('');
    expect(asked).toHaveLength(0);
    tickets.renew();
    expect([asked.length, tickets.take()]).toEqual([1, '']);
    await answer('t-1');
    expect(tickets.take()).toBe('t-1');
    expect([asked.length, tickets.take()]).toEqual([1, '']);
    await answer('t-2');
    expect(came).toEqual(['t-1', 't-2']);
  });

  test('an old one is replaced while the page is seen, else when it is seen again, and is never given away', async () => {
    const { clock, asked, state, tickets, answer } = page();
    tickets.renew();
    await answer('t-1');
    clock.advance(TICKET_FRESH_MS - 1);
    expect(asked).toHaveLength(0);
    clock.advance(1);
    expect(asked).toHaveLength(1);
    await answer('t-2');
    state.isSeen = false;
    clock.advance(60 * MINUTE_MS);
    expect(asked).toHaveLength(0);
    expect([tickets.take(), asked.length]).toEqual(['', 1]);
    await answer('t-3');
    clock.advance(60 * MINUTE_MS);
    tickets.seen();
    expect(asked).toHaveLength(1);
    await answer('t-4');
    tickets.seen();
    expect([asked.length, tickets.take()]).toEqual([0, 't-4']);
  });

  test('without an answer it asks again later and later, and not before the API wants it', async () => {
    const { clock, asked, came, tickets, answer } = page();
    tickets.renew();
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      await answer(null);
      let waited = 0;
      while (asked.length === 0) {
        clock.advance(1000);
        waited += 1000;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
    await answer(null, 3600);
    clock.advance(3_599_999);
    expect(asked).toHaveLength(0);
    clock.advance(1);
    await answer('t-1');
    expect(came.at(-1)).toBe('t-1');
  });

  test('who has signed in while one was on its way gets another', async () => {
    const { asked, came, tickets, answer } = page();
    tickets.renew();
    tickets.renew();
    expect(asked).toHaveLength(1);
    await answer('t-guest');
    expect([asked.length, tickets.take(), came]).toEqual([1, '', []]);
    await answer('t-person');
    expect([tickets.take(), came]).toEqual(['t-person', ['t-person']]);
  });
});

describe('[W162] a session', () => {
  function sessions(...tickets: string[]) {
    const sent: string[] = [];
    const session = { helloMs: 1, isIdentified: false, identify: (ticket: string) => void sent.push(ticket) };
    const shown: { session: TicketSession | null } = { session };
    const ticket = new SessionTicket(
      () => tickets.shift() ?? '',
      () => shown.session,
    );
    return { sent, session, shown, ticket, tickets };
  }

  test('gets the ticket at hand, once for each connection', () => {
    const { sent, session, ticket } = sessions('a', 'b', 'c');
    ticket.follow();
    ticket.follow();
    expect(sent).toEqual(['a']);
    session.isIdentified = true;
    session.helloMs = 2;
    ticket.follow();
    expect(sent).toEqual(['a']);
    session.isIdentified = false;
    ticket.follow();
    expect(sent).toEqual(['a', 'b']);
  });

  test('that has begun without a ticket gets the first that comes; none is taken without a session', () => {
    const { sent, shown, ticket, tickets } = sessions();
    ticket.follow();
    tickets.push('a');
    const { session } = shown;
    shown.session = null;
    ticket.follow();
    expect(tickets).toEqual(['a']);
    shown.session = session;
    ticket.follow();
    expect(sent).toEqual(['a']);
  });

  test('whose player signs in or out gets the next ticket', () => {
    const { sent, session, ticket } = sessions('a');
    ticket.follow();
    session.isIdentified = true;
    ticket.changed();
    ticket.follow();
    expect(sent).toEqual(['a']);
    const later = sessions('guest', 'person');
    later.ticket.follow();
    later.session.isIdentified = true;
    later.ticket.changed();
    later.ticket.follow();
    later.ticket.follow();
    expect(later.sent).toEqual(['guest', 'person']);
  });

  test('whose ticket was too old gets one more, once for each connection', () => {
    const { sent, session, ticket } = sessions('old', 'new', 'newer');
    ticket.follow();
    expect(ticket.repeat()).toBe(true);
    ticket.follow();
    expect([sent, ticket.repeat()]).toEqual([['old', 'new'], false]);
    session.helloMs = 2;
    expect(ticket.repeat()).toBe(true);
  });
});

test.each([
  [],
  null,
  'text',
  {},
  { ticket: '', name: '', kind: 'guest' },
  { ticket: 7, name: 'Ann', kind: 'person' },
  { ticket: 't-1', name: 'Ann' },
])('[W161] what another program answers is no ticket: %j', (value) => {
  expect(ticketIn({ value })).toMatchObject({ refusal: { code: 'unreachable' } });
});

test('[W161] the answer of the API is one, and a refusal stays', () => {
  const value = { ticket: 't-1', name: '', kind: 'guest' };
  expect(ticketIn({ value })).toEqual({ value });
  const refused = { refusal: { code: 'busy', field: '', retryAfterS: 3 } };
  expect(ticketIn(refused)).toBe(refused);
});
