// Frames a second of a match in a window of 1280x800, without a graphics card.

import type { Browser } from 'playwright-core';
import { netcodeCpuMs } from './cpu-trace.ts';

const FRAMES = 600;
/** The opening of `mega` alone takes seconds. */
const PATIENCE_MS = 60_000;

export interface Frames {
  readonly perSecond: number;
  /** Time between two frames that 99 in 100 do not exceed. */
  readonly slowestMs: number;
  /** CPU time of the netcode in a frame that 99 in 100 do not exceed. */
  readonly netcodeMs: number;
}

/** Plays a match of a mode beside the AI, with quick play. */
export async function measureFrames(browser: Browser, url: string, mode: string): Promise<Frames> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(`${url}?test`);
  await page.click(`#modes input[value=${mode}]`, { force: true });
  await page.click('#play');
  await page.waitForFunction(() => (packetman.predicted?.tick ?? 0) > 300, null, { timeout: PATIENCE_MS });
  const until = (await page.evaluate(() => packetman.frames)) + FRAMES;
  const netcodeMs = await netcodeCpuMs(page, async () => {
    await page.waitForFunction((frames) => packetman.frames >= frames, until, { timeout: PATIENCE_MS });
  });
  const intervals = await page.evaluate((count) => packetman.frameTimes.intervalMs.slice(-count), FRAMES);
  await context.close();
  const totalMs = intervals.reduce((sum, each) => sum + each, 0);
  return { perSecond: (1000 * intervals.length) / totalMs, slowestMs: p99(intervals), netcodeMs: p99(netcodeMs) };
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)]!;
}
