// The ways in, and the other players: by real pages on a real server.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { play, read, screenshot, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

describe.skipIf(!browserAvailable)('getting in, and the others', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ server: { publicPort: 0 } });
  });
  afterAll(() => stack.stop());

  test('[W113] a phone, the link of a friend: one tap, and the match is there; [W112][W118][W119] from there without a keyboard', async () => {
    const friend = await stack.open({ locale: 'de-DE' });
    await friend.page.fill('#name', 'Freda');
    await play(friend);
    const code = (await read(friend, 'code'))!;
    expect(await friend.page.title()).toContain(code);

    const link = `http://127.0.0.1:${stack.webPort}/${code.toLowerCase()}?test`;
    expect(await (await fetch(link)).text()).toMatch(
      new RegExp(`property="og:image" content="http://127.0.0.1:${stack.webPort}/`),
    );
    const guest = await openLink(stack, link);
    const { page } = guest;
    expect(new URL(page.url()).hash).toBe(`#${code}`);
    expect(await page.inputValue('#name')).not.toBe('');
    // [W146] What the link leads to, before anything is pressed.
    await page.waitForSelector('#menu-rules:has-text("1 of 4 players")', waiting);
    expect(await page.textContent('#menu-rules h2')).toBe(`Room ${code}`);
    await screenshot(guest, 'phone-linked-room');
    await Promise.all([
      // Other hints follow it.
      page.waitForSelector('.hint-line:text("Swipe to steer")', { state: 'attached', ...waiting }),
      page.tap('#play'),
    ]);
    await page.waitForFunction(() => window.packetman!.firstFrameMs > 0, null, waiting);
    const tookMs = await page.evaluate(() => window.packetman!.firstFrameMs);
    console.log(`a friend's link: 1 tap, ${Math.round(tookMs)} ms from opening it to the first frame of the match`);
    expect(tookMs).toBeGreaterThan(0);
    expect(await read(guest, 'code')).toBe(code);

    await page.tap('#chat-toggle');
    expect(await page.isVisible('#chat')).toBe(false);
    await screenshot(guest, 'phone-phrases');
    // It is shown for some seconds.
    await Promise.all([
      friend.page.waitForSelector('.phrase-line:text("Pass auf!")', waiting),
      page.tap('.phrase:text("Watch out!")'),
    ]);

    // A question that nobody answers ends by itself.
    await stack.slowDown();
    await friend.page.click('#pause');
    await page.waitForSelector('.pause-question:has-text("Freda asks for a pause")', waiting);
    await screenshot(guest, 'phone-pause-question');
    await page.tap('.pause-question button:text("No")');
    await friend.page.waitForSelector('.pause-question', { state: 'hidden', ...waiting });
    // On a slow machine the match may have ended meanwhile, and the next one begin.
    expect(await read(friend, 'room')).not.toBe('paused');
    await stack.speedUp();

    await withoutClipboard(page);
    await page.tap('#more-toggle');
    await page.tap('#match .invite');
    await page.waitForSelector('.qr-code:not([hidden])', waiting);
    await screenshot(guest, 'phone-invite');
    await page.tap('.link-dialog .strong');
    await page.waitForSelector('.link-dialog .strong:text("Copied")', waiting);
    await page.keyboard.press('Escape');
    expect([friend.errors, guest.errors]).toEqual([[], []]);
  });

  test.each([390, 700])(
    '[W112] the hint of a first match covers no button, in a window of %i px with a mouse',
    async (width) => {
      const player = await stack.open({ viewport: { width, height: 800 } });
      await play(player);
      // It may have gone again by now; its text stays.
      await player.page.waitForSelector('.hint-line:not(:empty)', { state: 'attached', ...waiting });
      expect(await player.page.evaluate(coveredByHint)).toEqual([]);
    },
  );

  test('[W113] a code as somebody said it; [W115] a half-typed line; [W120] the tools of a host', async () => {
    const host = await stack.open();
    await host.page.fill('#name', 'Hanna');
    await host.page.click('#create');
    await host.page.click('#settings-done');
    await host.page.waitForSelector('#room:not([hidden])', waiting);
    const code = (await host.page.textContent('#room-code'))!;

    const guest = await stack.open(PHONE);
    const { page } = guest;
    await page.fill('#name', 'Gus');
    await page.fill('#room-code-field', 'my room');
    await page.tap('#join-by-code');
    await page.waitForSelector('#code-place .message:not([hidden])', waiting);
    await page.fill('#room-code-field', [...code.toLowerCase()].join(' '));
    await page.press('#room-code-field', 'Enter');
    await page.waitForSelector('#room:not([hidden])', waiting);
    await expect.poll(() => page.title()).toBe(`2 waiting · ${code} · Packetman`);

    await page.fill('#chat-text', 'half a li');
    await page.reload();
    await page.waitForSelector('#room:not([hidden])', waiting);
    expect(await page.inputValue('#chat-text')).toBe('half a li');
    await page.fill('#chat-text', 'x'.repeat(130));
    expect((await page.inputValue('#chat-text')).length).toBe(120);

    // The focus stays on the menu of a row that changes.
    const menu = '#room-seats .row:has-text("Gus") .small';
    await host.page.focus(menu);
    await page.tap('#room-ready');
    await host.page.waitForSelector('#room-seats .row:has-text("Gus") .ready', waiting);
    await press(host.page);
    await host.page.click('#ask button:text("Make host")');
    await page.waitForSelector('#room-seats .row:has-text("Gus") .host', waiting);
    await page.focus(menu);
    await press(page);
    expect(await page.textContent('#ask :focus')).toBe('Keep it open');
    await page.tap('#ask button:text("Close room")');
    await host.page.waitForSelector('#message:not([hidden])', waiting);
    expect([host.errors, guest.errors]).toEqual([[], []]);
  });
});

/** A page of a phone that was opened by a link. */
async function openLink(stack: Stack, link: string): Promise<Player> {
  const guest = await stack.open(PHONE);
  await guest.page.goto(link);
  return guest;
}

/** The menu of a row that has the focus, by the keyboard. */
async function press(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await page.waitForSelector('#ask[open]', waiting);
}

/** As on plain http. */
async function withoutClipboard(page: Page): Promise<void> {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
}

/** Runs in the page. @returns the buttons of the match that the hint covers, shown or not yet gone */
function coveredByHint(): string[] {
  const line = document.querySelector<HTMLElement>('.hint-line')!;
  line.hidden = false;
  const hint = line.getBoundingClientRect();
  return [...document.querySelectorAll('#match button')].flatMap((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const isCovered = left < hint.right && right > hint.left && top < hint.bottom && bottom > hint.top;
    return isCovered && right > left ? [button.id || button.className] : [];
  });
}
