// A page in a real browser, through a real bridge, whose game server is killed and started again.

import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { KilledServer } from '../../load/cluster/killed-server.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { browserAvailable } from '../support/browser.ts';
import { newFolder } from '../support/new-folder.ts';
import { play, read, screenshot, startStack, WAIT_MS } from './stack.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
const waiting = { timeout: WAIT_MS };

declare global {
  interface Window {
    /** What stood over the maze since `recordNotices`. */
    notices?: string[];
  }
}

describe.skipIf(!browserAvailable)('a page whose server is killed', () => {
  beforeAll(ensureBuilt, 120_000);

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
    await page.waitForFunction(() => window.packetman!.room === 'restored', null, waiting);
    await page.waitForFunction(() => window.notices!.some((text) => text.endsWith('resumes in 2')), null, waiting);
    await screenshot(player, 'restored');
    expect(await page.isVisible('#connection')).toBe(false);
    await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
    expect([await read(player, 'code'), await read(player, 'seat')]).toEqual([code, seat]);
    const notices = await page.evaluate(() => window.notices!);
    const countdown = [3, 2, 1].map((seconds) => `The server was restarted. The match resumes in ${seconds}`);
    expect(notices.filter((text) => text.includes('resumes'))).toEqual(countdown);
    await page.waitForFunction(() => document.getElementById('notice')!.hidden, null, waiting);
    expect(await page.isVisible('#toast')).toBe(false);
  });
});

/** Runs in the page. */
function recordNotices(): void {
  window.notices = [];
  const notice = document.getElementById('notice')!;
  const note = (): void => {
    const text = notice.hidden ? '' : (notice.textContent ?? '');
    if (text !== '' && text !== window.notices!.at(-1)) window.notices!.push(text);
  };
  new MutationObserver(note).observe(notice, { childList: true, characterData: true, subtree: true, attributes: true });
}
