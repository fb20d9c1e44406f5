// Words of open sets: what a version does not know yet passes through it unharmed.

import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import {
  CLIENT_MESSAGES,
  decodeClient,
  decodeServer,
  encodeClient,
  encodeServer,
  hasKnownWords,
  isClientKind,
  rowFor,
  SERVER_MESSAGES,
  STRING_BYTES_MAX,
  WORD_LENGTH_MAX,
  type OpenWord,
  type ServerMessage,
  type UnknownWord,
} from '#protocol';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { anyCodePoint } from '../support/any-code-point.ts';
import { anyWord } from './arbitraries.ts';

const msgpack = new Packr({ useRecords: false });
const NOTICE = SERVER_MESSAGES.notice.type;
/** Names that every object inherits, and what could end a line of a log or a tag of a page. */
const HOSTILE = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', ' ', '\0', 'a\nb', '<b>', '\u202e'];

describe('a word of an open set', () => {
  test('[M10] that nobody knows arrives as it was sent', () => {
    fc.assert(
      fc.property(fc.oneof(anyWord, fc.constantFrom(...HOSTILE)), (word) => {
        const message = { type: 'notice', kind: word as UnknownWord, name: 'Bo' } as const;
        expect(decodeServer(encodeServer(message))).toEqual({ message });
        const settings = { ...ROOM_SETTINGS, skill: word as UnknownWord, variant: word as UnknownWord };
        const create = { type: 'create', settings, password: '', rate: 20 } as const;
        expect(decodeClient(encodeClient(create))).toEqual({ message: create });
      }),
    );
  });

  test('[M10] [M6] that is longer than 32 characters is refused', () => {
    const anyLong = fc.string({ unit: anyCodePoint, minLength: WORD_LENGTH_MAX + 1, maxLength: STRING_BYTES_MAX / 4 });
    fc.assert(
      fc.property(anyLong, (word) => {
        expect(decodeServer(msgpack.pack([NOTICE, word, 'Bo']))).toMatchObject({ error: 'bad-fields' });
      }),
    );
    expect(decodeServer(msgpack.pack([NOTICE, 'a'.repeat(WORD_LENGTH_MAX), 'Bo']))).toHaveProperty('message');
  });

  test.each([[7], [null], [true], [[]], [['joined']], [0.5]])('[M10] [M6] is text: %j is refused', (raw) => {
    expect(decodeServer(msgpack.pack([NOTICE, raw, 'Bo']))).toMatchObject({ error: 'bad-fields' });
  });

  test.each([
    ['ff', [0xa1, 0xff]],
    ['a surrogate', [0xa3, 0xed, 0xa0, 0x80]],
    ['more bytes than are there', [0xd9, 0x20, 0x61]],
    ['binary', [0xc4, 1, 0x61]],
    ['a map', [0x80]],
  ])('[M10] [M2] with %s for bytes is malformed', (_name, bytes) => {
    expect(decodeServer(Uint8Array.of(0x92, NOTICE, ...bytes))).toMatchObject({ error: 'payload-malformed' });
  });

  test('[M10] has no row in a table that does not name it', () => {
    const table = { up: 1, down: 2 };
    expect(rowFor<OpenWord<'up' | 'down'>, number>(table, 'up')).toBe(1);
    fc.assert(
      fc.property(fc.oneof(anyWord, fc.constantFrom(...HOSTILE)), (word) => {
        fc.pre(word !== 'up' && word !== 'down');
        expect(rowFor<OpenWord<'up' | 'down'>, number>(table, word as UnknownWord)).toBeUndefined();
      }),
    );
  });

  test.each(['skill', 'drivers', 'variant'] as const)(
    '[M10] room settings with an unknown %s are known as such',
    (name) => {
      expect(hasKnownWords(ROOM_SETTINGS)).toBe(true);
      for (const word of [...HOSTILE, 'expert']) expect(hasKnownWords({ ...ROOM_SETTINGS, [name]: word })).toBe(false);
    },
  );

  test('[M10] is the kind of a hello for its reader, and human or bot for the server', () => {
    expect(['human', 'bot', 'ghost', ...HOSTILE].filter(isClientKind)).toEqual(['human', 'bot']);
  });

  test('[M10] a client says the scope of a chat in one of three words', () => {
    const chat = CLIENT_MESSAGES.chat.type;
    expect(decodeClient(msgpack.pack([chat, 'team', '', 'hi']))).toMatchObject({ error: 'bad-fields' });
    const relayed: ServerMessage = { type: 'chat', scope: 'team' as UnknownWord, from: 'Bo', to: '', text: 'hi' };
    expect(decodeServer(encodeServer(relayed))).toEqual({ message: relayed });
  });
});
