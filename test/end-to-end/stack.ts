// The real game server and the real bridge with the built page, in this process on free ports, and browsers' pages on it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { bridgeConfig } from '../../bridge/config.ts';
import { startBridge } from '../../bridge/main.ts';
import { ROOM_LINK } from '../../cli/room-links.ts';
import { gameServerConfig, type GameServerConfig } from '../../game-server/config.ts';
import { systemRng } from '../../game-server/clock.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { startGameServer } from '../../game-server/main.ts';
import type { Room } from '../../game-server/rooms/room.ts';
import type { TestHook } from '../../web-client/debug/test-hook.ts';
import { launchBrowser, WAIT_MS } from '../support/browser.ts';
import type { OwnApi } from './own-api.ts';
import { StackClock } from './stack-clock.ts';

const ROOT = join(import.meta.dirname, '../..');
const WEB = join(ROOT, 'dist/web');
export const ARTIFACTS = join(ROOT, 'test-artifacts');
const HOST = '127.0.0.1';
/** How many times faster than real time what takes long passes. */
const RATE = 16;
/** The same while a test does what a room waits for, or looks at what its pages show for seconds only. */
export const SLOW_RATE = 0.2;
/** The same while a test looks for long at what lasts for seconds in a match. Pages are slow as well: they see no standstill. */
const CRAWL_RATE = 0.05;

export interface Stack {
  readonly tcpPort: number;
  readonly webPort: number;
  /** A page of its own browser profile, which ends with the test; over another port when something is in between. */
  open(options?: BrowserContextOptions, hash?: string, port?: number, before?: Preparation): Promise<Player>;
  /** A page that stays open until the stack stops. */
  openForAll(options?: BrowserContextOptions): Promise<Player>;
  /** Of the game server in this process. */
  room(code: string): Room;
  /**
   * Until something is true in the game server in this process, it and all pages are many times faster than real time.
   * No page is opened or loaded meanwhile. For a server whose settings are `PATIENT`.
   * @param rate asked at each tick if it is a function
   * @param rateAfter of the server from then on
   */
  hurryUntil(isTrue: () => boolean, rate?: number | (() => number), rateAfter?: number): Promise<void>;
  /**
   * Until `speedUp`, the game server in this process and all pages are many times slower than real time: what lasts for
   * seconds in a match does not end while a test looks at it. No page is opened or loaded meanwhile.
   */
  slowDown(): Promise<void>;
  speedUp(): Promise<void>;
  /** From now on the game server in this process is so many times faster than real time. Pages are not. */
  pace(rate: number): void;
  stop(): Promise<void>;
}

/** What is done with a profile before its page is opened. */
type Preparation = (context: BrowserContext) => Promise<unknown>;

/** A page, and what went wrong in it. */
export interface Player {
  readonly page: Page;
  readonly errors: string[];
}

export interface StackOptions {
  /** Of a game server that runs already, instead of one in this process. */
  readonly serverPort?: number;
  /** Ports of nodes that pages reach as `/play/NAME`. */
  readonly nodes?: Readonly<Record<string, number>>;
  /** Settings of the game server in this process. */
  readonly server?: Partial<GameServerConfig>;
  /** Origin of the HTTP API. Without one it is that of the game server in this process, if it has a public port. */
  readonly api?: string;
  /** An API with a database, beside the game server in this process. Browsers reach the page as `localhost`, where passkeys work. */
  readonly ownApi?: OwnApi;
}

/** Settings of a game server that runs faster than real time: a page that has no time for a moment stays connected. */
export const PATIENT: Partial<GameServerConfig> = {
  ...{ standstillMsMax: 600_000, behindTicksMax: 600, catchUpTicksMax: 40 },
};

/** The folder of the built page, which is built if it is not there. */
export function builtPage(): string {
  if (!existsSync(join(WEB, 'index.html'))) {
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    execFileSync(process.execPath, [vite, 'build', '--config', 'web-client/vite.config.ts'], { cwd: ROOT });
  }
  return WEB;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { serverPort, nodes = {}, server: settings, api, ownApi } = options;
  const web = builtPage();
  mkdirSync(ARTIFACTS, { recursive: true });
  const log = createLog('silent');
  const config = gameServerConfig({ host: HOST, port: 0, adminPort: 0, ...ownApi?.server, ...settings });
  const clock = new StackClock();
  // A page without time says nothing at all.
  const surroundings = { clock, rng: systemRng, silenceMsMax: settings?.standstillMsMax };
  const server = serverPort === undefined ? await startGameServer(config, log, surroundings) : null;
  const tcpPort = serverPort ?? server!.port;
  const publicPort = server?.publicPort ?? null;
  const origin = api ?? (publicPort === null ? null : `http://${HOST}:${publicPort}`);
  const listen = { host: HOST, port: 0 };
  const ways = [
    ...Object.entries(nodes).map(([name, port]) => [`/play/${name}`, port] as const),
    ['/play', tcpPort] as const,
  ];
  const routes = ways.map(([path, port]) => ({
    name: path,
    path,
    target: { host: HOST, port },
    proxyHeader: 'v2' as const,
  }));
  const bridge = await startBridge(
    bridgeConfig({
      ...{ listen, routes, web, csp: true, immutable: '/assets/', pageLinks: ROOM_LINK },
      passOn: origin === null ? {} : (ownApi?.passOn(origin) ?? { '/api': origin }),
    }),
    log,
  );
  const browser = await launchBrowser();
  const open: Stack['open'] = (options = {}, hash = '', port = bridge.port, before = async () => {}) =>
    openPage(
      browser,
      `http://${ownApi === undefined ? HOST : 'localhost'}:${port}/?test${hash}`,
      options,
      async (context) => {
        clock.add(context);
        await before(context);
      },
    );
  return {
    tcpPort,
    webPort: bridge.port,
    openForAll: (options) => open(options),
    async open(...asked) {
      const player = await open(...asked);
      onTestFinished(() => player.page.context().close());
      return player;
    },
    room: (code) => server!.lobby.room(code)!,
    hurryUntil: (isTrue, rate = RATE, rateAfter = 1) =>
      clock.hurryUntil(isTrue, typeof rate === 'number' ? () => rate : rate, rateAfter),
    pace: (rate) => clock.pace(rate),
    slowDown: () => clock.run(CRAWL_RATE),
    speedUp: () => clock.run(1),
    async stop() {
      clock.pace(1);
      const wrong = server === null ? 0 : await wrongHashes(server.adminPort);
      await browser.close();
      await bridge.drain(1000);
      await server?.drain();
      if (wrong > 0) throw new Error(`pages had another World than the server, ${wrong} times`);
    },
  };
}

/** How many hashes of the match log pages have reported as wrong. */
async function wrongHashes(adminPort: number): Promise<number> {
  const metrics = await (await fetch(`http://${HOST}:${adminPort}/metrics`)).text();
  return Number(/^packetman_log_hash_mismatches_total (\d+)$/m.exec(metrics)![1]);
}

async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  before: Preparation,
): Promise<Player> {
  // A service worker fetches the whole page again beside the match.
  const serviceWorkers = 'block';
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers, ...options });
  await before(context);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A page that is served alone looks for accounts, the daily match, the list of replays, and the room of its link, and finds none.
    const isApiMissing = /\/api\/(?:daily|me\/daily|replays|tickets|rooms\/\w+)$/.test(message.location().url);
    if (message.type() === 'error' && !isApiMissing) errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

/** Clicks the one big button, and waits until the match is drawn. */
export async function play({ page }: Player): Promise<void> {
  await page.click('#play');
  await page.waitForFunction(() => window.packetman!.firstFrameMs > 0, null, { timeout: WAIT_MS });
}

/** What the page's test hook says of these fields. */
export function read<Key extends keyof TestHook>({ page }: Player, key: Key): Promise<TestHook[Key]> {
  return page.evaluate((key) => window.packetman![key], key) as Promise<TestHook[Key]>;
}

/** Opens a file from the list of replays as a player does, once the button is alive. */
export async function openReplayFile(page: Page, path: string): Promise<void> {
  const asked = page.waitForEvent('filechooser', { timeout: WAIT_MS });
  await page.click('#replays-open');
  await (await asked).setFiles(path);
}

/** Waits until nothing moves by itself any more, but for what does so for ever. What is taken away meanwhile has ended, too. */
export async function untilStill({ page }: Player): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Waits until the page says this in its toast. */
export async function untilSaid({ page }: Player, text: string): Promise<void> {
  const isSaid = (wanted: string) => document.getElementById('toast')!.textContent === wanted;
  await page.waitForFunction(isSaid, text, { timeout: WAIT_MS });
}

export function screenshot({ page }: Player, name: string): Promise<Buffer> {
  return page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}
