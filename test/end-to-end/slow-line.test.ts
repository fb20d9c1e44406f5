import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable } from '../support/browser.ts';
import { netcodeCpuMs } from './cpu-trace.ts';
import { frames, FRAMES_PER_TURN, LONG, openOver, startRoom, untilMoving } from './page-over-link.ts';
import { read, startStack, type Stack } from './stack.ts';

const TURNS = 24;
const MEASURED_FRAMES = 400;
const KEYS = ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'];

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
});

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
