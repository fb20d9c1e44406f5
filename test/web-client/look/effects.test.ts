import fc from 'fast-check';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { comfort } from '../../../web-client/view/comfort.ts';
import { HIT_STOP_MS, hitStopMs, Shake, SHAKE_PIXELS_MAX } from '../../../web-client/view/maze/effects/jolt.ts';
import { COVERING_ALPHA, pointsAlpha, pointsPlace } from '../../../web-client/view/maze/effects/points-place.ts';
import { Sparks, SPARKS_MAX } from '../../../web-client/view/maze/effects/sparks.ts';

const PICTURE = { width: 672, height: 744 };
const SCALE = 3;
const HALF = { width: 22, height: 7 };

beforeEach(() => {
  comfort.calm = false;
});

/** For the rest of a test. */
function calm(): void {
  comfort.calm = true;
  onTestFinished(() => void (comfort.calm = false));
}

test('[W84] points are beside the Pac-Man that earned them, and in the picture', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 672 }), fc.integer({ min: 0, max: 744 }), (x, y) => {
      const place = pointsPlace({ x, y }, HALF, PICTURE, SCALE);
      expect(place.x - HALF.width).toBeGreaterThanOrEqual(0);
      expect(place.x + HALF.width).toBeLessThanOrEqual(PICTURE.width);
      expect(place.y - HALF.height).toBeGreaterThanOrEqual(0);
      expect(place.y + HALF.height).toBeLessThanOrEqual(PICTURE.height);
      // The body of a Pac-Man is 6.6 arcade pixels in radius.
      expect(Math.abs(place.y - y)).toBeGreaterThanOrEqual(6.6 * SCALE + HALF.height);
    }),
  );
});

test('[W84] points are faint as long as the own actor is under them', () => {
  const place = { x: 100, y: 100 };
  expect(pointsAlpha(place, HALF, null, SCALE)).toBe(1);
  expect(pointsAlpha(place, HALF, { x: 110, y: 90 }, SCALE)).toBe(COVERING_ALPHA);
  expect(pointsAlpha(place, HALF, { x: 100, y: 100 + 7 + 6.6 * SCALE }, SCALE)).toBe(1);
  expect(pointsAlpha(place, HALF, { x: 100 - 22 - 6.6 * SCALE, y: 100 }, SCALE)).toBe(1);
});

/** What was drawn of sparks at this time. */
function drawn(sparks: Sparks, rects: number[][], playedMs: number): readonly number[][] {
  rects.length = 0;
  sparks.draw(playedMs);
  return rects;
}

function sparksOnPaper(): { sparks: Sparks; rects: number[][] } {
  const rects: number[][] = [];
  const graphics = {
    clear: () => graphics,
    fillStyle: () => graphics,
    fillRect: (...rect: number[]) => (rects.push(rect), graphics),
  };
  return { sparks: new Sparks(graphics as never, SCALE), rects };
}

test('[W87] sparks fly off, get smaller and end; there are never more than the maximum', () => {
  const { sparks, rects } = sparksOnPaper();
  sparks.burst({ x: 300, y: 300 }, 14, 0xffffff, 1000);
  const spread = (playedMs: number): number =>
    Math.max(...drawn(sparks, rects, playedMs).map(([x, y]) => Math.hypot(x! - 300, y! - 300)));
  expect(drawn(sparks, rects, 1000)).toHaveLength(14);
  expect(spread(1100)).toBeGreaterThan(10);
  expect(spread(1300)).toBeGreaterThan(spread(1100));
  expect(spread(1300)).toBeLessThan(16 * SCALE);
  expect(drawn(sparks, rects, 1420)).toEqual([]);
  for (let i = 0; i < 20; i++) sparks.burst({ x: i, y: 0 }, 14, 0xffffff, 2000);
  expect(drawn(sparks, rects, 2010)).toHaveLength(SPARKS_MAX);
  // The player of a replay goes back.
  expect(drawn(sparks, rects, 1500)).toEqual([]);
});

test('[W87] a shake is over soon and never more than two pixels', () => {
  const shake = new Shake();
  expect(shake.at(0)).toEqual({ x: 0, y: 0 });
  shake.start(5, 1000);
  let most = 0;
  for (let ms = 1000; ms < 1200; ms++) {
    const { x, y } = shake.at(ms);
    most = Math.max(most, Math.hypot(x, y));
  }
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(SHAKE_PIXELS_MAX);
  expect(shake.at(1200)).toEqual({ x: 0, y: 0 });
});

test('[W87] a hit-stop is short', () => {
  expect(hitStopMs()).toBe(HIT_STOP_MS);
  expect(HIT_STOP_MS).toBeLessThanOrEqual(80);
});

test('[W87] players who want less motion get none of it', () => {
  calm();
  const { sparks, rects } = sparksOnPaper();
  sparks.burst({ x: 0, y: 0 }, 14, 0xffffff, 1000);
  expect(drawn(sparks, rects, 1010)).toEqual([]);
  const shake = new Shake();
  shake.start(1, 1000);
  expect(shake.at(1010)).toEqual({ x: 0, y: 0 });
  expect(hitStopMs()).toBe(0);
});
