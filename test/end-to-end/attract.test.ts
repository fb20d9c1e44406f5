// The match behind the menu: it runs while the menu is shown, and costs nothing otherwise.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { play, read, startStack, type Player, type Stack } from './stack.ts';

/** The program that draws the maze, with Phaser. */
const DRAWING = '**/assets/stage-*.js';
const waiting = { timeout: WAIT_MS };

describe.skipIf(!browserAvailable)('the match behind the menu', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  /** Frames of the canvas wherever it is; the page draws 30 of its own first. */
  function nextFrames({ page }: Player): Promise<unknown> {
    return page.evaluate(async () => {
      for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    });
  }

  test('[W105] runs behind the menu, stands still while something else is shown, and goes on afterwards', async () => {
    const player = await stack.open();
    const { page } = player;
    const isOn = (): Promise<unknown> => page.waitForSelector('#attract canvas', waiting);
    await isOn();
    const first = await read(player, 'attractTick');
    await page.waitForFunction((tick) => window.packetman!.attractTick > tick + 10, first, waiting);

    await play(player);
    const before = await read(player, 'attractTick');
    const drawn = await read(player, 'frames');
    await page.waitForFunction((frames) => window.packetman!.frames > frames + 30, drawn, waiting);
    expect(await read(player, 'attractTick')).toBe(before);
    expect(await page.locator('#attract canvas').count()).toBe(0);

    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Leave', exact: true }).last().click();
    await isOn();
    await page.waitForFunction((tick) => window.packetman!.attractTick > tick + 10, before, waiting);
    await page.click('#practice-open');
    await page.waitForSelector('#practice form', waiting);
    const left = await read(player, 'attractTick');
    await nextFrames(player);
    expect(await read(player, 'attractTick')).toBe(left);
    expect(player.errors).toEqual([]);
  });

  test('[W108] a page that cannot load what draws tries again during the match', async () => {
    const player = await stack.open({}, '', undefined, (context) => context.route(DRAWING, (route) => route.abort()));
    const { page } = player;
    await page.click('#play');
    await page.waitForSelector('#toast:has-text("The picture cannot be loaded")', waiting);
    await page.context().unroute(DRAWING);
    await page.waitForFunction(() => window.packetman!.frames > 0, null, waiting);
    // The browser's own line about the file that failed.
    expect(player.errors.filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([]);
  });

  test('[W105] is a still picture with reduced motion', async () => {
    const player = await stack.open({ reducedMotion: 'reduce' });
    await player.page.waitForSelector('#attract canvas', waiting);
    await player.page.waitForFunction(() => window.packetman!.attractTick > 0, null, waiting);
    const tick = await read(player, 'attractTick');
    await nextFrames(player);
    expect(await read(player, 'attractTick')).toBe(tick);
    expect(player.errors).toEqual([]);
  });
});
