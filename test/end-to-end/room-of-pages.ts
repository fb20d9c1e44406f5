// A room of pages, through their own buttons: made, joined from the list, left after its match.

import { WAIT_MS } from '../support/browser.ts';
import { read, type Player } from './stack.ts';

const waiting = { timeout: WAIT_MS };

export interface Settings {
  readonly mode: string;
  readonly seatCount: string;
  readonly level: string;
  readonly rounds?: string;
  /** Of AI that plays where nobody does, which it does not without. */
  readonly fill?: 'easy';
}

/** A host makes a room, and a guest joins it from the list. @returns its code */
export async function createRoomOf(host: Player, guest: Player, settings: Settings): Promise<string> {
  await createRoom(host, settings);
  const code = (await read(host, 'code'))!;
  await guest.page.click('#browse');
  await guest.page.click(`[aria-label="Join room ${code}"]`);
  await untilSeated(host, await guest.page.inputValue('#name'));
  return code;
}

async function createRoom({ page }: Player, { mode, seatCount, level, rounds, fill }: Settings): Promise<void> {
  await page.click('#create');
  await page.selectOption('#settings [name=mode]', mode);
  await page.selectOption('#settings [name=seatCount]', seatCount);
  await page.setChecked('#settings [name=fill]', fill !== undefined);
  if (fill !== undefined) await page.selectOption('#settings [name=skill]', fill);
  if (rounds !== undefined) await page.selectOption('#settings [name=rounds]', rounds);
  await page.fill('#settings [name=level]', level);
  await page.click('#settings-done');
  await page.waitForSelector('#room:not([hidden])', waiting);
}

export async function untilSeated({ page }: Player, name: string): Promise<void> {
  await page.waitForSelector(`#room-seats :text("${name}")`, waiting);
}

/** The countdown is short: a busy machine may miss it. */
export async function untilBegun({ page }: Player): Promise<void> {
  await page.waitForFunction(() => ['countdown', 'play'].includes(window.packetman!.room!), null, waiting);
}

export async function untilPlay({ page }: Player): Promise<void> {
  await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
}

/** The names in the result of each page, in its order, once it is shown. */
export async function namesInResults(players: readonly Player[]): Promise<string[][]> {
  await Promise.all(players.map(({ page }) => page.waitForSelector('#results:not([hidden])', waiting)));
  return Promise.all(
    players.map(({ page }) =>
      page.$$eval('#results-rows li .player', (names) => names.map(({ textContent }) => textContent)),
    ),
  );
}

/** From a result to the menu. */
export async function toMenu({ page }: Player): Promise<void> {
  await page.click('#results-leave');
  await page.waitForSelector(':is(#menu, #rooms):not([hidden])', waiting);
  if (await page.isVisible('#rooms')) await page.click('#rooms-back');
}
