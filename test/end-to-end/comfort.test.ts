// The page for everybody: what axe finds on every screen, the contrast of buttons in every state, texts of twice the size, a
// window of 320 pixels, and colours that the system forces.

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { cutIn, poorButtonsIn, violationsIn } from './page-checks.ts';
import { startStack, WAIT_MS, type Stack } from './stack.ts';

const REPLAY = join(import.meta.dirname, '../golden/replays/extra-life.json');
/** A Pac-Man that nobody steers is caught within seconds. */
const GAME_MS_MAX = 45_000;
const USUAL = { width: 1280, height: 800, text: '' };
/** A page of 1280x1024 at 400 %, and a phone whose player has set texts of twice the size. */
const SIZES = [
  { width: 320, height: 256, text: '' },
  { width: 390, height: 844, text: '200%' },
] as const;

/** Screens and dialogs, in the order in which one leads to the next. */
const SCREENS: readonly (readonly [name: string, show: (page: Page) => Promise<unknown>])[] = [
  ['menu', (page) => page.waitForSelector('#menu:not([hidden])')],
  ['own look', (page) => page.click('.favourite')],
  ['settings', (page) => settings(page)],
  ['rooms', (page) => after(page, 'Escape', '#browse', '#rooms')],
  ['settings of a new room', (page) => page.click('#rooms-create')],
  ['room', (page) => go(page, '#settings-done', '#room')],
  ['link', (page) => page.click('#room .invite')],
  ['settings of the room', (page) => after(page, 'Escape', '#room-configure', '#settings')],
  ['match', (page) => after(page, 'Escape', '#room-start', '#match')],
  ['chat', (page) => press(page, 'Enter', '#chat')],
  ['question to leave', (page) => leave(page)],
  ['practice', (page) => practice(page)],
  ['list of replays', (page) => replays(page)],
  ['replay', (page) => replay(page)],
];

describe.skipIf(!browserAvailable)('comfort', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack?.stop());

  test(
    '[W141] [W142] [W143] on every screen axe finds nothing, buttons have 4.5:1 in every state, and everything fits at 400 % and with large texts',
    { timeout: 90_000 },
    async () => {
      const loser = await stack.open();
      await beginToLose(loser.page);
      const { page, errors } = await stack.open();
      const found: string[] = [];
      for (const [name, show] of SCREENS) {
        await show(page);
        found.push(...(await wrongIn(page, name)));
      }
      // The game without a hand on the keys is over by now, or soon.
      await loser.page.waitForSelector('#results:visible', { timeout: GAME_MS_MAX });
      found.push(...(await wrongIn(loser.page, 'result')));
      expect([found, errors, loser.errors]).toEqual([[], [], []]);
    },
  );

  test(
    '[W144] with forced colours what is chosen, pressed, disabled or focused still looks different',
    { timeout: 60_000 },
    async () => {
      const { page, errors } = await stack.open({ forcedColors: 'active' });
      await page.waitForSelector('#menu:visible');
      const mode = page.locator('.mode').nth(1);
      const before = await mode.screenshot();
      await mode.click();
      expect((await mode.screenshot()).equals(before)).toBe(false);
      await look(page, 'forced-menu');
      await page.click('#create');
      await go(page, '#settings-done', '#room');
      const start = page.locator('#room-start');
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      const looks = [await start.screenshot()];
      // The ring of focus is for those who use keys.
      await page.keyboard.press('Tab');
      for (const change of [
        () => start.focus(),
        () => start.evaluate((button: HTMLButtonElement) => (button.disabled = true)),
        () => start.evaluate((button: HTMLButtonElement) => button.setAttribute('aria-pressed', 'true')),
      ]) {
        await change();
        const now = await start.screenshot();
        for (const earlier of looks) expect(now.equals(earlier)).toBe(false);
        looks.push(now);
      }
      // The marks of players keep their colours.
      expect(
        await page
          .locator('#room-seats .mark')
          .first()
          .evaluate((mark) => getComputedStyle(mark).forcedColorAdjust),
      ).toBe('none');
      await look(page, 'forced-room');
      await start.evaluate((button: HTMLButtonElement) => (button.disabled = false));
      await go(page, '#room-start', '#match');
      await look(page, 'forced-match');
      expect(errors).toEqual([]);
    },
  );
});

/** All that is wrong with what a page shows. */
async function wrongIn(page: Page, name: string): Promise<string[]> {
  const wrong = [
    ...(await violationsIn(page)),
    ...(await poorButtonsIn(page, 'dark')),
    ...(await poorButtonsIn(page, 'contrast')),
  ];
  for (const size of SIZES) {
    await resize(page, size);
    wrong.push(...(await cutIn(page)).map((each) => `${size.width} pixels, ${size.text}: ${each}`));
    await look(page, `${name}-${size.width}`);
  }
  await resize(page, USUAL);
  await look(page, `${name}-${USUAL.width}`);
  return wrong.map((each) => `${name}: ${each}`);
}

/** A game of `classic` with one life among fast ghosts. */
async function beginToLose(page: Page): Promise<void> {
  await page.click('#create');
  await page.selectOption('#settings [name=mode]', 'classic');
  await page.selectOption('#settings [name=lives]', '1');
  await page.fill('#settings [name=level]', '20');
  await go(page, '#settings-done', '#room');
  await go(page, '#room-start', '#match');
}

async function resize(
  page: Page,
  { width, height, text }: { width: number; height: number; text: string },
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate((text) => (document.documentElement.style.fontSize = text), text);
}

async function look(page: Page, name: string): Promise<void> {
  if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}/${name}.png` });
}

async function go(page: Page, button: string, screen: string): Promise<void> {
  await page.click(button);
  await page.waitForSelector(`${screen}:visible`);
}

async function press(page: Page, key: string, screen: string): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForSelector(`${screen}:visible`);
}

async function after(page: Page, key: string, button: string, screen: string): Promise<void> {
  await page.keyboard.press(key);
  await go(page, button, screen);
}

async function settings(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await go(page, '#menu .gear', 'dialog.preferences');
}

async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForSelector('#chat', { state: 'hidden' });
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog[open]');
}

async function practice(page: Page): Promise<void> {
  await page.click('#ask-ways button:first-child');
  await go(page, '#rooms-back', '#menu');
  await go(page, '#practice-open', '#practice');
}

async function replays(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = '#replays'));
  await page.waitForSelector('#replays:visible');
}

async function replay(page: Page): Promise<void> {
  await page.setInputFiles('#replay-file', REPLAY);
  await page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, { timeout: WAIT_MS });
  await page.keyboard.press('Space');
}
