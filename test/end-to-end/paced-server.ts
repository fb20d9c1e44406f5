// The real core of the game server in this process, on a clock that a test moves, and a real page as its client: what takes long
// in a match passes at once, and what is looked at passes frame by frame of the page. In between, time stands still for both.

import type { Page } from 'playwright-core';
import type { ServerMessage } from '#protocol';
import { encodeFrame, encodeServer } from '#protocol';
import { TICKS_PER_SECOND, type Direction, type World } from '#simulation';
import type { MemoryPlayer } from '../support/memory-player.ts';
import { MemoryServer } from '../support/memory-server.ts';

const TICK_MS = 1000 / TICKS_PER_SECOND;
const REPORT_TICKS = 20;
/** Ticks in which something that is awaited must have happened. */
const TICKS_MAX = 6000;
/** Ticks that pass with one frame of a page that draws few. */
const FRAME_TICKS_MAX = 6;

declare global {
  interface Window {
    /** So many ticks pass on the server. */
    passTicks(count: number): Promise<void>;
    /** Of the page's clock. */
    pagedMs: number;
  }
}

export class PacedServer {
  readonly memory: MemoryServer;
  /** What players do: called before each tick. */
  eachTick: () => void = () => {};
  private sendToPage: (bytes: Buffer) => void = () => {};
  /** While true, what the server sends does not reach the page. */
  private isCut = false;
  private readonly lines: MemoryPlayer[] = [];
  private sequence = 0;

  constructor(seed: number) {
    this.memory = new MemoryServer({}, seed);
  }

  /**
   * The page's WebSocket leads here, not to the server that serves the page, and its clock goes by this server's. To be called
   * before the page is loaded.
   */
  async attach(page: Page): Promise<void> {
    await page.exposeFunction('passTicks', (count: number) => {
      for (let left = count; left > 0; left--) this.tick();
    });
    await page.addInitScript(() => {
      window.pagedMs = performance.now();
      performance.now = () => window.pagedMs;
    });
    await page.routeWebSocket(/\/play$/, (socket) => {
      const player = this.memory.connect();
      const { socket: line } = player;
      this.lines.push(player);
      line.on('data', (bytes: Uint8Array) => this.isCut || socket.send(Buffer.from(bytes)));
      line.once('close', () => this.isCut || void socket.close());
      socket.onMessage((message) => void line.write(Buffer.from(message as Buffer)));
      socket.onClose(() => line.destroy());
      this.sendToPage = (bytes) => socket.send(bytes);
    });
  }

  world(code: string): World {
    return this.memory.match(code).now.worlds[0]!;
  }

  /** Lets ticks pass at once until something is true. */
  skipUntil(isTrue: () => boolean): void {
    for (let ticks = 1; !isTrue(); ticks++) {
      if (ticks === TICKS_MAX) throw new Error('it did not happen');
      if (ticks % REPORT_TICKS === 0) this.report();
      this.tick();
    }
  }

  /** Ticks pass, those of the time that each frame of the page takes, until something is true in the page. */
  async passUntil(page: Page, isTrue: () => boolean): Promise<void> {
    const condition = await page.evaluateHandle<{ isTrue(): boolean }>(`({ isTrue: ${String(isTrue)} })`);
    await page.evaluate(
      async ([condition, tickMs, ticksMax]) => {
        const nextFrame = () => new Promise<number>(requestAnimationFrame);
        let lastMs = await nextFrame();
        while (!condition.isTrue()) {
          const frameMs = await nextFrame();
          const ticks = Math.min(ticksMax, Math.max(1, Math.round((frameMs - lastMs) / tickMs)));
          lastMs = frameMs;
          await window.passTicks(ticks);
          window.pagedMs += ticks * tickMs;
        }
      },
      [condition, TICK_MS, FRAME_TICKS_MAX] as const,
    );
  }

  /** Sends an input of a player, also of the page's. */
  press(player: MemoryPlayer, direction: Direction): void {
    player.input(++this.sequence, direction);
  }

  /** The page's end of its connection; to be asked for when it has one. */
  get line(): MemoryPlayer {
    return this.lines.at(-1)!;
  }

  private tick(): void {
    this.eachTick();
    this.memory.clock.advance(TICK_MS);
  }

  /** The page has no time to say that it keeps up, so that is said for it. The answer is not for the page. */
  private report(): void {
    for (const player of this.memory.players) {
      this.isCut = player === this.line;
      player.report();
      this.isCut = false;
    }
  }

  /** Sends the page messages as if they were the server's, and from now on nothing else. */
  sendInstead(...messages: readonly ServerMessage[]): void {
    this.isCut = true;
    for (const message of messages) this.sendToPage(Buffer.from(encodeFrame(encodeServer(message))));
  }
}
