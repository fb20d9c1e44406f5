import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SUPERVISED_VARIABLE } from '../../cli/shutdown.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { browserAvailable } from '../support/browser.ts';
import { listeningOf } from '../support/listening.ts';
import { play, read, startStack, WAIT_MS, type Stack } from './stack.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const SERVER_ARGS = ['server', '--host=127.0.0.1', '--port=0', '--admin-port=0', '--log-level=error'];
const BUILD_MS_MAX = 120_000;
const waiting = { timeout: WAIT_MS };
const LEAD_TICKS_MAX = 20;
/** Of the server, after it goes on: the page follows it again after the first number, and is looked at until the second. */
const TICKS_TO_FOLLOW = 120;
const TICKS_LOOKED_AT = 240;

interface Drawn {
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
    server = fork(PACKETMAN, SERVER_ARGS, { execArgv: [], env: { ...process.env, [SUPERVISED_VARIABLE]: '1' } });
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
    const jumpsBefore = (await read(player, 'figures'))!.largeCorrections;
    await page.evaluate(recordLead);

    server.kill('SIGSTOP');
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), stoppedMs);
    const stoodAt = (await read(player, 'confirmed'))!.tick;
    server.kill('SIGCONT');
    await page.waitForFunction((tick) => window.packetman!.confirmed!.tick > tick, stoodAt, waiting);
    const until = stoodAt + TICKS_LOOKED_AT;
    await page.waitForFunction((tick) => window.packetman!.confirmed!.tick > tick, until, waiting);

    const drawn = await page.evaluate(() => window.leadDrawn!);
    const leads = drawn
      .filter(({ confirmed }) => confirmed > stoodAt + TICKS_TO_FOLLOW)
      .map(({ predicted, confirmed }) => predicted - confirmed)
      .sort((a, b) => a - b);
    // The median: a busy machine may stop the server or the page again for a moment.
    const lead = leads[leads.length >> 1]!;
    const jumps = (await read(player, 'figures'))!.largeCorrections - jumpsBefore;
    console.log(`after ${stoppedMs} ms: a lead of ${lead} ticks, ${jumps} jumps`);
    expect(lead).toBeLessThan(LEAD_TICKS_MAX);
    expect(jumps).toBeLessThanOrEqual(1);
    expect(player.errors).toEqual([]);
  });
});

/** Runs in the page. */
function recordLead(): void {
  const drawn: Drawn[] = (window.leadDrawn = []);
  const record = (): void => {
    const { predicted, confirmed } = window.packetman!;
    if (predicted !== null && confirmed !== null) {
      drawn.push({ predicted: predicted.tick, confirmed: confirmed.tick });
    }
    requestAnimationFrame(record);
  };
  record();
}
