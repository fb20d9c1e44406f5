import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import { startSlowLink, type SlowLink } from '../../tools/slow-link.ts';
import type { LinkProfile } from '../../tools/link-profile.ts';
import { browserAvailable } from '../support/browser.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { netcodeCpuMs } from './cpu-trace.ts';
import { play, read, screenshot, startStack, WAIT_MS, type Player, type Stack } from './stack.ts';
import { hurriedInARow, recordTicks } from './ticks-drawn.ts';

const waiting = { timeout: WAIT_MS };
const LONG: LinkProfile = { delayMs: 75, jitterMs: 15, stallMs: 100, stallEveryMs: 5000 };
const TURNS = 24;
/** Twice a second. */
const FRAMES_PER_TURN = 30;
const MEASURED_FRAMES = 400;
const FOUR_SEATS = { ...ROOM_SETTINGS, fill: true };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true };
/** From where the picture stood to the present. */
const JUMPS_IN_A_ROW_MAX = 1;
const KEYS = ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'];

declare global {
  interface Window {
    /** What the page said when the connection was lost, since `pressWhenLost`. */
    lostText?: string;
  }
}

describe.skipIf(!browserAvailable)('a browser on a slow line', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W20] at 150 ms, with jitter and stalls, the figures of the page are inside the goals', async () => {
    const player = await openOver(stack, LONG);
    await untilMoving(player);
    for (let turn = 0; turn < TURNS; turn++) {
      await player.page.keyboard.press(KEYS[(turn * 3) % 4]!);
      await frames(player, FRAMES_PER_TURN);
    }
    const figures = (await read(player, 'figures'))!;
    const { intervalMs } = await read(player, 'frameTimes');
    console.log(`over a slow line: ${JSON.stringify(figures)}, slowest frame ${Math.max(...intervalMs).toFixed(0)} ms`);
    expect(await read(player, 'roundTripMs')).toBeGreaterThanOrEqual(2 * LONG.delayMs - 1);
    expect(figures.inputs).toBeGreaterThan(10);
    expect(figures.lateInputs / figures.inputs).toBeLessThanOrEqual(0.1);
    expect(figures.largeCorrections).toBeLessThanOrEqual(1);
    expect(figures.keyToPixelFramesMax).toBe(1);
    // What is no trouble is not complained of.
    expect(await player.page.isVisible('#line-warning')).toBe(false);
    expect(player.errors).toEqual([]);
  });

  test('[W23] eight actors are drawn at 60 frames a second, and netcode takes less than a millisecond of one', async () => {
    const { code } = (await startRoom(stack)).match!;
    const player = await openOver(stack, LONG, { width: 1280, height: 800 }, `#${code}`);
    await untilMoving(player);
    const cpuMs = await netcodeCpuMs(player, () => frames(player, MEASURED_FRAMES));
    const { intervalMs, workMs } = await read(player, 'frameTimes');
    const frame = spread(intervalMs.slice(-MEASURED_FRAMES));
    const wall = spread(workMs.slice(-MEASURED_FRAMES));
    const cpu = spread(cpuMs);
    console.log(
      `8 actors, 1280 x 800: frame ${frame.median.toFixed(1)} ms, p99 ${frame.p99.toFixed(1)} ms; netcode of it ` +
        `${wall.median.toFixed(2)} ms, p99 ${wall.p99.toFixed(2)} ms by the clock, ` +
        `${cpu.median.toFixed(2)} ms, p99 ${cpu.p99.toFixed(2)} ms, most ${cpu.most.toFixed(2)} ms on a CPU`,
    );
    expect(frame.median).toBeLessThan(1000 / 58);
    // By the clock, one frame in a hundred also has in it what server, bot and browser did meanwhile on the same CPU.
    expect(wall.median).toBeLessThan(1);
    expect(cpu.p99).toBeLessThan(1);
    expect(await player.page.locator('#players li').count()).toBe(4);
  });

  test.each([
    [1280, 800],
    [390, 844],
  ])('[W22] F3 shows how the line is doing, at %i x %i', async (width, height) => {
    const player = await openOver(stack, LONG, { width, height });
    await frames(player, FRAMES_PER_TURN);
    expect(await player.page.isVisible('#network')).toBe(false);
    await player.page.keyboard.press('F3');
    await player.page.waitForFunction(
      () => Number.parseInt(document.querySelector('#network output')?.textContent ?? '0', 10) >= 149,
      null,
      waiting,
    );
    await frames(player, 4 * FRAMES_PER_TURN);
    const box = (await player.page.locator('#network').boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    await screenshot(player, `network-${width}x${height}`);
    await player.page.keyboard.press('F3');
    expect(await player.page.isVisible('#network')).toBe(false);
  });

  test('[W22] a line that hurts is said to, in plain words, and the maze does not move for it', async () => {
    const { code } = (await startRoom(stack)).match!;
    const player = await openOver(stack, { delayMs: 250, jitterMs: 0 }, { width: 390, height: 844 }, `#${code}`);
    const maze = player.page.locator('#stage canvas');
    // The menu has zoomed into it.
    await player.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    const place = await maze.boundingBox();
    expect(await player.page.isVisible('#line-warning')).toBe(false);
    await player.page.waitForSelector('#line-warning:not([hidden])', waiting);
    expect(await player.page.textContent('#line-warning')).toContain('Your connection is slow');
    expect(await maze.boundingBox()).toEqual(place);
    await screenshot(player, 'line-warning');
  });

  test('[W21] a phone that changes its network gets its seat back, and nothing old is played or sent', async () => {
    const bot = await startRoom(stack);
    const link = await slowLink(stack, { delayMs: 20, jitterMs: 5 });
    const player = await stack.open(PHONE, `#${bot.match!.code}`, link.port);
    const { page } = player;
    await play(player);
    await untilMoving(player);
    const seat = (await read(player, 'seat'))!;
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => window.packetman!.figures!.inputs > 0, null, waiting);
    const applied = (): number => bot.match!.world.seatInput[seat]!;
    const appliedBefore = applied();
    await page.evaluate(recordTicks);

    await page.evaluate(pressWhenLost, 'ArrowUp');
    link.fallSilent();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => window.lostText !== undefined, null, waiting);
    expect(await page.evaluate(() => window.lostText)).toBe('Connection lost. Getting you back…');
    await page.waitForSelector('#connection', { state: 'hidden', ...waiting });
    await frames(player, FRAMES_PER_TURN);
    expect(await read(player, 'state')).toBe('room');
    expect(await read(player, 'seat')).toBe(seat);
    expect(applied()).toBe(appliedBefore);
    expect(hurriedInARow(await page.evaluate(() => window.ticksDrawn!))).toBeLessThanOrEqual(JUMPS_IN_A_ROW_MAX);

    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => window.packetman!.figures!.inputs > 0, null, waiting);
    expect(player.errors).toEqual([]);
  });
});

/** Runs in the page: presses a key the moment that the page says the connection is lost, which may be short. */
function pressWhenLost(key: string): void {
  const banner = document.getElementById('connection')!;
  new MutationObserver((_, observer) => {
    if (banner.hidden) return;
    observer.disconnect();
    window.lostText = banner.textContent ?? '';
    for (const type of ['keydown', 'keyup']) {
      document.body.dispatchEvent(new KeyboardEvent(type, { key, code: key, bubbles: true, cancelable: true }));
    }
  }).observe(banner, { attributes: true, attributeFilter: ['hidden'] });
}

interface Spread {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)]!;
  return { median: at(0.5), p99: at(0.99), most: at(1) };
}

/** A bot in a room of four, the others of which are played by AI until somebody comes. */
async function startRoom(stack: Stack): Promise<BotClient> {
  const bot = await BotClient.connect({ host: '127.0.0.1', port: stack.tcpPort }, 'Robot');
  onTestFinished(() => bot.close());
  await bot.enter({ type: 'create', settings: FOUR_SEATS, password: '', rate: 30 });
  bot.send({ type: 'start' });
  return bot;
}

async function openOver(
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

async function slowLink(stack: Stack, profile: LinkProfile): Promise<SlowLink> {
  const host = '127.0.0.1';
  const link = await startSlowLink({ host, port: 0 }, { host, port: stack.webPort }, profile);
  onTestFinished(() => link.close());
  return link;
}

async function untilMoving(player: Player): Promise<void> {
  await player.page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
}

/** Waits until so many more frames were drawn. */
async function frames({ page }: Player, count: number): Promise<void> {
  const until = (await page.evaluate(() => window.packetman!.frames)) + count;
  await page.waitForFunction((until) => window.packetman!.frames >= until, until, waiting);
}
