// Whether a page grows from match to match: the JavaScript heap after a collection of garbage.

import type { Browser } from 'playwright-core';

const TICKS_A_MATCH = 240;
const EVERY = 4;

/** @returns bytes of the heap after every fourth match */
export async function measureMemory(browser: Browser, url: string, matches: number): Promise<readonly number[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const inspector = await context.newCDPSession(page);
  const heap: number[] = [];
  await page.goto(`${url}?test`);
  for (let match = 1; match <= matches; match++) {
    await page.click('#play');
    await page.waitForFunction(() => packetman.room === 'play');
    const until = (await page.evaluate(() => packetman.predicted!.tick)) + TICKS_A_MATCH;
    await page.waitForFunction((tick) => packetman.predicted!.tick >= tick, until);
    await page.click('#leave');
    // A match without other players is left after a question.
    const left = page.locator('#menu:not([hidden]), dialog[open] #ask-ways button').first();
    await left.waitFor();
    if (await left.evaluate((each) => each.id !== 'menu')) await left.click();
    await page.waitForSelector('#menu:not([hidden])');
    if (match % EVERY > 0) continue;
    await inspector.send('HeapProfiler.collectGarbage');
    heap.push((await inspector.send('Runtime.getHeapUsage')).usedSize);
  }
  await context.close();
  return heap;
}
