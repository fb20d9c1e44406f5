// A player who is not there for a while, in a real browser: a tab behind another, frozen, a lid that is shut, a server that
// is away. What comes back is the present; nothing is played fast, and nothing old is sent.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { startSlowLink } from '../../tools/slow-link.ts';
import { startCuttableWay } from '../bots/cuttable-way.ts';
import { browserAvailable } from '../support/browser.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { TabbedBrowser, type Tab } from '../support/tabs.ts';
import { play, read, startStack, WAIT_MS, type Player, type Stack } from './stack.ts';
import { hurriedInARow, recordTicks } from './ticks-drawn.ts';

const waiting = { timeout: WAIT_MS };
const HIDDEN_TICKS = 180;
/** Between what a page draws and what its server has, on a line without delay: more than it needs, less than a second. */
const APART_TICKS_MAX = 30;
/** The most that the pauses after the first and the second try may be; the least is half of it. */
const PAUSES_MS = [250, 500];

declare global {
  interface Window {
    framesBefore?: number;
    /** When the page tried to connect, by its own clock, since `recordDials`. */
    dialledMs?: number[];
  }
}

describe.skipIf(!browserAvailable)('a player who is away for a while', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W6] a hidden tab keeps its seat, and shows the current tick when it is shown again', async () => {
    const { browser, tab, seat, server } = await playInTab(stack);
    const applied = server.applied(seat);
    await browser.open('about:blank');
    await tab.until(() => document.visibilityState === 'hidden');
    const hiddenAt = server.tick;
    await server.until(() => server.tick > hiddenAt + HIDDEN_TICKS);
    expect(await tab.run(() => window.packetman!.state)).toBe('room');
    await tab.toFront();
    await expectPresent(tab, seat, server);
    expect(server.applied(seat)).toBe(applied);
    await expectObeys(tab, seat, server);
  });

  test('[W9] a frozen tab is given up by the server, and has its seat again when it thaws', async () => {
    const { browser, tab, seat, server } = await playInTab(stack);
    const applied = server.applied(seat);
    await browser.open('about:blank');
    await tab.until(() => document.visibilityState === 'hidden');
    await tab.freeze();
    await server.until(() => server.isAbsent(seat));
    await tab.thaw();
    await tab.toFront();
    await server.until(() => !server.isAbsent(seat));
    await expectPresent(tab, seat, server);
    expect(server.applied(seat)).toBe(applied);
    await expectObeys(tab, seat, server);
  });

  test('[W9] a lid that is shut stops everything, and the page comes back by itself when it is opened', async () => {
    const { browser, tab, seat, server } = await playInTab(stack);
    const applied = server.applied(seat);
    browser.stop();
    await server.until(() => server.isAbsent(seat));
    browser.goOn();
    await server.until(() => !server.isAbsent(seat));
    await expectPresent(tab, seat, server);
    expect(server.applied(seat)).toBe(applied);
    await expectObeys(tab, seat, server);
  });

  test('[W9] a server that is away is dialled with growing pauses, by no two pages with the same ones', async () => {
    const host = '127.0.0.1';
    const listen = async (port: number) => {
      const link = await startSlowLink({ host, port }, { host, port: stack.webPort }, { delayMs: 0, jitterMs: 0 });
      onTestFinished(() => link.close());
      return link;
    };
    const link = await listen(0);
    const one = await stack.open({}, '', link.port);
    const two = await stack.open({}, '', link.port);
    for (const player of [one, two]) {
      await play(player);
      await player.page.evaluate(recordDials);
    }
    await link.close();
    const [pausesOfOne, pausesOfTwo] = [await pauses(one), await pauses(two)];
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
    expect(await player.page.textContent('#toast')).toBe('That room no longer exists. You are playing in another one.');
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

interface InTab {
  readonly browser: TabbedBrowser;
  readonly tab: Tab;
  readonly seat: number;
  readonly server: Observer;
}

/** A tab that plays in a room with a bot, has steered once, and records what it draws. */
async function playInTab(stack: Stack): Promise<InTab> {
  const server = await Observer.join(stack.tcpPort);
  const browser = await TabbedBrowser.launch();
  onTestFinished(() => browser.close());
  const tab = await browser.open(`http://127.0.0.1:${stack.webPort}/?test#${server.code}`);
  await tab.until(() => window.packetman !== undefined);
  await tab.run(() => document.getElementById('play')!.click());
  await tab.until(() => window.packetman!.firstFrameMs > 0 && window.packetman!.room === 'play');
  const seat = (await tab.run(() => window.packetman!.seat))!;
  await expectObeys(tab, seat, server);
  await tab.run(recordTicks);
  return { browser, tab, seat, server };
}

/** The server's world and seats, as a bot in the room receives them. */
class Observer {
  private readonly bot: BotClient;
  private look: () => void = () => {};

  static async join(port: number): Promise<Observer> {
    const heard = (): void => observer.look();
    const bot = await BotClient.connect({ host: '127.0.0.1', port }, 'Robot', { onUpdate: heard });
    const observer = new Observer(bot);
    onTestFinished(() => bot.close());
    await bot.enter({ type: 'create', settings: { ...ROOM_SETTINGS, fill: true }, password: '', rate: 30 });
    bot.send({ type: 'start' });
    return observer;
  }

  private constructor(bot: BotClient) {
    this.bot = bot;
  }

  get code(): string {
    return this.bot.match!.code;
  }

  get tick(): number {
    return this.bot.match!.world.tick;
  }

  applied(seat: number): number {
    return this.bot.match!.world.seatInput[seat]!;
  }

  isAbsent(seat: number): boolean {
    return this.bot.match!.seats[seat]!.disconnected;
  }

  /** Looks with every snapshot. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.look = () => isSo() && resolve();
      this.look();
    });
  }
}

async function expectPresent(tab: Tab, seat: number, server: Observer): Promise<void> {
  await tab.until(() => window.packetman!.state === 'room');
  await tab.run(() => (window.framesBefore = window.packetman!.frames));
  await tab.until(() => window.packetman!.frames >= window.framesBefore! + 30);
  const { drawnTick, seat: seatNow } = await tab.run(() => ({
    drawnTick: window.packetman!.drawnTick,
    seat: window.packetman!.seat,
  }));
  expect(seatNow).toBe(seat);
  expect(Math.abs(drawnTick - server.tick)).toBeLessThan(APART_TICKS_MAX);
  expect(await tab.run(() => document.getElementById('connection')!.hidden)).toBe(true);
  expect(hurriedInARow(await tab.run(() => window.ticksDrawn!))).toBeLessThanOrEqual(1);
}

/** A key reaches the server. */
async function expectObeys(tab: Tab, seat: number, server: Observer): Promise<void> {
  const applied = server.applied(seat);
  await tab.press(applied % 2 === 0 ? 'ArrowLeft' : 'ArrowRight');
  await server.until(() => server.applied(seat) > applied);
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
