import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { LOG_RATE } from '#protocol';
import { createWorld, matchSettings, MAZE_COLUMNS, tileAt, TUNNEL_ROW } from '#simulation';
import { runBots } from '../../bots/main.ts';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { directionTo } from '../support/shortest-way.ts';
import { PATIENT, read, screenshot, SLOW_RATE, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const GROUPS = ['Bota', 'Botb', 'Botc'];
const GROUP_BOTS = 5;
const BOTS = GROUPS.length * GROUP_BOTS;
/** Fifteen bots have to steer meanwhile. */
const OUT_RATE = 4;
const TEST_MS_MAX = 200_000;
/** The gates in the East and West are open half of the time, at first after ten seconds. */
const WALK_MS_MAX = 60_000;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(!browserAvailable)('mega in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ server: PATIENT });
  });
  afterAll(() => stack.stop());

  test(
    '[W40][W41][W42] one page and 15 bots: a gate, the cut, watching others, the next match',
    async () => {
      const player = await stack.open();
      const { page } = player;
      // Who does not steer is soon steered by others, and out.
      stack.pace(SLOW_RATE);
      await page.fill('#name', 'Ann');
      await page.check('#modes [value=mega]');
      await page.click('#play');
      await page.waitForFunction(() => window.packetman!.firstFrameMs > 0, null, waiting);
      await addBots(stack);
      await page.waitForFunction(
        (bots) => window.packetman!.seats.filter(({ driver }) => driver === 'bot').length === bots,
        BOTS,
        waiting,
      );
      const code = await read(player, 'code');
      await expect.poll(() => page.locator('.ranking-rows .who').count()).toBe(BOTS + 1);
      stack.pace(1);
      await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
      const watcher = await watching(stack, code!);

      if (await walkEast(player)) await screenshot(player, 'mega-passage');

      expect(await turnUntilOut(stack, player)).toMatch(/^You are out: place \d+ of 16\.$/);
      await page.waitForFunction(() => (window.packetman!.playback?.seat ?? -1) >= 0, null, waiting);
      await screenshot(player, 'mega-out');
      await followAnother(player);
      // On a phone the maze has the room of the ranking, which opens on request.
      await watcher.page.click('.mega-ranking header button');
      await followAnother(watcher);
      await screenshot(watcher, 'mega-watcher-phone');

      await page.click('#play-next');
      await page.waitForFunction(
        (code) => window.packetman!.code !== code && window.packetman!.seat! >= 0,
        code,
        waiting,
      );
      await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
      expect(await page.isVisible('#out')).toBe(false);
      expect(await page.isVisible('#match')).toBe(true);
      expect([...player.errors, ...watcher.errors]).toEqual([]);
    },
    TEST_MS_MAX,
  );
});

/** They play until the test ends. They come in groups, since each bot waits for an answer for seconds only. */
async function addBots({ tcpPort }: Stack): Promise<void> {
  const ends = new AbortController();
  const ended: Promise<number>[] = [];
  onTestFinished(async () => {
    ends.abort();
    expect(await Promise.all(ended)).toEqual(ended.map(() => 0));
  });
  for (const name of GROUPS) {
    await new Promise<void>((areIn) => {
      // The first line of a bot says that it is in a room, or why it is not.
      const heard = new Set<string>();
      const print = (line: string): void => {
        heard.add(line.slice(0, line.indexOf(':')));
        if (heard.size === GROUP_BOTS) areIn();
      };
      const options = { host: '127.0.0.1', port: tcpPort, count: GROUP_BOTS, name, mode: 'mega' };
      ended.push(runBots({ ...options, rate: LOG_RATE, signal: ends.signal }, print));
    });
  }
}

async function watching(stack: Stack, code: string): Promise<Player> {
  const watcher = await stack.open(PHONE, `#${code}`);
  const { page } = watcher;
  await page.fill('#name', 'Wim');
  await page.click('#play');
  await page.click('#ask-ways button:text("Watch")', waiting);
  await page.waitForFunction(() => (window.packetman!.playback?.seat ?? -1) >= 0, null, waiting);
  return watcher;
}

/** By tile: the key of the way to the gate in the East. */
function keysToEast(): Record<number, string> {
  const world = createWorld(matchSettings({ mode: 'mega', seatCount: 4 }));
  const keys = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'];
  // The last tile of the tunnel, beyond the picture: there the gate is.
  const gate = tileAt(MAZE_COLUMNS + 1, TUNNEL_ROW);
  const tiles = [...world.maze.walkable.keys()].filter((tile) => world.maze.walkable[tile] === 1);
  return Object.fromEntries(tiles.map((tile) => [tile, keys[directionTo(world, tile, gate)] ?? 'ArrowRight']));
}

/**
 * Steers into the tunnel in the East, which leads back into the own maze until its gate opens.
 * @returns whether it came through; ghosts may have been quicker, three times
 */
function walkEast({ page }: Player): Promise<boolean> {
  return page.evaluate(
    ([keys, walkMs]) =>
      new Promise<boolean>((resolve) => {
        const startMs = performance.now();
        const { confirmed, seat } = window.packetman!;
        const home = confirmed!.mazeIndex;
        let pressedTick = 0;
        const frame = (): void => {
          const { confirmed, predicted } = window.packetman!;
          if (confirmed!.mazeIndex !== home) return resolve(true);
          const isOut = !document.getElementById('out')!.hidden;
          if (isOut || performance.now() - startMs > walkMs) return resolve(false);
          const x = predicted!.pacX[seat!]!;
          const y = predicted!.pacY[seat!]!;
          const code = keys[((y >> 3) << 5) + ((x + 16) >> 3)] ?? 'ArrowRight';
          if (predicted!.tick - pressedTick >= 4) {
            pressedTick = predicted!.tick;
            for (const type of ['keydown', 'keyup']) window.dispatchEvent(new KeyboardEvent(type, { code }));
          }
          requestAnimationFrame(frame);
        };
        frame();
      }),
    [keysToEast(), WALK_MS_MAX] as const,
  );
}

/**
 * Turns now and then, so that nobody steers in the player's place, until the cut or the ghosts have come.
 * @returns what the page says then
 */
async function turnUntilOut(stack: Stack, { page }: Player): Promise<string> {
  let isOut = false;
  const turning = page.evaluate(() => {
    let turnedTick = 0;
    const frame = (said: (text: string) => void): void => {
      const { tick } = window.packetman!.predicted!;
      if (tick - turnedTick >= 200) {
        turnedTick = tick;
        const code = tick % 2 === 0 ? 'ArrowLeft' : 'ArrowRight';
        for (const type of ['keydown', 'keyup']) window.dispatchEvent(new KeyboardEvent(type, { code }));
      }
      if (document.getElementById('out')!.hidden) requestAnimationFrame(() => frame(said));
      else said(document.getElementById('out-text')!.textContent);
    };
    return new Promise<string>(frame);
  });
  const out = turning.finally(() => (isOut = true));
  await stack.hurryUntil(() => isOut, OUT_RATE);
  return out;
}

/** Chooses a player who still plays in the ranking, and waits until their maze is shown. */
async function followAnother({ page }: Player): Promise<void> {
  const followed = await page.evaluate(() => window.packetman!.playback!.seat);
  // At once: the ranking changes all the time, and a click of the browser's waits until it does not.
  await page.waitForFunction(
    () => {
      const other = document.querySelector<HTMLElement>('.ranking-rows li:not(.out):not([aria-current]) .who');
      if (other?.checkVisibility({ visibilityProperty: true }) !== true) return false;
      other.click();
      return true;
    },
    null,
    waiting,
  );
  await page.waitForFunction((followed) => window.packetman!.playback!.seat !== followed, followed, waiting);
  await page.waitForFunction(
    () => {
      const { playback, confirmed } = window.packetman!;
      return confirmed!.pacState[playback!.seat]! > 0;
    },
    null,
    waiting,
  );
}
