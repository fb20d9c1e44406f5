// What the error of a mistake says: the message, the field, and what the field may be.

import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import { CLIENT_MESSAGES, decodeClient, ERRORS, errorMessage, STRING_BYTES_MAX, type ErrorCode } from '#protocol';
import type { Kind, Shape } from '../../protocol/fields.ts';
import { anyOf } from './arbitraries.ts';

const msgpack = new Packr({ useRecords: false, structuredClone: false });
const MESSAGES = Object.entries(CLIENT_MESSAGES) as [string, { readonly type: number; readonly fields: Shape }][];
const WITH_FIELDS = MESSAGES.filter(([, { fields }]) => Object.keys(fields).length > 0);

/** Values that the usual libraries write, and that no field of a client accepts. */
const anyWrongValue = fc.constantFrom<unknown>(null, -1_000_000_000_000, 4_294_967_296, 0.5, [[]]);

describe.each(WITH_FIELDS)('%s', (name, { type, fields }) => {
  const kinds = Object.entries(fields);
  const anyRow = fc.tuple(...kinds.map(([, kind]) => anyWritten(kind)));

  test('[E3] a wrong value is refused by its path and its range, and the fields before it are right', () => {
    fc.assert(
      fc.property(anyRow, fc.nat(kinds.length - 1), anyWrongValue, (values, at, wrong) => {
        const [field, kind] = kinds[at]!;
        const given = values.with(at, wrong);
        const { error, answers, text } = mistakeIn([type, ...given]);
        expect([error, answers]).toEqual(['bad-fields', type]);
        const isRow = 'shape' in kind && Array.isArray(wrong);
        expect(text).toMatch(
          isRow ? new RegExp(`^${name}\\.${field}\\.\\w+: .+`) : `${name}.${field}: ${kind.expected}`,
        );
      }),
    );
  });

  test('[E3] a missing field is refused by its name', () => {
    const needed = kinds.filter(([, { defaultValue }]) => defaultValue === undefined);
    fc.assert(
      fc.property(anyRow, fc.nat(needed.length - 1), (values, kept) => {
        const [field, kind] = needed[kept]!;
        const { error, text } = mistakeIn([type, ...values.slice(0, kept)]);
        expect([error, text]).toEqual(['bad-fields', `${name}.${field} is missing: ${kind.expected}`]);
      }),
    );
  });
});

test.each([
  [[6, 1, 0, 5, 0], 'input.direction: 0 to 4'],
  [[6, 1, 0, -1, 0], 'input.direction: 0 to 4'],
  [[6, 1, 0], 'input.direction is missing: 0 to 4'],
  [[6, 2 ** 31, 0, 0, 0], 'input.sequence: 0 to 2147483647'],
  [[7, 1], 'ping.seenTick is missing: 0 to 4294967295'],
  [[2, 'coop', 25], 'play.rate: one of 0, 10, 20, 30, 60'],
  [[15, 'all', '', 'hi'], 'chat.scope: one of lobby, room, whisper'],
  [[4, 'coop', '', 20], 'create.settings: an array'],
  [[4, ['coop', 'classic', '2'], '', 20], 'create.settings.seatCount: 0 to 4294967295'],
  [[4, ['coop', 'classic', 2], '', 20], 'create.settings.fill is missing: true or false'],
])('[E3] %j: %s', (message, text) => expect(mistakeIn(message)).toMatchObject({ error: 'bad-fields', text }));

test('[E3] an unknown type is named, and its number is what the error answers', () => {
  expect(mistakeIn([99])).toEqual({ error: 'unknown-type', text: 'there is no message type 99 here', answers: 99 });
  for (const type of [-1, 1.5, 'input', null])
    expect(mistakeIn([type])).toMatchObject({ error: 'unknown-type', answers: 0 });
});

test.each<[string, readonly number[], string]>([
  ['nothing', [], 'byte 0: a payload is one msgpack array'],
  ['a map', [0x80], 'byte 0: a payload is one msgpack array'],
  ['a map inside', [0x92, 7, 0x80], 'byte 2: maps are not allowed'],
  ['binary', [0x92, 7, 0xc4, 0], 'byte 2: binary is not allowed'],
  ['float 32', [0x92, 7, 0xca, 0, 0, 0, 0], 'byte 2: float 32 is not allowed'],
  ['an extension', [0x92, 7, 0xd4, 1, 1], 'byte 2: extensions are not allowed'],
  ['a long string', [0x92, 7, 0xdb, 0, 0, 0, 0], 'byte 2: lengths of 32 bits are not allowed'],
  ['Latin-1', [0x92, 7, 0xa1, 0xeb], 'byte 2: a string that is not UTF-8'],
  ['bytes behind it', [0x91, 7, 0], 'byte 2: the payload does not end where its array ends'],
  ['half of it', [0x92, 7], 'the payload ends within its array'],
  ['too deep', [0x91, 0x91, 0x91, 0x91, 0x91, 0x90], 'byte 4: at most 4 nested arrays'],
])('[E4] %s is malformed, and the error says where', (_, bytes, text) => {
  const decoded = decodeClient(Uint8Array.from(bytes));
  expect(decoded).toMatchObject({
    error: 'payload-malformed',
    answers: 0,
    text: expect.stringContaining(text) as string,
  });
});

test('[E4] the error has the sentence and the time of its fault, and otherwise the sentence of the table', () => {
  expect(errorMessage({ code: 'chat-too-fast', retryAfterMs: 4200 }, 15, true)).toMatchObject({
    ...{ text: ERRORS['chat-too-fast'].text, retryAfterMs: 4200, answers: 15, fatal: false, recovery: '' },
  });
  expect(errorMessage({ code: 'too-far-behind', text: 'no newer seenTick for 5 s' })).toMatchObject({
    ...{ text: 'no newer seenTick for 5 s', retryAfterMs: 0, fatal: true, recovery: 'resume' },
  });
});

test('every sentence fits into a string of the wire', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[])
    expect(ERRORS[code].text.length).toBeLessThan(STRING_BYTES_MAX);
});

function anyWritten(kind: Kind<unknown>): fc.Arbitrary<unknown> {
  return anyOf(kind).map((value) => kind.write(value));
}

function mistakeIn(message: readonly unknown[]) {
  const decoded = decodeClient(msgpack.pack(message));
  if ('message' in decoded) expect.fail(`${JSON.stringify(message)} was decoded`);
  return decoded;
}
