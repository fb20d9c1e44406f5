import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';
import { isRoomCode, roomCodeIn } from '../../../web-client/view/room-code.ts';

const CODE = 'AB2DE';

test.each([
  ...['AB2DE', 'ab2de', ' aB2 dE ', 'AB-2DE', 'a b 2 d e', 'AB2\u00a0DE', 'AB2DE.', '#ab2de', '/AB2DE'],
  ...[
    'http://game.example/#AB2DE',
    'https://game.example/ab2de',
    'game.example/#AB2DE',
    'http://[::1]:8080/?test#AB2DE',
  ],
  ...['https://game.example/AB2DE?x=1', 'https://game.example/games/#AB2DE', 'https://game.example/games/AB2DE'],
  ...['Come and play! https://game.example/#AB2DE.', 'http://games:8080/#AB2DE\n', '(https://game.example/AB2DE)'],
])('[W113] %j is the code of a room', (text) => {
  expect(roomCodeIn(text)).toBe(CODE);
});

test.each([
  ...['', '   ', 'AB2D', 'AB2DEF', 'AB2D0', 'AB1DE', 'ABODE', 'ABIDE', 'ALBUM', 'AB2DÉ', 'AB2D＃'],
  ...[
    'https://game.example/',
    'https://game.example/#replay=AB2DE',
    'https://game.example/AB2DE/x',
    'https://ab2de.example',
  ],
  ...['https://AB2DE:8080/', 'https://game.example/#AB2DEF', 'https://game.example/AB2DE.html', 'hello there'],
])('[W113] %j is none', (text) => {
  expect(roomCodeIn(text)).toBeNull();
});

test('[W113] every code is found, however it is written, and nothing else is ever returned', () => {
  const letters = fc.constantFrom(...ROOM_CODE_ALPHABET);
  const code = fc
    .array(letters, { minLength: ROOM_CODE_LENGTH, maxLength: ROOM_CODE_LENGTH })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(code, fc.constantFrom('', ' ', '-'), fc.boolean(), (code, between, lower) => {
      const written = [...code].join(between);
      expect(roomCodeIn(lower ? written.toLowerCase() : written)).toBe(code);
      expect(roomCodeIn(`https://game.example/${lower ? code.toLowerCase() : code}`)).toBe(code);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const code = roomCodeIn(text);
      expect(code === null || isRoomCode(code)).toBe(true);
    }),
  );
});

test('[W113] a long text is not searched for long', () => {
  expect(roomCodeIn('/#'.repeat(100_000) + CODE)).toBeNull();
  expect(roomCodeIn(`${' '.repeat(100_000)}${CODE}`)).toBeNull();
});
