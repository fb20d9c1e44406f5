import { expect, onTestFinished, test } from 'vitest';
import { ClientTiming } from '../../load/client-timing.ts';
import { distributionOf } from '../../load/histogram.ts';
import { LoadFigures } from '../../load/figures.ts';

const SNAPSHOT_MS = 50;
const LOG_MS = 250;

test('[LD10] a stall counts for every update and input that was due in it', () => {
  const { figures, run } = start();
  run(4000, true);
  run(2000, false);
  run(4000, true);
  const { updateInterval, inputToUpdate } = figures.now();
  const { p99, count } = distributionOf(updateInterval);
  expect(count).toBe(200);
  expect(p99).toBeGreaterThan(1800);
  expect(distributionOf(inputToUpdate).p99).toBeGreaterThan(1500);
  expect(figures.gaps).toEqual([{ fromMs: 4000, toMs: 6050 }]);
});

test('[LD10] what has not come by the end of a window counts as late as it is, and once', () => {
  const { figures, run } = start();
  run(1000, true);
  run(2000, false);
  figures.settle();
  expect(distributionOf(figures.now().updateInterval).count).toBe(60);
  expect(distributionOf(figures.now().updateInterval).p99).toBeGreaterThan(1800);
  run(50, true);
  expect(distributionOf(figures.now().updateInterval).count).toBe(61);
});

test('[LD10] nothing is due between matches, nor while we cut the connection ourselves', () => {
  const { figures, timing, run, nowMs } = start();
  run(1000, true);
  timing.setDue(false, nowMs());
  run(5000, false);
  timing.setDue(true, nowMs());
  run(1000, true);
  timing.forget(nowMs());
  run(5000, false);
  timing.setDue(true, nowMs());
  run(1000, true);
  const { count, p99 } = distributionOf(figures.now().updateInterval);
  expect(count).toBe(60);
  expect(p99).toBeLessThan(55);
  expect(figures.gaps).toEqual([]);
});

test('[LD10] a gap that ends with its clients is a gap', () => {
  const { figures, timing, run, nowMs } = start();
  run(1000, true);
  run(3000, false);
  timing.end(nowMs());
  run(1000, false);
  expect(figures.gaps).toEqual([{ fromMs: 1000, toMs: 4000 }]);
});

test('[LD2] what the generator slept through is its own: it is left out, counted, and no gap of the server', () => {
  const { figures, run, skip } = start();
  run(1000, true);
  skip(2000);
  run(1000, true);
  const { updateInterval, leftOut, loopLag } = figures.now();
  expect(distributionOf(updateInterval).p99).toBeLessThan(55);
  expect(leftOut).toBeGreaterThanOrEqual(40);
  expect(figures.gaps).toEqual([]);
  expect(figures.stalls).toEqual([{ fromMs: expect.any(Number), toMs: expect.any(Number) }]);
  expect(distributionOf(loopLag).p99).toBeGreaterThan(1500);
});

test('[LD10] a hiccup of the generator within a stall of the server hides nothing of it but its own time', () => {
  const { figures, run, skip } = start();
  run(4000, true);
  run(1000, false);
  skip(150);
  run(850, false);
  run(4000, true);
  const { updateInterval, inputToUpdate } = figures.now();
  expect(distributionOf(updateInterval).p99).toBeGreaterThan(1600);
  expect(distributionOf(inputToUpdate).p99).toBeGreaterThan(1300);
  expect(figures.gaps.map(({ fromMs }) => fromMs)).toEqual([4000, 5160]);
});

test('[LD2] updates that arrived during a stall of the generator are read together after it, and are no intervals either', () => {
  const { figures, timing, run, skip, nowMs } = start();
  run(1000, true);
  const before = distributionOf(figures.now().updateInterval).count;
  skip(2000);
  for (let i = 0; i < 40; i++) timing.update(nowMs() + i / 100, 0);
  run(1000, true);
  const { updateInterval, leftOut } = figures.now();
  const { count, p50 } = distributionOf(updateInterval);
  expect(p50).toBeGreaterThan(49);
  expect(count).toBeLessThanOrEqual(before + 20);
  expect(leftOut).toBeGreaterThanOrEqual(79);
});

test('[LD11] on the match log a piece is due 250 ms after the last one', () => {
  const { figures, timing, nowMs, skip } = start();
  timing.setInterval(LOG_MS, nowMs());
  timing.setDue(true, nowMs());
  const arrives = (afterMs: number) => {
    for (let ms = 0; ms < afterMs; ms += 10) {
      skip(10);
      figures.look();
    }
    timing.update(nowMs(), 0);
  };
  for (const afterMs of [20, 250, 130, 240]) arrives(afterMs);
  expect(distributionOf(figures.now().updateInterval)).toMatchObject({ count: 4 });
  expect(distributionOf(figures.now().updateInterval).p99).toBeLessThan(255);
  // Three are missing before the one that arrives.
  arrives(1000);
  expect(distributionOf(figures.now().updateInterval).count).toBe(8);
  expect(distributionOf(figures.now().updateInterval).p99).toBeGreaterThan(980);
  expect(figures.gaps).toHaveLength(1);
});

test('[LD11] what was due counts once when a match with another stream begins', () => {
  const { figures, timing, nowMs, run } = start();
  run(1000, true);
  timing.setInterval(LOG_MS, nowMs());
  timing.setDue(true, nowMs());
  run(1000, true);
  const { count, p99 } = distributionOf(figures.now().updateInterval);
  expect(count).toBe(40);
  expect(p99).toBeLessThan(55);
});

/** A client at 20 snapshots a second that sends an input each 250 ms, on a clock of its own. */
function start() {
  let now = 0;
  const figures = new LoadFigures(() => now);
  figures.stop();
  onTestFinished(() => figures.stop());
  const timing = new ClientTiming(figures, SNAPSHOT_MS);
  timing.setDue(true, 0);
  let sequence = 0;
  const run = (ms: number, isServed: boolean) => {
    for (const endMs = now + ms; now < endMs;) {
      now += 10;
      figures.look();
      if (now % 250 === 0) timing.input(++sequence, now);
      if (isServed && now % 50 === 0) timing.update(now, sequence);
    }
  };
  return { figures, timing, run, skip: (ms: number) => (now += ms), nowMs: () => now };
}
