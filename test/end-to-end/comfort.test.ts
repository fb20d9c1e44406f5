// The page for everybody: what axe finds on every screen, the contrast of buttons in every state, texts of twice the size, a
// window of 320 pixels, and colours that the system forces.

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { cutIn, poorButtonsIn, violationsIn } from './page-checks.ts';
import { openReplayFile, PATIENT, read, startStack, type Player, type Stack } from './stack.ts';

const REPLAY = join(import.meta.dirname, '../golden/replays/extra-life.json');
const USUAL = { width: 1280, height: 800, text: '' };
/** A page of 1280x1024 at 400 %, and a phone whose player has set texts of twice the size. */
const SIZES = [
  { width: 320, height: 256, text: '' },
  { width: 390, height: 844, text: '200%' },
] as const;

/** What the page of the menu has kept: the high scores of a player. */
const HIGH_SCORES = JSON.stringify([{ name: 'Ann', score: 12_340, level: 3, playedAtMs: Date.UTC(2026, 10, 1) }]);

type Screen = readonly [name: string, show: (page: Page, guest: Page, stack: Stack) => Promise<unknown>];

/** Screens and dialogs, in the order in which one leads to the next. A guest is in the same room from the player menu on. */
const SCREENS: readonly Screen[] = [
  ['menu before its match', (page) => page.waitForSelector('#menu:not([hidden]) #attract canvas')],
  ['own look', (page) => page.click('.favourite')],
  ['settings', (page) => settings(page)],
  ['rooms', (page) => after(page, 'Escape', '#browse', '#rooms')],
  ['settings of a new room', (page) => page.click('#rooms-create')],
  ['room', (page) => go(page, '#settings-done', '#room')],
  ['player menu', (page, guest) => playerMenu(page, guest)],
  ['link', (page) => after(page, 'Escape', '#room .invite', 'dialog[open]')],
  ['settings of the room', (page) => after(page, 'Escape', '#room-configure', '#settings')],
  ['match', (page, _guest, stack) => match(page, stack)],
  ['phrases', (page) => go(page, '#emotes-toggle', '#emotes')],
  ['pause question', (page, guest) => pauseQuestion(page, guest)],
  ['chat', (page) => pausedChat(page)],
  ['question to leave', (page) => leave(page)],
  ['practice with high scores', (page, guest, stack) => practice(page, guest, stack)],
  ['local game', (page) => localGame(page)],
  ['paused local game', (page) => press(page, 'p', '#local .notice')],
  ['question to leave a local game', (page) => press(page, 'Escape', '#ask')],
  ['list of replays', (page) => replays(page)],
  ['replay', (page) => replay(page)],
];

describe.skipIf(!browserAvailable)('comfort', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ server: PATIENT });
  });
  afterAll(() => stack?.stop());

  test(
    '[W141] [W142] [W143] on every screen axe finds nothing, buttons have 4.5:1 in every state, and everything fits at 400 % and with large texts',
    { timeout: 480_000 },
    async () => {
      const loser = await stack.open();
      const { page, errors } = await stack.open({}, '', undefined, (context) =>
        context.addInitScript((scores) => localStorage.setItem('packetman.highScores', scores), HIGH_SCORES),
      );
      const found: string[] = [];
      for (const [name, show] of SCREENS) {
        await show(page, loser.page, stack);
        found.push(...(await wrongIn(page, name)));
      }
      await loseAlone(stack, loser);
      await loser.page.waitForSelector('#results:visible');
      await stack.slowDown();
      found.push(...(await wrongIn(loser.page, 'result')));
      expect([found, errors, loser.errors]).toEqual([[], [], []]);
    },
  );

  test('[W144] with forced colours what is chosen, pressed, disabled or focused still looks different', async () => {
    const { page, errors } = await stack.open({ forcedColors: 'active' });
    await page.waitForSelector('#menu:visible');
    const mode = page.locator('.mode').nth(1);
    const before = await mode.screenshot();
    await mode.click();
    await expect.poll(async () => (await mode.screenshot()).equals(before)).toBe(false);
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
      // What was changed by the program is drawn with the next frame.
      await expect.poll(async () => isNew(await start.screenshot(), looks)).toBe(true);
      looks.push(await start.screenshot());
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
  });
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

/** In `classic` with one life among fast ghosts, from the list of rooms. */
async function loseAlone(stack: Stack, player: Player): Promise<void> {
  const { page } = player;
  await page.click('#rooms-back');
  await page.click('#create');
  await page.selectOption('#settings [name=mode]', 'classic');
  await page.selectOption('#settings [name=lives]', '1');
  await page.fill('#settings [name=level]', '20');
  await go(page, '#settings-done', '#room');
  await go(page, '#room-start', '#match');
  const room = stack.room((await read(player, 'code'))!);
  await stack.hurryUntil(() => room.stateName === 'result');
}

function isNew(look: Buffer, earlier: readonly Buffer[]): boolean {
  return earlier.every((each) => !each.equals(look));
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

/** The match, its question for a pause and the pause itself last until all of this was looked at. */
async function match(page: Page, stack: Stack): Promise<void> {
  await after(page, 'Escape', '#room-start', '#match');
  await page.waitForFunction(() => window.packetman!.room === 'play');
  await stack.slowDown();
}

async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForSelector('#chat', { state: 'hidden' });
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog[open]');
}

/** The guest comes into the room; their name opens the menu. */
async function playerMenu(page: Page, guest: Page): Promise<void> {
  await guest.fill('#name', 'Gwen');
  await go(guest, '#browse', '#rooms');
  await guest.click('#room-list button:text("Join")');
  await page.click('#room-seats button:text("Gwen")');
  await page.waitForSelector('#ask:visible');
}

/** The guest asks for a pause. */
async function pauseQuestion(page: Page, guest: Page): Promise<void> {
  await page.click('#emotes-toggle');
  await guest.click('#pause');
  await page.waitForSelector('.pause-question:visible');
}

/** The match stands still from now on. */
async function pausedChat(page: Page): Promise<void> {
  await page.click('.pause-question .strong');
  // Enter belongs to the button that was clicked until it has lost the focus, in a frame after the question has gone.
  await page.waitForFunction(() => window.packetman!.room === 'paused' && document.activeElement === document.body);
  await press(page, 'Enter', '#chat');
}

async function localGame(page: Page): Promise<void> {
  await page.click('#practice button[type=submit]');
  await page.waitForSelector('#local canvas');
}

/** The guest leaves the match first. */
async function practice(page: Page, guest: Page, stack: Stack): Promise<void> {
  await guest.click('#leave');
  await guest.click('#ask-ways button:has-text("Leave")');
  await guest.waitForSelector('#rooms:visible');
  await stack.speedUp();
  await page.click('#ask-ways button:first-child');
  await go(page, '#rooms-back', '#menu');
  await go(page, '#practice-open', '#practice .high-scores');
}

async function replays(page: Page): Promise<void> {
  await page.click('#ask-ways button:has-text("Leave")');
  await page.waitForSelector('#practice:visible');
  await page.evaluate(() => (location.hash = '#replays'));
  await page.waitForSelector('#replays:visible');
}

async function replay(page: Page): Promise<void> {
  await openReplayFile(page, REPLAY);
  await page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, { timeout: WAIT_MS });
  await page.keyboard.press('Space');
}
