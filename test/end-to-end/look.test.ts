import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replayFrom, type Replay } from '#simulation';
import { paletteOf } from '#picture';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { startReplayApi, type ReplayApi } from '../support/replay-api.ts';
import { ARTIFACTS, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const GOLDEN = join(import.meta.dirname, '../golden/replays');
const golden = (name: string): Replay => replayFrom(JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8')));
const RENDERERS = ['canvas', 'webgl'] as const;
/** Dots, ghosts and names; rings of power and dormant energizers. */
const SCENES = [
  ['COOP', 2250],
  ['BATTLE', 1190],
] as const;
/** Small: without a graphics card a WebGL frame of a large window takes a second. */
const WINDOW = { viewport: { width: 420, height: 640 } };
const SIZES = [
  [320, 568],
  [390, 844],
  [844, 390],
  [1280, 800],
  [3840, 2160],
] as const;
const MAZE = '#replay .stage canvas';
/** Edges of shapes differ, which a graphics card smooths its own way. */
const SHADE = 48;
const OTHER_PIXELS_MAX = 0.001;
const PICTURES_MAX = 30;

describe.skipIf(!browserAvailable)('the look, in a real browser', () => {
  let api: ReplayApi;
  let stack: Stack;

  beforeAll(async () => {
    const names = ['Ann', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fritz', 'Gus', 'Heidi'];
    const named = (replay: Replay): Replay => ({
      ...replay,
      players: names
        .slice(0, replay.settings.seatCount)
        .map((name, seat) => ({ tick: 0, seat, driver: 'human', name })),
    });
    api = await startReplayApi({
      COOP: named(golden('coop-of-four')),
      BATTLE: named(golden('battle-of-eight-with-extra-round')),
      SPLIT: named(golden('level-256')),
    });
    stack = await startStack({ api: api.origin });
  });
  afterAll(async () => {
    await stack.stop();
    api.close();
  });

  test('[W86] canvas and WebGL draw the same pictures, and a lost WebGL context goes on as a canvas', async () => {
    const players = [];
    for (const renderer of RENDERERS) players.push(await stack.open(WINDOW, `&renderer=${renderer}`));
    const [canvas, webgl] = players as [Player, Player];
    for (const [id, tick] of SCENES) {
      const [one, other] = [await pictureAt(canvas, id, tick), await pictureAt(webgl, id, tick)];
      expect(await isWebGl(canvas)).toBe(false);
      expect(await isWebGl(webgl)).toBe(true);
      writeFileSync(join(ARTIFACTS, `look-${id}-canvas.png`), one);
      writeFileSync(join(ARTIFACTS, `look-${id}-webgl.png`), other);
      expect(await otherPixels(canvas, one, other)).toBeLessThan(OTHER_PIXELS_MAX);
    }

    const before = await standing(webgl);
    await webgl.page.evaluate((maze) => {
      const context = document.querySelector<HTMLCanvasElement>(maze)!.getContext('webgl')!;
      context.getExtension('WEBGL_lose_context')!.loseContext();
    }, MAZE);
    await webgl.page.waitForFunction(
      (maze) => {
        const made = document.querySelector<HTMLCanvasElement>(maze);
        // It has its size, so the maze is drawn on it.
        return made !== null && made.style.width !== '' && made.getContext('2d') !== null;
      },
      MAZE,
      waiting,
    );
    expect(await webgl.page.locator(MAZE).count()).toBe(1);
    expect(await otherPixels(webgl, before, await standing(webgl))).toBeLessThan(OTHER_PIXELS_MAX);
    // The browser itself may say that a context was lost.
    expect([...canvas.errors, ...webgl.errors.filter((text) => !/context/i.test(text))]).toEqual([]);
  });

  test('[W85] the fruit row of level 256 is in the window and drawn, at every size', async () => {
    const player = await stack.open(WINDOW);
    await pictureAt(player, 'SPLIT', 900);
    for (const [width, height] of SIZES) {
      await player.page.setViewportSize({ width, height });
      await player.page.waitForFunction(isFruitRowSeen, [width, height] as const, waiting);
    }
    expect(player.errors).toEqual([]);
  });

  test('[W151] on phones the whole maze of a battle of eight is in its place', async () => {
    const { page, errors } = await stack.open({ ...WINDOW, hasTouch: true, isMobile: true });
    await page.click('#create');
    await page.selectOption('#settings [name=mode]', 'battle');
    await page.click('#settings-done');
    await page.click('#room-start');
    await page.waitForFunction(() => window.packetman!.frames > 0, null, waiting);
    for (const [width, height] of SIZES.slice(0, 3)) {
      await page.setViewportSize({ width, height });
      await page.waitForFunction(isMazeWhole, [width, height] as const, waiting);
    }
    expect(errors).toEqual([]);
  });

  test('[W80][W89] the page has its font; theme and palette change at once, in pictures and lists', async () => {
    const player = await stack.open();
    const { page } = player;
    await page.waitForFunction(() => [...document.fonts].some(({ status }) => status === 'loaded'), null, waiting);
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('h1')!).fontFamily)).toContain('Pixel');
    const { ghosts, seats } = paletteOf('contrast', 'red-green');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.evaluate(() => {
      localStorage.setItem('packetman.theme', 'contrast');
      localStorage.setItem('packetman.palette', 'red-green');
    });
    await page.waitForFunction(
      ([blinky, green]) => {
        const root = document.documentElement;
        const ghost = document.querySelectorAll<HTMLCanvasElement>('#parade canvas')[1]!;
        const [red, , blue] = ghost.getContext('2d')!.getImageData(ghost.width / 2, ghost.height * 0.65, 1, 1).data;
        const isDrawn =
          red === Number.parseInt(blinky.slice(1, 3), 16) && blue === Number.parseInt(blinky.slice(5), 16);
        return isDrawn && root.style.getPropertyValue('--seat-green') === green && root.dataset['theme'] === 'contrast';
      },
      [ghosts[0], seats.green] as const,
      waiting,
    );
    expect(player.errors).toEqual([]);
  });
});

function isFruitRowSeen([width, height]: readonly [number, number]): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>('#replay canvas.fruits')!;
  const { left, top, right, bottom } = canvas.getBoundingClientRect();
  const isInside = left >= 0 && top >= 0 && right <= width && bottom <= height && right > left;
  if (!isInside || canvas.width !== Math.round(canvas.clientWidth * devicePixelRatio)) return false;
  return canvas
    .getContext('2d')!
    .getImageData(0, 0, canvas.width, canvas.height)
    .data.some((part) => part > 0);
}

/** Whether the maze is drawn for this size of the window, within the place that it has. */
function isMazeWhole([width, height]: readonly [number, number]): boolean {
  const stage = document.querySelector('#match .stage')!.getBoundingClientRect();
  const canvas = stage.width > 0 && document.querySelector('#match .stage canvas')?.getBoundingClientRect();
  if (!canvas || innerWidth !== width || innerHeight !== height) return false;
  return canvas.top >= stage.top - 1 && canvas.bottom <= stage.bottom + 1 && canvas.height > height / 3;
}

/** The maze at a tick of a replay. */
async function pictureAt(player: Player, id: string, tick: number): Promise<Buffer> {
  const { page } = player;
  await page.evaluate((hash) => (location.hash = hash), `replay=${id}`);
  await page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, waiting);
  await page.keyboard.press(' ');
  await page.getByLabel('Time in the match').fill(String(tick));
  await page.waitForFunction((tick) => window.packetman!.playback!.tick === tick, tick, waiting);
  return standing(player);
}

/** The maze once nothing in it changes: names that come and go have come to rest. */
async function standing({ page }: Player): Promise<Buffer> {
  let before: Buffer = Buffer.alloc(0);
  for (let i = 0; i < PICTURES_MAX; i++) {
    const picture = await page.locator(MAZE).screenshot();
    if (picture.equals(before)) return picture;
    before = picture;
  }
  throw new Error('the picture does not come to rest');
}

function isWebGl({ page }: Player): Promise<boolean> {
  return page.evaluate((maze) => document.querySelector<HTMLCanvasElement>(maze)!.getContext('2d') === null, MAZE);
}

/** The part of the pixels in which two pictures of one size differ by more than a shade. */
async function otherPixels({ page }: Player, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async ([shade, ...pictures]) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (a!.width !== b!.width || a!.height !== b!.height) return 1;
      let count = 0;
      for (let i = 0; i < a!.data.length; i += 4) {
        const differs = [0, 1, 2].some((part) => Math.abs(a!.data[i + part]! - b!.data[i + part]!) > shade);
        if (differs) count++;
      }
      return count / (a!.data.length / 4);
    },
    [SHADE, one.toString('base64'), other.toString('base64')] as const,
  );
}
