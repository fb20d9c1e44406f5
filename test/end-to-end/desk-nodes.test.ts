// The operator's page with several real nodes.

import { expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { DESK_TOKEN } from '../support/desk.ts';
import { startNodes } from '../support/desk-nodes.ts';
import { buildPage } from '../support/built-page.ts';

test('[OD53] an operator sees the nodes on a phone, and drains one of them', async () => {
  buildPage('monitor');
  const { api } = await startNodes(2);
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${api.port}/monitor`);
  await page.getByLabel('Token').fill(DESK_TOKEN);
  await page.keyboard.press('Enter');
  const drain = page.getByRole('button', { name: 'Drain n2' });
  await drain.waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.getByRole('link', { name: 'Log' }).click();
  await page.getByLabel('Node').selectOption('n2');
  await page.getByRole('link', { name: 'Overview' }).click();
  await drain.click();
  await page.getByRole('heading', { name: 'Drain the node n2?' }).waitFor();
  // It is said for some seconds.
  await Promise.all([
    page.getByText('The node n2 drains.').waitFor(),
    page.getByRole('dialog').getByRole('button', { name: 'Drain', exact: true }).click(),
  ]);
  // Without players it has gone at once.
  await drain.waitFor({ state: 'detached' });
});
