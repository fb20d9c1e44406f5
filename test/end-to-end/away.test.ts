// A player who is not there for a while, in a real browser: a tab behind another, frozen, a lid that is shut. What comes back
// is the present; nothing is played fast, and nothing old is sent.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import { browserAvailable } from '../support/browser.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { TabbedBrowser, type Tab } from '../support/tabs.ts';
import { startStack, type Stack } from './stack.ts';
import { recordTurn } from './steered-page.ts';
import { HURRIED_IN_A_ROW_MAX, hurriedInARow, recordTicks } from './ticks-drawn.ts';

const HIDDEN_TICKS = 180;
/** Between what a page draws and what its server has, on a line without delay: more than it needs, less than a second. */
const APART_TICKS_MAX = 30;

declare global {
  interface Window {
    framesBefore?: number;
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
});

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
  await tab.run(recordTurn);
  await expectObeys(tab, seat, server);
  await tab.until(() => window.hasTurned);
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
  expect(await tab.run(() => window.packetman!.seat)).toBe(seat);
  // A page that has no time for a moment draws the next frame later, and the answer may take long.
  await expect.poll(() => isPresent(tab, server)).toBe(true);
  expect(await tab.run(() => document.getElementById('connection')!.hidden)).toBe(true);
  expect(hurriedInARow(await tab.run(() => window.ticksDrawn!))).toBeLessThanOrEqual(HURRIED_IN_A_ROW_MAX);
}

async function isPresent(tab: Tab, server: Observer): Promise<boolean> {
  const askedAt = server.tick;
  const drawnTick = await tab.run(() => window.packetman!.drawnTick);
  return drawnTick > askedAt - APART_TICKS_MAX && drawnTick < server.tick + APART_TICKS_MAX;
}

/** A key reaches the server. */
async function expectObeys(tab: Tab, seat: number, server: Observer): Promise<void> {
  const applied = server.applied(seat);
  await tab.press(applied % 2 === 0 ? 'ArrowLeft' : 'ArrowRight');
  await server.until(() => server.applied(seat) > applied);
}
