// The settings and the languages, in a real browser that prefers German.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { play, read, screenshot, startStack, untilSaid, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const GERMAN = { locale: 'de-AT', viewport: { width: 390, height: 844 }, hasTouch: true } as const;

describe.skipIf(!browserAvailable)('settings in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W90] [W94] the page speaks the language of the browser, and another one in the same match', async () => {
    const player = await stack.open(GERMAN);
    const { page, errors } = player;
    await page.waitForSelector('#menu:not([hidden])', waiting);
    expect(await page.textContent('#play')).toBe('Koop spielen');
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await play(player);
    const [code, seat] = [await read(player, 'code'), await read(player, 'seat')];
    await page.tap('#more-toggle');
    await page.tap('#match [data-opens-settings]');
    await page.tap('#preferences-tab-language');
    await screenshot(player, 'settings-german');
    // Nobody else plays in the match below, so it waits.
    await page.waitForFunction(() => window.packetman!.room === 'paused', null, waiting);
    await Promise.all([page.waitForEvent('load'), page.tap('#preferences-language .chip:has-text("English")')]);
    await page.waitForFunction(() => window.packetman?.state === 'room' && window.packetman.frames > 0, null, waiting);
    expect([await read(player, 'code'), await read(player, 'seat')]).toEqual([code, seat]);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.textContent('#leave')).toBe('Leave');
    expect(errors).toEqual([]);
  });

  test('[W94] a game in the page is not lost to another language that is chosen in another tab', async () => {
    const player = await stack.open();
    const { page, errors } = player;
    await page.click('#practice-open');
    await page.click('#practice button[type="submit"]');
    await page.waitForFunction(() => (window.packetman!.playback?.tick ?? 0) > 0, null, waiting);
    const other = await page.context().newPage();
    await other.goto(new URL('/health', page.url()).href);
    await other.evaluate(() => localStorage.setItem('packetman.language', 'de'));
    await untilSaid(player, 'The language changes after this game.');
    await page.keyboard.press('Escape');
    await Promise.all([page.waitForEvent('load'), page.click('#ask-ways button:has-text("Leave")')]);
    await page.waitForSelector('html[lang="de"] #menu:not([hidden])', waiting);
    expect(errors).toEqual([]);
  });

  test('[W94] settings are changed by keyboard, hold at once, reach other tabs, and last', async () => {
    const player = await stack.open();
    const { page } = player;
    await page.evaluate(() => localStorage.setItem('packetman.theme', 'pink'));
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.waitForSelector('#menu:not([hidden])', waiting);
    await page.focus('#menu .gear');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.preferences[open]', waiting);
    expect(await focused(page)).toBe('Sound');
    for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    expect(await focused(page)).toBe('Look');
    await page.focus('#preferences-look input[name="preference-theme"]:checked');
    for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    expect(await theme(page)).toBe('contrast');
    await other.waitForFunction(() => document.documentElement.dataset['theme'] === 'contrast', null, waiting);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.preferences:not([open])', { state: 'attached', ...waiting });
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('gear');
    await page.reload();
    await page.waitForSelector('#menu:not([hidden])', waiting);
    expect(await theme(page)).toBe('contrast');
    expect(player.errors).toEqual([]);
  });
});

function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement!.textContent);
}

function theme(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.documentElement.dataset['theme']);
}
