import { expect, test } from 'vitest';
import { FrameTimes } from '../../web-client/debug/frame-times.ts';

const FRAME_MS = 1000 / 60;

test('[W22] a page that stood still for two seconds has missed 120 frames, each as late as it came', () => {
  const { times, draw, freeze } = start();
  draw(480);
  freeze(2000);
  expect(times.intervalMs.values.slice(-120).map(Math.round)).toEqual(
    Array.from({ length: 120 }, (_, i) => Math.round((i + 1) * FRAME_MS)),
  );
  expect(times.intervalMs.quantile(0.99)).toBeGreaterThan(1800);
});

test('[W22] a frame that came a little late is one frame, and a pause that was meant is none', () => {
  const { times, draw, freeze } = start();
  draw(10);
  freeze(90);
  expect(times.intervalMs.values.length).toBe(10);
  times.restart();
  freeze(60_000);
  expect(times.intervalMs.values.length).toBe(10);
});

test('[W22] however long it stood still, no more frames are remembered than otherwise', () => {
  const { times, draw, freeze } = start();
  draw(10);
  freeze(1e9);
  expect(times.intervalMs.values.length).toBe(600);
});

/** A page whose clock a test moves. */
function start() {
  const times = new FrameTimes();
  let nowMs = 0;
  const freeze = (ms: number) => times.drawn((nowMs += ms), 1);
  const draw = (frames: number) => {
    for (let i = 0; i < frames; i++) freeze(FRAME_MS);
  };
  return { times, draw, freeze };
}
