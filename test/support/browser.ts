// The Chromium of the end-to-end tests. tools/test.js finds or fetches one and names it in PACKETMAN_BROWSER.
import { type Browser, chromium } from 'playwright-core';

export const BROWSER_PATH = process.env['PACKETMAN_BROWSER'];

/** For `test.skipIf(!browserAvailable)`. */
export const browserAvailable = Boolean(BROWSER_PATH);

/** These let it run as root and without a network; WebGL works in software without any more. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Of a wait for something in a page: a busy machine is no failure. */
export const WAIT_MS = 50_000;

/** A headless browser, whose pages wait up to `WAIT_MS`; whoever launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  if (!BROWSER_PATH) throw new Error('no browser: PACKETMAN_BROWSER names none');
  const browser = await chromium.launch({ executablePath: BROWSER_PATH, args: BROWSER_FLAGS });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(WAIT_MS);
    return context;
  };
  return browser;
}
