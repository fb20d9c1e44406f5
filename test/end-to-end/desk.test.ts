// The operator's page in a browser, with a real API and a real game server.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { errorCodeOf } from '#protocol';
import { launchBrowser } from '../support/browser.ts';
import { DESK_TOKEN, startDeskApi } from '../support/desk.ts';
import { freePort } from '../support/free-port.ts';
import { buildPage } from '../support/built-page.ts';
import { newFolder } from '../support/new-folder.ts';
import { startTestServer } from '../support/test-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');

test('[OD42] an operator signs in on a phone, looks at a room, kicks a bot and bans its name, and the audit log shows it', async () => {
  buildPage('monitor');
  const data = newFolder();
  const apiAdminPort = await freePort();
  const server = await startTestServer({ data, apiUrl: `http://127.0.0.1:${apiAdminPort}` });
  const bot = await server.connect();
  await bot.hello('Robbie', 'bot');
  const { code } = await bot.play();
  await server.run(240, bot);
  const api = await startDeskApi(data, server.adminPort, null, undefined, apiAdminPort);
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  // axe is put into the page by the test; the policy is that of the API everywhere else.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`http://127.0.0.1:${api.port}/monitor`);

  await page.getByLabel('Token').fill('not a token');
  await page.keyboard.press('Enter');
  await page.getByText('This is not a token of the desk.').waitFor();
  await page.getByLabel('Token').fill(DESK_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText('written').waitFor();
  await page.addScriptTag({ content: AXE });
  const faults = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
  expect(faults).toEqual([]);

  await page.getByRole('link', { name: 'Rooms' }).click();
  await page.getByRole('link', { name: code }).click();
  await page.getByRole('img', { name: 'coop, level 1, play' }).waitFor();
  await page.getByRole('button', { name: 'Kick Robbie' }).click();
  await page.getByLabel('Reason').fill('Too loud');
  await page.getByRole('button', { name: 'Kick', exact: true }).click();
  const refusal = await bot.next('error');
  expect([errorCodeOf(refusal.code), refusal.text]).toEqual(['ended-by-operator', 'Too loud']);
  await page.getByText('This room has closed.').waitFor();

  await page.getByRole('link', { name: 'Bans' }).click();
  await page.getByRole('button', { name: 'New ban' }).click();
  await page.getByLabel('Value').fill('Robbie');
  await page.getByRole('button', { name: 'Ban', exact: true }).click();
  await page.getByRole('button', { name: 'Lift: Robbie' }).waitFor();
  // The game server asks for changes every two seconds of its clock.
  const comeBack = async (): Promise<string | null> => {
    server.ticks(150);
    const again = await server.connect();
    await again.hello('R0bbie', 'bot').catch(() => {});
    const [error] = again.take('error');
    // A session that is let in must not keep the name.
    again.send({ type: 'leave' });
    again.destroy();
    return error === undefined ? null : errorCodeOf(error.code);
  };
  await expect.poll(comeBack).toBe('server-banned');
  await page.getByRole('link', { name: 'Audit' }).click();
  const rows = page.locator('tbody tr');
  await rows.nth(2).waitFor();
  expect(await rows.locator('td:nth-of-type(2)').allTextContents()).toEqual(['ban', 'kick', 'sign-in']);
  expect(await rows.nth(1).textContent()).toContain('reason: Too loud');
  expect(errors).toEqual([]);
});
