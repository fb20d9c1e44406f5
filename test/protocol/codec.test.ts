import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import {
  CHAT_LENGTH_MAX,
  CLIENT_MESSAGES,
  CLIENT_PAYLOAD_BYTES_MAX,
  decodeClient,
  decodeServer,
  encodeClient,
  encodeServer,
  errorMessage,
  ERRORS,
  SERVER_MESSAGES,
} from '#protocol';
import type { Shape } from '../../protocol/fields.ts';
import { anyClientMessage, anyServerMessage } from './arbitraries.ts';

const CLIENT_TYPES = typesOf(CLIENT_MESSAGES);
const SERVER_TYPES = typesOf(SERVER_MESSAGES);

const msgpack = new Packr({ useRecords: false, structuredClone: false });
const pack = (...fields: unknown[]) => msgpack.pack(fields);

describe('codec', () => {
  test('[M4] every client message arrives as it was sent, in a payload of the limit', () => {
    fc.assert(
      fc.property(anyClientMessage, (message) => {
        const payload = encodeClient(message);
        expect(payload.length).toBeLessThanOrEqual(CLIENT_PAYLOAD_BYTES_MAX);
        expect(decodeClient(payload)).toEqual({ message });
      }),
    );
  });

  test('[M4] every server message arrives as it was sent', () => {
    fc.assert(
      fc.property(anyServerMessage, (message) => {
        expect(decodeServer(encodeServer(message))).toEqual({ message });
      }),
    );
  });

  test('[M4] words go out of an Int32Array as they do out of a list', () => {
    const words = [0, -1, 0x7fff_ffff, -0x8000_0000];
    const keyframe = { type: 'keyframe', tick: 9, words } as const;
    expect(encodeServer({ ...keyframe, words: Int32Array.from(words) })).toEqual(encodeServer(keyframe));
  });

  test('[M4] a line of chat with nothing but emoji fits', () => {
    const text = '🍒'.repeat(CHAT_LENGTH_MAX);
    const message = { type: 'chat', scope: 'whisper', to: '👻'.repeat(16), text } as const;
    const payload = encodeClient(message);
    expect(payload.length).toBeLessThanOrEqual(CLIENT_PAYLOAD_BYTES_MAX);
    expect(decodeClient(payload)).toEqual({ message });
    const relayed = { ...message, from: message.to };
    expect(decodeServer(encodeServer(relayed))).toEqual({ message: relayed });
  });

  test('[M1] the first item of a payload is the type; a type of the other direction is unknown', () => {
    fc.assert(
      fc.property(anyClientMessage, (message) => {
        const payload = encodeClient(message);
        expect((msgpack.unpack(payload) as unknown[])[0]).toBe(CLIENT_TYPES[message.type]);
        expect(decodeServer(payload)).toMatchObject({ error: 'unknown-type' });
      }),
    );
    for (const type of [...Object.values(SERVER_TYPES), 0, 63, 255, 'hello', null, [1], 1.5, -1]) {
      expect(decodeClient(pack(type))).toMatchObject({ error: 'unknown-type' });
    }
    expect(decodeClient(pack())).toMatchObject({ error: 'unknown-type' });
  });

  test('[M1] type numbers are unique: clients below 64, the server from 64 on', () => {
    const client = Object.values(CLIENT_TYPES);
    const server = Object.values(SERVER_TYPES);
    expect(new Set([...client, ...server]).size).toBe(client.length + server.length);
    expect(client.every((type) => type > 0 && type < 64)).toBe(true);
    expect(server.every((type) => type >= 64)).toBe(true);
  });

  test('[M2] bytes that are not plain msgpack are malformed, without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const decoded = decodeClient(bytes);
        if ('error' in decoded) expect(['payload-malformed', 'unknown-type', 'bad-fields']).toContain(decoded.error);
        decodeServer(bytes);
      }),
    );
    expect(decodeClient(new Uint8Array([0x91, 0xc7, 0, 1]))).toMatchObject({ error: 'payload-malformed' });
    expect(decodeClient(msgpack.pack({ type: 1 }))).toMatchObject({ error: 'payload-malformed' });
  });

  test('[M5] fields after those known are ignored', () => {
    fc.assert(
      fc.property(anyClientMessage, (message) => {
        const fields = msgpack.unpack(encodeClient(message)) as unknown[];
        if (isComplete(fields, CLIENT_MESSAGES[message.type])) {
          expect(decodeClient(pack(...fields, 'later', [1, [2]]))).toEqual({ message });
        }
      }),
    );
    fc.assert(
      fc.property(anyServerMessage, (message) => {
        const fields = msgpack.unpack(encodeServer(message)) as unknown[];
        if (isComplete(fields, SERVER_MESSAGES[message.type])) {
          expect(decodeServer(pack(...fields, 'later', [1, [2]]))).toEqual({ message });
        }
      }),
    );
  });

  test('[M9] a hello without a token is read, whatever its version', () => {
    const hello = {
      type: 'hello',
      version: 7,
      name: 'Ann',
      kind: 'ghost',
      token: '',
      rules: 0,
      colour: 0,
      mark: 0,
      ticket: '',
      seen: 0,
      follows: false,
    };
    expect(decodeClient(pack(CLIENT_TYPES.hello, 7, 'Ann', 'ghost'))).toEqual({ message: hello });
  });

  test('[M5] an error code of a later version keeps its text and whether it is fatal', () => {
    const decoded = decodeServer(pack(SERVER_TYPES.error, 4000, 'what a later server says', true, 6));
    expect(decoded).toMatchObject({
      message: {
        type: 'error',
        code: 4000,
        text: 'what a later server says',
        fatal: true,
        answers: 6,
        recovery: '',
        retryAfterMs: 0,
      },
    });
  });

  test('[M6] a message with a field missing is refused', () => {
    fc.assert(
      fc.property(anyClientMessage, fc.nat(), (message, at) => {
        const fields = msgpack.unpack(encodeClient(message)) as unknown[];
        const needed = fieldsNeeded(CLIENT_MESSAGES[message.type]);
        if (needed === 0) return;
        const kept = 1 + (at % needed);
        expect(decodeClient(pack(...fields.slice(0, kept)))).toMatchObject({ error: 'bad-fields' });
      }),
    );
  });

  test.each([
    ['a version that is no integer', [CLIENT_TYPES.hello, 1.5, 'Ann', 'human', '']],
    ['a version below 0', [CLIENT_TYPES.hello, -1, 'Ann', 'human', '']],
    ['a name that is no string', [CLIENT_TYPES.hello, 1, 7, 'human', '']],
    ['a token that is nil', [CLIENT_TYPES.hello, 1, 'Ann', 'human', null]],
    ['a rate that is none of the five', [CLIENT_TYPES.play, 'coop', 25]],
    ['settings that are no array', [CLIENT_TYPES.create, 'coop', '', 20]],
    ['settings that end too early', [CLIENT_TYPES.create, ['coop', 'classic', 4, true], '', 20]],
    ['a ready that is no boolean', [CLIENT_TYPES.ready, 1]],
    ['a scope nobody knows', [CLIENT_TYPES.chat, 'everywhere', '', 'hi']],
    ['a direction above 4', [CLIENT_TYPES.input, 1, 0, 5, 0]],
    ['a sequence above 32 bits', [CLIENT_TYPES.input, 2 ** 32, 0, 1, 0]],
    ['a sequence that is not a number', [CLIENT_TYPES.input, Number.NaN, 0, 1, 0]],
    ['an array for a number', [CLIENT_TYPES.ping, [1], 0]],
    ['nil for a number', [CLIENT_TYPES.ping, null, 0]],
  ])('[M6] %s is refused', (_name, fields) => {
    expect(decodeClient(pack(...fields))).toMatchObject({ error: 'bad-fields' });
  });

  test('[M6] a number may come as a float 64: some languages have no integers', () => {
    const float64 = (value: number) => {
      const bytes = new Uint8Array(9);
      bytes[0] = 0xcb;
      new DataView(bytes.buffer).setFloat64(1, value);
      return [...bytes];
    };
    const payload = new Uint8Array([0x95, CLIENT_TYPES.input, ...[7, 0, 3, 90].flatMap(float64)]);
    const message = { type: 'input', sequence: 7, tick: 0, direction: 3, seenTick: 90 };
    expect(decodeClient(payload)).toEqual({ message });
  });

  test('[E1] an error carries the number, text and weight of its code', () => {
    expect(errorMessage('room-full', CLIENT_TYPES.join)).toEqual({
      type: 'error',
      code: ERRORS['room-full'].wire,
      text: 'no seat is free in this room',
      fatal: false,
      answers: CLIENT_TYPES.join,
      recovery: '',
      retryAfterMs: 0,
    });
    expect(errorMessage('too-far-behind')).toMatchObject({ fatal: true, answers: 0, recovery: 'resume' });
  });
});

/** Type numbers by name. */
function typesOf<Table extends Readonly<Record<string, { readonly type: number }>>>(table: Table) {
  return Object.fromEntries(Object.entries(table).map(([name, { type }]) => [name, type])) as Record<
    keyof Table,
    number
  >;
}

/** Whether no field was left out. */
function isComplete(raw: readonly unknown[], { fields }: { readonly fields: Shape }): boolean {
  return raw.length === 1 + Object.keys(fields).length;
}

/** How many fields a message has at least. */
function fieldsNeeded({ fields }: { readonly fields: Shape }): number {
  return Object.values(fields).filter(({ defaultValue }) => defaultValue === undefined).length;
}
