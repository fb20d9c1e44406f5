// The Chromium of the end-to-end tests. tools/test.js finds or fetches one and names it in PACKETMAN_BROWSER.
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env['PACKETMAN_BROWSER'];

/** For `test.skipIf(!browserAvailable)`. */
export const browserAvailable = Boolean(PATH);

/** These let it run as root and without a network; WebGL works in software without any more. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser; whoever launches it closes it. */
export function launchBrowser(): Promise<Browser> {
  if (!PATH) throw new Error('no browser: PACKETMAN_BROWSER names none');
  return chromium.launch({ executablePath: PATH, args: FLAGS });
}
