// How soon the page is there, and a match after a click. Each visit is a browser profile of its own, with nothing cached.

import type { Browser } from 'playwright-core';

/** Runs in the page. */
const READ = `({
  paintMs: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  bytes: performance.getEntriesByType('resource').reduce((sum, { transferSize }) => sum + transferSize, 0),
})`;

export interface Opening {
  readonly paintMs: readonly number[];
  /** From the click on Play to the first frame of the match that was drawn. */
  readonly clickMs: readonly number[];
  /** Bytes over the network until the menu stands before its match, of one visit. */
  readonly loadedBytes: number;
}

export async function measureOpening(browser: Browser, url: string, visits: number): Promise<Opening> {
  const paintMs: number[] = [];
  const clickMs: number[] = [];
  let loadedBytes = 0;
  for (let visit = 0; visit < visits; visit++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(`${url}?test`);
    await page.waitForFunction(() => packetman.attractTick > 0);
    const read = await page.evaluate<{ readonly paintMs: number; readonly bytes: number }>(READ);
    paintMs.push(read.paintMs);
    loadedBytes = read.bytes;
    await page.click('#play');
    await page.waitForFunction(() => packetman.clickedMs > 0 && packetman.firstFrameMs > 0);
    clickMs.push(await page.evaluate(() => packetman.firstFrameMs - packetman.clickedMs));
    await context.close();
  }
  return { paintMs, clickMs, loadedBytes };
}
