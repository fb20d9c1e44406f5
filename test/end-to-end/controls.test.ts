// Ways to steer in a real browser: touch, gamepads, keys, two players at one screen; and the ways out of a match.

import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { play, read, screenshot, startStack, untilSaid, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** For fingers. */
const TARGET_PIXELS = 44;

interface FakePad {
  readonly mapping: string;
  readonly axes: number[];
  readonly buttons: { pressed: boolean }[];
}

declare global {
  interface Window {
    fakePads: (FakePad | null)[];
    /** Called when the page has read the gamepads. */
    padsRead: () => void;
  }
}

describe.skipIf(!browserAvailable)('controls in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W133] on a phone a thumb slides over the arrows, beside swipes, and buttons are where no thumb is', async () => {
    const player = await stack.open(PHONE);
    const { page } = player;
    await page.evaluate(() => localStorage.setItem('packetman.touchPad', 'right'));
    await page.reload();
    await play(player);
    const touch = await page.context().newCDPSession(page);
    const pad = (await page.locator('.touch-pad').boundingBox())!;
    const maze = (await page.locator('#stage canvas').boundingBox())!;
    const middle = { x: pad.x + pad.width / 2, y: pad.y + pad.height / 2 };
    const at = (x: number, y: number) => ({ x: middle.x + (x * pad.width) / 3, y: middle.y + (y * pad.height) / 3 });

    await fingers(touch, 'touchStart', [at(-1, 0)]);
    await untilWish(page, LEFT);
    await fingers(touch, 'touchMove', [at(0, -1)]);
    await untilWish(page, UP);
    await screenshot(player, 'touch-pad-390x844');
    // A second finger swipes on the maze meanwhile.
    const swipe = { x: maze.x + 60, y: maze.y + 200 };
    await fingers(touch, 'touchStart', [at(0, -1), swipe]);
    await fingers(touch, 'touchMove', [at(0, -1), { ...swipe, x: swipe.x + 60 }]);
    await untilWish(page, RIGHT);
    await fingers(touch, 'touchEnd', [at(0, -1)]);
    await fingers(touch, 'touchMove', [at(0, 1)]);
    await untilWish(page, DOWN);
    await fingers(touch, 'touchEnd', []);

    expect(pad.y).toBeGreaterThanOrEqual(maze.y + maze.height);
    for (const arrow of await page.locator('.touch-pad .arrow').all()) {
      const { width, height } = (await arrow.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(TARGET_PIXELS);
    }
    const buttons = await page.locator('#match .room button:visible').all();
    expect(buttons.length).toBeGreaterThan(4);
    for (const button of buttons) {
      const { y, width, height } = (await button.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(TARGET_PIXELS);
      expect(y + height).toBeLessThanOrEqual(maze.y);
    }
    expect(player.errors).toEqual([]);
  });

  test('[W135] [W134] the back button asks, the match waits for the answer, and a second step back leaves', async () => {
    const player = await stack.open();
    const { page } = player;
    // Nobody else comes into this room.
    await page.click('#create');
    await page.click('#settings-done');
    await page.click('#room-start');
    await untilRoom(page, 'play');
    await page.goBack();
    await page.waitForSelector('#ask[open]', waiting);
    await untilRoom(page, 'paused');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stay');
    await page.keyboard.press('Enter');
    await untilRoom(page, 'play');

    await hide(page, true);
    await untilRoom(page, 'paused');
    await hide(page, false);
    await untilSaid(player, 'Paused while you were away.');
    await page.keyboard.press('p');
    await untilRoom(page, 'play');
    // The page goes away, but comes back at once: nothing is paused.
    await page.reload();
    await untilRoom(page, 'play');

    await page.goBack();
    await page.waitForSelector('#ask[open]', waiting);
    await page.goBack();
    expect(page.url()).toBe('about:blank');
    expect(player.errors).toEqual([]);
  });

  test('[W130] [W132] a gamepad goes through the menus, and two players at one screen play by keys and gamepad', async () => {
    const player = await stack.open();
    const { page } = player;
    await page.evaluate(plugFakePad);
    await page.fill('#name', 'Ann');
    // From the field down to the buttons, with A on the one for players.
    await focusByPad(page, '#menu .players-here-show');
    await press(page, 'go');
    await page.waitForSelector('.players-dialog[open]', waiting);
    // The gamepad joins, and then presses buttons again.
    await press(page, 'go');
    await page.waitForFunction(() => document.querySelectorAll('.players-here li').length === 2, null, waiting);
    await screenshot(player, 'players-here-1280x800');
    await press(page, 'back');
    await page.waitForSelector('.players-dialog', { state: 'hidden', ...waiting });
    await focusByPad(page, '#play');
    await press(page, 'go');
    await untilRoom(page, 'play');
    expect(await read(player, 'ownSeats')).toEqual([0, 1]);
    expect((await read(player, 'seats')).slice(0, 2).map(({ name }) => name)).toEqual(['Ann', 'Ann 2']);

    await page.keyboard.down('ArrowLeft');
    await hold(page, 'right');
    await page.waitForFunction(
      ([left, right]) => {
        const pacWish = window.packetman!.predicted?.pacWish;
        return pacWish?.[0] === left && pacWish?.[1] === right;
      },
      [LEFT, RIGHT],
      waiting,
    );
    await screenshot(player, 'two-at-one-screen-1280x800');
    await page.keyboard.up('ArrowLeft');
    await hold(page, null);
    // A remote desktop says which key it is, but not where.
    await page.evaluate(() => window.dispatchEvent(new KeyboardEvent('keydown', { code: '', key: 'ArrowUp' })));
    await page.waitForFunction((up) => window.packetman!.predicted?.pacWish[0] === up, UP, waiting);

    await press(page, 'start');
    await untilRoom(page, 'paused');
    await press(page, 'start');
    await untilRoom(page, 'play');
    await page.evaluate(() => (window.fakePads = []));
    await untilSaid(player, 'Gamepad 1 is disconnected.');
    expect(player.errors).toEqual([]);
  });
});

type Point = { readonly x: number; readonly y: number };

function fingers(session: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', at: Point[]): Promise<unknown> {
  return session.send('Input.dispatchTouchEvent', { type, touchPoints: at.map((point, id) => ({ ...point, id })) });
}

async function untilWish(page: Page, direction: Direction): Promise<void> {
  const isWished = (wanted: Direction) => window.packetman!.predicted?.pacWish[window.packetman!.seat!] === wanted;
  await page.waitForFunction(isWished, direction, waiting);
}

async function untilRoom(page: Page, state: string): Promise<void> {
  await page.waitForFunction((wanted) => window.packetman!.room === wanted, state, waiting);
}

/** As if the tab went behind another one, or came back. */
function hide(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** Runs in the page: a gamepad whose buttons tests press. */
function plugFakePad(): void {
  window.fakePads = [
    { mapping: 'standard', axes: [0, 0], buttons: Array.from({ length: 16 }, () => ({ pressed: false })) },
  ];
  window.padsRead = () => {};
  navigator.getGamepads = () => {
    window.padsRead();
    return structuredClone(window.fakePads) as unknown as Gamepad[];
  };
  window.dispatchEvent(new Event('gamepadconnected'));
}

const BUTTONS = { go: 0, back: 1, start: 9, up: 12, down: 13, left: 14, right: 15 } as const;

/** Holds these buttons one after the other, the last of them from now on, each until the page has read it once. */
function hold(page: Page, ...held: readonly (keyof typeof BUTTONS | null)[]): Promise<void> {
  return page.evaluate(
    async (indices) => {
      for (const index of indices) {
        for (const [i, button] of window.fakePads[0]!.buttons.entries()) button.pressed = i === index;
        await new Promise<void>((isRead) => (window.padsRead = isRead));
      }
    },
    held.map((button) => (button === null ? -1 : BUTTONS[button])),
  );
}

/** However slow the page is, it reads the button once: one that is held for long would repeat. */
function press(page: Page, button: keyof typeof BUTTONS): Promise<void> {
  return hold(page, button, null);
}

/** Moves the focus by gamepad towards an element, until it is there: up and down first, aside where that leads nowhere. */
async function focusByPad(page: Page, selector: string): Promise<void> {
  let before: string | null = null;
  for (let tries = 0; tries < 20; tries++) {
    const found = await page.evaluate((wanted) => {
      const { activeElement } = document;
      if (activeElement?.matches(wanted) === true) return null;
      const [from, to] = [activeElement ?? document.body, document.querySelector(wanted)!].map((each) => {
        const { left, right, top, bottom } = each.getBoundingClientRect();
        return { x: (left + right) / 2, y: (top + bottom) / 2 };
      });
      return { x: to!.x - from!.x, y: to!.y - from!.y };
    }, selector);
    if (found === null) return;
    const at = JSON.stringify(found);
    const isAside = Math.abs(found.y) < 20 || at === before;
    before = at;
    await press(page, isAside ? (found.x > 0 ? 'right' : 'left') : found.y > 0 ? 'down' : 'up');
  }
  throw new Error(`the focus never came to ${selector}`);
}
