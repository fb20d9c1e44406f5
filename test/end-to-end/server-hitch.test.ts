import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { SUPERVISED_VARIABLE } from '../../cli/shutdown.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { listeningOf } from '../support/listening.ts';
import { play, read, startStack, type Stack } from './stack.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const SERVER_ARGS = ['server', '--host=127.0.0.1', '--port=0', '--admin-port=0', '--log-level=error'];
/** A page without time stays connected. */
const PATIENCE = '--standstill-ms-max=60000';
const BUILD_MS_MAX = 120_000;
const waiting = { timeout: WAIT_MS };
const LEAD_TICKS_MAX = 20;
/** On a busy machine a page leads by more than that, but not by this more than before its server stood still. */
const MORE_TICKS_MAX = 10;
/** Of the server: the page is looked at before it stands still, follows it again after it goes on, and is looked at again. */
const TICKS_BEFORE = 120;
const TICKS_TO_FOLLOW = 120;
/** So many frames have a median. A busy machine may stop the server or the page again for a moment. */
const FRAMES_LOOKED_AT = 120;
/** Without news of the world for so long the server stands still for the page, also if a busy machine has stopped it. */
const NEWS_MS_MAX = 300;
/** Without a frame for so long a busy machine has stopped the page, and perhaps the server with it: it may jump once more. */
const FRAME_MS_MAX = 100;

interface Drawn {
  readonly ms: number;
  readonly predicted: number;
  readonly confirmed: number;
}

declare global {
  interface Window {
    /** Of every frame since `recordLead`. */
    leadDrawn?: Drawn[];
  }
}

describe.skipIf(!browserAvailable)('a page whose game server stands still', () => {
  let server: ChildProcess;
  let stack: Stack;

  beforeAll(async () => {
    await ensureBuilt();
    server = fork(PACKETMAN, [...SERVER_ARGS, PATIENCE], {
      execArgv: [],
      env: { ...process.env, [SUPERVISED_VARIABLE]: '1' },
    });
    const { port } = await listeningOf(server);
    stack = await startStack({ serverPort: port! });
  }, BUILD_MS_MAX);
  afterAll(async () => {
    await stack.stop();
    server.kill('SIGCONT');
    server.kill();
    await once(server, 'exit');
  });

  test.each([300, 1000, 2500])('[W24] for %i ms follows it again, with one jump at most', async (stoppedMs) => {
    const player = await stack.open();
    const { page } = player;
    await play(player);
    await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => window.packetman!.figures!.inputs > 0, null, waiting);
    await page.evaluate(recordLead);
    const start = (await read(player, 'confirmed'))!.tick + TICKS_BEFORE;
    await page.waitForFunction((tick) => window.packetman!.confirmed!.tick > tick, start, waiting);
    const leadBefore = medianLead(await page.evaluate(() => window.leadDrawn!));
    const jumpsBefore = (await read(player, 'figures'))!.largeCorrections;
    await page.evaluate(recordLead);

    // It would not end, and the next test has the same server.
    onTestFinished(() => void server.kill('SIGCONT'));
    server.kill('SIGSTOP');
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), stoppedMs);
    const stoodAt = (await read(player, 'confirmed'))!.tick;
    server.kill('SIGCONT');
    const leadMax = Math.max(LEAD_TICKS_MAX, leadBefore + MORE_TICKS_MAX);
    const followsAt = stoodAt + TICKS_TO_FOLLOW;
    const lead = async (): Promise<number> => {
      const drawn = await page.evaluate(() => window.leadDrawn!);
      const following = drawn.filter(({ confirmed }) => confirmed > followsAt);
      return following.length < FRAMES_LOOKED_AT ? Infinity : medianLead(following.slice(-FRAMES_LOOKED_AT));
    };
    await expect.poll(lead, { interval: 200 }).toBeLessThan(leadMax);

    const stood = standstills(await page.evaluate(() => window.leadDrawn!));
    const jumps = (await read(player, 'figures'))!.largeCorrections - jumpsBefore;
    console.log(
      `after ${stoppedMs} ms: a lead of ${await lead()} ticks, before of ${leadBefore}, ${jumps} jumps, stood ${stood}`,
    );
    expect(jumps).toBeLessThanOrEqual(Math.max(1, stood));
    expect(player.errors).toEqual([]);
  });
});

function medianLead(drawn: readonly Drawn[]): number {
  const leads = drawn.map(({ predicted, confirmed }) => predicted - confirmed).sort((a, b) => a - b);
  return leads[leads.length >> 1]!;
}

/** How often the server stood still for the page, and the page itself. */
function standstills(drawn: readonly Drawn[]): number {
  const news = drawn.filter(({ confirmed }, i) => i === 0 || confirmed > drawn[i - 1]!.confirmed);
  return breaks(news, NEWS_MS_MAX) + breaks(drawn, FRAME_MS_MAX);
}

function breaks(drawn: readonly Drawn[], msMax: number): number {
  return drawn.filter(({ ms }, i) => i > 0 && ms - drawn[i - 1]!.ms > msMax).length;
}

/** Runs in the page. */
function recordLead(): void {
  const drawn: Drawn[] = (window.leadDrawn = []);
  const record = (): void => {
    if (window.leadDrawn !== drawn) return;
    const { predicted, confirmed } = window.packetman!;
    if (predicted !== null && confirmed !== null) {
      drawn.push({ ms: performance.now(), predicted: predicted.tick, confirmed: confirmed.tick });
    }
    requestAnimationFrame(record);
  };
  record();
}
