// Files of the page's program that do not arrive before a test lets them go, as on a slow line.

import type { Page, Request } from 'playwright-core';

export class HeldPrograms {
  private readonly page: Page;
  private readonly requests: Promise<Request>[];
  private readonly release: () => void;

  private constructor(page: Page, requests: Promise<Request>[], release: () => void) {
    this.page = page;
    this.requests = requests;
    this.release = release;
  }

  /** @param names of built files, without the mark of their content */
  static async of(page: Page, ...names: readonly string[]): Promise<HeldPrograms> {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const patterns = names.map((name) => `**/assets/${name}-*.js`);
    for (const pattern of patterns) await page.route(pattern, async (route) => (await held, route.continue()));
    return new HeldPrograms(
      page,
      patterns.map((pattern) => page.waitForRequest(pattern)),
      release,
    );
  }

  /** Waits until the page wants all of them. */
  async asked(): Promise<void> {
    await Promise.all(this.requests);
  }

  /** They arrive, and the page has gone on with them. */
  async letGo(): Promise<void> {
    this.release();
    const requests = await Promise.all(this.requests);
    const urls = requests.map((request) => request.url());
    // As text: what a test file imports is rewritten for the test runner.
    await this.page.evaluate(`(async () => {
      // A program is taken once its style sheets are there.
      const sheets = [...document.querySelectorAll('link[rel=stylesheet]')];
      while (!sheets.every(({ sheet }) => sheet !== null)) await new Promise(requestAnimationFrame);
      await Promise.all(${JSON.stringify(urls)}.map((url) => import(url)));
      // What the page does with them comes before this.
      await new Promise((resolve) => setTimeout(resolve));
    })()`);
  }
}
