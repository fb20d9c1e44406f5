import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replayFrom, type Replay } from '#simulation';
import { browserAvailable } from '../support/browser.ts';
import { startReplayApi, type ReplayApi } from '../support/replay-api.ts';
import { ARTIFACTS, startStack, WAIT_MS, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const GOLDEN = join(import.meta.dirname, '../golden/replays');
const golden = (name: string): Replay => replayFrom(JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8')));
const RENDERERS = ['canvas', 'webgl'] as const;
/** Frightened ghosts and names; power rings and dormant energizers; fog is not in replays. */
const SCENES = [
  ['COOP', 2250],
  ['BATTLE', 1190],
  ['SPLIT', 900],
] as const;
const WINDOW = { viewport: { width: 900, height: 700 } };
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
      expect(await otherPixels(canvas, one, other), id).toBeLessThan(OTHER_PIXELS_MAX);
    }

    const before = await standing(webgl);
    await webgl.page.evaluate((maze) => {
      const context = document.querySelector<HTMLCanvasElement>(maze)!.getContext('webgl')!;
      context.getExtension('WEBGL_lose_context')!.loseContext();
    }, MAZE);
    await webgl.page.waitForFunction(
      (maze) => {
        const made = document.querySelector<HTMLCanvasElement>(maze);
        return made !== null && made.getContext('webgl') === null && made.width > 300;
      },
      MAZE,
      waiting,
    );
    expect(await webgl.page.locator(MAZE).count()).toBe(1);
    expect(await otherPixels(webgl, before, await standing(webgl))).toBeLessThan(OTHER_PIXELS_MAX);
    // The browser itself may say that a context was lost.
    expect([...canvas.errors, ...webgl.errors.filter((text) => !/context/i.test(text))]).toEqual([]);
  });
});

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
          const bytes = Uint8Array.from(atob(base64 as string), (sign) => sign.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (a!.width !== b!.width || a!.height !== b!.height) return 1;
      let count = 0;
      for (let i = 0; i < a!.data.length; i += 4) {
        const differs = [0, 1, 2].some((part) => Math.abs(a!.data[i + part]! - b!.data[i + part]!) > (shade as number));
        if (differs) count++;
      }
      return count / (a!.data.length / 4);
    },
    [SHADE, one.toString('base64'), other.toString('base64')] as const,
  );
}
