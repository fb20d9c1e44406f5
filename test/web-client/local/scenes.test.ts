// The scenes between two levels of `classic`: when they come, how long they last, and that they can be drawn at any second.

import { describe, expect, test } from 'vitest';
import { EVENT } from '#simulation';
import { along, hop, SCENE_WIDTH } from '../../../web-client/local/scenes/scene.ts';
import { SceneRun } from '../../../web-client/local/scenes/scene-run.ts';
import { SCENES, sceneOf } from '../../../web-client/local/scenes/scenes.ts';

const FRAME_MS = 1000 / 60;
const started = (level: number) => ({ kind: EVENT.levelStarted, who: 0, place: 0, value: level });

describe('[W106] scenes', () => {
  test('come after levels 2, 5 and 9', () => {
    const shown = new Set<number>();
    const levels = Array.from({ length: 256 }, (_, i) => i + 1);
    const scenes = levels.flatMap((level) => {
      const scene = sceneOf([started(level)], shown);
      return scene === null ? [] : [[level - 1, scene.name]];
    });
    expect(scenes).toEqual([
      [2, 'intermission1'],
      [5, 'intermission2'],
      [9, 'intermission3'],
    ]);
  });

  test('are not shown twice in a game, and not by other events', () => {
    const shown = new Set<number>();
    expect(sceneOf([{ ...started(3), kind: EVENT.levelCleared }], shown)).toBeNull();
    expect(sceneOf([started(3)], shown)).not.toBeNull();
    expect(sceneOf([started(3)], shown)).toBeNull();
  });

  test.each([...SCENES.values()])('$name lasts 6 to 10 seconds, and ends once by itself', (scene) => {
    expect(scene.seconds).toBeGreaterThanOrEqual(6);
    expect(scene.seconds).toBeLessThanOrEqual(10);
    let ends = 0;
    const run = new SceneRun(scene, () => ends++);
    let frames = 0;
    let last = -1;
    for (let at = run.frame(0); at !== null; at = run.frame(++frames * FRAME_MS)) {
      expect(at).toBeGreaterThan(last);
      last = at;
    }
    expect(Math.abs(frames * FRAME_MS - scene.seconds * 1000)).toBeLessThan(2 * FRAME_MS);
    expect([ends, run.secondsLeft, run.frame(1e6)]).toEqual([1, 0, null]);
  });

  test('end at once, and once, when they are skipped', () => {
    let ends = 0;
    const run = new SceneRun(SCENES.get(2)!, () => ends++);
    run.frame(0);
    expect(run.frame(100)).toBeCloseTo(0.1);
    run.skip();
    run.skip();
    expect([ends, run.frame(200), run.secondsLeft]).toEqual([1, null, 0]);
  });

  test('go on where they were after a pause of the page', () => {
    const run = new SceneRun(SCENES.get(2)!, () => {});
    run.frame(0);
    expect(run.frame(60_000)).toBeCloseTo(0.25);
  });

  test.each([...SCENES.values()])(
    '$name can be drawn at any second, with all coordinates near the picture',
    (scene) => {
      for (let at = 0; at <= scene.seconds + 1; at += 0.05) {
        const numbers = numbersDrawn((context) => scene.draw(context, at));
        expect(numbers.length).toBeGreaterThan(10);
        // NaN draws nothing, and nobody would notice.
        expect(numbers.every((number) => Math.abs(number) < 2 * SCENE_WIDTH)).toBe(true);
      }
    },
  );

  test('along a way everything moves in straight lines, and stays at its ends', () => {
    const way = [
      [1, 10],
      [2, 20],
      [4, 0],
    ] as const;
    expect([0, 1, 1.5, 2, 3, 4, 9].map((at) => along(way, at))).toEqual([10, 10, 15, 20, 10, 0, 0]);
    expect([0, 1, 1.5, 2, 3].map((at) => hop(at, 1, 1, 8))).toEqual([0, 0, 8, 0, 0]);
  });
});

/** The numbers that are given to a context. */
function numbersDrawn(draw: (context: CanvasRenderingContext2D) => void): number[] {
  const numbers: number[] = [];
  const note = (...values: unknown[]): void => {
    for (const value of values) if (typeof value === 'number') numbers.push(value);
  };
  draw(new Proxy({} as CanvasRenderingContext2D, { get: () => note, set: () => true }));
  return numbers;
}
