import { expect, test } from 'vitest';
import { reconnectDelayMs, ReconnectPolicy, STEADY_MS, TRIES_MAX } from '../../client/reconnect-policy.ts';

test('[CL4] delays double from a quarter of a second to five seconds, and are spread over their upper half', () => {
  const delays = [0, 1, 2, 3, 4, 6, 8, 10, 17].map((tries) => reconnectDelayMs(tries, 0));
  expect(delays).toEqual([125, 125, 250, 250, 500, 1000, 2000, 2500, 2500]);
  expect([0, 0.5, 0.9].map((random) => reconnectDelayMs(4, random))).toEqual([500, 750, 950]);
  // A lower limit of the full delay.
  expect([0, 6, 10].map((tries) => reconnectDelayMs(tries, 0, 2000))).toEqual([1000, 1000, 2500]);
});

/** A policy on a clock of its own, and what it did. */
function open() {
  const timers: { ms: number; call: () => void; isCancelled: boolean }[] = [];
  const clock = { nowMs: 0 };
  const policy = new ReconnectPolicy({
    now: () => clock.nowMs,
    rng: () => 0,
    after(ms, call) {
      const timer = { ms, call, isCancelled: false };
      timers.push(timer);
      return () => void (timer.isCancelled = true);
    },
  });
  return { clock, policy, timers };
}

test('[CL4] there are at most 18 tries in a row; one that led somewhere, and held, begins anew', () => {
  const { clock, policy, timers } = open();
  for (let i = 0; i < TRIES_MAX; i++) expect(policy.tryLater(() => {})).toBe(true);
  expect(policy.tryLater(() => {})).toBe(false);
  expect(TRIES_MAX).toBe(18);
  policy.arrived();
  clock.nowMs += STEADY_MS - 1;
  expect(policy.tryLater(() => {})).toBe(false);
  policy.arrived();
  clock.nowMs += STEADY_MS;
  expect(policy.tryLater(() => {})).toBe(true);
  expect(timers.at(-1)!.ms).toBe(125);
});

test('[CL4] one attempt waits at a time; it is made once, when its time comes or at once on demand', () => {
  const { policy, timers } = open();
  const made: string[] = [];
  policy.tryLater(() => made.push('first'));
  policy.tryLater(() => made.push('second'), 2000);
  expect(timers.map(({ ms, isCancelled }) => [ms, isCancelled])).toEqual([
    [125, true],
    [1000, false],
  ]);
  timers[1]!.call();
  expect(made).toEqual(['second']);
  policy.tryNow();
  expect(made).toEqual(['second']);
  policy.tryLater(() => made.push('third'));
  policy.tryNow();
  expect([made, timers[2]!.isCancelled]).toEqual([['second', 'third'], true]);
  policy.tryLater(() => made.push('fourth'));
  policy.cancel();
  policy.tryNow();
  expect([made.length, timers[3]!.isCancelled]).toEqual([2, true]);
});
