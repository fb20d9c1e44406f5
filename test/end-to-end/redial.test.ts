// A page whose server is not there for a while, or another one when it is there again.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { startSlowLink } from '../../tools/slow-link.ts';
import { startCuttableWay } from '../bots/cuttable-way.ts';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { play, read, startStack, untilSaid, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
/** The most that the pauses after the first and the second try may be; the least is half of it. */
const PAUSES_MS = [250, 500];

declare global {
  interface Window {
    /** When the page tried to connect, by its own clock, since `recordDials`. */
    dialledMs?: number[];
  }
}

describe.skipIf(!browserAvailable)('a page without its server', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W9] it is dialled with growing pauses, by no two pages with the same ones', async () => {
    const host = '127.0.0.1';
    const listen = async (port: number) => {
      const link = await startSlowLink({ host, port }, { host, port: stack.webPort }, { delayMs: 0, jitterMs: 0 });
      onTestFinished(() => link.close());
      return link;
    };
    const link = await listen(await freePort());
    const one = await stack.open({}, '', link.port);
    const two = await stack.open({}, '', link.port);
    for (const player of [one, two]) {
      await play(player);
      await player.page.evaluate(recordDials);
    }
    await link.close();
    const [pausesOfOne, pausesOfTwo] = await Promise.all([pauses(one), pauses(two)]);
    for (const pauses of [pausesOfOne, pausesOfTwo]) {
      for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(PAUSES_MS[i]! / 2);
    }
    expect(pausesOfOne.every((pause, i) => Math.abs(pause - pausesOfTwo[i]!) < 1)).toBe(false);

    await listen(link.port);
    for (const { page } of [one, two]) {
      await page.waitForFunction(() => window.packetman!.state === 'room', null, waiting);
      expect(await page.isVisible('#connection')).toBe(false);
    }
  });

  test('[W9] after a restart of the server the page plays on in another room, and says so', async () => {
    const [first, second] = [await startServer(), await startServer()];
    const way = await startCuttableWay(first.port);
    const restarted = await startStack({ serverPort: way.port });
    onTestFinished(() => restarted.stop());
    const player = await restarted.open();
    await play(player);
    const code = await read(player, 'code');
    way.lead(second.port);
    way.cut();
    const isElsewhere = (old: string | null) => window.packetman!.state === 'room' && window.packetman!.code !== old;
    await player.page.waitForFunction(isElsewhere, code, waiting);
    await untilSaid(player, 'That room no longer exists. You are playing in another one.');
    expect(await player.page.isVisible('#connection')).toBe(false);
    expect(second.lobby.room((await read(player, 'code'))!)).not.toBe(null);
  });
});

async function startServer() {
  const server = await startGameServer(
    gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 }),
    createLog('silent'),
  );
  onTestFinished(() => server.drain());
  return server;
}

/** Runs in the page. */
function recordDials(): void {
  const dialled: number[] = (window.dialledMs = []);
  const { WebSocket } = window;
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      dialled.push(performance.now());
    }
  };
}

/** Between the first tries to connect. */
async function pauses({ page }: Player): Promise<number[]> {
  await page.waitForFunction((tries) => window.dialledMs!.length > tries, PAUSES_MS.length, waiting);
  const dialled = await page.evaluate(() => window.dialledMs!);
  return PAUSES_MS.map((_, i) => dialled[i + 1]! - dialled[i]!);
}
