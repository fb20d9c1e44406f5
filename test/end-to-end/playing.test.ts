import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aiDirection, PAC, PHASE } from '#simulation';
import { BotClient } from '../../bots/bot-client.ts';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { play, read, screenshot, SLOW_RATE, startStack, untilStill, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };

describe.skipIf(!browserAvailable)('in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W11] two pages and a TCP bot meet in one room: they see each other, move, and eat the same dots', async () => {
    // Ghosts catch who stands still, and the match is soon over for all.
    stack.pace(SLOW_RATE);
    onTestFinished(() => stack.pace(1));
    const bot = await botInRoom(stack);
    const { code } = bot.match!;
    const one = await stack.open({}, `#${code}`);
    const two = await stack.open({ viewport: { width: 900, height: 700 } }, `#${code}`);
    for (const [player, name] of [
      [one, 'Ann'],
      [two, 'Ben'],
    ] as const) {
      expect(await player.page.textContent('#play')).toBe(`Join room ${code}`);
      await player.page.fill('#name', name);
      await play(player);
    }

    const people = ['Robot bot', 'Ann human', 'Ben human'];
    for (const player of [one, two]) {
      await player.page.waitForFunction(
        () => window.packetman!.seats.filter(({ name }) => name !== '').length === 3,
        null,
        waiting,
      );
      const seats = await read(player, 'seats');
      expect(seats.flatMap(({ name, driver }) => (name === '' ? [] : [`${name} ${driver}`]))).toEqual(people);
      expect(await read(player, 'code')).toBe(code);
    }
    await expect.poll(() => bot.match!.seats.map(({ name }) => name).filter(Boolean)).toEqual(['Robot', 'Ann', 'Ben']);

    const seat = (await read(one, 'seat'))!;
    await untilReadyToMove(one, seat);
    const from = (await read(two, 'confirmed'))!.pacX[seat]!;
    // From now on, since ghosts decide how long a Pac-Man is where it went.
    const moved = two.page.waitForFunction(
      ([seat, from]) => window.packetman!.confirmed!.pacX[seat!]! < from! - 16,
      [seat, from],
      waiting,
    );
    stack.pace(1);
    await one.page.keyboard.down('ArrowLeft');
    await moved;
    await one.page.keyboard.up('ArrowLeft');

    for (const player of [one, two]) {
      await player.page.waitForFunction(() => window.packetman!.confirmed!.dotsLeft < 230, null, waiting);
      expect((await read(player, 'confirmed'))!.score).toBeGreaterThanOrEqual(140);
    }
    await screenshot(one, 'two-pages-one');
    await screenshot(two, 'two-pages-two');
    expect(one.errors).toEqual([]);
    expect(two.errors).toEqual([]);
  });

  test('[W10] one click leads into a running match', async () => {
    const player = await stack.open();
    await screenshot(player, 'menu-1280x800');
    await player.page.keyboard.press('Enter');
    await player.page.waitForFunction(() => window.packetman!.firstFrameMs > 0, null, waiting);
    const took = (await read(player, 'firstFrameMs')) - (await read(player, 'clickedMs'));
    console.log(`first click to first frame of the match: ${Math.round(took)} ms`);
    expect(took).toBeGreaterThan(0);
    expect(new URL(player.page.url()).hash).toBe(`#${await read(player, 'code')}`);
    await screenshot(player, 'match');
    await player.page.keyboard.press('Escape');
    // The safe answer has the focus.
    await player.page.keyboard.press('Shift+Tab');
    await player.page.keyboard.press('Enter');
    await player.page.waitForSelector('#play', waiting);
    expect(player.errors).toEqual([]);
  });

  test('[W1] on a phone a swipe steers', async () => {
    const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true };
    const player = await stack.open(phone);
    await screenshot(player, 'phone-menu');
    await play(player);
    const seat = (await read(player, 'seat'))!;
    await untilReadyToMove(player, seat);
    const from = (await read(player, 'confirmed'))!.pacX[seat]!;
    await swipe(player, 60, 600, 180);
    await player.page.waitForFunction(
      ([seat, from]) => window.packetman!.confirmed!.pacX[seat!]! > from! + 8,
      [seat, from],
      waiting,
    );
    await screenshot(player, 'phone-match');
    expect(player.errors).toEqual([]);
  });

  test.each([
    [1280, 800, 1],
    [800, 600, 1.5],
    [390, 844, 3],
    [844, 390, 2],
    [3840, 2160, 1],
  ])('[W12] at %i x %i pixels, ratio %f, the maze is sharp and nothing lies over it', async (width, height, ratio) => {
    const player = await stack.open({ viewport: { width, height }, deviceScaleFactor: ratio });
    await play(player);
    // The menu has zoomed into it.
    await untilStill(player);
    const canvas = await player.page.$eval('#stage canvas', (element) => {
      const { width, height } = element as HTMLCanvasElement;
      const box = element.getBoundingClientRect();
      return { width, height, box: { x: box.x, y: box.y, width: box.width, height: box.height } };
    });
    // One canvas pixel for one device pixel, at whole device pixels, tiles of a whole number of them.
    expect(canvas.width / 28).toBe(Math.round(canvas.width / 28));
    expect(canvas.height / 31).toBe(canvas.width / 28);
    expect(canvas.box.width * ratio).toBeCloseTo(canvas.width, 1);
    expect(canvas.box.height * ratio).toBeCloseTo(canvas.height, 1);
    expect(canvas.box.x * ratio).toBeCloseTo(Math.round(canvas.box.x * ratio), 1);
    for (const id of ['.figures', '.company']) {
      const box = (await player.page.locator(id).boundingBox())!;
      expect(overlap(box, canvas.box)).toBe(false);
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
    }
    // It uses what there is: one of the two directions is filled to within a tile or two and the margins.
    expect(Math.max(canvas.box.width / width, canvas.box.height / height)).toBeGreaterThan(0.85);
    await screenshot(player, `match-${width}x${height}`);
  });

  test('[W10] the link of a room that is gone is explained, with a way on', async () => {
    const player = await stack.open({}, '#ZZZZZ');
    await player.page.click('#play');
    await player.page.waitForSelector('#message:not([hidden])', waiting);
    expect(await player.page.textContent('#message')).toContain('no longer exists');
    expect(await player.page.textContent('#play')).toBe('Play Together');
    expect(player.errors).toEqual([]);
    await play(player);
  });
});

/** A native bot in a room of its own, steered by the built-in AI. */
async function botInRoom(stack: Stack): Promise<BotClient> {
  const bot = await BotClient.connect({ host: '127.0.0.1', port: stack.tcpPort }, 'Robot', {
    onUpdate(client, { seat, world }) {
      if (world.pacState[seat] !== PAC.alive && world.pacState[seat] !== PAC.waiting) return;
      const wish = aiDirection(world, 0, 'normal');
      if (wish !== world.pacWish[seat]) client.steer(wish);
    },
  });
  onTestFinished(() => bot.close());
  await bot.enter({ type: 'create', settings: ROOM_SETTINGS, password: '', rate: 30 });
  bot.send({ type: 'start' });
  return bot;
}

async function untilReadyToMove({ page }: Player, seat: number): Promise<void> {
  await page.waitForFunction(
    ([seat, play, waits]) => {
      const { phase, pacState } = window.packetman!.predicted!;
      return phase === play && pacState[seat!] === waits;
    },
    [seat, PHASE.play, PAC.waiting],
    waiting,
  );
}

/** One finger from left to right. */
async function swipe({ page }: Player, x: number, y: number, by: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (let moved = 0; moved <= by; moved += 20) {
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + moved, y }] });
  }
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
