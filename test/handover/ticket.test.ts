// Tickets and tokens: what is signed is read again, and nothing else is.

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  identityText,
  isBotToken,
  isSameIdentity,
  NONCE_BYTES,
  readBotToken,
  readIdentity,
  readTicket,
  signBotToken,
  signTicket,
  TICKET_LENGTH_MAX,
  TICKET_LIFE_MS,
  USER_KINDS,
  UsedTickets,
  type Identity,
  type Ticket,
} from '#handover';

const KEY = Buffer.alloc(32, 7);

const anyBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyIdentity: fc.Arbitrary<Identity> = fc.oneof(
  anyBytes(32).map((bytes) => ({ kind: 'device' as const, hash: Buffer.from(bytes).toString('base64url') })),
  anyBytes(16).map((bytes) => ({ kind: 'user' as const, id: Buffer.from(bytes).toString('hex') })),
);
const anyName = fc
  .array(fc.constantFrom('a', 'é', '字', '👻'), { minLength: 1, maxLength: 16 })
  .map((all) => all.join(''));
const anyTicket: fc.Arbitrary<Ticket> = fc.record({
  kind: fc.constantFrom(...USER_KINDS),
  identity: anyIdentity,
  name: anyName,
  expiresMs: fc.integer({ min: 0, max: 2 ** 45 }),
  nonce: anyBytes(NONCE_BYTES).map((bytes) => Buffer.from(bytes).toString('base64url')),
});

const TICKET: Ticket = {
  kind: 'person',
  identity: { kind: 'user', id: '0123456789abcdef'.repeat(2) },
  name: 'Ann',
  expiresMs: 1_000_000,
  nonce: Buffer.alloc(NONCE_BYTES, 1).toString('base64url'),
};
const TOKEN = { user: '0123456789abcdef'.repeat(2), name: 'Hunter', version: 3 };

test('[HO3] every ticket is read as it was signed, and fits into a hello', () => {
  fc.assert(
    fc.property(anyTicket, (ticket) => {
      const text = signTicket(ticket, KEY);
      expect(readTicket(text, KEY)).toEqual(ticket);
      expect(text.length).toBeLessThan(TICKET_LENGTH_MAX);
      expect(readTicket(text, Buffer.alloc(32, 8))).toBeNull();
      expect(readBotToken(text, KEY)).toBeNull();
    }),
  );
});

test('[HO3] a ticket of which any character was changed is none', () => {
  const text = signTicket(TICKET, KEY);
  for (let at = 0; at < text.length - 1; at++) {
    const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    expect(readTicket(changed, KEY)).toBeNull();
  }
  for (const shorter of ['', 't-', text.slice(0, -4), text.slice(0, 30)]) expect(readTicket(shorter, KEY)).toBeNull();
});

test('[HO3] arbitrary texts are neither tickets nor tokens, and do not throw', () => {
  const anyText = fc.oneof(fc.string({ maxLength: 300 }), fc.base64String({ maxLength: 260 }));
  fc.assert(
    fc.property(fc.constantFrom('', 't-', 'bot-'), anyText, (prefix, rest) => {
      expect([readTicket(prefix + rest, KEY), readBotToken(prefix + rest, KEY)]).toEqual([null, null]);
    }),
  );
});

test('[HO3] a body that was signed for a token is no ticket, even behind the prefix of one', () => {
  const token = signBotToken(TOKEN, KEY);
  expect(isBotToken(token)).toBe(true);
  expect(readBotToken(token, KEY)).toEqual(TOKEN);
  expect(readTicket(token, KEY)).toBeNull();
  expect(readTicket(token.replace('bot-', 't-'), KEY)).toBeNull();
  expect(readBotToken(signTicket(TICKET, KEY).replace('t-', 'bot-'), KEY)).toBeNull();
});

test('[HO4] a ticket is used once, until it expires', () => {
  const used = new UsedTickets(TICKET.expiresMs - TICKET_LIFE_MS);
  expect(used.use(TICKET, 999_998)).toBe(true);
  expect(used.use(TICKET, 999_999)).toBe(false);
  const another = { ...TICKET, nonce: 'another' };
  expect(used.use(another, 1_000_000)).toBe(false);
  expect(used.use(another, 999_999)).toBe(true);
});

test('[HO4] a ticket from before the start is refused: an earlier process may have let it in', () => {
  const used = new UsedTickets(TICKET.expiresMs - TICKET_LIFE_MS + 1);
  expect(used.use(TICKET, 999_000)).toBe(false);
  expect(used.use({ ...TICKET, expiresMs: TICKET.expiresMs + 1 }, 999_000)).toBe(true);
});

test('[HO4] beyond the maximum the oldest is dropped, and still not let in again', () => {
  const used = new UsedTickets(-TICKET_LIFE_MS, 3);
  const tickets = [1, 2, 3, 4, 5].map((n) => ({ ...TICKET, expiresMs: 1000 + n, nonce: `n${n}` }));
  for (const ticket of tickets) expect(used.use(ticket, 0)).toBe(true);
  expect(used.size).toBe(3);
  for (const ticket of tickets) expect(used.use(ticket, 0)).toBe(false);
  expect(used.use({ ...TICKET, expiresMs: 1002, nonce: 'new' }, 0)).toBe(false);
  expect(used.use({ ...TICKET, expiresMs: 2000, nonce: 'new' }, 0)).toBe(true);
});

test('[HO4] expired ones are forgotten, in whatever order they came', () => {
  const used = new UsedTickets(-TICKET_LIFE_MS);
  for (let n = 0; n < 500; n++) used.use({ ...TICKET, expiresMs: n + 100, nonce: `n${n}` }, n);
  expect(used.size).toBeLessThanOrEqual(101);
});

test('[HO5] an identity is one text', () => {
  fc.assert(
    fc.property(anyIdentity, anyIdentity, (one, other) => {
      expect(readIdentity(identityText(one))).toEqual(one);
      expect(isSameIdentity(one, { ...one })).toBe(true);
      expect(isSameIdentity(one, other)).toBe(identityText(one) === identityText(other));
    }),
  );
  const wrong = [
    '',
    'user',
    'user:',
    'user:ABC',
    `user:${'a'.repeat(33)}`,
    'device:short',
    `device:${'a'.repeat(43)}:`,
  ];
  expect([...wrong, randomBytes(16).toString('hex')].map(readIdentity)).toEqual(Array.from({ length: 8 }, () => null));
  expect(isSameIdentity(null, null)).toBe(false);
});
