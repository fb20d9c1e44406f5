// Mistakes of a client that has a session: they are answered and cost a part of its budget, but not its seat.

import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import { CLIENT_MESSAGES, encodeFrame, errorCodeOf, type ClientMessageType } from '#protocol';
import { MISTAKE_WORK_US } from '../../../game-server/limits/message-costs.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const msgpack = new Packr({ useRecords: false, structuredClone: false });
const { budget } = gameServerConfig();

function frame(...items: unknown[]): Uint8Array {
  return encodeFrame(msgpack.pack(items));
}

function seated(): { readonly server: MemoryServer; readonly ann: MemoryPlayer } {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play();
  ann.inbox.length = 0;
  return { server, ann };
}

test.each<[string, Uint8Array, object]>([
  ['a direction that there is not', frame(6, 1, 0, 5, 0), { code: 5, answers: 6, text: 'input.direction: 0 to 4' }],
  ['a ping without its tick', frame(7, 1), { code: 5, answers: 7, text: 'ping.seenTick is missing: 0 to 4294967295' }],
  ['a type that there is not', frame(63, 1), { code: 4, answers: 63, text: 'there is no message type 63 here' }],
  ['a message of the server', frame(66, 1, [], []), { code: 4, answers: 66, text: 'there is no message type 66 here' }],
  [
    'a second hello',
    frame(1, 2, 'Ann', 'bot'),
    { code: 6, answers: 1, text: 'hello is allowed as the first message only' },
  ],
  [
    'play in a room',
    frame(2, 'coop', 20),
    { code: 6, answers: 2, text: 'play is allowed in the lobby only: leave first' },
  ],
])('[GS4] %s is answered, and the player steers on', (_, bytes, error) => {
  const { server, ann } = seated();
  ann.bytes(bytes);
  expect(ann.take('error')).toMatchObject([{ ...error, fatal: false, recovery: '', retryAfterMs: 0 }]);
  ann.input(1, 2);
  server.run(20);
  expect([ann.isClosed, server.room(ann.code).world.seatInput[ann.seat!]]).toEqual([false, 1]);
});

test('[GS4] the same mistakes before hello end the connection', () => {
  for (const bytes of [frame(6, 1, 0, 5, 0), frame(63, 1), frame(2, 'coop', 20)]) {
    const eve = new MemoryServer().connect();
    eve.bytes(bytes);
    expect(eve.take('error')).toMatchObject([{ fatal: true, recovery: 'stop' }]);
    expect(eve.isClosed).toBe(true);
  }
});

test('[GS4] mistakes spend the budget; then there is a time to wait, and after it the next one is answered again', () => {
  const { server, ann } = seated();
  const atOnce = Math.floor(budget.workUsBurst / MISTAKE_WORK_US);
  // At the rate of messages that a connection may send, which the budget does not last for.
  let refused: { readonly retryAfterMs: number } | undefined;
  let count = 0;
  while (refused === undefined && count < 10 * atOnce) {
    for (let i = 0; i < 100; i++, count++) ann.bytes(frame(6, 1, 0, 5, 0));
    refused = ann.take('error').find(({ code }) => errorCodeOf(code) === 'too-fast');
    server.run(60);
  }
  expect(count).toBeGreaterThan(atOnce);
  expect(refused!.retryAfterMs).toBeGreaterThan(0);
  expect(refused!.retryAfterMs).toBeLessThanOrEqual(1000);
  server.run(Math.ceil((refused!.retryAfterMs * 60) / 1000) + 60);
  ann.inbox.length = 0;
  ann.bytes(frame(6, 1, 0, 5, 0));
  expect(ann.errors()).toEqual(['bad-fields']);
});

test('[GS4] a client that goes on without a pause is closed as flood, with a time to wait', () => {
  const { server, ann } = seated();
  for (let second = 0; second < 60 && !ann.isClosed; second++) {
    for (let i = 0; i < 120; i++) ann.bytes(frame(6, 1, 0, 5, 0));
    server.run(60);
  }
  expect(ann.isClosed).toBe(true);
  expect(ann.last('error')).toMatchObject({ code: 11, fatal: true, recovery: 'new-session' });
});

/** A message that ends the place in the room as asked is no mistake. */
const LEAVING: readonly ClientMessageType[] = ['leave', 'close', 'kick', 'handover', 'configure'];
const anyType = fc.oneof(
  fc.constantFrom(...Object.entries(CLIENT_MESSAGES).flatMap(([name, { type }]) => (isLeaving(name) ? [] : [type]))),
  fc.nat(255),
);
const anyItem = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    -1,
    0,
    1,
    2,
    4,
    5,
    20,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    0.5,
    '',
    'coop',
    'Ann',
  ),
  fc.string({ maxLength: 40 }),
  fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 8 }), fc.boolean()), { maxLength: 17 }),
);

test('[GS4] whatever plain messages a seated client sends, it keeps its seat, and no error is fatal', () => {
  const { server, ann } = seated();
  const { code, seat } = ann;
  fc.assert(
    fc.property(anyType, fc.array(anyItem, { maxLength: 7 }), (type, items) => {
      if (LEAVING.some((name) => CLIENT_MESSAGES[name].type === type)) return;
      ann.bytes(frame(type, ...items));
      for (const error of ann.take('error')) expect(error).toMatchObject({ fatal: false, recovery: '' });
      server.run(3);
      expect([ann.isClosed, ann.code]).toEqual([false, code]);
      ann.inbox.length = 0;
    }),
    { numRuns: 2000 },
  );
  expect(ann.seat).toBe(seat);
});

function isLeaving(name: string): boolean {
  return LEAVING.includes(name as ClientMessageType);
}
