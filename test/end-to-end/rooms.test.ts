import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { untilBegun, untilPlay } from './room-of-pages.ts';
import { PATIENT, read, screenshot, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
/** A match of Pac-Men who hardly move, in a level in which the ghosts are quick, is over in some 35 seconds. */
const LEVEL = '18';
const MATCH_MS_MAX = 100_000;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const SMALL = { viewport: { width: 640, height: 520 } };

describe.skipIf(!browserAvailable)('rooms in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ server: PATIENT });
  });
  afterAll(() => stack.stop());

  test('[W17] a room shows in the list as soon as it is there, and is joined from it', async () => {
    const guest = await named(stack, 'Gwen', PHONE);
    await guest.page.click('#browse');
    await guest.page.waitForSelector('#rooms-empty:not([hidden])', waiting);
    const host = await named(stack, 'Hugo', SMALL);
    await host.page.click('#create');
    await host.page.click('#settings-done');
    await guest.page.waitForSelector('#room-list button:text("Join")', waiting);
    await screenshot(guest, 'phone-rooms');
    await guest.page.click('#room-list button:text("Join")');
    await guest.page.waitForSelector('#room:not([hidden])', waiting);
    await host.page.waitForSelector('#room-seats button:text("Gwen")', waiting);
    await screenshot(guest, 'phone-room');
    await guest.page.click('#room-leave');
    await guest.page.waitForSelector('#rooms:not([hidden])', waiting);
    await host.page.waitForSelector('#room-seats button:text("Gwen")', { ...waiting, state: 'detached' });
    expect([...guest.errors, ...host.errors]).toEqual([]);
  });

  test('[W18] classic is chosen in the menu, and can be paused', async () => {
    const player = await named(stack, 'Ida', SMALL);
    await player.page.check('#modes [value=classic]');
    await player.page.click('#play');
    await player.page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
    expect(await player.page.textContent('#lives-label')).toBe('Lives');
    await screenshot(player, 'classic');
    await player.page.click('#pause');
    await player.page.waitForFunction(() => window.packetman!.room === 'paused', null, waiting);
    const { tick } = (await read(player, 'predicted'))!;
    await player.page.click('#pause');
    await player.page.waitForFunction((tick) => window.packetman!.confirmed!.tick > tick, tick, waiting);
    expect(player.errors).toEqual([]);
  });

  test('[W117] a watcher of the featured match gets the next one when nobody plays there any more', async () => {
    const bots = await Promise.all(['Ada', 'Ben'].map((name) => playClassic(stack, name)));
    const watcher = await named(stack, 'Wim', SMALL);
    const { page } = watcher;
    // The menu has one row of buttons where there is room for it.
    await page.setViewportSize({ width: 1280, height: 800 });
    const tops = await page.$$eval('#more button', (all) => all.map((each) => each.getBoundingClientRect().bottom));
    expect(new Set(tops.filter((bottom) => bottom > 0)).size).toBe(1);
    await page.click('#watch');
    await page.waitForFunction(() => window.packetman!.seat === -1 && window.packetman!.frames > 0, null, waiting);
    const code = await read(watcher, 'code');
    const [seen, other] = bots[0]!.match!.code === code ? bots : bots.toReversed();
    expect(seen!.match!.code).toBe(code);
    const next = other!.match!.code;
    seen!.close();
    await page.waitForFunction((code) => window.packetman!.code === code, next, waiting);
    expect(watcher.errors).toEqual([]);
  });

  test(
    '[W13][W16][W19] friends behind a password: chat, ready, a reload, a watcher who sits down, results, a rematch',
    async () => {
      const cleo = await named(stack, 'Cleo');
      const code = await createPrivateRoom(cleo);
      await screenshot(cleo, 'room');

      const emil = await named(stack, 'Emil', SMALL, `#${code}`);
      await emil.page.click('#play');
      await answer(emil, 'has a password', 'plum');
      await answer(emil, 'That was not it', 'pear');
      await emil.page.waitForSelector('#room:not([hidden])', waiting);
      const robot = await robotIn(stack, code);
      await cleo.page.waitForSelector('#room-seats :text("Robot")', waiting);

      await say(cleo, 'hello <b>Emil</b>');
      await heard(emil, 'hello <b>Emil</b>');
      await say(emil, '/w cleo psst');
      await heard(cleo, 'psst');
      await emil.page.click('#room-ready');
      await cleo.page.waitForSelector('#room-seats .ready', waiting);

      const [finn, dora] = await Promise.all([watcher(stack, 'Finn', code), watcher(stack, 'Dora', code)]);
      const pages = [cleo, emil, finn, dora];
      // The host starts, which Cleo is no longer if she has done nothing for half a minute.
      await Promise.any(pages.map(({ page }) => page.click('#room-start', waiting)));
      await Promise.all(pages.map(untilPlay));

      // First what only a match that runs allows: this one is soon over.
      await scores(emil);
      robot.close();
      await finn.page.click('#sit');
      await finn.page.waitForFunction(() => window.packetman!.seat! >= 0, null, waiting);
      await reloadKeepsEverything(emil, cleo);

      const room = stack.room(code);
      await stack.hurryUntil(() => room.stateName === 'result');
      const tables = await Promise.all(pages.map(resultsOf));
      expect(new Set(tables).size).toBe(1);
      expect(tables[0]).toMatch(/Level \d+: .* points.*Cleo.*dots/s);
      await screenshot(cleo, 'results');
      expect((await heardLines(dora)).join()).not.toContain('psst');

      for (const { page } of [cleo, emil, finn]) await page.click('#results-ready');
      for (const player of pages) {
        await untilBegun(player);
        await player.page.waitForSelector('#results', { ...waiting, state: 'hidden' });
      }
      for (const { errors } of pages) expect(errors).toEqual([]);
    },
    2 * MATCH_MS_MAX,
  );
});

async function named(stack: Stack, name: string, options = {}, hash = ''): Promise<Player> {
  const player = await stack.open(options, hash);
  await player.page.fill('#name', name);
  return player;
}

/** Three seats, not in the list, with the password `pear`. The result is its code. */
async function createPrivateRoom({ page }: Player): Promise<string> {
  await page.click('#create');
  await page.selectOption('[name=seatCount]', '3');
  await page.fill('[name=level]', LEVEL);
  await page.uncheck('[name=listed]');
  await page.fill('#settings [name=password]', 'pear');
  await page.click('#settings-done');
  await page.waitForSelector('#room:not([hidden])', waiting);
  return (await page.textContent('#room-code'))!;
}

/** Waits for the question that has these words in it. */
async function answer({ page }: Player, question: string, password: string): Promise<void> {
  await page.waitForSelector(`#ask[open] #ask-text:text("${question}")`, waiting);
  await page.fill('#ask [name=answer]', password);
  await page.keyboard.press('Enter');
}

/** A native bot that stands where it is put. */
async function playClassic(stack: Stack, name: string): Promise<BotClient> {
  const bot = await BotClient.connect({ host: '127.0.0.1', port: stack.tcpPort }, name);
  onTestFinished(() => bot.close());
  await bot.enter({ type: 'play', mode: 'classic', rate: 30 });
  return bot;
}

async function robotIn(stack: Stack, code: string): Promise<BotClient> {
  const bot = await BotClient.connect({ host: '127.0.0.1', port: stack.tcpPort }, 'Robot');
  onTestFinished(() => bot.close());
  await bot.enter({ type: 'join', code, password: 'pear', rate: 30 });
  return bot;
}

/** A player who finds no seat, and watches instead. */
async function watcher(stack: Stack, name: string, code: string): Promise<Player> {
  const player = await named(stack, name, SMALL, `#${code}`);
  const { page } = player;
  await page.click('#play');
  await answer(player, 'has a password', 'pear');
  await page.click('#ask-ways button:text("Watch")', waiting);
  await page.waitForSelector('#room:not([hidden])', waiting);
  expect(await page.textContent('#room-hint')).toBe('You are watching.');
  return player;
}

async function say({ page }: Player, line: string): Promise<void> {
  await page.fill('#chat-text', line);
  await page.press('#chat-text', 'Enter');
}

async function heard({ page }: Player, text: string): Promise<void> {
  await page.waitForFunction(
    (text) => [...document.querySelectorAll('#chat-lines .text')].some((line) => line.textContent === text),
    text,
    waiting,
  );
}

function heardLines({ page }: Player): Promise<string[]> {
  return page.$$eval('#chat-lines .text', (lines) => lines.map((line) => line.textContent ?? ''));
}

/** Plays until there are points. */
async function scores({ page }: Player): Promise<void> {
  await page.keyboard.down('ArrowLeft');
  await page.waitForFunction(() => window.packetman!.confirmed!.seatScore[window.packetman!.seat!]! > 0, null, waiting);
  await page.keyboard.up('ArrowLeft');
}

/** Loads the page anew, and finds seat, name and points as they were. */
async function reloadKeepsEverything(player: Player, witness: Player): Promise<void> {
  const { page } = player;
  const seat = (await read(player, 'seat'))!;
  const score = (await read(player, 'confirmed'))!.seatScore[seat]!;
  await page.reload();
  await page.waitForFunction(() => window.packetman?.state === 'room', null, waiting);
  expect(await read(player, 'seat')).toBe(seat);
  expect((await read(player, 'seats'))[seat]!.name).toBe('Emil');
  expect((await read(player, 'confirmed'))!.seatScore[seat]!).toBeGreaterThanOrEqual(score);
  // The mark in the list may be gone before anybody looks; what was said stays.
  for (const news of ['Emil lost the connection.', 'Emil is back.']) {
    await witness.page.waitForSelector(`#chat-lines .report:text("${news}")`, { ...waiting, state: 'attached' });
  }
  await witness.page.waitForSelector('#players .away', { ...waiting, state: 'detached' });
}

/** Everything that the results say, once they are there. */
async function resultsOf({ page }: Player): Promise<string> {
  await page.waitForSelector('#results:not([hidden])', { timeout: MATCH_MS_MAX });
  return (await page.innerText('#results-title')) + (await page.innerText('#results-rows'));
}
