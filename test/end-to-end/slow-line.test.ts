import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { frames, FRAMES_PER_TURN, LONG, openOver, startRoom, untilMoving } from './page-over-link.ts';
import { read, startStack, type Player, type Stack } from './stack.ts';

const TURNS = 24;
const TURN_TICKS = 30;
const KEYS = ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'];
/** A page or a server that has no time for so long gives a player reason to complain. */
const BUSY_MS = 100;

describe.skipIf(!browserAvailable)('a browser on a slow line', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  // test/web-client/netcode holds the goals, on a virtual clock. A busy machine delays a real page and its server.
  test('[W20] at 150 ms, with jitter and stalls, most inputs are in time, and a key shows in the next frame', async () => {
    const player = await openOver(stack, LONG);
    await untilMoving(player);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const { stoodFrames, gapMs } = await turn(player);
    delay.disable();
    const busyMs = Math.max(gapMs, delay.max / 1e6);
    const figures = (await read(player, 'figures'))!;
    console.log(
      `over a slow line: ${JSON.stringify(figures)}, ${stoodFrames} frames alike, busy for ${busyMs.toFixed(0)} ms`,
    );
    expect(await read(player, 'roundTripMs')).toBeGreaterThanOrEqual(2 * LONG.delayMs - 1);
    expect(figures.inputs).toBeGreaterThan(10);
    expect(figures.lateInputs).toBeLessThan(figures.inputs / 2);
    expect(figures.largeCorrections).toBeLessThan(figures.inputs / 2);
    // While the world stands, no key can be seen.
    expect(figures.keyToPixelFramesMax).toBeLessThanOrEqual(stoodFrames > 1 ? 1 + stoodFrames : 1);
    // What is no trouble is not complained of.
    if (busyMs < BUSY_MS) expect(await player.page.isVisible('#line-warning')).toBe(false);
    expect(player.errors).toEqual([]);
  });

  test('[W23] eight actors are drawn, each in every frame', async () => {
    const { code } = (await startRoom(stack)).match!;
    const player = await openOver(stack, LONG, { width: 1280, height: 800 }, `#${code}`);
    await untilMoving(player);
    await frames(player, FRAMES_PER_TURN);
    await expect.poll(() => player.page.locator('#players li').count()).toBe(4);
    expect(player.errors).toEqual([]);
  });
});

/**
 * Presses a key twice a second, until it has done so often enough or the match is over.
 * @returns the most frames in a row that showed the same tick, and the longest time between two frames
 */
function turn({ page }: Player): Promise<{ readonly stoodFrames: number; readonly gapMs: number }> {
  return page.evaluate(
    ([keys, turns, turnTicks]) =>
      new Promise((resolve) => {
        let [turn, pressedTick, alike, stoodFrames, gapMs] = [0, 0, 0, 0, 0];
        let { frames, drawnTick } = window.packetman!;
        let lastMs = performance.now();
        const frame = (nowMs: number): void => {
          const hook = window.packetman!;
          gapMs = Math.max(gapMs, nowMs - lastMs);
          lastMs = nowMs;
          if (hook.frames !== frames) alike = hook.drawnTick > drawnTick ? 0 : alike + hook.frames - frames;
          stoodFrames = Math.max(stoodFrames, alike);
          ({ frames, drawnTick } = hook);
          if (turn === turns || hook.room !== 'play') return resolve({ stoodFrames, gapMs });
          if (drawnTick - pressedTick >= turnTicks) {
            pressedTick = drawnTick;
            const code = keys[(turn++ * 3) % 4]!;
            for (const type of ['keydown', 'keyup']) window.dispatchEvent(new KeyboardEvent(type, { code }));
          }
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    [KEYS, TURNS, TURN_TICKS] as const,
  );
}
