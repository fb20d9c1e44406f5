import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import {
  CLIENT_PAYLOAD_BYTES_MAX,
  CLIENT_TYPES,
  decodeClient,
  decodeServer,
  encodeClient,
  encodeServer,
  errorMessage,
  SERVER_TYPES,
} from '#protocol';
import { anyClientMessage, anyServerMessage } from './arbitraries.ts';

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

  test('[M1] the first item of a payload is the type; a type of the other direction is unknown', () => {
    fc.assert(
      fc.property(anyClientMessage, (message) => {
        const payload = encodeClient(message);
        expect((msgpack.unpack(payload) as unknown[])[0]).toBe(CLIENT_TYPES[message.type]);
        expect(decodeServer(payload)).toEqual({ error: 'unknown-type' });
      }),
    );
    for (const type of [...Object.values(SERVER_TYPES), 0, 63, 255, 'hello', null, [1], 1.5, -1]) {
      expect(decodeClient(pack(type))).toEqual({ error: 'unknown-type' });
    }
    expect(decodeClient(pack())).toEqual({ error: 'unknown-type' });
  });

  test('[M1] type numbers are unique: clients below 64, the server from 64 on', () => {
    const client = Object.values(CLIENT_TYPES);
    const server = Object.values(SERVER_TYPES);
    expect(new Set([...client, ...server]).size).toBe(client.length + server.length);
    expect(client.every((type) => type > 0 && type < 64)).toBe(true);
    expect(server.every((type) => type >= 64)).toBe(true);
  });

  test('[M2] what is not plain msgpack is malformed, without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const decoded = decodeClient(bytes);
        if ('error' in decoded) expect(['payload-malformed', 'unknown-type', 'bad-fields']).toContain(decoded.error);
        decodeServer(bytes);
      }),
    );
    expect(decodeClient(new Uint8Array([0x91, 0xc7, 0, 1]))).toEqual({ error: 'payload-malformed' });
    expect(decodeClient(msgpack.pack({ type: 1 }))).toEqual({ error: 'payload-malformed' });
  });

  test('[M5] fields after those known are ignored', () => {
    fc.assert(
      fc.property(anyClientMessage, (message) => {
        const fields = msgpack.unpack(encodeClient(message)) as unknown[];
        expect(decodeClient(pack(...fields, 'later', [1, [2]]))).toEqual({ message });
      }),
    );
    fc.assert(
      fc.property(anyServerMessage, (message) => {
        if (message.type === 'snapshot' && message.events.length === 0) return;
        const fields = msgpack.unpack(encodeServer(message)) as unknown[];
        expect(decodeServer(pack(...fields, 'later', [1, [2]]))).toEqual({ message });
      }),
    );
  });

  test('[M5] an error code of a later version keeps its text and whether it is fatal', () => {
    const decoded = decodeServer(pack(SERVER_TYPES.error, 4000, 'what a later server says', true, 6));
    expect(decoded).toMatchObject({
      message: { type: 'error', text: 'what a later server says', fatal: true, answers: 6 },
    });
  });

  test('[M6] a message with a field missing is refused', () => {
    fc.assert(
      fc.property(anyClientMessage, fc.nat(), (message, at) => {
        const fields = msgpack.unpack(encodeClient(message)) as unknown[];
        if (fields.length === 1) return;
        const kept = 1 + (at % (fields.length - 1));
        expect(decodeClient(pack(...fields.slice(0, kept)))).toEqual({ error: 'bad-fields' });
      }),
    );
  });

  test.each([
    ['a version that is no integer', [CLIENT_TYPES.hello, 1.5, 'Ann', 'human']],
    ['a version below 0', [CLIENT_TYPES.hello, -1, 'Ann', 'human']],
    ['a name that is no string', [CLIENT_TYPES.hello, 1, 7, 'human']],
    ['a kind nobody knows', [CLIENT_TYPES.hello, 1, 'Ann', 'ghost']],
    ['a rate that is none of the four', [CLIENT_TYPES.play, 'coop', 25]],
    ['a fill that is no boolean', [CLIENT_TYPES.create, 'coop', 4, 1, 20]],
    ['a direction above 4', [CLIENT_TYPES.input, 1, 0, 5, 0]],
    ['a sequence above 32 bits', [CLIENT_TYPES.input, 2 ** 32, 0, 1, 0]],
    ['a sequence that is not a number', [CLIENT_TYPES.input, Number.NaN, 0, 1, 0]],
    ['an array for a number', [CLIENT_TYPES.ping, [1], 0]],
    ['nil for a number', [CLIENT_TYPES.ping, null, 0]],
  ])('[M6] %s is refused', (_name, fields) => {
    expect(decodeClient(pack(...fields))).toEqual({ error: 'bad-fields' });
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
      code: 'room-full',
      text: 'no seat is free in this room',
      fatal: false,
      answers: CLIENT_TYPES.join,
    });
  });
});
