// A page in a real browser, through a real bridge, whose game server is killed and started again.

import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { KilledServer } from '../../load/cluster/killed-server.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { newFolder } from '../support/new-folder.ts';
import { play, read, screenshot, startStack } from './stack.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
const waiting = { timeout: WAIT_MS };
const COUNTDOWN = /^The server was restarted\. The match resumes in (\d)$/;
const SECONDS = 3;

/** What stood over the maze, and what stood there instead of it before: a page that has no time draws no frames. */
interface Notice {
  readonly text: string;
  readonly ms: number;
  /** Of the last frame before it. */
  readonly frameMs: number;
}

declare global {
  interface Window {
    /** Since `recordNotices`. */
    notices?: Notice[];
  }
}

describe.skipIf(!browserAvailable)('a page whose server is killed', () => {
  beforeAll(ensureBuilt, 300_000);

  test('[W9] it has the same seat in the same match, counts down, and plays on from the same tick', async () => {
    const server = new KilledServer(MAIN, newFolder());
    await server.start();
    onTestFinished(() => server.kill());
    const stack = await startStack({ serverPort: server.ports.port });
    onTestFinished(() => stack.stop());
    const player = await stack.open();
    await play(player);
    const { page } = player;
    await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
    await page.evaluate(recordNotices);
    const [code, seat] = [await read(player, 'code'), await read(player, 'seat')];

    await server.kill();
    await page.waitForFunction(() => window.packetman!.state === 'disconnected', null, waiting);
    await server.start();
    await page.waitForFunction(() => window.notices!.some(({ text }) => text.includes('resumes')), null, waiting);
    await screenshot(player, 'restored');
    expect(await page.isVisible('#connection')).toBe(false);
    await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
    expect([await read(player, 'code'), await read(player, 'seat')]).toEqual([code, seat]);
    await page.waitForFunction(() => window.notices!.at(-1)!.text === '', null, waiting);
    expectCountdown(await page.evaluate(() => window.notices!));
    expect(await page.isVisible('#toast')).toBe(false);
  });
});

/** It goes from second to second, leaving out only those in which the page drew no frame, for as long as the match stands still. */
function expectCountdown(notices: readonly Notice[]): void {
  const secondsIn = ({ text }: Notice): number => Number(COUNTDOWN.exec(text)?.[1] ?? 0);
  const begins = notices.findIndex((notice) => secondsIn(notice) > 0);
  const length = notices.slice(begins).findIndex((notice) => secondsIn(notice) === 0);
  const [shown, after] = [notices.slice(begins, begins + length), notices[begins + length]!];
  let before = SECONDS + 1;
  for (const notice of shown) {
    const seconds = secondsIn(notice);
    expect(seconds).toBeLessThan(before);
    expect(before - seconds - 1).toBeLessThanOrEqual((notice.ms - notice.frameMs) / 1000);
    before = seconds;
  }
  // What the page hears late begins late; the match does not.
  expect(before).toBeLessThanOrEqual(Math.ceil(SECONDS - (after.frameMs - shown[0]!.ms) / 1000) + 1);
  expect(notices.slice(begins + length).filter((notice) => secondsIn(notice) > 0)).toEqual([]);
}

/** Runs in the page. */
function recordNotices(): void {
  const notices: Notice[] = (window.notices = []);
  const notice = document.getElementById('notice')!;
  let frameMs = performance.now();
  const look = (): void => {
    const ms = performance.now();
    const text = notice.hidden ? '' : (notice.textContent ?? '');
    if (text !== (notices.at(-1)?.text ?? '')) notices.push({ text, ms, frameMs });
    frameMs = ms;
    requestAnimationFrame(look);
  };
  look();
}
