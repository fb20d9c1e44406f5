// The page for everybody: what axe finds on every screen, the contrast of buttons in every state, texts of twice the size, a
// window of 320 pixels, and colours that the system forces.

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { poorButtonsIn, violationsIn } from './page-checks.ts';
import { startStack, WAIT_MS, type Player } from './stack.ts';

/** Screens and dialogs, in the order in which one leads to the next. */
const SCREENS: readonly (readonly [name: string, open: (page: Page) => Promise<unknown>])[] = [
  ['menu', (page) => page.waitForSelector('#menu:not([hidden])')],
  ['own look', (page) => page.click('.favourite')],
  ['rooms', (page) => leaveDialog(page, '#browse', '#rooms')],
  ['settings of a new room', (page) => page.click('#rooms-create')],
  ['room', (page) => go(page, '#settings-done', '#room')],
  ['settings of the room', (page) => page.click('#room-configure')],
  ['match', (page) => leaveDialog(page, '#room-start', '#match')],
  ['chat', (page) => press(page, 'Enter', '#chat')],
  ['question to leave', (page) => closeChat(page)],
  ['practice', (page) => toMenu(page, '#practice-open', '#practice')],
];

describe.skipIf(!browserAvailable)('comfort', () => {
  test(
    '[W141] [W142] axe finds nothing on any screen, and texts of buttons have 4.5:1 in every state',
    { timeout: 60_000 },
    async () => {
      const { player, stop } = await open();
      const found: string[] = [];
      for (const [name, show] of SCREENS) {
        await show(player.page);
        const wrong = [
          ...(await violationsIn(player.page)),
          ...(await poorButtonsIn(player.page, 'dark')),
          ...(await poorButtonsIn(player.page, 'contrast')),
        ];
        found.push(...wrong.map((each) => `${name}: ${each}`));
      }
      expect([found, player.errors]).toEqual([[], []]);
      await stop();
    },
  );
});

async function open() {
  const stack = await startStack();
  const player: Player = await stack.open();
  player.page.setDefaultTimeout(WAIT_MS);
  return { stack, player, stop: () => stack.stop() };
}

async function go(page: Page, button: string, screen: string): Promise<void> {
  await page.click(button);
  await page.waitForSelector(`${screen}:not([hidden])`);
}

async function leaveDialog(page: Page, button: string, screen: string): Promise<void> {
  await page.keyboard.press('Escape');
  await go(page, button, screen);
}

async function press(page: Page, key: string, screen: string): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForSelector(`${screen}:not([hidden])`);
}

async function closeChat(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForSelector('#chat', { state: 'hidden' });
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog[open]');
}

async function toMenu(page: Page, button: string, screen: string): Promise<void> {
  await page.click('dialog[open] button:first-of-type');
  await page.waitForSelector('#menu:not([hidden])');
  await go(page, button, screen);
}
