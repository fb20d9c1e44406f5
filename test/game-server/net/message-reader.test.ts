// When an unfinished frame is overdue, by tables of what comes when.

import { expect, test } from 'vitest';
import { encodeClient, encodeFrame } from '#protocol';
import { gameServerConfig } from '../../../game-server/config.ts';
import { MessageReader } from '../../../game-server/net/message-reader.ts';
import { Stalls } from '../../../game-server/stalls.ts';

const PING = encodeFrame(encodeClient({ type: 'ping', time: 1, seenTick: 0 }));
const END = PING.length;
const { frameTimeoutMs } = gameServerConfig();
const NO_STALLS = new Stalls(0);

/** A piece of a stream of pings: from this byte of a frame to that one, some frames later. */
const piece = (from: number, to: number, frames = 0) => {
  const stream = Array.from({ length: frames + 1 }, () => [...PING]).flat();
  return Uint8Array.from(stream.slice(from, frames * END + to));
};

const STREAMS: readonly (readonly [
  what: string,
  pieces: readonly [ms: number, bytes: Uint8Array][],
  sinceMs: number | null,
])[] = [
  ['nothing', [], null],
  ['a whole frame', [[0, piece(0, END)]], null],
  ['one byte of the length', [[700, piece(0, 1)]], 700],
  ['all but the last byte', [[700, piece(0, END - 1)]], 700],
  [
    'byte after byte: none of them puts the end off',
    [
      [0, piece(0, 1)],
      [2000, piece(1, 3)],
      [4000, piece(3, END - 1)],
    ],
    0,
  ],
  [
    'a frame that is completed in time',
    [
      [0, piece(0, 3)],
      [4900, piece(3, END)],
    ],
    null,
  ],
  [
    'a frame that is completed together with the beginning of the next',
    [
      [0, piece(0, 3)],
      [4000, piece(3, 2, 1)],
    ],
    4000,
  ],
  ['whole frames and the beginning of one', [[300, piece(0, 1, 3)]], 300],
  [
    'the beginning of one behind a frame that came later',
    [
      [0, piece(0, END)],
      [800, piece(0, 2)],
      [900, piece(2, 4)],
    ],
    800,
  ],
];

test.each(STREAMS)('[GC1] %s: the frame is overdue 5 s after its first byte', (_, pieces, sinceMs) => {
  const reader = new MessageReader(gameServerConfig(), 0, NO_STALLS);
  for (const [ms, bytes] of pieces) {
    expect(reader.isOverdue(ms)).toBe(false);
    reader.push(bytes);
    while (reader.next(ms) !== null);
  }
  if (sinceMs === null) return expect(reader.isOverdue(1e9)).toBe(false);
  expect(reader.isOverdue(sinceMs + frameTimeoutMs)).toBe(false);
  expect(reader.isOverdue(sinceMs + frameTimeoutMs + 1)).toBe(true);
});

test('[GC2] a message above the rate ends no frame and begins none, and too many are a flood', () => {
  const config = gameServerConfig({ messagesPerSecond: 1, messagesBurst: 2, messagesDroppedMax: 3 });
  const reader = new MessageReader(config, 0, NO_STALLS);
  const read = (ms: number) => {
    reader.push(PING);
    const reading = reader.next(ms)!;
    if (typeof reading === 'string') return reading;
    if ('fault' in reading) return reading.fault.code;
    return 'error' in reading ? reading.error : reading.message.type;
  };
  expect([0, 0, 0, 0, 1000].map(read)).toEqual(['ping', 'ping', 'dropped', 'dropped', 'ping']);
  // A full bucket forgives what was dropped.
  expect([10_000, 10_000, 10_000, 10_000, 10_000, 10_000].map(read)).toEqual([
    ...['ping', 'ping', 'dropped', 'dropped', 'dropped', 'flood'],
  ]);
});
