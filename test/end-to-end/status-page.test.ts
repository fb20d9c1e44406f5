// The status page of the bridge in a real Chromium: an operator signs in, sees a session, ends it, and sees why it ended.

import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser, openEchoTarget, openFolder, type Reachable } from '../bridge/support.ts';
import { LOGIN, openStatusBridge, passwordLine, signIn as cookieOf, snapshotOf } from '../bridge/status/support.ts';
import { browserAvailable, launchBrowser } from '../support/browser.ts';
import { buildPage } from '../support/built-page.ts';
import { blockOf } from '../support/document-block.ts';
import { freePort } from '../support/free-port.ts';
import { hasWebProxy, startWebProxy } from '../support/web-proxies.ts';
import { cutIn, violationsIn } from './page-checks.ts';

const ARTIFACTS = join(import.meta.dirname, '../../test-artifacts');
/** For those who hear the page, and not seen. */
const SPOKEN = /^(?:a\.skip|caption\.hidden) /;

let browser: Browser;

beforeAll(async () => {
  buildPage('status-page');
  mkdirSync(ARTIFACTS, { recursive: true });
  if (browserAvailable) browser = await launchBrowser();
});
afterAll(() => browser?.close());

test.skipIf(!browserAvailable).each([
  [390, 844, 'dark'],
  [1280, 800, 'light'],
] as const)('[B92] at %d x %d, %s: sign in, see a session, end it by keyboard', async (width, height, colorScheme) => {
  const target = await openEchoTarget();
  const bridge = await openStatusBridge(target);
  const [first, second] = [await openBrowser(bridge), await openBrowser(bridge)];
  first.socket.send('x'.repeat(1234));
  await first.bytes(1234);
  const page = await openPage({ viewport: { width, height }, colorScheme });
  await page.goto(`http://127.0.0.1:${bridge.port}/status`);

  await page.getByLabel('Name').fill(LOGIN.name);
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('Name or password is wrong.').waitFor();
  expect(await violationsIn(page)).toEqual([]);
  await page.getByLabel('Password').fill(LOGIN.password);
  await page.keyboard.press('Enter');

  const row = page.getByRole('row').filter({ hasText: '1.2 KB' });
  await row.waitFor();
  expect(await row.textContent()).toContain(`127.0.0.1:${target.port}`);
  // A rate, once the page has looked twice.
  await row.getByText('0 B/s / 0 B/s').waitFor();
  expect(await violationsIn(page)).toEqual([]);
  expect((await cutIn(page)).filter((cut) => !SPOKEN.test(cut))).toEqual([]);

  await row.getByRole('button', { name: 'End the session of 127.0.0.1 on default' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'End this session?' }).waitFor();
  expect(await violationsIn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('End');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'End session' }).press('Enter');
  expect(await first.closed).toEqual({ code: 1008, reason: 'ended by the operator' });

  const ended = page.locator('#ended').getByRole('row').filter({ hasText: 'ended-by-operator (1008)' });
  await ended.waitFor();
  expect(await ended.textContent()).toContain('1.2 KB');
  await expect.poll(() => page.locator('#open').getByRole('row').count()).toBe(2);
  expect(second.socket.readyState).toBe(second.socket.OPEN);
  await page.screenshot({ path: join(ARTIFACTS, `status-page-${width}.png`) });

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
  await page.reload();
  await page.getByLabel('Password').waitFor();
});

test.skipIf(!browserAvailable)('[B93] of hundreds of sessions there are pages, and a search', async () => {
  const bridge = await openStatusBridge(await openEchoTarget(), {
    ...{ trust: ['127.0.0.1'], handshakesPerSecondMax: 1000 },
  });
  for (let i = 0; i < 230; i++) {
    await openBrowser(bridge, { headers: { 'x-forwarded-for': `203.0.113.${i}` } });
  }
  const page = await openSignedIn(bridge);
  await page.getByText('1–100 of 230').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('101–200 of 230').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('201–230 of 230').waitFor();
  expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  await page.getByLabel('Search').fill('203.0.113.22');
  await page.getByText('1–11 of 11 found, 230 open').waitFor();
  await page.getByLabel('Search').fill('nothing');
  await page.getByText('No session is found.').waitFor();
  expect((await snapshotOf(bridge, await cookieOf(bridge))).rows).toHaveLength(100);
});

test.skipIf(!browserAvailable)('[B94] long names break, and addresses beside them do not', async () => {
  const target = await openEchoTarget();
  const user = `${'a-long-name'.repeat(10)}@example.com`;
  const passwords = join(await openFolder(), 'users');
  await writeFile(passwords, passwordLine(user, 'secret'));
  const bridge = await openStatusBridge(target, {
    target: undefined,
    routes: [{ name: 'a-route-of-'.repeat(10), target, auth: { passwords } }],
  });
  const headers = { authorization: `Basic ${btoa(`${user}:secret`)}` };
  const [ends] = [await openBrowser(bridge, { headers }), await openBrowser(bridge, { headers })];
  ends.socket.close();
  await bridge.nextEnd();
  const page = await openSignedIn(bridge);
  const addresses = page.locator('td.address').filter({ hasText: '127.0.0.1' });
  await expect.poll(() => addresses.count()).toBe(3);
  const lines = await addresses.evaluateAll((cells) =>
    cells.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return Math.floor(range.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).fontSize));
    }),
  );
  await page.screenshot({ path: join(ARTIFACTS, 'status-page-long.png') });
  expect(lines).toEqual([1, 1, 1]);
  expect((await cutIn(page)).filter((cut) => !SPOKEN.test(cut))).toEqual([]);
});

test.skipIf(!browserAvailable || !hasWebProxy('nginx'))(
  '[B90] behind nginx, below a prefix, by the block of docs/operating.md, the page works as well',
  async () => {
    const bridge = await openStatusBridge(await openEchoTarget(), { trust: ['127.0.0.1'] });
    const session = await openBrowser(bridge);
    const port = await freePort();
    const location = blockOf('docs/operating.md', 'nginx status').replace('127.0.0.1:8080', `127.0.0.1:${bridge.port}`);
    await startWebProxy('nginx', `server {\nlisten 127.0.0.1:${port};\n${location}\n}`, port);
    const page = await openPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`http://127.0.0.1:${port}/bridges/one/status`);
    expect(page.url()).toBe(`http://127.0.0.1:${port}/bridges/one/status/`);
    await page.getByLabel('Name').fill(LOGIN.name);
    await page.getByLabel('Password').fill(LOGIN.password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'End the session of' }).click();
    await page.getByRole('button', { name: 'End session' }).click();
    expect((await session.closed).code).toBe(1008);
    await page.getByText('ended-by-operator (1008)').waitFor();
    // The login is for this path only, and outlives a reload.
    expect((await page.context().cookies()).map(({ path }) => path)).toEqual(['/bridges/one/status']);
    await page.reload();
    await page.getByText('ended-by-operator (1008)').waitFor();
  },
);

/** The page fails its test by an error, a message of the console that is one, and a request that leaves the host. */
/** The page of an operator who has signed in before. */
async function openSignedIn(bridge: Reachable): Promise<Page> {
  const page = await openPage({ viewport: { width: 1280, height: 800 } });
  const [name = '', value = ''] = (await cookieOf(bridge)).split(/=(.*)/s);
  const url = `http://127.0.0.1:${bridge.port}/status/`;
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(url);
  return page;
}

async function openPage(options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // An answer that is no success is a line of the browser's own.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}
