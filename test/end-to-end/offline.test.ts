// The page without the internet: it is there, `classic` can be played, and a newer build of the page breaks no page that is
// open. The bridge serves a copy of the built page, whose game server is not there.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bridgeConfig } from '../../bridge/config.ts';
import { startBridge } from '../../bridge/main.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { browserAvailable, launchBrowser, WAIT_MS } from '../support/browser.ts';
import { builtPage } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const HOST = '127.0.0.1';
/** The clock of the page is so much faster: its frames then play as many ticks as a match plays in one frame at most. */
const FASTER = 6;

describe.skipIf(!browserAvailable)('without the internet', () => {
  let folder: string;
  let bridge: Awaited<ReturnType<typeof startBridge>>;
  let browser: Browser;
  let context: BrowserContext;
  const errors: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'packetman-page-'));
    cpSync(builtPage(), folder, { recursive: true });
    const listen = { host: HOST, port: 0 };
    // Nothing listens on port 1.
    const target = { host: HOST, port: 1 };
    const config = bridgeConfig({ listen, target, web: folder, csp: true, immutable: '/assets/' });
    bridge = await startBridge(config, createLog('silent'));
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 360, height: 640 } });
    await context.addInitScript((faster) => {
      const now = performance.now.bind(performance);
      performance.now = () => faster * now();
    }, FASTER);
  });
  afterAll(async () => {
    await browser.close();
    await bridge.drain(1000);
    rmSync(folder, { recursive: true });
  });

  async function visit(): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`http://${HOST}:${bridge.port}/?test`);
    return page;
  }

  /** A page that is kept comes where the server takes seconds to answer: the next visit asks again. */
  async function visitNewer(): Promise<Page> {
    for (;;) {
      const page = await visit();
      if ((await page.title()) === 'Newer') return page;
      await page.close();
    }
  }

  test('[W103][W104] one visit is enough to play classic, and to keep a score', async () => {
    const first = await visit();
    await first.evaluate(() => navigator.serviceWorker.ready);
    await first.waitForFunction(() => navigator.serviceWorker.controller !== null, null, waiting);
    await first.close();
    await context.setOffline(true);

    const page = await visit();
    await page.click('#play');
    await page.waitForSelector('#play-offline', waiting);
    // Behind the menu the AI plays on.
    const { attractTick } = await page.evaluate(() => ({ attractTick: window.packetman!.attractTick }));
    await page.waitForFunction((tick) => window.packetman!.attractTick > tick, attractTick, waiting);
    await page.click('#play-offline');
    await page.waitForFunction(() => window.packetman!.frames > 0, null, waiting);
    await page.keyboard.down('ArrowLeft');
    await page.waitForSelector('#local .high-scores', { timeout: 100_000 });
    const title = await page.textContent('#local .local-results h2');
    expect(title).toMatch(/^New high score: [1-9]\d+ points!$/);
    await page.reload();
    await page.click('#practice-open');
    const row = await page.textContent('#practice .high-scores tbody tr');
    expect(title).toContain(` ${/^1\D+?(\d+0)1/.exec(row!)?.[1]} `);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('[W103] a page of an older build keeps its files, and the next visit has the newer build', async () => {
    const old = await visit();
    const program = readdirSync(join(folder, 'assets')).find((name) => name.startsWith('local-pages'))!;
    replaceBuild(program);
    await context.setOffline(false);
    await old.click('#practice-open');
    await old.waitForSelector('#practice .high-scores', waiting);

    const next = await visitNewer();
    const cachesOf = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());
    await expect.poll(() => cachesOf(next), waiting).toHaveLength(2);
    // The worker of the older build answers as long as one of its pages is open.
    expect(await next.evaluate(async (path) => (await fetch(path)).ok, `/assets/${program}`)).toBe(true);
    await old.close();
    await next.close();
    // A visit that begins before the browser has ended the closed pages has the older worker once more.
    const cachesOfVisit = async (): Promise<string[]> => {
      const later = await visit();
      const names = await cachesOf(later);
      await later.close();
      return names;
    };
    await expect.poll(cachesOfVisit, waiting).toEqual(['page newer']);
    expect(errors).toEqual([]);
  });

  /** Another build without one of the files. */
  function replaceBuild(without: string): void {
    const edit = (name: string, replace: (text: string) => string): void =>
      writeFileSync(join(folder, name), replace(readFileSync(join(folder, name), 'utf8')));
    for (const name of readdirSync(folder)) if (/\.(br|gz)$/.test(name)) rmSync(join(folder, name));
    rmSync(join(folder, 'assets', without));
    edit('index.html', (text) => text.replace(/<title>.*<\/title>/, '<title>Newer</title>'));
    edit('service-worker.js', (text) =>
      text.replace(/"build":"\w+"/, '"build":"newer"').replace(`"/assets/${without}",`, ''),
    );
  }
});
