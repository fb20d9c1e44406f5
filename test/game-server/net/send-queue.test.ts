// When a queue counts as stuck, by tables of what waits at which sweep.

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { gameServerConfig } from '../../../game-server/config.ts';
import { SendQueue } from '../../../game-server/net/send-queue.ts';
import { Metrics } from '../../../game-server/ops/metrics.ts';
import { Outbox } from '../../../game-server/net/outbox.ts';

const config = gameServerConfig();
const { standstillMsMax, queuedBytesMax } = config;
const LATE = standstillMsMax + 1;

/** As much of a socket as a queue uses: nothing is read until the test says so. */
class UnreadSocket extends EventEmitter {
  writable = true;
  writableLength = 0;

  write(frame: Buffer): void {
    this.writableLength += frame.length;
  }

  end(frame: Buffer): void {
    this.write(frame);
  }
}

function queueOver(socket: UnreadSocket) {
  const metrics = new Metrics(() => expect.fail('not asked'));
  const outbox = new Outbox({ commit() {} });
  return { queue: new SendQueue(socket as unknown as Socket, { config, metrics, outbox }), metrics };
}

/** Bytes that wait at the time of each sweep, and whether the last sweep finds the queue stuck. */
const SWEEPS: readonly (readonly [
  what: string,
  sweeps: readonly (readonly [ms: number, waiting: number])[],
  isStuck: boolean,
])[] = [
  [
    'nothing waits',
    [
      [0, 0],
      [1e9, 0],
    ],
    false,
  ],
  ['something waits at one sweep only', [[1e9, 1]], false],
  [
    'something waits for as long as it may',
    [
      [0, 1],
      [standstillMsMax, 1],
    ],
    false,
  ],
  [
    'something waits for too long',
    [
      [0, 1],
      [LATE, 1],
    ],
    true,
  ],
  [
    'less and less waits, and never nothing',
    [
      [0, 9],
      [2000, 5],
      [LATE, 1],
    ],
    true,
  ],
  [
    'nothing waited in between',
    [
      [0, 1],
      [3000, 0],
      [4000, 1],
      [LATE, 1],
    ],
    false,
  ],
  [
    'nothing waited in between, and then something for too long',
    [
      [0, 1],
      [3000, 0],
      [4000, 1],
      [4000 + LATE, 1],
    ],
    true,
  ],
];

const OVERFULL = `more than ${queuedBytesMax} bytes wait to be read`;

test.each(SWEEPS)('[GC5] %s', (_, sweeps, isStuck) => {
  const socket = new UnreadSocket();
  const { queue } = queueOver(socket);
  const found = sweeps.map(([ms, waiting]) => {
    socket.writableLength = waiting;
    return queue.whyStuck(ms);
  });
  expect(found).toEqual([...Array(sweeps.length - 1).fill(null), isStuck ? 'bytes wait to be read for 5 s' : null]);
});

test('[GC5] a frame that does not fit is left out and uncounted, and the queue stays stuck', () => {
  const socket = new UnreadSocket();
  const { queue, metrics } = queueOver(socket);
  queue.write(Buffer.alloc(queuedBytesMax - 1));
  queue.write(Buffer.alloc(1));
  expect([queue.bytes, queue.whyStuck(0)]).toEqual([queuedBytesMax, null]);
  queue.write(Buffer.alloc(1));
  expect([queue.bytes, queue.whyStuck(0)]).toEqual([queuedBytesMax, OVERFULL]);
  socket.writableLength = 0;
  expect(queue.whyStuck(0)).toBe(OVERFULL);
  // A last frame is written whatever waits.
  socket.writableLength = queuedBytesMax;
  queue.end(Buffer.alloc(5));
  expect(metrics.bytesOut).toBe(queuedBytesMax + 5);
  expect(queue.bytes).toBe(queuedBytesMax + 5);
  socket.writable = false;
  queue.write(Buffer.alloc(1));
  expect(metrics.bytesOut).toBe(queuedBytesMax + 5);
});
