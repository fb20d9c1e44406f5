// Who plays at a page, by the last ticket.

import { expect, test } from 'vitest';
import { Account, type Who } from '../../../web-client/account/account.ts';
import type { Ticket } from '../../../web-client/account/tickets.ts';

test('[W160] a login that ended on another device disagrees with the ticket, and the next ticket corrects the page', async () => {
  const ticket: Ticket = { ticket: 'a', kind: 'person', name: 'Ann' };
  const answers: Ticket[] = [ticket, { ...ticket, kind: 'guest' }];
  let came = (): void => {};
  const shown: Who[] = [];
  const account = new Account({ changed: (who) => shown.push(who), ticketCame: () => came() }, async () => ({
    value: answers.shift()!,
  }));
  const next = async (): Promise<void> => {
    const isThere = new Promise<void>((resolve) => (came = resolve));
    account.changed();
    await isThere;
  };
  await next();
  expect([account.agrees('Ann'), account.agrees('Bob'), account.agrees(null)]).toEqual([true, false, false]);
  await next();
  expect([account.agrees('Ann'), account.agrees(null)]).toEqual([false, true]);
  expect(shown.map(({ kind }) => kind)).toEqual(['person', 'guest']);
});
