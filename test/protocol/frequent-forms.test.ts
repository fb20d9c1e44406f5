// Nearly all traffic is read without the general decoder. A form that is left to it costs a server several times as much.
import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import {
  CLIENT_MESSAGES,
  encodeClient,
  encodeServer,
  encodeSnapshotFrame,
  LENGTH_BYTES,
  SERVER_MESSAGES,
} from '#protocol';
import { readFrequentClient, readFrequentServer } from '../../protocol/frequent.ts';

const msgpack = new Packr({ useRecords: false });

/** The smallest and largest number of each form of msgpack. */
const UINTS = [0, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff];
const INTS = [...UINTS, -1, -0x20, -0x21, -0x80, -0x81, -0x8000, -0x8001, -0x8000_0000];

test.each([...UINTS, 0x8000_0000, 0xffff_ffff])('[M4] input and ping with %i are read the quick way', (value) => {
  const input = { type: 'input', sequence: value % 0x8000_0000, tick: value, direction: 4, seenTick: value } as const;
  const ping = { type: 'ping', time: value, seenTick: value } as const;
  for (const message of [input, ping]) {
    const { type, ...fields } = message;
    const byAnotherLibrary = msgpack.pack([CLIENT_MESSAGES[type].type, ...Object.values(fields)]);
    for (const payload of [encodeClient(message), byAnotherLibrary])
      expect(readFrequentClient(payload)).toEqual(message);
  }
});

test.each(INTS)('[M4] a snapshot with %i is read the quick way', (value) => {
  for (const events of [[], [value]]) {
    const message = { type: 'snapshot', tick: 5, changes: Array.from({ length: 20 }, () => value), events } as const;
    const fields = events.length > 0 ? [5, message.changes, events] : [5, message.changes];
    const byAnotherLibrary = msgpack.pack([SERVER_MESSAGES.snapshot.type, ...fields]);
    for (const payload of [encodeServer(message), byAnotherLibrary])
      expect(readFrequentServer(payload)).toEqual(message);
  }
});

test.each(INTS)('[M4] a piece of the log with %i is read the quick way', (value) => {
  for (const hash of [0, 1, 0xffff_ffff]) {
    const message = { type: 'log', tick: 5, inputs: [value, value, value], hash } as const;
    const fields = hash === 0 ? [5, message.inputs] : [5, message.inputs, hash];
    const byAnotherLibrary = msgpack.pack([SERVER_MESSAGES.log.type, ...fields]);
    for (const payload of [encodeServer(message), byAnotherLibrary])
      expect(readFrequentServer(payload)).toEqual(message);
  }
});

test('[M4] a snapshot of each number of events, with a number of each form, is written as by the general encoder', () => {
  const words = Int32Array.of(0, ...INTS);
  for (let count = 0; count <= 17; count++) {
    const events = Array.from({ length: count }, (_, i) => INTS[i % INTS.length]!);
    const after = words.map((word, i) => (i === 0 ? 5 : i <= count ? word + INTS[i - 1]! : word));
    const changes = events.flatMap((difference, i) => (difference === 0 ? [] : [i + 1, difference]));
    const payload = encodeSnapshotFrame(words, after, events).subarray(LENGTH_BYTES);
    const kept = INTS.length < count ? changes.slice(0, 2 * (INTS.length - 1)) : changes;
    expect([...payload]).toEqual([...encodeServer({ type: 'snapshot', tick: 5, changes: kept, events })]);
  }
});
