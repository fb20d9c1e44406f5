// Pages that reach their server over a link with delay, jitter and stalls.

import { onTestFinished } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import type { LinkProfile } from '../../tools/link-profile.ts';
import { startSlowLink, type SlowLink } from '../../tools/slow-link.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { WAIT_MS } from '../support/browser.ts';
import { play, type Player, type Stack } from './stack.ts';

export const LONG: LinkProfile = { delayMs: 75, jitterMs: 15, stallMs: 100, stallEveryMs: 5000 };
/** Twice a second. */
export const FRAMES_PER_TURN = 30;
const FOUR_SEATS = { ...ROOM_SETTINGS, fill: true };
const waiting = { timeout: WAIT_MS };

/** A bot in a room of four, the others of which are played by AI until somebody comes. It ends with the test. */
export async function startRoom(stack: Stack): Promise<BotClient> {
  const bot = await BotClient.connect({ host: '127.0.0.1', port: stack.tcpPort }, 'Robot');
  onTestFinished(() => bot.close());
  await bot.enter({ type: 'create', settings: FOUR_SEATS, password: '', rate: 30 });
  bot.send({ type: 'start' });
  return bot;
}

/** A page in a match. */
export async function openOver(
  stack: Stack,
  profile: LinkProfile,
  viewport = { width: 1280, height: 800 },
  hash = '',
): Promise<Player> {
  const link = await slowLink(stack, profile);
  const player = await stack.open({ viewport }, hash, link.port);
  await play(player);
  return player;
}

/** A link to the stack that ends with the test. */
export async function slowLink(stack: Stack, profile: LinkProfile): Promise<SlowLink> {
  const host = '127.0.0.1';
  const link = await startSlowLink({ host, port: 0 }, { host, port: stack.webPort }, profile);
  onTestFinished(() => link.close());
  return link;
}

export async function untilMoving(player: Player): Promise<void> {
  await player.page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
}

/** Waits until so many more frames were drawn. */
export async function frames({ page }: Player, count: number): Promise<void> {
  const until = (await page.evaluate(() => window.packetman!.frames)) + count;
  await page.waitForFunction((until) => window.packetman!.frames >= until, until, waiting);
}
