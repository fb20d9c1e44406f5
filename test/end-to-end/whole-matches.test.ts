// Whole matches of classic, coop and mega by pages alone, from the menu or a room to the result; rivals.test.ts has the others.
// The wait for the end is shortened by faster clocks, fast ghosts and few seats.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { createRoomOf, namesInResults, toMenu, untilPlay } from './room-of-pages.ts';
import { PATIENT, read, screenshot, SLOW_RATE, startStack, type Player, type Stack } from './stack.ts';
import { steerToEnd } from './steered-page.ts';

const LONG_TEST = { timeout: 240_000 };
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
    stack.pace(1);
    await ann.page.check('#modes [value=classic]');
    await ann.page.click('#play');
    expect(await resultsOf('classic', [ann])).toEqual([['Ann']]);
    expect((await read(ann, 'confirmed'))!.score).toBeGreaterThan(0);
    expect(ann.errors).toEqual([]);
    await toMenu(ann);
  });

  test.each([
    { mode: 'coop', seatCount: '2', level: '20' },
    { mode: 'mega', seatCount: '4', level: '20', fill: 'easy' },
  ] as const)('[W155] $mode, of two pages in a room', LONG_TEST, async (settings) => {
    // A host who does nothing for long is host no more.
    stack.pace(SLOW_RATE);
    await createRoomOf(ann, ben, settings);
    stack.pace(1);
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
    const room = stack.room((await read(players[0]!, 'code'))!);
    await Promise.all(players.map((player) => steerToEnd(player)));
    // The next match of classic begins ten seconds after a result, by the server's clock.
    await stack.hurryUntil(() => room.stateName === 'result', undefined, SLOW_RATE);
    const names = await namesInResults(players);
    await Promise.all(players.map((player, i) => screenshot(player, `whole-${mode}-${i === 0 ? 'wide' : 'phone'}`)));
    return names;
  }
});
