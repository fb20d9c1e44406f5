// A whole match of each mode, played by pages alone: from the menu or a room to the result. The wait for the end is shortened
// by faster clocks, fast ghosts and few seats.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { PATIENT, read, screenshot, startStack, WAIT_MS, type Player, type Stack } from './stack.ts';
import { steerToEnd } from './steered-page.ts';

const waiting = { timeout: WAIT_MS };
const LONG_TEST = { timeout: 120_000 };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(!browserAvailable)('a whole match by pages alone', () => {
  let stack: Stack;
  let ann: Player;
  let ben: Player;

  beforeAll(async () => {
    stack = await startStack({ server: PATIENT });
    ann = await stack.openForAll();
    ben = await stack.openForAll(PHONE);
    await ann.page.fill('#name', 'Ann');
    await ben.page.fill('#name', 'Ben');
  });
  afterAll(() => stack?.stop());

  test('[W155] classic, from the menu', LONG_TEST, async () => {
    await ann.page.check('#modes [value=classic]');
    await ann.page.click('#play');
    expect(await resultsOf('classic', [ann])).toEqual([['Ann']]);
    expect((await read(ann, 'confirmed'))!.score).toBeGreaterThan(0);
    expect(ann.errors).toEqual([]);
    await toMenu(ann);
  });

  test.each([
    { mode: 'coop', seatCount: '2', level: '20' },
    { mode: 'versus', seatCount: '2', level: '1' },
    { mode: 'battle', seatCount: '2', level: '1', rounds: '1' },
    { mode: 'mega', seatCount: '4', level: '20', fill: true },
  ])('[W155] $mode, of two pages in a room', LONG_TEST, async (settings) => {
    await createRoom(ann, settings);
    const code = (await read(ann, 'code'))!;
    await ben.page.click('#browse');
    await ben.page.click(`[aria-label="Join room ${code}"]`, waiting);
    await ann.page.waitForSelector('#room-seats button:text("Ben")', waiting);
    await ann.page.click('#room-start');
    const [names, others] = await resultsOf(settings.mode, [ann, ben]);
    expect(names).toHaveLength(Number(settings.seatCount));
    expect(names).toEqual(expect.arrayContaining(['Ann', 'Ben']));
    expect(others).toEqual(names);
    expect([...ann.errors, ...ben.errors]).toEqual([]);
    for (const player of [ann, ben]) await toMenu(player);
  });

  /** Plays a match that begins, to its end. @returns the names in the result of each page, in its order */
  async function resultsOf(mode: string, players: readonly Player[]): Promise<string[][]> {
    await Promise.all(players.map(untilPlay));
    await Promise.all(players.map((player) => steerToEnd(player, mode)));
    const room = stack.room((await read(players[0]!, 'code'))!);
    await stack.hurryUntil(() => room.stateName === 'result');
    await Promise.all(players.map(({ page }) => page.waitForSelector('#results:not([hidden])', waiting)));
    await Promise.all(players.map((player, i) => screenshot(player, `whole-${mode}-${i === 0 ? 'wide' : 'phone'}`)));
    return Promise.all(
      players.map(({ page }) =>
        page.$$eval('#results-rows li .player', (names) => names.map(({ textContent }) => textContent)),
      ),
    );
  }
});

async function untilPlay({ page }: Player): Promise<void> {
  await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
}

async function toMenu({ page }: Player): Promise<void> {
  await page.click('#results-leave');
  await page.waitForSelector(':is(#menu, #rooms):not([hidden])', waiting);
  if (await page.isVisible('#rooms')) await page.click('#rooms-back');
}

interface Settings {
  readonly mode: string;
  readonly seatCount: string;
  readonly level: string;
  readonly rounds?: string;
  /** Whether AI plays where no page does. */
  readonly fill?: boolean;
}

async function createRoom({ page }: Player, { mode, seatCount, level, rounds, fill = false }: Settings): Promise<void> {
  await page.click('#create');
  await page.selectOption('#settings [name=mode]', mode);
  await page.selectOption('#settings [name=seatCount]', seatCount);
  await page.setChecked('#settings [name=fill]', fill);
  if (rounds !== undefined) await page.selectOption('#settings [name=rounds]', rounds);
  await page.fill('#settings [name=level]', level);
  await page.click('#settings-done');
  await page.waitForSelector('#room:not([hidden])', waiting);
}
