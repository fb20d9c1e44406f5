// What a page shows of its line: figures, a warning, and a line that is gone for a while.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { frames, FRAMES_PER_TURN, LONG, openOver, slowLink, startRoom, untilMoving } from './page-over-link.ts';
import { play, read, screenshot, startStack, type Stack } from './stack.ts';
import { recordTurn } from './steered-page.ts';
import { HURRIED_IN_A_ROW_MAX, hurriedInARow, recordTicks } from './ticks-drawn.ts';

const waiting = { timeout: WAIT_MS };
const SIZES = [
  [1280, 800],
  [390, 844],
] as const;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true };

/** A line that hurts must do so for this long before the page says it, as link-health.ts has it. */
const PATIENCE_MS = 3000;

interface Warned {
  /** Since the first frame of the match. */
  readonly afterMs: number;
  /** Where the maze is, with the warning and without it. */
  readonly places: readonly [warned: object, unwarned: object];
}

declare global {
  interface Window {
    /** What the page said when the connection was lost, since `pressWhenLost`. */
    lostText?: string;
    /** What there was to see when the page first warned, since `recordWarning`. */
    warned?: Warned;
    fallSilent?: () => Promise<void>;
  }
}

describe.skipIf(!browserAvailable)('a page and its line', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W22] F3 shows how the line is doing, and fits into the window', async () => {
    const player = await openOver(stack, LONG);
    const { page } = player;
    await frames(player, FRAMES_PER_TURN);
    expect(await page.isVisible('#network')).toBe(false);
    await page.keyboard.press('F3');
    await page.waitForFunction(
      () => Number.parseInt(document.querySelector('#network output')?.textContent ?? '0', 10) >= 149,
      null,
      waiting,
    );
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await frames(player, 4 * FRAMES_PER_TURN);
      const box = (await page.locator('#network').boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      await screenshot(player, `network-${width}x${height}`);
    }
    await page.keyboard.press('F3');
    expect(await page.isVisible('#network')).toBe(false);
  });

  test('[W22] a line that hurts is said to, in plain words, and the maze does not move for it', async () => {
    const { code } = (await startRoom(stack)).match!;
    const link = await slowLink(stack, { delayMs: 250, jitterMs: 0 });
    const player = await stack.open({ viewport: { width: 390, height: 844 } }, `#${code}`, link.port);
    await player.page.evaluate(recordWarning, 'Your connection is slow');
    await play(player);
    await player.page.waitForFunction(() => window.warned !== undefined, null, waiting);
    const { afterMs, places } = await player.page.evaluate(() => window.warned!);
    expect(afterMs).toBeGreaterThanOrEqual(PATIENCE_MS);
    expect(places[0]).toEqual(places[1]);
    await player.page.waitForSelector('#line-warning', waiting);
    await screenshot(player, 'line-warning');
  });

  test('[W21] a phone that changes its network gets its seat back, and nothing old is played or sent', async () => {
    const bot = await startRoom(stack);
    const link = await slowLink(stack, { delayMs: 20, jitterMs: 5 });
    const player = await stack.open(PHONE, `#${bot.match!.code}`, link.port);
    const { page } = player;
    await play(player);
    await untilMoving(player);
    const seat = (await read(player, 'seat'))!;
    const applied = (): number => bot.match!.world.seatInput[seat]!;
    await page.evaluate(recordTurn);
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => window.hasTurned, null, waiting);
    await expect.poll(applied).toBeGreaterThan(0);
    const appliedBefore = applied();
    await page.evaluate(recordTicks);

    await page.evaluate(pressWhenLost, 'ArrowUp');
    await page.exposeFunction('fallSilent', () => link.fallSilent());
    await page.evaluate(pressInSilence, 'ArrowRight');
    await page.waitForFunction(() => window.lostText !== undefined, null, waiting);
    expect(await page.evaluate(() => window.lostText)).toBe('Connection lost. Getting you back…');
    await page.waitForSelector('#connection', { state: 'hidden', ...waiting });
    await frames(player, FRAMES_PER_TURN);
    expect(await read(player, 'state')).toBe('room');
    expect(await read(player, 'seat')).toBe(seat);
    expect(applied()).toBe(appliedBefore);
    expect(hurriedInARow(await page.evaluate(() => window.ticksDrawn!))).toBeLessThanOrEqual(HURRIED_IN_A_ROW_MAX);

    await page.keyboard.press('ArrowDown');
    await expect.poll(applied).toBeGreaterThan(appliedBefore);
    expect(player.errors).toEqual([]);
  });
});

/** Runs in the page: notes what there is to see when the page first says this of its line. */
function recordWarning(text: string): void {
  const warning = document.getElementById('line-warning')!;
  const placeOfMaze = (): object => document.querySelector('#stage canvas')!.getBoundingClientRect().toJSON() as object;
  new MutationObserver((_, observer) => {
    if (warning.hidden || !(warning.textContent ?? '').includes(text)) return;
    observer.disconnect();
    const afterMs = performance.now() - window.packetman!.firstFrameMs;
    const warned = placeOfMaze();
    warning.hidden = true;
    const unwarned = placeOfMaze();
    warning.hidden = false;
    window.warned = { afterMs, places: [warned, unwarned] };
  }).observe(warning, { attributes: true, childList: true, characterData: true, subtree: true });
}

/** Runs in the page: presses a key at once when the line has fallen silent, before there is another one. */
async function pressInSilence(key: string): Promise<void> {
  await window.fallSilent!();
  for (const type of ['keydown', 'keyup']) {
    document.body.dispatchEvent(new KeyboardEvent(type, { key, code: key, bubbles: true, cancelable: true }));
  }
}

/** Runs in the page: presses a key the moment that the page says the connection is lost, which may be short. */
function pressWhenLost(key: string): void {
  const banner = document.getElementById('connection')!;
  new MutationObserver((_, observer) => {
    if (banner.hidden) return;
    observer.disconnect();
    window.lostText = banner.textContent ?? '';
    for (const type of ['keydown', 'keyup']) {
      document.body.dispatchEvent(new KeyboardEvent(type, { key, code: key, bubbles: true, cancelable: true }));
    }
  }).observe(banner, { attributes: true, attributeFilter: ['hidden'] });
}
