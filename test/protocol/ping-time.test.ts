import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeClient, encodeClient, msSincePing, pingTime } from '#protocol';

const ROUND = 2 ** 32;
const anyClock = fc.oneof(
  fc.constantFrom(0, 0.9, ROUND - 1, ROUND - 0.1, ROUND, ROUND + 0.5, 3 * ROUND - 1, 2 ** 45),
  fc.double({ min: 0, max: 10 * ROUND, noNaN: true }),
);

test('[M4] the time of a ping fits the wire for as long as a client runs, and tells how long the way was', () => {
  fc.assert(
    fc.property(anyClock, fc.integer({ min: 0, max: 60_000 }), (sentMs, wayMs) => {
      const time = pingTime(sentMs);
      expect(decodeClient(encodeClient({ type: 'ping', time, seenTick: 0 }))).toMatchObject({ message: { time } });
      const measuredMs = msSincePing(time, sentMs + wayMs);
      expect(measuredMs).toBeGreaterThanOrEqual(wayMs - 0.01);
      expect(measuredMs).toBeLessThan(wayMs + 1.01);
    }),
  );
});

test('[M4] a time that no ping of ours has said is no time at all', () => {
  expect([msSincePing(1001, 1000), msSincePing(ROUND - 1, 2 ** 31 + 5), msSincePing(5, 4)]).toEqual([0, 0, 0]);
});
