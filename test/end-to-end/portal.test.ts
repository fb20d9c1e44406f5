// The pages beside the game, and what the menu has where there is an API, in a real browser over a real bridge.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiConfig, databaseFile } from '../../api/config.ts';
import { startApi, type Api } from '../../api/main.ts';
import { openSqlite } from '../../api/store/sqlite.ts';
import { bridgeConfig } from '../../bridge/config.ts';
import { startBridge, type Bridge } from '../../bridge/main.ts';
import { REPLAY_LINK, ROOM_LINK } from '../../cli/room-links.ts';
import { browserAvailable, launchBrowser, WAIT_MS } from '../support/browser.ts';
import { addUsers, playMatches } from '../api/leaderboards/stored-matches.ts';
import { playedMatch } from '../support/played-match.ts';
import { violationsIn } from './page-checks.ts';
import { builtPage } from './stack.ts';

const HOST = '127.0.0.1';
const ROOT = join(import.meta.dirname, '../..');
const ID = '0123456789abcdef0123456789abcdef';
const waiting = { timeout: WAIT_MS };

describe.skipIf(!browserAvailable)('beside the game', () => {
  const data = mkdtempSync(join(tmpdir(), 'packetman-portal-'));
  let api: Api;
  let bridge: Bridge;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;

  beforeAll(async () => {
    // The size of a page is that of its compressed files, which only the whole build makes.
    if (!existsSync(join(ROOT, 'dist/portal/about.html.br'))) {
      execFileSync(process.execPath, [join(ROOT, 'tools/build.js')], { cwd: ROOT });
    }
    const web = builtPage();
    const config = apiConfig({ data, port: 0, adminPort: 0, requestsBurst: 500 });
    api = await startApi(config, pino({ level: 'silent' }));
    await api.ready;
    await keepMatch(databaseFile(config));
    const origin = `http://${HOST}:${api.port}`;
    const passOn = Object.fromEntries(['/api', '/about', '/records', '/replay'].map((path) => [path, origin]));
    bridge = await startBridge(
      bridgeConfig({
        ...{ listen: { host: HOST, port: 0 }, target: { host: HOST, port: 1 }, web, csp: true, passOn },
        ...{ immutable: '/assets/', pageLinks: [ROOM_LINK, REPLAY_LINK] },
      }),
      pino({ level: 'silent' }),
    );
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.drain(1000);
    await api?.drain();
    rmSync(data, { recursive: true, force: true });
  });

  test('[PT2][PT3][PT4][PT5] the pages are small, read without a script, and axe finds nothing, in the dark and in the light', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const silent = await plain.newPage();
    await silent.goto(urlOf('/about'));
    expect(await silent.textContent('h1')).toBe('Pac-Man, together');
    await plain.close();
    for (const [colorScheme, width] of [
      ['dark', 320],
      ['light', 1280],
    ] as const) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 700 },
        reducedMotion: 'reduce',
        locale: 'en-GB',
      });
      const page = await context.newPage();
      const troubles = troublesOf(page);
      const bytes = await bytesOf(page, () => page.goto(urlOf('/about'), { waitUntil: 'networkidle' }));
      expect(bytes).toBeLessThan(60_000);
      await page.waitForSelector('#top tr:has-text("12,340")', waiting);
      expect(await violationsIn(page)).toEqual([]);
      await page.click('.top a[href="/records"]');
      await page.click('#board-mode button:text("Together")');
      await page.waitForSelector('#board tr:has-text("Ann") a[href^="/replay/"]', waiting);
      expect(await violationsIn(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(troubles).toEqual([]);
      await context.close();
    }
  });

  test('[W173][PT6] the menu has the daily match, which says that the try counts; the link of a replay leads to the replay', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(urlOf('/?test'));
    await page.click('#daily-open', waiting);
    await page.waitForSelector('.daily-dialog .daily-try:text("Your try is open.")', waiting);
    expect(await page.textContent('.daily-mode .strong')).toBe('Start the try that counts');
    expect(await violationsIn(page)).toEqual([]);
    await page.click('.daily-dialog button:text("Close")');
    await page.click('#modes label:has-text("Battle")');
    await page.waitForSelector('#play-ranked', waiting);
    await page.goto(urlOf(`/replay/${ID}`));
    await page.waitForURL(`**/#replay=${ID}`, waiting);
    await page.waitForSelector('#replay:not([hidden])', waiting);
    await context.close();
  });

  function urlOf(path: string): string {
    return `http://${HOST}:${bridge.port}${path}`;
  }
});

function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    // The game server's list of rooms is not there.
    if (message.type() === 'error' && !message.location().url.endsWith('/api/rooms')) troubles.push(message.text());
  });
  return troubles;
}

/** What a page loads of this server, as it comes over the wire. */
async function bytesOf(page: Page, load: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.enable');
  await load();
  await session.detach();
  return bytes;
}

/** A verified match of `coop`, with its rows in the tables and its replay. */
async function keepMatch(file: string): Promise<void> {
  const store = openSqlite(file);
  await addUsers(store, ['Ann']);
  const seats = [{ user: 'ann', score: 12_340 }];
  await playMatches(store, [{ id: ID, mode: 'coop', score: 12_340, level: 2, endedMs: Date.now(), seats }]);
  const replay = gzipSync(JSON.stringify(playedMatch({ mode: 'coop', seed: 4 }, 700, ['Ann'])));
  await store.db.insertInto('match_log').values({ match_id: ID, replay }).execute();
  await store.close();
}
