// The clock of a stack: its game server and its pages are faster while a test waits for what takes long in a match, and slower
// while it looks at what does not last.

import type { BrowserContext } from 'playwright-core';
import { systemClock, type Clock } from '../../game-server/clock.ts';

declare global {
  interface Window {
    /** `performance.now` of the browser, since the page's clock was changed. */
    realNow?: () => number;
  }
}

export class StackClock implements Clock {
  /** How many times faster than real time. */
  private rate = 1;
  private fromMs = 0;
  private fromRealMs = 0;
  private readonly contexts = new Set<BrowserContext>();
  /** Asked at each tick of the server. */
  private look: () => void = () => {};

  now(): number {
    return this.fromMs + this.rate * (systemClock.now() - this.fromRealMs);
  }

  date(): number {
    return systemClock.date();
  }

  after(ms: number, call: () => void): () => void {
    this.look();
    return systemClock.after(ms / this.rate, call);
  }

  /** Pages of this context follow the clock from now on. */
  add(context: BrowserContext): void {
    this.contexts.add(context);
    context.on('close', () => this.contexts.delete(context));
  }

  /** From now on the server is so many times faster than real time. Pages are not. */
  pace(rate: number): void {
    this.change(rate);
  }

  /**
   * Until something is true in the server, it and all pages are so many times faster than real time.
   * @param rateNow asked at each tick of the server
   * @param rateAfter of the server from then on: it goes on while the test and the pages look at what has come true
   */
  async hurryUntil(isTrue: () => boolean, rateNow: () => number, rateAfter: number): Promise<void> {
    this.change(rateNow());
    let changed = this.changePages(this.rate);
    await new Promise<void>((resolve) => {
      this.look = () => {
        const rate = rateNow();
        if (isTrue()) {
          this.look = () => {};
          // At once: the server would go on before the test has looked.
          this.change(rateAfter);
          resolve();
        } else if (rate !== this.rate) {
          this.change(rate);
          changed = changed.then(() => this.changePages(rate));
        }
      };
    });
    await changed;
    await this.changePages(1);
  }

  /** From now on the server and all pages are so many times faster than real time. */
  async run(rate: number): Promise<void> {
    this.change(rate);
    await this.changePages(rate);
  }

  private change(rate: number): void {
    [this.fromMs, this.fromRealMs, this.rate] = [this.now(), systemClock.now(), rate];
  }

  private async changePages(rate: number): Promise<void> {
    await Promise.all([...this.contexts].map((context) => changeIn(context, rate)));
  }
}

async function changeIn(context: BrowserContext, rate: number): Promise<void> {
  await Promise.all(context.pages().map((page) => page.evaluate(changeRate, rate)));
}

/** Runs in the page. */
function changeRate(rate: number): void {
  const realNow = (window.realNow ??= performance.now.bind(performance));
  const fromMs = performance.now();
  const fromRealMs = realNow();
  performance.now = () => fromMs + rate * (realNow() - fromRealMs);
}
