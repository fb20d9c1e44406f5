// The bench of the server runs small here: every contestant with eight clients, for a moment.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { encodeFrame, encodeServer, SERVER_MESSAGES, type ServerMessage } from '#protocol';
import { emptyFrameCounts, FrameCounter } from '../../tools/bench/server/frame-counter.ts';
import { ensureBuilt } from '../../tools/set-up.js';

const MAIN = join(import.meta.dirname, '../../dist/tools/bench/server/main.js');
const BUILD_MS_MAX = 120_000;

beforeAll(ensureBuilt, BUILD_MS_MAX);

test('[TN1] the bench of the server runs, and measures every figure of its table', async () => {
  const small = ['--clients=8', '--rounds=1', '--seconds=1', '--settle=0', '--warm-up=0', '--steps=4,8'];
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...small]);
  const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.filter((row) => /not measured|NaN|Infinity/.test(row))).toEqual([]);
});

test('[TN1] clients that only count find every frame and the last tick, in bytes of any split', () => {
  const messages = fc.array(
    fc.oneof(...[anyUpdate(), fc.constant<ServerMessage>({ type: 'unlisted', code: 'K7XQ2' })]),
  );
  fc.assert(
    fc.property(messages, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (sent, sizes) => {
      const counts = emptyFrameCounts();
      const counter = new FrameCounter(counts);
      const bytes = Buffer.concat(sent.map((message) => encodeFrame(encodeServer(message))));
      for (let at = 0; at < bytes.length;) {
        const chunk = bytes.subarray(at, at + sizes.next().value!);
        counter.push(chunk, chunk.length);
        at += chunk.length;
      }
      const ticks = sent.flatMap((message) => ('tick' in message ? [message.tick] : []));
      expect(counter.seenTick).toBe(ticks.at(-1) ?? 0);
      expect(counts[SERVER_MESSAGES.unlisted.type]).toBe(sent.length - ticks.length);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sent.length);
    }),
  );
});

function anyUpdate() {
  const tick = fc.oneof(...[0x7f, 0xff, 0xffff, 0x7fff_ffff].map((max) => fc.integer({ min: 0, max })));
  const words = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  return fc.oneof(
    fc.record({ type: fc.constant('snapshot' as const), tick, changes: words, events: words }),
    fc.record({ type: fc.constant('keyframe' as const), tick, words }),
    fc.record({ type: fc.constant('log' as const), tick, inputs: words, hash: fc.nat() }),
  );
}
