import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { frames, FRAMES_PER_TURN, LONG, openOver, startRoom, untilMoving } from './page-over-link.ts';
import { read, startStack, type Stack } from './stack.ts';

const TURNS = 24;
const KEYS = ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'];

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
    for (let turn = 0; turn < TURNS; turn++) {
      await player.page.keyboard.press(KEYS[(turn * 3) % 4]!);
      await frames(player, FRAMES_PER_TURN);
    }
    const figures = (await read(player, 'figures'))!;
    const { intervalMs } = await read(player, 'frameTimes');
    console.log(`over a slow line: ${JSON.stringify(figures)}, slowest frame ${Math.max(...intervalMs).toFixed(0)} ms`);
    expect(await read(player, 'roundTripMs')).toBeGreaterThanOrEqual(2 * LONG.delayMs - 1);
    expect(figures.inputs).toBeGreaterThan(10);
    expect(figures.lateInputs).toBeLessThan(figures.inputs / 2);
    expect(figures.largeCorrections).toBeLessThan(figures.inputs / 2);
    expect(figures.keyToPixelFramesMax).toBe(1);
    // What is no trouble is not complained of.
    expect(await player.page.isVisible('#line-warning')).toBe(false);
    expect(player.errors).toEqual([]);
  });

  test('[W23] eight actors are drawn, each in every frame', async () => {
    const { code } = (await startRoom(stack)).match!;
    const player = await openOver(stack, LONG, { width: 1280, height: 800 }, `#${code}`);
    await untilMoving(player);
    await frames(player, FRAMES_PER_TURN);
    expect(await player.page.locator('#players li').count()).toBe(4);
    expect(player.errors).toEqual([]);
  });
});
