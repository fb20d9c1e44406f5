// What a player does while a part of the page is being loaded: on a slow line that takes seconds.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { HeldPrograms } from './held-programs.ts';
import { startOwnApi, type OwnApi } from './own-api.ts';
import { read, startStack, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };

describe.skipIf(!browserAvailable)('while a part of the page is being loaded', () => {
  let api: OwnApi;
  let stack: Stack;
  beforeAll(async () => {
    api = await startOwnApi();
    stack = await startStack({ ownApi: api });
  });
  afterAll(async () => {
    await stack?.stop();
    await api?.stop();
  });

  test('[W109] a dialog that is asked for again and again opens once', async () => {
    const { page, errors } = await stack.open();
    for (const [button, program, dialog] of [
      ['#daily-open', 'daily-dialog', '.daily-dialog'],
      ['.account-chip', 'open-account', '.account'],
      ['#menu .gear', 'settings-screen', '.preferences'],
    ] as const) {
      const held = await HeldPrograms.of(page, program);
      await page.click(button, waiting);
      await held.asked();
      for (let again = 0; again < 2; again++) await page.click(button);
      await held.letGo();
      await page.waitForSelector(`${dialog}[open]`, waiting);
      expect(await openDialogs(page)).toBe(1);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.querySelector('dialog[open]') === null, null, waiting);
    }
    expect(errors).toEqual([]);
  });

  test('[W109] nothing that was asked for in the menu opens over the room that the player goes to instead', async () => {
    const player = await stack.open();
    const { page, errors } = player;
    const held = await HeldPrograms.of(page, 'daily-dialog', 'open-account', 'local-pages');
    for (const button of ['#daily-open', '.account-chip', '#practice-open']) await page.click(button, waiting);
    await held.asked();
    await page.click('#create');
    await page.click('#settings-done');
    await page.waitForSelector('#room:not([hidden])', waiting);
    await held.letGo();
    expect(await openDialogs(page)).toBe(0);
    expect(await page.isVisible('#practice')).toBe(false);
    expect([await page.isVisible('#room'), await read(player, 'state')]).toEqual([true, 'room']);
    expect(errors).toEqual([]);
  });
});

function openDialogs(page: Page): Promise<number> {
  return page.locator('dialog[open]').count();
}
