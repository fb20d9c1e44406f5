// What players write, in a real browser: the page takes and refuses what the server does, and shows it where it belongs.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { screenshot, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const FAMILY = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';

describe.skipIf(!browserAvailable)('texts in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W16] a name is read by the rules of the server, before anything is dialled', async () => {
    const { page, errors } = await stack.open();
    await page.fill('#name', 'An\u202en');
    await page.click('#play');
    await page.waitForSelector('#message:not([hidden])', waiting);
    expect(await page.textContent('#message')).toContain('1 to 16 characters');
    // As many code points as the server takes, though they are twice as many units.
    await page.fill('#name', '\u{1f47b}'.repeat(20));
    expect(await page.inputValue('#name')).toBe('\u{1f47b}'.repeat(16));
    await page.fill('#name', `${FAMILY} A${'\u0301'.repeat(4)}nn`);
    await page.click('#browse');
    await page.waitForSelector('#rooms:not([hidden])', waiting);
    expect(await page.inputValue('#name')).toBe(`${FAMILY} \u00c1\u0301\u0301nn`);
    expect(errors).toEqual([]);
  });

  test('[W16] a player whose name looks like a taken one gets a suffix', async () => {
    const [first, second] = [await inRooms(stack, '\u0410nn'), await inRooms(stack, 'Ann')];
    await say(second, 'hello');
    await first.page.waitForSelector('#chat-lines .from:text-is("Ann-2")', waiting);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  test('[W16][W115] a line too long cannot be typed, and letters from right to left move nothing around them', async () => {
    const [noa, ben] = [await inRooms(stack, '\u05e0\u05d5\u05e2\u05d4'), await inRooms(stack, 'Ben')];
    await noa.page.fill('#chat-text', 'a'.repeat(125));
    expect(await noa.page.inputValue('#chat-text')).toBe('a'.repeat(120));
    await say(noa, '\u05e9\u05dc\u05d5\u05dd 123');
    await say(noa, `12 ${FAMILY} x${'\u0301'.repeat(40)}`);
    await ben.page.waitForSelector(`#chat-lines .text:text-is("12 ${FAMILY} x\u0301\u0301")`, waiting);
    await screenshot(ben, 'texts');
    // The name stands before the line, whichever way either is read.
    const boxes = await ben.page.$$eval('#chat-lines .own, #chat-lines p:not(.report)', (rows) =>
      rows.map((row) =>
        [row.querySelector('.from')!, row.querySelector('.text')!].map((part) => part.getBoundingClientRect().x),
      ),
    );
    expect(boxes).toHaveLength(2);
    for (const [name, text] of boxes) expect(name).toBeLessThan(text!);
    expect([...noa.errors, ...ben.errors]).toEqual([]);
  });
});

async function inRooms(stack: Stack, name: string): Promise<Player> {
  const player = await stack.open();
  await player.page.fill('#name', name);
  await player.page.click('#browse');
  await player.page.waitForSelector('#rooms:not([hidden])', waiting);
  await player.page.waitForSelector('#chat-text', waiting);
  return player;
}

async function say({ page }: Player, text: string): Promise<void> {
  await page.fill('#chat-text', text);
  await page.press('#chat-text', 'Enter');
}
