import { expect, test } from 'vitest';
import { PHASE, TICKS_PER_SECOND } from '#simulation';
import { nameOrder, namePlace, type Box } from '../../../web-client/view/maze/names/name-places.ts';
import { NameTimes, STANDS_MS, STAY_TICKS } from '../../../web-client/view/maze/names/name-times.ts';

const AREA = { width: 224, height: 248, distance: 8 };
const name = (x: number, y: number) => ({ width: 40, height: 8, actor: { x, y } });

/** Frames of 60 a second, with one tick each unless the match stands. */
function frames() {
  const times = new NameTimes(2);
  let tick = 0;
  let nowMs = 1000;
  return {
    times,
    /** @returns how much of the name of seat 0 is shown after so many frames */
    after(frameCount: number, phase: number, { stands = false, isThere = true, isAsked = false } = {}): number {
      let alpha = NaN;
      for (let i = 0; i < frameCount; i++) {
        if (!stands) tick++;
        nowMs += 1000 / TICKS_PER_SECOND;
        times.next({ phase, tick, nowMs });
        alpha = times.alpha(0, isThere, isAsked);
      }
      return alpha;
    },
    back(toTick: number): void {
      tick = toTick;
    },
  };
}

test('[W83] names are shown before the match runs, stay for two seconds and fade', () => {
  const play = frames();
  expect(play.after(60, PHASE.ready)).toBe(1);
  expect(play.after(STAY_TICKS - 1, PHASE.play)).toBe(1);
  const fading = play.after(18, PHASE.play);
  expect(fading).toBeGreaterThan(0.3);
  expect(fading).toBeLessThan(0.8);
  expect(play.after(30, PHASE.play)).toBe(0);
  expect(play.after(600, PHASE.play)).toBe(0);
  expect(play.after(20, PHASE.ready)).toBe(1);
});

test('[W83] the name of a player who comes back is shown at once', () => {
  const play = frames();
  play.after(STAY_TICKS + 200, PHASE.play);
  play.after(60, PHASE.play, { isThere: false });
  expect(play.after(1, PHASE.play)).toBe(1);
  expect(play.after(STAY_TICKS + 60, PHASE.play)).toBe(0);
});

test('[W83] names are shown while a match stands, and on demand', () => {
  const play = frames();
  play.after(STAY_TICKS + 200, PHASE.play);
  expect(play.after(STANDS_MS / 17 - 2, PHASE.play, { stands: true })).toBe(0);
  expect(play.after(20, PHASE.play, { stands: true })).toBe(1);
  expect(play.after(60, PHASE.play)).toBe(0);
  expect(play.after(10, PHASE.play, { isAsked: true })).toBe(1);
  expect(play.after(60, PHASE.play)).toBe(0);
});

test('[W83] the player of a replay goes back: what was later does not count', () => {
  const play = frames();
  play.after(1000, PHASE.play);
  play.after(60, PHASE.ready);
  play.back(400);
  expect(play.after(60, PHASE.play)).toBe(0);
});

test('[W83] the marked seat finds its place first', () => {
  expect(nameOrder(4, 2)).toEqual([2, 0, 1, 3]);
  expect(nameOrder(3, -1)).toEqual([0, 1, 2]);
  expect(nameOrder(3, 7)).toEqual([0, 1, 2]);
});

test('[W83] a name is above its actor, else below, else higher up; never outside the picture', () => {
  const first = namePlace(name(100, 100), AREA, [])!;
  expect(first).toEqual({ left: 80, top: 84, right: 120, bottom: 92 });
  const second = namePlace(name(110, 100), AREA, [first])!;
  expect(second.top).toBe(108);
  const third = namePlace(name(105, 100), AREA, [first, second])!;
  expect(third.top).toBe(76);
  for (const [x, y] of [
    [0, 0],
    [224, 248],
    [224, 0],
    [0, 248],
  ] as const) {
    const { left, top, right, bottom } = namePlace(name(x, y), AREA, [])!;
    expect([left >= 0, top >= 0, right <= AREA.width, bottom <= AREA.height]).toEqual([true, true, true, true]);
  }
  expect(namePlace({ ...name(0, 0), actor: null }, AREA, [])).toBeNull();
});

test('[W83] a name has a second line above and below its actor, and is left out where it could only cover another one', () => {
  const wall = (top: number): Box => ({ left: 0, top, right: AREA.width, bottom: top + 8 });
  const near = [wall(84), wall(108)];
  expect(namePlace(name(100, 100), AREA, near)!.top).toBe(76);
  expect(namePlace(name(100, 100), AREA, [...near, wall(76)])!.top).toBe(116);
  expect(namePlace(name(100, 100), AREA, [...near, wall(76), wall(116)])).toBeNull();
});
